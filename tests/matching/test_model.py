import numpy as np
import pytest

from pipeline.matching.explain import STEPS
from pipeline.matching.features import AT, FEATURES
from pipeline.matching.model import probabilities, score, weights
from pipeline.matching.train import AT_MOST


def scored(**features):
    values = np.zeros((1, len(FEATURES)))
    for name, value in features.items():
        values[0, AT[name]] = value
    return score(values)


def alone(scores):
    return probabilities(np.zeros(len(scores), int), np.array(scores, float)).tolist()


def test_the_model_weighs_every_feature_and_each_is_told_once():
    assert len(weights()) == len(FEATURES)
    assert sorted(name for names in STEPS.values() for name in names) == sorted(FEATURES)


def test_the_very_same_name_alone_has_999():
    assert alone(scored(candidate=1, same_name=1, region_same=1))[0] >= 0.999


def test_the_same_name_as_an_alias_is_less_sure_than_as_a_name():
    name, alias = (scored(candidate=1, same_name=1, region_same=1, alias=each)[0] for each in (0, 1))
    assert 0.99 <= alone([alias])[0] < alone([name])[0]
    assert alone([name, alias])[0] > 0.7


def test_the_same_acronym_without_a_region_is_not_sure():
    sure = scored(candidate=1, same_name=1, region_unknown=1)
    assert scored(candidate=1, same_name=1, region_unknown=1, single=1) < sure


def test_the_same_name_after_mending_is_less_sure():
    plain, mended = (scored(candidate=1, same_name=1, region_same=1, mended=each)[0] for each in (0, 1))
    assert 0.99 <= alone([mended])[0] < alone([plain])[0]


def test_twins_share_and_tie():
    assert alone([7.0, 7.0]) == [pytest.approx(0.5, abs=1e-3)] * 2
    assert len(set(alone([7.0, 7.0, 7.0]))) == 1


def test_probabilities_have_six_decimals_and_never_sum_above_one():
    found = alone([1.2345, -3.3, 40.0, 800.0])
    assert found == [round(each, 6) for each in found]
    assert sum(found) <= 1.00001
    assert alone([]) == []


def test_each_query_has_its_own_share():
    together = probabilities(np.array([0, 0, 1, 4]), np.array([7.0, 7.0, 2.0, -1.0])).tolist()
    assert together == alone([7.0, 7.0]) + alone([2.0]) + alone([-1.0])


@pytest.mark.parametrize(
    "feature",
    [
        "kind_differs",
        "municipality_differs",
        "numbers_differ",
        "directions_differ",
        "university_differs",
        "legal_differs",
        "lookalike",
        "lookalike_towns",
        "elsewhere_region",
    ],
)
def test_what_makes_another_body_of_a_name_is_never_sure(feature):
    assert alone(scored(agreed=100))[0] > 0.99
    assert alone(scored(agreed=100, **{feature: 0.001}))[0] <= 0.9
    assert dict(zip(FEATURES, weights(), strict=True))[feature] <= 0


def test_a_namesake_in_another_country_is_hardly_meant_unless_the_country_is_wrong():
    away = {"candidate": 1, "same_name": 1, "elsewhere_country": 1, "agreed": 100}
    assert alone(scored(**away))[0] <= 0.5
    assert 0.5 < alone(scored(**away, elsewhere_foreign=1))[0] <= 0.9


def test_an_alias_that_says_no_more_than_a_kind_names_nobody():
    alias = {"candidate": 1, "same_name": 1, "region_same": 1, "agreed": 1, "alias": 1}
    assert alone(scored(**alias))[0] >= 0.99
    assert alone(scored(**alias, common=1))[0] <= 0.5
    assert alone(scored(candidate=1, same_name=1, region_same=1, agreed=1, common=1))[0] >= 0.99


@pytest.mark.parametrize("feature", ["other_town", "longer_town"])
def test_another_town_is_hardly_meant(feature):
    assert alone(scored(agreed=100, **{feature: 1}))[0] <= 0.5
    assert dict(zip(FEATURES, weights(), strict=True))[feature] <= -2


def test_the_weights_keep_their_bounds():
    found = dict(zip(FEATURES, weights(), strict=True))
    assert {name: found[name] for name, most in AT_MOST.items() if found[name] > most} == {}


def test_a_name_that_holds_two_bodies_is_never_sure():
    assert alone(scored(agreed=100))[0] > 0.99
    assert alone(scored(agreed=100, beside_another=1))[0] <= 0.9


@pytest.mark.parametrize("feature", ["both_rare", "query_missed", "candidate_missed", "misspelled_first"])
def test_a_difference_that_matters_speaks_against(feature):
    assert dict(zip(FEATURES, weights(), strict=True))[feature] < 0
