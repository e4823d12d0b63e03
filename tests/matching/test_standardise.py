import pytest

from pipeline.matching import standardise as steps
from pipeline.matching.prepare import Preparer
from pipeline.matching.standardise import Standardiser, builtin_abbreviations


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [
        (steps.fold_script, "Łódź", "Lodz"),
        (steps.fold_script, "Universität", "Universitat"),
        (steps.turn_round, "The \u202eecilop\u202c of", "The police\u202c of"),
        (steps.drop_hidden, "Po\u200blice\u202e", "Police"),
        (steps.part_capitals, "SalemPD", "Salem PD"),
        (steps.part_capitals, "CityOf KirchheimPaper", "City Of Kirchheim Paper"),
        (
            steps.part_capitals,
            "SALEMPD MacArthur McDonald DeKalb MetroParks",
            "SALEMPD MacArthur McDonald DeKalb MetroParks",
        ),
        (steps.part_capitals, "GlaxoSmithKline PhD", "GlaxoSmithKline PhD"),
        (steps.fold_case, "BOISE", "boise"),
        (steps.drop_apostrophes, "sheriff's o’neill", "sheriffs oneill"),
        (steps.drop_apostrophes, "o’neill", "oneill"),
        (steps.drop_apostrophes, "o`neill", "oneill"),
        (steps.join_initials, "u.s. marshal p.d.", "us marshal pd"),
        (steps.join_initials, "st. louis", "st. louis"),
        (steps.spell_and, "parks & rec", "parks and rec"),
        (steps.blank_punctuation, "sp: wythe_county/va", "sp wythe county va"),
        (steps.blank_punctuation, "salem東京", "salem"),
        (steps.join_spaced_initials, "adams co s o", "adams co so"),
        (steps.join_spaced_initials, "adams p d", "adams pd"),
        (steps.write_numbers, "21st judicial district", "21 judicial district"),
        (steps.write_numbers, "troop ii", "troop 2"),
        (steps.write_numbers, "second district", "2 district"),
        (steps.write_numbers, "henry iv college", "henry iv college"),
        (steps.write_numbers, "precinct 007", "precinct 7"),
        (steps.write_county, "adams co so", "adams county so"),
        (steps.write_county, "co op society", "co op society"),
        (steps.write_county, "farm co operative", "farm co operative"),
        (steps.write_county, "smith and co", "smith and company"),
        (steps.write_county, "higeta co ltd", "higeta company ltd"),
        (steps.write_county, "ford motor co", "ford motor company"),
        (steps.write_county, "ford motor co fraud squad", "ford motor company fraud squad"),
        (steps.write_county, "polk co narcotics", "polk county narcotics"),
        (steps.write_county, "san juan co", "san juan co"),
        (steps.write_county, "tallapoosa county sd", "tallapoosa county sheriff department"),
        (steps.write_saints, "st louis pd", "saint louis pd"),
        (steps.write_saints, "mt vernon pd", "mount vernon pd"),
        (steps.write_saints, "main st police", "main st police"),
        (steps.write_saints, "st patrol", "state patrol"),
        (steps.turn_settlement, "city of angels police", "angels police"),
        (steps.turn_settlement, "village of pewaukee police", "pewaukee village police"),
        (steps.turn_settlement, "town of woodside", "woodside town municipality"),
        (steps.turn_settlement, "city of police", "city of police"),
        (steps.write_of, "university degli studi di torino", "university of torino"),
        (steps.write_of, "university de la republica", "university of republica"),
        (steps.write_of, "institute for salt", "institute for salt"),
        (steps.write_of, "de kalb police", "de kalb police"),
        (steps.drop_form, "fsbei of he tver state university", "tver state university"),
        (
            steps.drop_form,
            "federal state budgetary educational institute of higher education tver university",
            "tver university",
        ),
        (steps.drop_form, "fsbei of he", "fsbei of he"),
        (steps.write_numbers, "second xiangya hospital", "2 xiangya hospital"),
        (steps.drop_article, "the lawton police", "lawton police"),
        (steps.simplify, "  ÉCOLE  d'Été ", "ecole dete"),
    ],
)
def test_each_step(step, text, expected):
    assert step(text) == expected


