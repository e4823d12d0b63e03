"""What candidates of one query say against each other."""

import numpy as np
import pytest

from pipeline.matching.features import AT, FEATURES
from pipeline.matching.model import LEAST_SURE, SURE
from pipeline.matching.rivals import rivals, settled

SAME = {"same_name": 1, "region_same": 1}
ALIAS = SAME | {"alias": 1}


def scores(*rows, behind=(), letter=()):
    """Settle candidates of one query, each (score, features): an entity each."""
    values = np.zeros((len(rows), len(FEATURES)))
    for row, (_, features) in enumerate(rows):
        for name, value in features.items():
            values[row, AT[name]] = value
    query, entity = np.zeros(len(rows), np.int64), np.arange(len(rows))
    flags = np.isin(entity, behind), np.isin(entity, letter)
    return settled(rivals(query, entity, *flags, values, np.array([score for score, _ in rows]))).tolist()


def test_the_best_of_an_entitys_names_counts():
    values = np.zeros((3, len(FEATURES)))
    no = np.zeros(3, bool)
    found = rivals(np.array([0, 0, 1]), np.array([4, 4, 4]), no, no, values, np.array([1.0, 2.0, -1.0]))
    assert (found.query.tolist(), found.entity.tolist(), found.scores.tolist()) == ([0, 1], [4, 4], [2.0, -1.0])


def test_nothing_comes_of_nothing():
    nothing = np.zeros(0, np.int64)
    found = rivals(nothing, nothing, nothing == 1, nothing == 1, np.zeros((0, len(FEATURES))), np.zeros(0))
    assert settled(found).tolist() == []


def test_beside_the_very_same_name_another_is_unlikely():
    assert scores((SURE, SAME), (3.0, {"agreed": 1})) == [SURE, 0.0]
    assert scores((1.0, {"agreed": 1}), (3.0, {"agreed": 1})) == [1.0, 3.0]
    assert scores((SURE, SAME), (-2.0, {"agreed": 1})) == [SURE, -2.0]
    # Neither where something speaks against it, nor where it is the name of the state.
    assert scores((LEAST_SURE - 1, SAME), (3.0, {"agreed": 1})) == [LEAST_SURE - 1, 3.0]
    assert scores((SURE, SAME | {"region_left_out": 1}), (3.0, {"agreed": 1})) == [SURE, 3.0]


def test_of_the_very_same_names_the_one_to_the_letter_is_meant_rather():
    assert scores((SURE, SAME), (SURE, SAME), letter=[1]) == [SURE - 2, SURE]
    assert scores((SURE, SAME), (SURE, SAME), letter=[0, 1]) == [SURE, SURE]
    assert scores((SURE, SAME), (SURE, SAME)) == [SURE, SURE]
    assert scores((SURE + 4, SAME), (SURE - 1, ALIAS), letter=[0]) == [SURE + 4, SURE - 1]
    assert scores((SURE, SAME), (SURE - 1, ALIAS), letter=[1]) == [SURE, SURE - 3]  # an alias is behind anyhow


def test_queries_do_not_speak_of_each_other():
    values = np.zeros((2, len(FEATURES)))
    values[0, [AT[name] for name in SAME]] = 1
    no, numbers, told = np.zeros(2, bool), np.arange(2), np.array([SURE, 3.0])
    assert settled(rivals(numbers, numbers, no, no, values, told)).tolist() == [SURE, 3.0]


def test_one_with_a_county_behind_the_name_stays_near():
    assert scores((SURE, SAME), (3.0, {"agreed": 1}), behind=[1]) == [SURE, SURE - 1]


def test_an_alias_is_hardly_meant_beside_the_body_of_that_name():
    assert scores((SURE, SAME), (SURE - 1, ALIAS)) == [SURE, SURE - 3]
    assert scores((SURE + 4, SAME), (SURE - 1, ALIAS)) == [SURE + 4, SURE - 1]


def test_an_alias_without_a_legal_form_is_no_better_than_another_company():
    company = {"same_words": 1, "legal_one_side": 1, "region_same": 1}
    assert scores((SURE - 1, ALIAS), (3.0, company), (2.0, company)) == [3.0, 3.0, 2.0]
    assert scores((SURE - 1, ALIAS), (3.0, company | {"elsewhere_country": 1})) == [SURE - 1, 0.0]
    assert scores((SURE, SAME), (3.0, company)) == [SURE, 0.0]
    assert scores((SURE - 1, ALIAS), (SURE, company)) == [SURE - 1, SURE]
    for less in ("same_words", "legal_one_side"):
        assert scores((SURE - 1, ALIAS), (3.0, company | {less: 0})) == [SURE - 1, 0.0]
    # One that has the bare name besides is no other company.
    assert scores((SURE, ALIAS), (SURE - 1, ALIAS | company)) == [SURE, SURE - 1]


INITIALS = {"acronym": 1, "region_same": 1}


@pytest.mark.parametrize(
    ("row", "raised"),
    [
        ((1.0, INITIALS), True),
        ((1.0, INITIALS | {"elsewhere_region": 1}), False),
        ((1.0, {"acronym": 1, "region_unknown": 1}), False),
        ((1.0, {"region_same": 1}), False),
    ],
)
def test_others_with_these_initials_in_the_region_speak_against_an_acronym(row, raised):
    listed = ALIAS | {"single": 1}
    known = SURE - 1
    assert scores((known, listed), row) == [known, known - 1.5 if raised else 0.0]


def test_no_initials_speak_against_a_name_or_an_alias_of_several_words():
    assert scores((SURE, SAME), (1.0, INITIALS)) == [SURE, 0.0]
    assert scores((SURE - 1, ALIAS), (1.0, INITIALS)) == [SURE - 1, 0.0]
    listed = ALIAS | {"single": 1}
    assert scores((SURE, SAME), (SURE - 1, listed), (1.0, INITIALS)) == [SURE, SURE - 3, 0.0]
    assert scores((4.0, {"single": 1}), (1.0, INITIALS)) == [4.0, 1.0]
    assert scores((SURE + 2, listed), (SURE, ALIAS | INITIALS)) == [SURE + 2, SURE]


def test_initials_never_make_a_candidate_less_likely():
    company = {"same_words": 1, "legal_one_side": 1}
    assert scores((SURE - 1, ALIAS | {"single": 1}), (3.0, INITIALS | company)) == [3.0, 3.0]
