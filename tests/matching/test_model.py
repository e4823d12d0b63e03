import pytest

from pipeline.matching.compare import FEATURES
from pipeline.matching.model import probabilities, score, weights


def values(**features):
    return [float(features.get(name, 0)) for name in FEATURES]


def test_the_model_weighs_every_feature():
    assert len(weights()) == len(FEATURES)


def test_the_very_same_name_alone_has_999():
    assert probabilities([score(values(candidate=1, same_name=1, region_same=1))])[0] >= 0.999


def test_the_same_acronym_without_a_region_is_not_sure():
    sure = score(values(candidate=1, same_name=1, region_unknown=1))
    assert score(values(candidate=1, same_name=1, region_unknown=1, single=1)) < sure


def test_twins_share_and_tie():
    assert probabilities([7.0, 7.0]) == [pytest.approx(0.5, abs=1e-3)] * 2
    assert len(set(probabilities([7.0, 7.0, 7.0]))) == 1


def test_probabilities_have_six_decimals_and_never_sum_above_one():
    found = probabilities([1.2345, -3.3, 40.0, 800.0])
    assert found == [round(each, 6) for each in found]
    assert sum(found) <= 1.00001
    assert probabilities([]) == []


def test_what_makes_another_body_of_a_name_is_never_sure():
    for feature in ("kind_differs", "numbers_differ", "directions_differ", "lookalike"):
        assert probabilities([score(values(candidate=100, **{feature: 1}))])[0] <= 0.9


@pytest.mark.parametrize("feature", ["kind_differs", "numbers_differ", "both_rare", "directions_differ", "lookalike"])
def test_a_difference_that_matters_speaks_against(feature):
    assert dict(zip(FEATURES, weights(), strict=True))[feature] < 0
