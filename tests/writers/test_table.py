"""CSV: what is read back is what was written, and the bytes never differ."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.writers import table
from pipeline.writers.table import csv_lines, to_csv

NASTY = ["", '"', "a,b", "line\nbreak", "return\rhere", "both\r\n", " blanks ", "=1+1", "NA", "007", "é", "‮", "\t", "#"]


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


def test_every_text_comes_back() -> None:
    table = pd.DataFrame({"one": pd.Series(NASTY, dtype="str"), "two": pd.Series(NASTY[::-1], dtype="str")})
    data = to_csv(table)
    assert read(data) == [["one", "two"], *map(list, zip(NASTY, NASTY[::-1], strict=True))]
    again = pd.read_csv(io.BytesIO(data), dtype="str", keep_default_na=False, lineterminator="\n")
    assert again["two"].tolist()[-1] == ""


def test_a_lone_return_is_quoted_and_rows_end_with_one_line_feed() -> None:
    data = to_csv(pd.DataFrame({"a": pd.Series(["x\ry", "z"], dtype="str"), "b": [1, 2]}))
    assert data == b'a,b\n"x\ry",1\nz,2\n'


def test_types_are_written_plainly() -> None:
    table = pd.DataFrame(
        {
            "truth": [True, False],
            "count": pd.array([1001, None], dtype="Int64"),
            "share": [0.1, 1e-7],
            "rest": pd.array([None, 0.5], dtype="Float64"),
        }
    )
    assert to_csv(table) == b"truth,count,share,rest\ntrue,1001,0.1,\nfalse,,1e-07,0.5\n"


@pytest.mark.parametrize("texts", [[], [""]])
def test_a_row_without_text_is_still_a_row(texts: list[str]) -> None:
    assert read(to_csv(pd.DataFrame({"only": pd.Series(texts, dtype="str")}))) == [
        ["only"],
        *[[text] for text in texts],
    ]


def test_lines_are_rows_without_their_ends() -> None:
    assert csv_lines([["a,b", "c"], ["d\re", ""], ['"', "f"]]) == ['"a,b",c', '"d\re",', '"""",f']
    assert csv_lines([]) == []


@pytest.mark.parametrize(("last", "written"), [([None], b'""\n'), ([], b"")])
def test_a_column_of_mixed_values_is_written_as_each_of_them(last: list[None], written: bytes) -> None:
    mixed = pd.Series([True, False, 3, 0.5, "text", *last], dtype="object")
    assert to_csv(pd.DataFrame({"a": mixed})) == b"a\ntrue\nfalse\n3\n0.5\ntext\n" + written


def test_a_missing_fraction_is_an_empty_cell() -> None:
    assert to_csv(pd.DataFrame({"a": [0.5, float("nan")], "b": [1, 2]})) == b"a,b\n0.5,1\n,2\n"


@given(st.lists(st.tuples(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=5))))
def test_cells_are_quoted_as_the_library_does_it(rows: list[tuple[str, str]]) -> None:
    lines = csv_lines([("one", "two"), *rows])
    table = pd.DataFrame(rows, columns=["one", "two"], dtype="str")
    assert to_csv(table) == "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize(
    ("column", "written"),
    [
        (pd.Series(["x", "", "é"], dtype="str"), ["x", "", "é"]),
        (pd.Series([True, False]), ["true", "false"]),
        (pd.Series([3, -1]), ["3", "-1"]),
        (pd.Series([0.1, 2.0]), ["0.1", "2.0"]),
    ],
)
def test_columns_of_one_kind_are_not_written_value_by_value(monkeypatch, column, written) -> None:
    """A log has a hundred million rows: only a column with gaps, or of mixed values, takes the slow way."""

    def slow(value):
        raise AssertionError("written value by value")

    monkeypatch.setattr(table, "_text", slow)
    assert table.cells(column) == written
    if column.dtype == "str":
        monkeypatch.setattr(table, "cells", slow)
    assert to_csv(pd.DataFrame({"a": column, "b": column})).decode().splitlines()[1:] == [f"{x},{x}" for x in written]


def test_a_column_with_gaps_is_written_value_by_value() -> None:
    assert table.cells(pd.Series([0.5, None])) == ["0.5", ""]
    assert table.cells(pd.Series(["x", None], dtype="str").astype(object)) == ["x", ""]
    assert to_csv(pd.DataFrame({"a": pd.Series(["x", None], dtype="str"), "b": [1, 2]})) == b"a,b\nx,1\n,2\n"
