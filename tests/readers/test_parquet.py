"""Parquet: typed values become the text that a person would have written."""

import datetime
import decimal
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sources import cells, refused


def parquet(**columns: Any) -> bytes:
    output = io.BytesIO()
    pq.write_table(pa.table(columns), output)
    return output.getvalue()


def test_values_are_text(tmp_path: Path) -> None:
    data = parquet(
        name=["A", None, "", "B"],
        n=pa.array([1, None, 3, 4], pa.int64()),
        day=pa.array([datetime.date(2020, 2, 29), None, None, datetime.date(2021, 1, 1)]),
    )
    table = cells(tmp_path, data, "list.parquet", {"name": "name", "count": "n", "date": "day"})
    assert list(table["name"]) == ["A", "", "", "B"]
    assert list(table["count"]) == ["1", "", "3", "4"]
    assert list(table["date"]) == ["2020-02-29", "", "", "2021-01-01"]
    assert list(table["line"]) == [0, 0, 0, 0]


def test_every_type_of_number_is_text(tmp_path: Path) -> None:
    moments = [datetime.datetime.fromisoformat(text) for text in ("2020-01-01 00:00", "2020-01-01 02:00")]
    for values, texts in [
        (pa.array([12.0, 1.5, float("nan"), float("inf")]), ["12", "1.5", "nan", "inf"]),
        (pa.array([decimal.Decimal("12.00"), decimal.Decimal("1.50")]), ["12", "1.50"]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array(["x", "y"]).dictionary_encode(), ["x", "y"]),
        (pa.array([10**14, 10**16], pa.int64()), ["100000000000000", "1e+16"]),
        (pa.array(moments), ["2020-01-01", "2020-01-01T02:00:00"]),
    ]:
        table = cells(tmp_path, parquet(name=values), "list.parquet")
        assert list(table["name"]) == texts


def test_a_nested_value_makes_a_bad_row(tmp_path: Path) -> None:
    table = cells(tmp_path, parquet(name=[["x"], None], n=[1, 2]), "list.parquet", {"name": "name", "count": "n"})
    assert list(table["problem"]) == ["bad_row", ""]
    table = cells(tmp_path, parquet(name=[b"x"]), "list.parquet")
    assert list(table["problem"]) == ["bad_row"]


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    whole = parquet(name=["A"] * 1000)
    assert "no Parquet" in refused(tmp_path, b"PAR1", "list.parquet")[0].message
    assert "no Parquet" in refused(tmp_path, whole[:-20], "list.parquet")[0].message
    assert "no column" in refused(tmp_path, whole, "list.parquet", {"name": "nom"})[0].message
    assert len(cells(tmp_path, parquet(name=pa.array([], pa.string())), "list.parquet")) == 0
    damaged = whole[:10] + bytes(byte ^ 0xFF for byte in whole[10:60]) + whole[60:]
    assert "damaged" in refused(tmp_path, damaged, "list.parquet")[0].message
