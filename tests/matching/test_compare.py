import numpy as np
import pandas as pd
import pytest

from pipeline.matching.bodies import TRAIT
from pipeline.matching.explain import Explainer
from pipeline.matching.features import FEATURES
from pipeline.matching.index import Index, Pairs
from pipeline.matching.lexicon import KIND_BITS, REGION, Lexicon, Vocabulary, kinds
from pipeline.matching.places import regions_agree
from pipeline.matching.prepare import Preparer
from pipeline.matching.said import exact_key, take_apart
from pipeline.matching.search import Query, answer, ask, compare_pairs
from pipeline.matching.similar import similarities
from pipeline.matching.whole import native

PREPARE = Preparer({}, (), "US")
KNOWN = [
    "Boise Police",
    "Ada County Sheriff",
    "Perry Police",
    "Sperry Police",
    "University of Miami",
    "Salem PD",
    "Troop Y",
]


def features(query, candidate, region="", where=None, aliases="", variant=0):
    """Compare two names; the registry holds a few others, so that some words are known."""
    rows = [("a", candidate, aliases, region if where is None else where, "")]
    rows += [(f"k{number}", name, "", "US-WY", "") for number, name in enumerate(KNOWN)]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    standard, place = PREPARE(query, region)
    asked = ask(index, [Query(standard, region, place)])
    variant = np.flatnonzero(index.entity == 0)[-1] if variant is None else variant  # None: the last one
    found = compare_pairs(index, asked, Pairs(np.array([0]), np.array([variant])))
    return {name: value for name, value in zip(FEATURES, found.values[0].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("query", "candidate"),
    [
        ("Boise PD", "Boise Police Department"),
        ("Boise PD", "Boise Police Division"),
        ("La Grange Police", "LaGrange PD"),
        ("Ada Co Sheriff's Dept", "Ada County Sheriff's Office"),
        ("Allen Parish Sheriff", "Allen County Sheriff"),
        ("W Feliciana Sheriff", "West Feliciana Sheriff"),
        ("Universität Ulm", "Ulm University"),
        # longer than the words that are compared
        (*["Boise Salem Perry Ada Miami Quill Zorba Wombat Pepper Salt Keller Weber Fund Vashon"] * 2,),
    ],
)
def test_the_same_name_in_another_spelling(query, candidate):
    found = features(query, candidate)
    assert found.get("same_name") == 1 or found.get("same_words") == 1


@pytest.mark.parametrize(
    ("query", "candidate", "feature"),
    [
        ("Ada Police", "Ada Sheriff", "kind_differs"),
        ("Ada Police", "Ada Sheriff", "kind_differs_agreed"),
        ("University of Miami Hospital", "University of Miami", "hospital_one_side"),
        ("School of Law, University of Miami", "University of Miami", "unit_last"),
        ("University of Miami School of Law", "University of Miami", "faculty"),
        ("New Castle County Police", "New Castle City Police", "municipal_differs"),
        ("Perry Boise", "Perry Salem Force", "replaced"),
        ("Boisse Weber", "Boise Wyoming Keller", "both_left"),
        ("Boise Police Records Division", "Boise Police", "remark"),
        ("Boise Weber Polcie", "Boise Police", "mended"),
        ("Boisse Police Ada", "Boise Ada Police", "alike_words"),
        ("Boise Motors Inc.", "Boise Motors LLC", "legal_differs"),
        ("Boise Motors", "Boise Motors LLC", "legal_one_side"),
        ("Salem Police", "Salem University", "kind_differs"),
        ("City of Salem", "Salem Police", "municipality_differs"),
        ("Salem Airport Police", "Salem Police", "kind_more"),
        ("Salem Airlines", "Salem NHS Trust", "kind_differs"),
        ("Salem Hotels", "Salem Police", "kind_differs"),
        ("Salem Town Marshal", "Salem Town Police", "kind_differs"),
        ("Salem Precinct 2", "Salem Precinct 3", "numbers_differ"),
        ("Salem Precinct 2", "Salem Precinct", "numbers_one_side"),
        ("Salem Precinct 2 District 3", "Salem Precinct 2 District 4", "numbers_differ"),
        ("North Salem Police", "Salem Police", "directions_differ"),
        ("Salem Village Police", "Salem City Police", "municipal_differs"),
        ("Salem Borough Police", "Salem Police", "municipal_one_side"),
        ("Salem Township Police", "Salem Police", "township_one_side"),
        ("Ada County Police", "Ada Police", "county_one_side"),
        ("Panama City Beach Police", "Panama City Police", "place_word_differs"),
        ("Quill State University", "Quill University", "university_differs"),
        ("Universidade Federal de Quill", "University of Quill", "university_differs"),
        ("Quill Normal University", "Quill Technical University", "university_differs"),
        ("University of Boise at Salem State University", "University of Boise", "university_differs"),
        ("Perry Police", "Sperry Police", "lookalike_towns"),
        ("Salem Police", "Salem Boise Police", "candidate_town"),
        ("Salem Borough", "Salem Police", "municipal_or_other"),
        ("Boisse Police", "Boise Police", "misspelled"),
        ("Moise Police", "Boise Police", "misspelled_first"),
        ("Boise Police", "Salem Police", "both_rare"),
        ("Miami University", "University of Miami", "same_words"),
        ("Salem Police Boise", "Salem Police", "query_tail"),
        ("Salem Boise Police", "Salem Police", "query_rare"),
        ("Lab of Law, University of Miami", "University of Miami", "phrase_last"),
        ("University of Miami Library", "University of Miami", "phrase_first"),
        ("University of Miami Department of Law", "University of Miami", "unit_beside"),
        ("University of Miami", "University of Miami Hospital", "begins"),
        ("University of Miami at Salem", "University of Miami", "of_behind"),
        ("Department of Law at the University of Miami", "University of Miami", "of_before"),
        ("State University of Miami", "University of Miami", "of_longer"),
        ("Quill School of Law", "Quill University", "short_name"),
        ("Institute for Wombat Salt", "Institute for Wombat Pepper", "one_replaced"),
        ("Salem Comm Centre", "Salem Community Center", "shortened"),
        ("FC Salem", "Forestry Commission Salem", "initials"),
        ("FC Salem", "Salem Forestry Commission", "initials"),
        ("BQ Salem", "Bad Quill Salem", "initials"),
        ("Quarry Boisse", "Keller Boise", "misspelled"),
        ("Salem Food Bank", "Salem Foods Bank", "inflected"),
    ],
)
def test_what_tells_two_names_apart(query, candidate, feature):
    found = features(query, candidate)
    assert found.get(feature, 0) > 0
    assert "same_name" not in found


@pytest.mark.parametrize(
    ("query", "candidate"),
    [
        ("Quill University School of Medicine", "Quill University"),
        ("Quill University Medical School", "Quill University"),
        ("Universidad Nacional de Quill", "University of Quill"),
        ("Quill Pedagogical University", "Quill Normal University"),
        ("Quill Polytechnic University", "Technische Universität Quill"),
        ("Quill Technology University", "Quill Technological University"),
        ("Quill State National University", "Quill State University"),
        ("Quill State", "Quill State University"),
        ("Quill State University", "Quill State"),
        ("Quill State Research University", "Quill State University"),
    ],
)
def test_the_same_sort_of_university(query, candidate):
    assert "university_differs" not in features(query, candidate)


def test_initials_of_the_whole_name():
    found = features("BCPD", "Boise City Police Department")
    assert found["acronym"] == 1
    assert "initials" not in features("FC", "Forestry Commission")  # two letters are those of many


def test_words_of_the_entitys_other_names_are_not_missed():
    alone = features("Salem Recherche (SRX)", "Salem Recherche")
    known = features("Salem Recherche (SRX)", "Salem Recherche", aliases="SRX")
    assert alone["query_missed"] > 0 and "query_missed" not in known and known["other_names"] > 0


def test_another_region_is_elsewhere_and_another_country_further():
    assert features("Salem Police", "Salem Police", "US-OR", "US-OH")["elsewhere_region"] == 1
    assert features("Salem Police", "Salem Police", "US-OR", "IN")["elsewhere_country"] == 1
    assert not {"elsewhere_region", "elsewhere_country"} & features("Salem Police", "Salem Police", "US-OR").keys()


def test_a_legal_form_is_no_word_of_the_name():
    found = features("Boise Motors", "Boise Motors GmbH & Co. KG")
    assert found["same_words"] == 1
    assert not {"candidate_missed", "candidate_left", "same_name"} & found.keys()


def test_a_legal_form_before_a_remark_is_found():
    found = features("Boise Motors GmbH - Records", "Boise Motors GmbH & Co. KG")
    assert found["legal_differs"] == 1 and "query_left" not in found


def test_a_company_is_no_public_body_though_it_may_have_a_squad():
    assert features("Salem Motors S.p.A.", "Salem Police")["kind_differs"] == 1
    assert "kind_differs" not in features("Salem Motors Narcotics", "Salem Motors GmbH")
    assert features("Salem Narcotics", "Salem Police")["kind_differs"] == 1


@pytest.mark.parametrize(
    ("query", "candidate", "alias", "feature"),
    [
        ("Addis Hall", "Addison Hall", "Addis", "lookalike_towns"),
        ("Addis Hall", "Addison Hall", "", "lookalike_towns"),
        ("Boise Hall", "Boi Hall", "", "lookalike_towns"),
        ("Comm Hall", "Community Hall", "Comm", "shortened"),
        ("Molds Hall", "Molts Hall", "Molds", "lookalike"),
    ],
)
def test_a_town_is_no_short_form_of_another(query, candidate, alias, feature):
    assert features(query, candidate, "US-WY", aliases=alias).get(feature, 0) > 0


def test_a_particle_is_short_for_nothing():
    assert "shortened" in features("Lam Cambout", "Lamastre")
    assert "shortened" not in features("La Cambout", "Lamastre")


def test_a_town_may_be_called_by_a_filling_word():
    assert take_apart("prosecutor provincial de das", "").words == ("prosecutor", "provincial", "de", "das")
    assert take_apart("prosecutor das caldas", "").words == ("prosecutor", "caldas")


def test_initials_are_of_words_that_tell():
    assert features("FC Salem", "Forestry Commission Salem")["initials"] > 0
    assert "initials" not in features("DC Salem", "de Conty Salem")


def test_a_sort_of_settlement_counts_apart_where_the_bodies_differ():
    assert "municipal_one_side" not in features("Salem Borough", "Salem Police")
    assert "municipal_or_other" not in features("Salem Borough Police", "Salem Police")


def test_a_second_hospital_is_not_the_first():
    assert features("Second Salem Hospital", "Salem Hospital")["numbers_differ"] == 1
    assert "numbers_differ" not in features("Second Salem Museum", "Salem Museum")


def test_a_stray_letter_hardly_tells():
    assert (
        features("Boise X Police", "Boise Police")["query_rare"]
        < features("Boise Xyz Police", "Boise Police")["query_rare"]
    )


ABROAD = [
    *((f"d{n}", f"Hochschule Quill{n} GmbH", "", "DE", "") for n in range(6)),
    *((f"f{n}", f"Institut Sel{n}", "", "FR", "") for n in range(12)),
    ("w", "Institut Ludwigsburg", "", "DE", ""),
    ("x", "Institut Keller", "", "DE", ""),
    ("y", "Hochschule Weber", "", "DE", ""),
    ("z", "Weber Keller GmbH", "", "DE", ""),
    ("v", "Ludwigsburg Keller AG", "", "DE", ""),
]


@pytest.mark.parametrize(
    ("query", "entity", "foreign"),
    [
        ("Institut Keller", "x", False),  # there may be one in France as well
        ("Institut Ludwigsburg", "w", True),  # but no Ludwigsburg
        ("Hochschule Weber", "y", True),  # nor does anything there have that name
        ("Weber Keller GmbH", "z", True),  # or that legal form
        ("Weber Keller SARL", "z", False),
        ("Ludwigsburg Keller", "v", False),  # a company may be called by a surname that is a town's name
    ],
)
def test_the_words_of_a_country_tell_where_a_name_belongs(query, entity, foreign):
    table = pd.DataFrame(ABROAD, columns=["entity_id", "name", "aliases", "region", "kind"])
    prepare = Preparer({}, (), "")
    index = Index(table, prepare)
    asked = ask(index, [Query(prepare(query, "FR")[0], "FR", "")])
    pair = Pairs(np.array([0]), np.flatnonzero(index.entity == table["entity_id"].tolist().index(entity))[:1])
    found = dict(zip(FEATURES, compare_pairs(index, asked, pair).values[0].tolist(), strict=True))
    assert found["elsewhere_country"] == 1
    assert bool(found["elsewhere_foreign"]) is foreign
    assert (found["elsewhere_agreed"] > 0) is not foreign


def test_a_country_without_known_towns_tells_nothing_of_words():
    table = pd.DataFrame(ABROAD, columns=["entity_id", "name", "aliases", "region", "kind"])
    prepare = Preparer({}, (), "")
    query = Query(prepare("Hochschule Weber", "BV")[0], "BV", "")
    ((entity, probability), *_) = answer(Index(table, prepare), [query])[0]
    assert entity == "y" and probability <= 0.5


def test_the_words_of_a_registry_that_is_of_one_country_are_its_own():
    country = np.array([0] * 20 + [1] * 5 + [2] * 5 + [1] * 5 + [2])
    values = np.array([1] * 20 + [2] * 5 + [3] * 4 + [4] + [5] * 6)
    assert native(values, country, 6, 3).tolist() == [-1, -1, 1, -1, -1, -1]


def test_a_remark_is_not_missed():
    assert "query_missed" not in features("Boise Police Records", "Boise Police")


def test_what_agrees_elsewhere_counts_on_its_own():
    assert features("Salem Police", "Salem Police", "US-OR", "US-OH")["elsewhere_agreed"] > 0
    assert "elsewhere_agreed" not in features("Salem Police", "Salem Police", "US-OR")


def test_where_a_registry_lists_municipalities_they_are_bodies_of_their_own():
    def found(*more):
        rows = [
            ("a", "Salem Police", "", "US-OR", ""),
            *((f"m{n}", each, "", "US-OR", "") for n, each in enumerate(more)),
        ]
        index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
        asked = ask(index, [Query(PREPARE("City of Salem", "US-OR")[0], "US-OR", "")])
        values = compare_pairs(index, asked, Pairs(np.array([0]), np.array([0]))).values[0]
        return {name for name, value in zip(FEATURES, values.tolist(), strict=True) if value}

    assert "municipality_differs" in found() and "kind_differs" not in found()
    assert "kind_differs" in found("City of Boise") and "municipality_differs" not in found("City of Boise")


def test_a_sheriff_is_always_of_a_county():
    assert "county_one_side" not in features("Ada Sheriff", "Ada County Sheriff")


def test_the_words_of_the_own_region_tell_nothing():
    assert features("GA Dept of Safety", "Georgia Department of Safety", "US-GA")["same_name"] == 1
    assert "same_name" not in features("Safe Dept of Safety", "Georgia Department of Safety", "US-GA")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("enforcemnt", "enforcement", True),
        ("natrl", "natural", True),
        ("univ", "university", True),
        ("lavergne", "lavernge", True),
        ("science", "sciences", True),
        ("moreland", "mooreland", True),
        ("kirby", "springfield", False),
        ("harris", "morrison", False),
        ("12", "123", False),
        ("kirby", "kirbyville", False),
        ("gaston", "galveston", False),
        ("statesville", "gatesville", False),
    ],
)
def test_similar_words(one, other, alike):
    here, back = similarities([one, other], [other, one], np.array([True, True]))[0].tolist()
    assert (here > 0) is alike
    assert here == back


