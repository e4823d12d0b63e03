"""The account: a row lost, doubled, changed or misplaced at any stage stops the publication."""

import warnings

import pandas as pd
import pyarrow as pa
import pytest
from tables import links, ranges, records, spellings, table

import schemas
from pipeline import ledger
from pipeline.coded import coded
from pipeline.errors import Refusal
from pipeline.intake import Intake

CELLS = table(schemas.Cells, [{"source": "leak.csv", "row": row} for row in (1, 2, 3)])
RECORDS = records(
    {"name": "A", "count": 3}, {"name": "B", "count": 4, "spelling": 1}, {"name": "A", "count": None, "spelling": 2}
)
SPELLINGS = spellings(
    {"name": "A", "count": 3}, {"name": "B", "count": 4}, {"name": "A", "count": 0, "problem": "bad_count"}
)
NAMES = table(schemas.Names, [{"name": "A"}, {"name": "B"}])
LINKS = links({"name": "A", "entity_id": "e1"}, {"name": "B", "entity_id": "e2"})
OUTCOMES = {
    "outcome": ["published", "dropped", "quarantined"],
    "reason": ["", "no_match", "bad_count"],
    "entity_id": ["e1", "", ""],
}
VERIFIED = schemas.Verified.validate(SPELLINGS.drop(columns=["outside", "problem"]).assign(**OUTCOMES))
RANGES = ranges({"count": 3})


def part(frame):
    """Make a part of a table of rows: texts are dictionaries."""
    made = {name: coded(column) if column.dtype == "str" else pa.array(column) for name, column in frame.items()}
    return pa.table(made)


def made():
    return pa.concat_tables(ledger.make_ledger([part(RECORDS)], VERIFIED, RANGES)).to_pandas()


def test_the_whole_account_balances():
    tally = ledger.Tally()
    tally.take(CELLS, part(RECORDS))
    ledger.reconcile_spellings(tally, SPELLINGS)
    ledger.reconcile_names(SPELLINGS, NAMES)
    ledger.reconcile_links(NAMES, LINKS)
    ledger.reconcile_verified(SPELLINGS, VERIFIED)
    ledger.reconcile_ranges(VERIFIED, RANGES)
    ledger.reconcile_entities(RANGES, RANGES)
    assert len(made()) == 3


def test_the_ledger_shows_the_published_range_of_published_rows_only():
    assert made()["count_range"].tolist() == ["1-5", "", ""]


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
        ("names", (SPELLINGS,), [without_last, doubled, changed("name", "C"), changed("region", "CA")]),
        ("links", (NAMES,), [without_last, doubled, changed("region", "CA")]),
        (
            "verified",
            (SPELLINGS,),
            [without_last, doubled, swapped, changed("count", 4), changed("name", "C"), changed("rows", 2)],
        ),
        ("ranges", (VERIFIED,), [without_last, doubled, changed("count", 9), changed("entity_id", "e2")]),
        ("entities", (RANGES,), [without_last, doubled, changed("name", "C"), changed("count_range", "1-5 ")]),
    ],
)
def test_every_break_is_seen(proof, good, broken):
    tables = {"names": NAMES, "links": LINKS, "verified": VERIFIED, "ranges": RANGES, "entities": RANGES}
    for breaking in broken:
        with pytest.raises(Refusal, match="the account does not balance"):
            getattr(ledger, f"reconcile_{proof}")(*good, breaking(tables[proof]))


@pytest.mark.parametrize("breaking", [without_last, doubled, swapped, changed("row", 7), changed("source", "b.csv")])
def test_a_row_of_a_source_that_is_lost_doubled_or_misplaced_is_seen(breaking):
    with pytest.raises(Refusal, match="the rows of the sources and of the records differ"):
        ledger.Tally().take(CELLS, part(breaking(RECORDS)))


def test_a_gap_in_the_numbering_of_a_source_is_seen_in_a_part_and_between_parts():
    for parts in ([CELLS["row"] != 2], [CELLS["row"] == 1, CELLS["row"] == 3]):
        tally = ledger.Tally()
        with pytest.raises(Refusal, match="not numbered"):
            for chosen in parts:
                tally.take(CELLS[chosen], part(RECORDS[chosen]))


