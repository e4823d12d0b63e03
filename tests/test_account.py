"""The account of the rows holds numbers, and knows when even they are private."""

import pytest
from tables import links, table

import schemas
from pipeline.account import Account

ROWS = [
    {"source": "a.csv", "row": 1, "count": 5, "outcome": "published", "entity_id": "e1"},
    {"source": "a.csv", "row": 2, "count": 1, "outcome": "published", "entity_id": "e1"},
    {"source": "a.csv", "row": 3, "count": 9, "outcome": "dropped", "reason": "no_match"},
    {"source": "b.csv", "row": 1, "count": 2, "outcome": "published", "entity_id": "e2"},
    {"source": "b.csv", "row": 2, "count": None, "outcome": "quarantined", "reason": "bad_count"},
]


def test_rows_names_and_organisations_are_counted() -> None:
    names = links({"name": "x"}, {"name": "y", "basis": "decision"}, {"name": "z"})
    account = Account.of(table(schemas.Ledger, ROWS), names)
    assert (account.rows, account.names, account.decided, account.entities) == (5, 3, 1, 2)
    assert account.by_outcome == {("dropped", "no_match"): 1, ("published", ""): 3, ("quarantined", "bad_count"): 1}
    assert not account.rows_are_counts


@pytest.mark.parametrize(("source", "private"), [("b.csv", True), ("a.csv", False)])
def test_a_source_whose_rows_count_one_each_makes_row_numbers_private(source: str, private: bool) -> None:
    # In b.csv every published row counts one then; a.csv has a row that counts five.
    rows = [row | ({"count": 1} if row["source"] == source and row["count"] != 5 else {}) for row in ROWS]
    assert Account.of(table(schemas.Ledger, rows), links({"name": "x"})).rows_are_counts is private


def test_nothing_at_all_is_an_account_too() -> None:
    account = Account.of(table(schemas.Ledger, []), table(schemas.Links, []))
    assert account == Account(0, 0, 0, 0, {}, False)