@pytest.mark.parametrize(("one", "other"), [("mdfield", "medfield"), ("statesvlle", "statesville"), ("sru", "sur")])
def test_a_slip_is_alike_whatever_the_ending(one, other):
    assert similarities([one], [other], np.array([False]))[0][0] > 0


def test_regions_agree_unless_both_are_known_and_apart():
    assert regions_agree("US-GA", "US") and regions_agree("US", "US-GA") and regions_agree("", "US-GA")
    assert not regions_agree("US-GA", "US-AL")
    assert not regions_agree("GE", "US-GA")


def test_a_seat_with_and_without_at_is_one_name():
    assert features("University of Quill at Boise", "University of Quill, Boise")["same_name"] == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("department of office", "department of office"),  # all filling
        ("boise police division salem", "boisepolicesalem"),
        ("boise division", "boisedivision"),
    ],
)
def test_the_key_of_a_name(name, key):
    assert exact_key(name) == key


@pytest.mark.parametrize(
    ("query", "candidate", "same"),
    [
        ("Wyoming State Police", "State Police", True),
        ("State Police", "Wyoming State Police", True),
        ("State Police of Wyoming", "State Police", True),
        ("Wyoming Department of Fish", "Fish Department of Wyoming", False),
        ("Wyoming Police", "Police", False),  # too little is left
        ("University of Laramie", "Wyoming University: Laramie", False),  # the state is part of a university's name
        ("Laramie Hospital", "Wyoming Laramie Hospital", False),
        ("City Police", "Wyoming City Police", False),
        ("Wyoming County Sheriff", "County Sheriff", False),
    ],
)
def test_a_body_of_the_state_may_leave_its_name_out(query, candidate, same):
    found = features(query, candidate, region="US-WY")
    assert (found.get("same_name"), found.get("region_left_out")) == ((1, 1) if same else (None, None))
    assert not features(query, candidate, region="US-WY", where="US-ID").get("region_left_out")


