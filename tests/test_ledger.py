"""The account: a row lost, doubled, changed or misplaced at any stage stops the publication."""

import warnings

import pandas as pd
import pytest
from tables import links, ranges, records, table

import schemas
from pipeline import ledger
from pipeline.errors import Refusal

CELLS = table(schemas.Cells, [{"source": "leak.csv", "row": row} for row in (1, 2, 3)])
RECORDS = records({"name": "A", "count": 3}, {"name": "B", "count": 4}, {"name": "A ", "count": 5})
NAMES = table(schemas.Names, [{"name": "A"}, {"name": "B"}])
LINKS = links({"name": "A", "entity_id": "e1"}, {"name": "B", "entity_id": "e2"})
VERIFIED = table(
    schemas.Verified,
    [
        {"source": "leak.csv", "row": 1, "name": "A", "count": 3, "entity_id": "e1"},
        {"source": "leak.csv", "row": 2, "name": "B", "count": 4, "outcome": "dropped", "reason": "no_match"},
        {"source": "leak.csv", "row": 3, "name": "A ", "count": 5, "entity_id": "e1"},
    ],
    outcome="published",
)
RANGES = ranges({"count": 8})
LEDGER = ledger.make_ledger(VERIFIED, RANGES)


def test_the_whole_account_balances():
    ledger.reconcile_records(CELLS, RECORDS)
    ledger.reconcile_names(RECORDS, NAMES)
    ledger.reconcile_links(NAMES, LINKS)
    ledger.reconcile_verified(RECORDS, VERIFIED)
    ledger.reconcile_ranges(VERIFIED, RANGES)
    ledger.reconcile_ledger(VERIFIED, RANGES, LEDGER)
    ledger.reconcile_entities(RANGES, RANGES)


def test_the_ledger_shows_the_published_range_of_published_rows_only():
    assert LEDGER["count_range"].tolist() == ["6-10", "", "6-10"]


def without_last(frame):
    return frame.iloc[:-1]


def doubled(frame):
    return pd.concat([frame, frame.iloc[-1:]])


def swapped(frame):
    return frame.iloc[::-1]


def changed(column, value):
    def change(frame):
        return frame.assign(**{column: [value, *frame[column].tolist()[1:]]}).astype(frame.dtypes.to_dict())

    return change


@pytest.mark.parametrize(
    ("proof", "good", "broken"),
    [
        ("records", (CELLS,), [without_last, doubled, swapped, changed("row", 7)]),
        ("names", (RECORDS,), [without_last, doubled, changed("name", "C"), changed("region", "CA")]),
        ("links", (NAMES,), [without_last, doubled, changed("region", "CA")]),
        ("verified", (RECORDS,), [without_last, doubled, swapped, changed("count", 4), changed("name", "C")]),
        ("ranges", (VERIFIED,), [without_last, doubled, changed("count", 9), changed("entity_id", "e2")]),
        ("ledger", (VERIFIED, RANGES), [without_last, doubled, swapped, changed("count_range", "1-5")]),
        ("entities", (RANGES,), [without_last, doubled, changed("name", "C"), changed("count_range", "1-5")]),
    ],
)
def test_every_break_is_seen(proof, good, broken):
    tables = {"records": RECORDS, "names": NAMES, "links": LINKS, "verified": VERIFIED, "ranges": RANGES}
    made = (tables | {"ledger": LEDGER, "entities": RANGES})[proof]
    for breaking in broken:
        with pytest.raises(Refusal, match="the account does not balance"):
            getattr(ledger, f"reconcile_{proof}")(*good, breaking(made))


def test_a_gap_in_the_numbering_of_a_source_is_seen():
    gapped = CELLS[CELLS["row"] != 2]
    with pytest.raises(Refusal, match="not numbered"):
        ledger.reconcile_records(gapped, RECORDS[RECORDS["row"] != 2])


def test_a_sum_outside_its_range_is_seen():
    moved = RANGES.assign(count_min=1, count_max=pd.array([5], dtype="Int64"))
    with pytest.raises(Refusal, match="outside its range"):
        ledger.reconcile_ranges(VERIFIED, moved)


def test_where_nothing_is_published_no_range_is_told() -> None:
    verified = table(schemas.Verified, [{"source": "a", "row": 1, "outcome": "dropped", "reason": "no_match"}])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ledger.make_ledger(verified, ranges())["count_range"].tolist() == [""]
