import pytest

from pipeline import regions
from pipeline.matching.place import PlaceFinder


@pytest.fixture(scope="module")
def find():
    return PlaceFinder("US")


@pytest.mark.parametrize("name", ["Illınois State Police", "Police (İllinois)", "İLLİNOIS State Police"])
def test_a_turkish_letter_is_read_as_its_likeness(name):
    assert PlaceFinder("US")(name)[0] == "US-IL"


@pytest.mark.parametrize("country", ["TR", "AZ", "US", "FR", "GR", "VN"])
def test_every_region_of_a_country_is_read(country):
    finder = PlaceFinder(country)
    for name in regions.subdivisions(country).values():
        assert finder(f"Zorba Police ({name})")[0].startswith(f"{country}-")


@pytest.mark.parametrize(
    ("name", "place", "rest"),
    [
        ("Kennesaw GA PD", "US-GA", "Kennesaw PD"),
        ("Shelton PD (WA)", "US-WA", "Shelton PD"),
        ("Shelton PD [WA]", "US-WA", "Shelton PD"),
        ("CA - Chino PD", "US-CA", "Chino PD"),
        ("CA – Chino PD", "US-CA", "Chino PD"),
        ("CA: Chino PD", "US-CA", "Chino PD"),
        ("Abilene KS PD", "US-KS", "Abilene PD"),
        ("Houston TX PD", "US-TX", "Houston PD"),
        ("Central LA PD", "US-LA", "Central PD"),
        ("Linden IN PD", "US-IN", "Linden PD"),
        ("Indiana PA PD", "US-PA", "Indiana PD"),
        ("Waterford Township PD- MI", "US-MI", "Waterford Township PD"),
        ("Jackson Township OH PD (Mahoning County)", "US-OH", "Jackson Township PD (Mahoning County)"),
        ("Madison TWP (Franklin CO) OH PD", "US-OH", "Madison TWP (Franklin CO) PD"),
        ("Adams County CO SO", "US-CO", "Adams County SO"),
        ("Reeves CO TX SO", "US-TX", "Reeves CO SO"),
        ("Mobile County AL SD", "US-AL", "Mobile County SD"),
        ("Paris, Texas", "US-TX", "Paris"),
        ("KENNESAW GA PD", "US-GA", "KENNESAW PD"),
    ],
)
def test_a_region_in_the_name_is_found_and_taken_out(find, name, place, rest):
    assert find(name) == (place, rest)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ohio State Highway Patrol", "US-OH"),
        ("NC State University PD", "US-NC"),
        ("University of Iowa", "US-IA"),
        ("IL STATE POLICE DEPT", "US-IL"),
    ],
)
def test_a_region_that_belongs_to_the_name_is_found_and_stays(find, name, place):
    assert find(name) == (place, name)


@pytest.mark.parametrize(
    "name",
    [
        "LA County SO",
        "LA Police",
        "Adams CO SO",
        "ADAMS CO SHERIFF OFFICE",
        "Ford Motor CO",
        "Made IN America",
        "DE SOTO POLICE DEPT",
        "LA PORTE POLICE",
        "BORN IN THE USA",
        "Washington University",
        "Kansas City Police",
        "Port Authority NY NJ PD",
        "Delaware County Sheriff",
        "Pa Police",
        "Nevada Police",
    ],
)
def test_words_cities_and_counties_are_no_region(find, name):
    assert find(name) == ("", name)


def test_the_region_beside_the_name_vouches_for_a_code_in_capitals(find):
    assert find("AKRON OH POLICE UNIT", "US-OH") == ("US-OH", "AKRON POLICE UNIT")
    assert find("AKRON OH POLICE UNIT") == ("", "AKRON OH POLICE UNIT")


def test_the_code_of_the_region_beside_the_name_is_written_out_at_its_beginning(find):
    assert find("NE STATE PATROL", "US-NE") == ("US-NE", "Nebraska STATE PATROL")
    assert find("LA VISTA POLICE", "US-LA") == ("", "LA VISTA POLICE")
    assert find("NE STATE PATROL", "US-GA")[0] != "US-GA"


def test_without_a_country_only_the_code_beside_the_name_is_taken_off_its_end():
    assert PlaceFinder("")("Strassen Hospital, LU", "LU") == ("", "Strassen Hospital")
    assert PlaceFinder("")("Strassen Hospital, LU", "DE") == ("", "Strassen Hospital, LU")
    assert PlaceFinder("")("Strassen Hospital, LU (Records)", "LU") == ("", "Strassen Hospital (Records)")
    assert PlaceFinder("")("Strassen Hospital, LU Garden", "LU") == ("", "Strassen Hospital, LU Garden")
    assert PlaceFinder("")("Boise Police, ID", "US-ID") == ("", "Boise Police")


def test_without_a_country_nothing_is_found():
    assert PlaceFinder("")("Kennesaw GA PD") == ("", "Kennesaw GA PD")


def test_other_countries_have_their_own_codes():
    assert PlaceFinder("CA")("Saskatoon SK Police") == ("CA-SK", "Saskatoon Police")
    assert PlaceFinder("CA")("Kennesaw GA PD") == ("", "Kennesaw GA PD")