def test_the_region_is_no_point_of_the_compass():
    assert "directions_differ" not in features("New Mexico Rangers", "Rangers Office", region="US-NM")
    assert features("New Mexico Rangers", "Rangers Office", region="US-WY")["directions_differ"]


def test_a_part_of_a_body_is_not_missed_in_its_name():
    assert "query_left" not in features("Boise Police Cold Case Unit", "Boise Police")
    assert features("Boise Police Cold Case Hotel", "Boise Police")["query_left"] > 0
    # Beside a division the rest is the whole, and no part of it.
    assert "unit_beside" not in features("Department of Parks Law Enforcement Division", "Law Enforcement Division")


def test_two_bodies_in_one_name_are_told():
    assert features("Boise Police and University of Miami", "Boise Police")["beside_another"] == 1
    assert "beside_another" not in features("Boise Police Records", "Boise Police")
    # Its own other name is no other body.
    other = features("Keller Museum, Halls of Salt", "Keller Museum", aliases="Halls of Salt")
    assert other["phrase_first"] == 1
    assert "beside_another" not in other


def test_an_alias_has_the_legal_form_of_its_entity():
    rows = [("a", "Quill Salem LLC", "Boise Motors|Boise Motors Inc.", "US-WY", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    legal = index.part(np.arange(3))[0].forms.traits[:, TRAIT["legal"]].tolist()
    assert legal[0] == legal[1] != 0 and legal[2] not in {0, legal[0]}


@pytest.mark.parametrize(
    ("query", "candidate"),
    [
        ("zpe", "Zone de police Estaimpuis"),
        ("zdpe", "Zone de police Estaimpuis"),
        ("prd", "Prokuratura Rejonowa w Dobra"),
        ("prwd", "Prokuratura Rejonowa w Dobra"),
        ("zkpq", "Zone K de police Quill"),
        ("ceq", "Commune Étang Quillmere"),
        ("cdq", "Commune d'Ostrey Quillmere"),
        ("zpqwhbs", "Zone de police de la Quill de Wombat Halls Boise Salem"),
    ],
)
def test_initials_are_those_of_the_name_as_it_is_written_too(query, candidate):
    assert features(query, candidate)["acronym"] == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("polish academy", "training"),
        ("institute for policy studies", ""),
        ("institute for policies", ""),
        ("gangnam library", "library"),
        ("gang squad", "task force"),
        ("highway patrol", "state police"),
        ("campusano library", "library"),
        ("politika vashon", ""),
        ("fisheries office", "nature"),
        ("politecnico di vashon", ""),
        ("policie vashon", "police"),
        ("politie vashon", "police"),
        ("polisen i vashon", "police"),
        ("courtland library", "library"),
        ("county courts", "court"),
        ("fishkill library", "library"),
        ("fish and game", "nature"),
        ("procurement office", ""),
        ("marshalltown library", "library"),
        ("collegeville library", "library"),
        ("vashon foods", "company"),
    ],
)
def test_what_begins_like_a_kind_of_body_is_not_always_one(name, kind):
    assert kinds(name.split()) == (KIND_BITS[kind] if kind else 0)


