"""Claims: every number of the story is held against the data; a false one is told without giving a count away."""

import pandas as pd
import pytest
from tables import BOUNDS, answers, ranges

from pipeline.claims import Claim, check_claims, false_claims, false_public_claims

TABLE = ranges(
    {"count": 3, "region": "CA-ON", "country": "Canada", "kind": "police"},
    {"count": 12, "region": "CA", "country": "Canada", "kind": "university"},
    {"count": 1234, "region": "KE", "country": "Kenya", "kind": "police"},
)
ANSWERS = answers({"entity_id": "e1", "unaware_until_asked": True}, {"entity_id": "e2", "response": "denied"})


def check(statistic, comparison, value, where=None):
    claim = Claim("the words of the story", statistic, comparison, value, where or {})
    return check_claims(TABLE, ANSWERS, [claim], BOUNDS).iloc[0]


@pytest.mark.parametrize(
    ("statistic", "where", "observed"),
    [
        ("entities", {}, "3"),
        ("entities", {"region": "CA"}, "2"),
        ("entities", {"region": "CA-ON"}, "1"),
        ("entities", {"country": "CA"}, "2"),
        ("entities", {"country": "KE"}, "1"),
        ("entities", {"kind": "Police"}, "2"),
        ("entities", {"kind": "police", "region": "CA"}, "1"),
        ("entities", {"response": "not_asked"}, "1"),
        ("entities", {"response": "confirmed"}, "1"),
        ("entities", {"unaware_until_asked": True}, "1"),
        ("entities", {"initially_denied": True}, "0"),
        ("countries", {}, "2"),
        ("total", {}, "1249"),
        ("total", {"region": "CA"}, "15"),
        ("count", {"entity_id": "e3"}, "1234"),
        ("top_country", {}, "CA"),
        ("top_country", {"kind": "university"}, "CA"),
    ],
)
def test_statistics(statistic, where, observed):
    value = "CA" if statistic == "top_country" else int(observed)
    got = check(statistic, "is", value, where)
    assert (got["observed"], got["holds"]) == (observed, True)


@pytest.mark.parametrize(
    ("comparison", "true", "false"),
    [
        ("is", 3, 4),
        ("at_least", 3, 4),
        ("at_most", 3, 2),
        ("more_than", 2, 3),
        ("less_than", 4, 3),
        ("between", [3, 3], [4, 9]),
    ],
)
def test_comparisons_at_their_borders(comparison, true, false):
    assert check("entities", comparison, true)["holds"]
    assert not check("entities", comparison, false)["holds"]


def test_a_tie_has_no_top_country():
    assert not check("top_country", "is", "CA", {"kind": "police"})["holds"]


def test_a_count_of_an_organisation_that_is_not_published_is_false():
    got = check("count", "more_than", 0, {"entity_id": "gone"})
    assert not got["holds"]
    assert got["told"] == "that there is no such organisation"


def told(*claim):
    return str(false_claims(check_claims(TABLE, ANSWERS, [Claim("nearly so many", *claim)], BOUNDS))[0])


def test_a_false_claim_on_a_public_statistic_prints_what_the_data_say():
    assert "“nearly so many” is false: the story says that entities is 4, the data say 3" in told(
        "entities", "is", 4, {}
    )


@pytest.mark.parametrize(("statistic", "where"), [("total", {}), ("count", {"entity_id": "e3"})])
def test_a_false_claim_on_a_count_prints_only_its_range(statistic, where):
    words = told(statistic, "less_than", 1000, where)
    assert "less than 1,000" in words
    assert "the data say the range 51+" in words
    assert "1234" not in words and "1,234" not in words and "1249" not in words


@pytest.mark.parametrize(
    ("where", "observed"),
    [
        ({"region": "CA", "kind": "police", "response": "confirmed", "unaware_until_asked": True}, "1"),
        ({"country": "CA", "kind": "university", "response": "denied", "initially_denied": False}, "1"),
        ({"entity_id": "e2", "kind": "police"}, "0"),
        ({"region": "CA-ON", "country": "KE"}, "0"),
        ({"response": "not_asked", "unaware_until_asked": False, "country": "KE"}, "1"),
    ],
)
def test_all_conditions_must_hold(where, observed):
    assert check("entities", "is", int(observed), where)["observed"] == observed


