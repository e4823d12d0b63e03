"""ingest: every raw row is kept, typed or with the first reason why not."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import table

from pipeline.stages.ingest import ingest, quarantine
from schemas import Cells


def cells(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make cells of one source, numbered from 1; a row is good unless it says otherwise."""
    base = {"source": "leak.csv", "name": "Ostrey Police", "count": "1"}
    return table(Cells, [base | {"row": number, "line": number + 1} | row for number, row in enumerate(rows, 1)])


def ingested(*rows: dict[str, Any], country: str = "", **more: Any) -> pd.DataFrame:
    return ingest(cells(*rows), country, more.get("thousands", {}), more.get("dated", ()))


def test_values_get_their_types() -> None:
    records = ingested(
        {"region": "Quebec", "count": "1,204", "date": "2020-02-29 10:00:00"},
        {"region": " ", "count": "007", "date": "2020-02-29"},
        thousands={"leak.csv": ","},
        dated=["leak.csv"],
    )
    assert list(records["region"]) == ["CA-QC", ""]
    assert list(records["count"]) == [1204, 7]
    assert list(records["date"]) == ["2020-02-29", "2020-02-29"]
    assert list(records["problem"]) == ["", ""]
    assert str(records["count"].dtype) == "Int64"


def test_a_region_is_read_in_its_country() -> None:
    assert list(ingested({"region": "GA"}, {"region": "Georgia"}, country="US")["region"]) == ["US-GA", "US-GA"]
    assert list(ingested({"region": "GA"}, {"region": "Georgia"})["region"]) == ["GA", ""]


def test_a_constant_region_is_a_code_and_stands_where_none_is_stated() -> None:
    rows = [{"region": ""}, {"region": "Ontario"}, {"region": "Atlantis"}, {"region": "", "source": "b"}]
    made = cells(*rows)
    records = ingest(made, "US", {}, (), {"leak.csv": "CA"})
    assert list(records["region"]) == ["CA", "CA-ON", "", ""]
    assert list(records["problem"]) == ["", "", "bad_region", ""]


def test_separators_belong_to_their_source() -> None:
    rows = [{"count": "1,204"}, {"count": "1.204", "source": "b"}, {"count": "1,204", "source": "c"}]
    records = ingested(*rows, thousands={"leak.csv": ",", "b": "."})
    assert list(records["count"].fillna(-1)) == [1204, 1204, -1]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"name": ""}, "missing_name"),
        ({"name": " \t"}, "missing_name"),
        ({"name": "\u200b\ufeff"}, "missing_name"),
        ({"count": "many"}, "bad_count"),
        ({"count": ""}, "bad_count"),
        ({"region": "Atlantis"}, "bad_region"),
        ({"region": "Georgia"}, "bad_region"),
        ({"date": "soon"}, "bad_date"),
        ({"date": ""}, "bad_date"),
        ({"name": "", "count": "x", "region": "x", "date": "x"}, "missing_name"),
        ({"count": "x", "region": "x", "date": "x"}, "bad_count"),
        ({"region": "x", "date": "x"}, "bad_region"),
        ({"name": "", "count": "", "problem": "bad_row", "raw": "a,b"}, "bad_row"),
        ({"name": "", "count": "", "problem": "unreadable", "raw": "\0"}, "unreadable"),
        ({}, ""),
    ],
)
def test_a_row_is_quarantined_for_the_first_reason(row: dict[str, Any], problem: str) -> None:
    records = ingested({"date": "2020-01-01"} | row, dated=["leak.csv"])
    assert list(records["problem"]) == [problem]


def test_a_blank_date_is_no_fault_where_no_date_is_declared() -> None:
    assert list(ingested({"date": ""})["problem"]) == [""]


@pytest.mark.parametrize(
    ("date", "outside"),
    [("2017-12-31", True), ("2018-01-01", False), ("2020-02-29", False), ("2020-03-01", True), ("", False)],
)
def test_a_date_lies_inside_or_outside_the_scope(date: str, outside: bool) -> None:
    records = ingest(cells({"date": date}), "", {}, (), {}, "2018-01-01", "2020-02-29")
    assert list(records["outside"]) == [outside]
    assert not ingest(cells({"date": date}), "", {}, ())["outside"].any()


def test_rows_of_one_spelling_have_its_number() -> None:
    records = ingested(
        {"name": "A"}, {"name": "B"}, {"name": "A", "count": "7"}, {"name": "A", "region": "CA"}, {"name": "B"}
    )
    assert list(records["spelling"]) == [0, 1, 0, 2, 1]


def test_a_count_that_can_be_read_is_kept_in_quarantine() -> None:
    assert list(ingested({"region": "Atlantis", "count": "90817"})["count"]) == [90817]


def test_what_a_person_needs_to_mend_a_row() -> None:
    made = cells(
        {},
        {"count": "many, many", "region": "CA"},
        {"name": "", "count": "", "problem": "bad_row", "raw": "a,b"},
        {"region": "Atlantis"},
    )
    found = quarantine(made, ingest(made, "", {}, ()))
    assert found.to_dict("records") == [
        {
            "source": "leak.csv",
            "row": 2,
            "line": 3,
            "reason": "bad_count",
            "column": "count",
            "value": "many, many",
            "raw": 'Ostrey Police,CA,"many, many",',
        },
        {"source": "leak.csv", "row": 3, "line": 4, "reason": "bad_row", "column": "", "value": "", "raw": "a,b"},
        {
            "source": "leak.csv",
            "row": 4,
            "line": 5,
            "reason": "bad_region",
            "column": "region",
            "value": "Atlantis",
            "raw": "Ostrey Police,Atlantis,1,",
        },
    ]


def test_no_rows_make_empty_tables() -> None:
    made = cells()
    records = ingest(made, "", {}, ())
    assert len(records) == 0
    assert len(quarantine(made, records)) == 0


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.fixed_dictionaries({"name": texts, "region": texts, "count": texts, "date": texts}), max_size=5))
def test_no_row_is_ever_lost(rows: list[dict[str, str]]) -> None:
    made = cells(*rows)
    records = ingest(made, "US", {"leak.csv": ","}, ["leak.csv"])
    assert list(records["row"]) == list(made["row"])
    assert list(records["name"]) == list(made["name"])
    assert len(quarantine(made, records)) == (records["problem"] != "").sum()
    assert not ((records["problem"] == "") & (records["count"].isna() | (records["date"] == ""))).any()