def test_a_name_in_its_region_is_known_with_the_regions_own_word_too():
    rows = [("a", "Wyoming Falcons", "", "US-WY", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    forms, numbers = index.part(np.arange(1))[0].forms, index.lexicon.numbers
    assert forms.words[0, :2].tolist() == [REGION, numbers["falcons"]]
    assert forms.plain[0, :2].tolist() == [numbers["wyoming"], numbers["falcons"]]


@pytest.mark.parametrize(
    ("one", "other", "worth"),
    [
        ("police", "pxxxxxxxxxx", True),  # the same beginning
        ("police", "xolicx", True),  # the same second letter, and near in length
        ("police", "xxxxxe", True),  # the same end
        ("police", "xolicexxxxxx", False),
        ("police", "xxxxxx", False),
    ],
)
def test_few_pairs_of_words_are_worth_a_comparison(one, other, worth):
    vocabulary = Vocabulary(Lexicon([(one,)], (), frozenset()), [(other, False)])
    pair = ([vocabulary.words.index(word)] for word in (one, other))
    assert vocabulary.may_be_alike(*map(np.array, pair)).tolist() == [worth]


def test_an_alias_has_the_kind_of_its_entity():
    rows = [("a", "University of Quillmere", "UQL", "", ""), ("b", "Boise Police", "", "", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    part, places = index.part(np.arange(3))
    kinds = part.forms.traits[places, TRAIT["kinds"]]
    assert kinds[0] == kinds[1] == KIND_BITS["university"]


def test_the_comparison_does_not_depend_on_the_other_queries():
    rows = [(f"k{number}", name, "", "US-WY", "") for number, name in enumerate(KNOWN)]
    table = pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"])
    explainer = Explainer(table, {}, (), "US")
    asked = [("Boisse Polcie", "US-WY", ["k0", "k2"]), ("Qzx Sperri", "US-WY", ["k3"]), ("Perri PD", "", ["k2", "k3"])]
    assert explainer.explain_all(asked) == [explainer.explain(*each) for each in asked]
