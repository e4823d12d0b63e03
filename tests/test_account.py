"""The account of the rows holds numbers, and knows when even they are private."""

import pytest
from tables import links, table

import schemas
from pipeline.account import Account

ROWS = [
    {"source": "a.csv", "rows": 2, "count": 6, "largest": 5, "outcome": "published", "entity_id": "e1"},
    {"source": "a.csv", "rows": 1, "count": 9, "largest": 9, "outcome": "dropped", "reason": "no_match"},
    {"source": "b.csv", "rows": 2, "count": 2, "largest": 2, "outcome": "published", "entity_id": "e2"},
    {"source": "b.csv", "rows": 1, "count": 0, "largest": 0, "outcome": "quarantined", "reason": "bad_count"},
]


def test_rows_names_and_organisations_are_counted() -> None:
    names = links({"name": "x"}, {"name": "y", "basis": "decision"}, {"name": "z"})
    account = Account.of(table(schemas.Verified, ROWS), names)
    assert (account.rows, account.names, account.decided, account.entities) == (6, 3, 1, 2)
    assert account.by_outcome == {("dropped", "no_match"): 1, ("published", ""): 4, ("quarantined", "bad_count"): 1}
    assert not account.rows_are_counts


@pytest.mark.parametrize(("source", "private"), [("b.csv", True), ("a.csv", False)])
def test_a_source_whose_rows_count_one_each_makes_row_numbers_private(source: str, private: bool) -> None:
    # Two rows of b.csv count one each then, not nothing and two; a.csv has a row that counts five.
    rows = [row | ({"largest": 1} if row["source"] == source and row["largest"] == 2 else {}) for row in ROWS]
    assert Account.of(table(schemas.Verified, rows), links({"name": "x"})).rows_are_counts is private


def test_nothing_at_all_is_an_account_too() -> None:
    account = Account.of(table(schemas.Verified, []), table(schemas.Links, []))
    assert account == Account(0, 0, 0, 0, {}, False)
