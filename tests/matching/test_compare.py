import pytest

from pipeline.matching.compare import FEATURES, WordWeights, compare, complete, explain, regions_agree, word_similarity
from pipeline.matching.form import exact_key, form
from pipeline.matching.standardise import Standardiser

STANDARDISE = Standardiser({}, "US")


@pytest.fixture(scope="module")
def weights():
    names = ["Boise Police", "Ada County Sheriff", "Perry Police", "Sperry Police", "University of Miami", "Salem PD"]
    return WordWeights(form(STANDARDISE(name), "").words for name in names)


def features(query, candidate, weights, region=""):
    one, other = form(STANDARDISE(query), region), form(STANDARDISE(candidate), region)
    values = complete(compare(one, other, weights, 0.5), one, region, region, False)
    return {name: value for name, value in zip(FEATURES, values, strict=True) if value}


@pytest.mark.parametrize(
    ("query", "candidate"),
    [
        ("Boise PD", "Boise Police Department"),
        ("La Grange Police", "LaGrange PD"),
        ("Ada Co Sheriff's Dept", "Ada County Sheriff's Office"),
        ("Allen Parish Sheriff", "Allen County Sheriff"),
    ],
)
def test_the_same_name_in_another_spelling(query, candidate, weights):
    assert features(query, candidate, weights)["same_name"] == 1


@pytest.mark.parametrize(
    ("query", "candidate", "feature"),
    [
        ("Ada Police", "Ada Sheriff", "kind_differs"),
        ("Salem Police", "Salem University", "kind_differs"),
        ("Salem Airport Police", "Salem Police", "kind_more"),
        ("Salem Precinct 2", "Salem Precinct 3", "numbers_differ"),
        ("Salem Precinct 2", "Salem Precinct", "numbers_one_side"),
        ("North Salem Police", "Salem Police", "directions_differ"),
        ("Salem Village Police", "Salem City Police", "municipal_differs"),
        ("Salem Borough Police", "Salem Police", "municipal_one_side"),
        ("Salem Township Police", "Salem Police", "township_one_side"),
        ("Ada County Police", "Ada Police", "county_one_side"),
        ("Panama City Beach Police", "Panama City Police", "place_word_differs"),
        ("Perry Police", "Sperry Police", "lookalike"),
        ("Boisse Police", "Boise Police", "misspelled"),
        ("Boise Police", "Salem Police", "both_rare"),
        ("Miami University", "University of Miami", "same_words"),
        ("Salem Police Boise", "Salem Police", "query_tail"),
        ("Salem Boise Police", "Salem Police", "query_rare"),
    ],
)
def test_what_tells_two_names_apart(query, candidate, feature, weights):
    found = features(query, candidate, weights)
    assert found.get(feature, 0) > 0
    assert "same_name" not in found


def test_a_sheriff_is_always_of_a_county(weights):
    assert "county_one_side" not in features("Ada Sheriff", "Ada County Sheriff", weights)


def test_rare_words_tell_more_than_common_ones(weights):
    boise, police, unknown = weights.of(["boise", "police", "zzyzx"])
    assert police < boise <= unknown == 1.0


def test_the_words_of_the_own_region_tell_nothing(weights):
    assert features("GA Dept of Safety", "Georgia Department of Safety", weights, "US-GA")["same_name"] == 1
    assert "same_name" not in features("GA Dept of Safety", "Georgia Department of Safety", weights)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("enforcemnt", "enforcement", True),
        ("natrl", "natural", True),
        ("univ", "university", True),
        ("lavergne", "lavernge", True),
        ("kirby", "springfield", False),
        ("harris", "morrison", False),
        ("12", "123", False),
        ("moreland", "mooreland", True),
    ],
)
def test_word_similarity(one, other, alike):
    assert (word_similarity(one, other) > 0) is alike
    assert word_similarity(one, other) == word_similarity(other, one)


def test_regions_agree_unless_both_are_known_and_apart():
    assert regions_agree("US-GA", "US") and regions_agree("US", "US-GA") and regions_agree("", "US-GA")
    assert not regions_agree("US-GA", "US-AL")
    assert not regions_agree("GE", "US-GA")


def test_the_key_of_a_name_that_is_all_filling_is_the_name():
    assert exact_key("department of office") == "department of office"


def test_explain_names_only_what_speaks():
    values = [0.0] * len(FEATURES)
    values[1] = 1.0
    assert explain(values, dict.fromkeys(FEATURES, 2.0)) == {"same_name": 2.0}