@pytest.mark.parametrize(
    ("country", "name", "expected"),
    [
        ("US", "Adams Co. S.O.", "adams county sheriff office"),
        ("US", "Cty of Adams PD", "adams police department"),
        ("", "U of Salem", "university of salem"),
        ("", "Ft. Salem Museum", "fort salem museum"),
        ("", "Salem NHS FT", "salem nhs foundation trust"),
        ("", "Salem Fire & Rescue", "salem fire department"),
        ("", "Salem U", "salem university"),
        ("", "U Salem", "u salem"),
        ("", "Bellflower, City of", "bellflower municipality"),
        ("US", "City of Isle Legal Dept", "isle municipality legal department"),
        ("US", "Town of Isle - Records", "isle town municipality records"),
        ("US", "City of Isle Department of Parks", "isle department of parks"),
        ("", "Interior, Ministry of", "ministry of interior"),
        ("", "of Foreman City", "foreman municipality"),
        ("", "Government of the City of Juneau", "juneau municipality"),
        ("", "W Salem Police", "west salem police"),
        ("PL", "W Warszawie Uniwersytet", "w warszawie university"),
        ("IT", "Questura di Pisa", "state police headquarters di pisa"),
        ("TR", "Bursa Emniyet Müdürlüğü", "bursa police"),
        ("", "Weber Motoren SE", "weber motoren se"),
        ("US", "ST. MARY'S CTY SHERIFF'S DEPT", "saint marys county sheriff department"),
        ("US", "Bath Twp PD", "bath township police department"),
        ("", "Quill, Université de Zorba", "quill at university of zorba"),
        ("", "Quill - The University of Zorba", "quill at the university of zorba"),
        ("", "Quill (University of Zorba)", "quill at university of zorba"),
        ("", "Quill; University of Zorba", "quill at university of zorba"),
        ("", "Quill: University of Zorba", "quill at university of zorba"),
        ("", "Quill | University of Zorba", "quill at university of zorba"),
        ("", "Quill, Università degli Studi di Zorba", "quill at university of zorba"),
        ("", "Quill, Universiteit van Zorba", "quill at university of zorba"),
        ("", ", University of Zorba", "university of zorba"),
        ("", "Quill, University Hospital Zorba", "quill university hospital zorba"),
        ("", "Zorba, University of", "university of zorba"),
        ("", "Quill University / University of Zorba", "quill university university of zorba"),
        ("", "UNI", "uni"),  # rather an acronym
        ("", "Uni Salem", "university salem"),
        ("", "RCMP", "royal canadian mounted police"),
        ("", "Sheriff's", "sheriff"),
        ("US", "Humble ISD PD", "humble independent school district police department"),
        ("US", "Dept. of Human Serv.", "department of human service"),
        ("", "Boise PD", "boise police department"),
        ("", "Ostrey Police Serv.", "ostrey police service"),
        ("DE", "Univ. München", "university munchen"),
        ("FR", "Univ. de Nantes", "university of nantes"),
        ("ES", "Dpto. de Policía", "department of police"),
        ("BR", "Univ. Federal", "university federal"),
        ("BR", "Centro Universitário do Norte", "university center of norte"),  # no university
        ("IT", "Univ. di Pisa", "university of pisa"),
        ("NL", "Univ. Leiden", "university leiden"),
        ("PL", "Uniw. Jagielloński", "university jagiellonski"),
        ("SE", "Univ. i Lund", "university i lund"),
    ],
)
def test_names_are_standardised_in_the_languages_of_the_data(country, name, expected):
    assert Standardiser({}, country)(name) == expected


def test_a_dataset_adds_its_own_abbreviations_and_they_win():
    standardise = Standardiser({"SO": "Special Operations", "K.L.P.D.": "Korps", "hi ed": "campus"}, "US")
    assert standardise("Boise SO") == "boise special operations"
    assert standardise("KLPD Utrecht") == "korps utrecht"
    assert standardise("Boise HI_ED") == "boise campus"
    assert Standardiser({"Inst": "Institut"})("INST") == "institute"


def test_case_punctuation_and_blanks_never_matter():
    standardise = Standardiser({}, "US")
    assert standardise("KENNESAW   police-dept.") == standardise("Kennesaw Police Dept")


def test_a_very_long_name_is_cut():
    assert len(Standardiser({})("ab " * 10_000)) <= steps.MAX_LENGTH


def test_the_table_holds_standardised_words_only():
    for country in ("", "US", "DE", "FR", "ES", "PT", "IT", "NL", "PL", "SE", "DK", "NO", "FI"):
        for short, long in builtin_abbreviations(country).items():
            assert steps.simplify(short) == short
            assert steps.simplify(long) == long


def test_without_a_country_the_abbreviations_of_the_own_region_hold():
    prepare = Preparer({}, ())
    assert prepare("Adams SO", "US-GA")[0] == "adams sheriff office"
    assert prepare("Adams SO", "SE")[0] == prepare("Adams SO")[0] == "adams so"
    # A query may come without a region: the registry's name is known both ways.
    assert prepare.both("Adams SO", "US-GA") == ("adams sheriff office", "adams so")
    assert Preparer({}, (), "US").both("Adams SO", "US-GA") == ("adams sheriff office",)


def test_a_registrys_name_is_known_with_two_letters_for_one_where_people_write_so():
    prepare = Preparer({}, ())
    assert prepare.both("Universität Würzburg", "DE") == ("university wurzburg", "university wuerzburg")
    assert prepare.both("Sørlandet Museum", "NO") == ("sorlandet museum", "soerlandet museum")
    assert prepare.both("Müller Universidad", "ES") == ("muller university",)