@pytest.mark.parametrize(
    ("statistic", "comparison", "value", "where", "margin"),
    [
        ("entities", "is", 3, {}, (0, 0, 0)),
        ("entities", "at_least", 2, {}, (1, 1, None)),
        ("entities", "at_least", 0, {}, (None, None, None)),
        ("entities", "at_most", 7, {}, (4, None, 4)),
        ("entities", "more_than", 2, {}, (0, 0, None)),
        ("entities", "less_than", 4, {}, (0, None, 0)),
        ("total", "between", (1240, 1300), {}, (9, 9, 51)),
        ("count", "more_than", 1200, {"entity_id": "e3"}, (33, 33, None)),
        ("top_country", "is", "CA", {}, (0, 0, None)),
        ("top_country", "is", "KE", {"country": "KE"}, (0, 0, None)),
        ("entities", "is", 5, {}, (-2, 0, 0)),
        ("total", "less_than", 1200, {}, (-50, 0, 0)),
        ("top_country", "is", "KE", {}, (None, 0, 0)),
        ("count", "is", 3, {"entity_id": "gone"}, (None, 0, 0)),
    ],
)
def test_the_margin_is_how_far_the_value_may_move(statistic, comparison, value, where, margin):
    got = check(statistic, comparison, value, where)
    told = [got["margin"], got["may_fall"], got["may_rise"]]
    assert tuple(None if pd.isna(way) else way for way in told) == margin


@pytest.mark.parametrize(
    ("comparison", "value", "words"),
    [
        ("is", 1200, "is 1,200"),
        ("at_least", 1200, "is at least 1,200"),
        ("at_most", 2, "is at most 2"),
        ("more_than", 1200, "is more than 1,200"),
        ("less_than", 3, "is less than 3"),
        ("between", [1200, 1300], "lies between 1,200 and 1,300"),
    ],
)
def test_a_false_claim_is_told_in_its_own_words(comparison, value, words):
    assert f"the story says that entities {words}, the data say 3" in told("entities", comparison, value, {})


def test_a_false_claim_tells_over_which_organisations():
    where = {"unaware_until_asked": True, "kind": "police"}
    words = told("entities", "is", 7, where)
    assert "that entities where kind is police, unaware_until_asked is true is 7, the data say 1" in words


def test_where_nobody_is_chosen_no_country_comes_first():
    got = check("top_country", "is", "CA", {"kind": "school"})
    assert (got["observed"], got["told"], bool(got["holds"])) == ("nothing", "that no country comes first", False)


@pytest.mark.parametrize(
    ("counts", "words"), [([1], "the range 1-5"), ([2, 4], "the range 6-10"), ([], "less than every range")]
)
def test_a_false_claim_on_a_total_tells_the_range_that_holds_it(counts, words):
    table = ranges(*({"count": count} for count in counts))
    claim = Claim("many", "total", "is", 99, {})
    assert check_claims(table, answers(), [claim], BOUNDS).iloc[0]["told"] == words


def test_a_body_without_region_or_country_is_of_none():
    table = ranges({"count": 3}, {"count": 3}, {"count": 3, "region": "KE", "country": "Kenya"})
    claims = [Claim("first", "top_country", "is", "KE", {}), Claim("so many", "countries", "is", 1, {})]
    assert check_claims(table, answers(), claims, BOUNDS)["holds"].tolist() == [True, True]


def test_the_published_table_alone_disproves_claims_but_those_on_counts():
    """It holds no count: a claim on one, or on a sum of them, is neither true nor false by it."""
    entities = TABLE.drop(columns="count")
    claims = [
        Claim("all", "entities", "is", 4, {}),
        Claim("two", "countries", "is", 2, {}),
        Claim("sum", "total", "is", 1, {}),
        Claim("one", "count", "is", 1, {"entity_id": "e1"}),
    ]
    (found,) = false_public_claims(entities, claims)
    assert "the claim “all” is false" in str(found)