@pytest.mark.parametrize("breaking", [without_last, doubled, changed("count", 4), changed("rows", 2)])
def test_spellings_that_do_not_add_up_are_seen(breaking):
    tally = ledger.Tally()
    tally.take(CELLS, part(RECORDS))
    with pytest.raises(Refusal, match="of records and of spellings differ"):
        ledger.reconcile_spellings(tally, breaking(SPELLINGS))


def test_a_sum_beyond_what_a_table_can_hold_is_seen_not_published():
    most = 10**15 - 1
    row = {"source": "a.csv", "name": "A", "count": str(most)}
    cells = table(schemas.Cells, [row | {"row": number} for number in range(1, 10_001)])

    def typed(contents):
        return records(*({"source": "a.csv", "name": name, "count": most} for name in contents["name"]))

    with pytest.raises(Refusal, match="the sums of records and of spellings differ"):
        list(Intake(typed, lambda cells, records: cells).parts([cells]))


def test_large_counts_are_added_up_to_the_unit():
    counts = [10**15 - 1, 2**33 + 1, 2**32 - 1]
    tally = ledger.Tally()
    tally.take(CELLS, part(records(*({"name": "A", "count": count} for count in counts))))
    assert tally.total == sum(counts)


def test_a_part_with_other_texts_is_never_added_up_with_the_first():
    proof = ledger.Proof(VERIFIED, RANGES)
    proof.take(part(RECORDS), part(made_frame()))
    other = made_frame().assign(outcome=["dropped", "published", "quarantined"])
    with pytest.raises(Refusal, match="different texts"):
        proof.take(part(RECORDS), part(other))


@pytest.mark.parametrize("breaking", [without_last, doubled, swapped, changed("row", 7), changed("count", 4)])
def test_a_row_of_the_ledger_that_differs_is_seen(breaking):
    with pytest.raises(Refusal, match="the rows of records and of the ledger differ"):
        ledger.Proof(VERIFIED, RANGES).take(part(RECORDS), part(breaking(made_frame())))


@pytest.mark.parametrize(
    ("column", "value"),
    [("outcome", "dropped"), ("entity_id", "e2"), ("count_range", "6-10"), ("reason", "tie")],
)
def test_a_ledger_that_does_not_add_up_to_the_tables_is_seen(column, value):
    proof = ledger.Proof(VERIFIED, RANGES)
    proof.take(part(RECORDS), part(changed(column, value)(made_frame())))
    with pytest.raises(Refusal, match="the account does not balance after ledger"):
        proof.hold()


def test_a_part_that_is_missing_at_the_end_is_seen():
    with pytest.raises(Refusal, match="the account does not balance after ledger"):
        list(ledger.make_ledger([part(RECORDS.iloc[:2])], VERIFIED, RANGES))


def made_frame():
    texts = dict.fromkeys(("source", "name", "region", "outcome", "reason", "entity_id", "count_range"), "str")
    return made().astype(texts | {"count": "Int64"})


def test_a_sum_outside_its_range_is_seen():
    moved = RANGES.assign(count_min=1, count_max=pd.array([2], dtype="Int64"))
    with pytest.raises(Refusal, match="outside its range"):
        ledger.reconcile_ranges(VERIFIED, moved)


def test_where_nothing_is_published_no_range_is_told() -> None:
    dropped = VERIFIED.assign(outcome="dropped", reason="no_match", entity_id="")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (told,) = ledger.make_ledger([part(RECORDS)], dropped, ranges())
    assert told["count_range"].to_pylist() == [""] * len(RECORDS)


def test_a_part_of_which_nothing_is_left_is_seen() -> None:
    nothing = RECORDS.iloc[:0]
    for cells, records_ in ((CELLS, nothing), (CELLS.iloc[:0], RECORDS)):
        with pytest.raises(Refusal, match="the account does not balance after ingest") as caught:
            ledger.Tally().take(cells, part(records_))
        assert "Nothing was published" in caught.value.problems[0].remedy
    tally = ledger.Tally()
    tally.take(CELLS.iloc[:0], part(nothing))
    assert (dict(tally.rows), tally.total) == ({}, 0)


@pytest.mark.parametrize(("rows", "large"), [((10_000_000, 10_000_000), False), ((1, 10_000_001), True)])
def test_a_source_beyond_ten_million_rows_has_its_ledger_in_parts(rows, large) -> None:
    verified = pd.DataFrame({"source": ["a.csv", "b.csv"], "rows": rows})
    assert ledger.is_large(verified) is large
