"""Any name or code of a region becomes its code, or an error that names the choices."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import regions

WITHOUT_COUNTRY = {
    "UK": "GB", "USA": "US", "U.S.": "US", "England": "GB-ENG", "Russia": "RU", "South Korea": "KR",
    "Ivory Coast": "CI", "Czech Republic": "CZ", "Turkey": "TR", "Burma": "MM", "Swaziland": "SZ", "Holland": "NL",
    "The Netherlands": "NL", "Deutschland": "DE", "España": "ES", "Brasil": "BR", "Россия": "RU", "Allemagne": "DE",
    "日本": "JP", "Kosovo": "XK", "xk": "XK", "NA": "NA", "NO": "NO", "840": "US", "deu": "DE", "us-ga": "US-GA",
    "Niger": "NE", "Mali": "ML", "Luxembourg": "LU", "GA": "GA", "QUEBEC": "CA-QC", "Québec": "CA-QC",
    "Lodzkie": "PL-10", "Bavaria": "DE-BY", "Madrid": "ES-MD", "Asturias": "ES-AS", "México": "MX",
    "Iran, Islamic Republic of": "IR", "Islamic Republic of Iran": "IR", "Cote d'Ivoire": "CI", "DRC": "CD",
    "Limburg, Netherlands": "NL-LI", "Ontario (Canada)": "CA-ON", "Georgia, USA": "US-GA", "": "", "  ": "",
}  # fmt: skip
IN_THE_US = {
    "GA": "US-GA", "Georgia": "US-GA", "CA": "US-CA", "DE": "US-DE", "Washington": "US-WA", "Wash.": "US-WA",
    "N.Y.": "US-NY", "D.C.": "US-DC", "Virgin Islands": "US-VI", "US": "US", "USA": "US", "Canada": "CA",
    "CA-ON": "CA-ON", "Ontario": "CA-ON", "Guam": "US-GU", "Bavaria": "DE-BY", "Hawaiʼi": "US-HI",
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), WITHOUT_COUNTRY.items())
def test_a_name_or_code_is_its_code(text: str, code: str) -> None:
    assert regions.parse(text) == code


@pytest.mark.parametrize(("text", "code"), IN_THE_US.items())
def test_a_country_s_own_subdivisions_come_first(text: str, code: str) -> None:
    assert regions.parse(text, "US") == code


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Georgia", ("GE", "US-GA")),
        ("Congo", ("CD", "CG")),
        ("Korea", ("KP", "KR")),
        ("Virgin Islands", ("VG", "VI")),
        ("Limburg", ("BE-VLI", "NL-LI")),
        ("Punjab", ("IN-PB", "PK-PB")),
    ],
)
def test_a_name_of_several_regions_is_refused_with_the_choices(text: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(regions.AmbiguousRegion) as caught:
        regions.parse(text)
    assert caught.value.choices == choices
    assert all(code in caught.value.remedy for code in choices)


@pytest.mark.parametrize("text", ["Atlantis", "XX", "US-ZZ", "-", "London", "Paris, Germany", ","])
def test_what_is_no_region_is_refused(text: str) -> None:
    with pytest.raises(regions.UnknownRegion):
        regions.parse(text)


@pytest.mark.parametrize("text", ["GM", "CZ", "FR", "MX"])
def test_two_letters_in_a_country_s_list_are_never_another_country(text: str) -> None:
    with pytest.raises(regions.UnknownRegion):
        regions.parse(text, "US")


def test_every_code_and_name_of_a_country_is_that_country() -> None:
    for country in pycountry.countries:
        assert regions.parse(country.alpha_2) == country.alpha_2
        assert regions.parse(country.alpha_3.lower()) == country.alpha_2
        assert regions.parse(country.numeric) == country.alpha_2
        if country.alpha_2 not in ("GE", "CG"):
            assert regions.parse(country.name.upper()) == country.alpha_2
        assert regions.parse(regions.country_name(country.alpha_2), country.alpha_2) == country.alpha_2


def test_every_code_of_a_subdivision_is_that_subdivision() -> None:
    for part in pycountry.subdivisions:
        assert regions.parse(part.code) == part.code
        assert regions.within(part.code, part.country_code)
        assert regions.country_of(part.code) == part.country_code


@pytest.mark.parametrize("country", ["US", "CA", "GB", "DE", "MX", "BE"])
def test_every_subdivision_of_a_country_is_known_in_it_by_name(country: str) -> None:
    for code, name in regions.subdivisions(country).items():
        found = regions.parse(name, country) if name != "London, City of" else code
        assert found == code or regions.within(code, found), name


def test_areas_hold_what_lies_in_them() -> None:
    assert regions.within("GB-LND", "GB-ENG")
    assert regions.within("US-GA", "US")
    assert not regions.within("US", "US-GA")
    assert not regions.within("", "US")
    assert not regions.within("CA", "US-CA")


def test_names_are_everyday_english() -> None:
    told = {code: regions.country_name(code) for code in ("GB-LND", "RU", "KR", "BO", "US-GA", "XK", "")}
    assert told == {
        "GB-LND": "United Kingdom",
        "RU": "Russia",
        "KR": "South Korea",
        "BO": "Bolivia",
        "US-GA": "United States",
        "XK": "Kosovo",
        "": "",
    }
    assert regions.name("US-GA") == "Georgia"
    assert len(regions.subdivisions("US")) == 57
    assert regions.subdivisions("XK") == {}


@given(st.text(max_size=30), st.sampled_from(["", "US", "DE"]))
def test_any_text_is_a_known_code_or_refused(text: str, country: str) -> None:
    try:
        code = regions.parse(text, country)
    except ValueError:
        return
    assert code == "" or regions.parse(code) == code
