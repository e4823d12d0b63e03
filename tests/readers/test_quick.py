"""The quick way through a CSV file gives the very cells of the strict one, however the blocks fall."""

import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import refused, source

from pipeline.errors import InputError
from pipeline.readers import csv, files, quick
from pipeline.readers.blocks import read_blocks
from pipeline.readers.grid import Columns, Grid, Wanted
from pipeline.readers.source import read_source

WANTED = Wanted({"name": "a", "count": "b"})
PIECES = [
    "x",
    "Löutre",
    " ",
    ",",
    ",",
    ",",
    '"',
    '""',
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\x85",
    "\ud800",
    "7",
    "NA",
    ";",
]


def of_blocks(text: str, size: int, **more: str) -> list[tuple[object, ...]]:
    """Read a text whose blocks have about `size` characters."""

    def blocks() -> Iterator[str]:
        stream = io.StringIO(text, newline="")
        while block := stream.read(size) + stream.readline():
            yield block

    rows: list[tuple[object, ...]] = []
    for found in csv.csv_blocks(blocks(), "list.csv", WANTED, **more):
        rows += told(found)
    return rows


def told(found: Grid | Columns) -> list[tuple[object, ...]]:
    if isinstance(found, Columns):
        assert found.problems is None
        columns = [found.cells[name].to_pylist() for name in ("name", "count")]
        return [(line, *cells, "", "") for line, *cells in zip(found.lines.tolist(), *columns, strict=True)]
    rows = zip(found.lines, found.cells, found.problems, found.raws, strict=True)
    return [(line, *cells, problem, raw) for line, cells, problem, raw in rows]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(1, 30), st.sampled_from(["a,b", "b,x,a"])
)
def test_blocks_give_what_the_whole_text_gives(body: str, size: int, header: str) -> None:
    text = f"{header}\n{body}"
    whole = told(csv.read_csv(text, "list.csv", WANTED))
    assert of_blocks(text, size) == whole


def quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


rows = st.lists(st.tuples(*[st.text("ab é,\"'", max_size=6)] * 2), max_size=20)


@given(rows, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 60))
def test_what_is_well_written_is_read_quickly(rows: list[tuple[str, str]], end: str, closed: bool, size: int) -> None:
    written = [",".join(quoted(cell) if set(cell) & set(',"') else cell for cell in row) for row in rows]
    text = end.join(["a,b", *written]) + (end if closed else "")
    expected = [(line, *row, "", "") for line, row in enumerate(rows, start=2)]
    assert of_blocks(text, size) == expected
    body = end.join(written)
    if body:
        found = quick.quick(body, ",", 2, {"name": 0, "count": 1}, 2)
        assert found is not None
        assert told(found) == expected


ODD = ['a,"b', 'a,"b"c', "a,b,c", "a", "\na,b", "a,b\n", " \na,b", "a\rb,c", "a\0,b", "a\x7f,b", "a\x85,b"]


@pytest.mark.parametrize("body", [*ODD, "a,\ud800", 'a,"b\nc"', "a,b\n\r"])
def test_what_is_odd_is_left_to_the_strict_reader(body: str) -> None:
    assert quick.quick(f"x,y\n{body}\nx,y\n", ",", 2, {"name": 0, "count": 1}, 2) is None


def test_blank_lines_of_a_single_column_are_no_rows() -> None:
    assert quick.quick("a\n \nb\n", ",", 1, {"name": 0}, 2) is None


def test_a_file_of_many_blocks_is_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f'"Police, {at}",{at}' if at % 7 == 0 else f"Police {at},{at}" for at in range(200)]
    lines[50] = 'odd,"quo"tation'
    lines[120] = '"over\ntwo lines",7'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / "list.csv").write_bytes("\n".join(["name,n", *lines]).encode(encoding))
        declared = source("list.csv", {"name": "name", "count": "n"}, encoding=encoding if encoding == "cp1252" else "")
        whole = pd.DataFrame(read_source(declared, tmp_path))
        with monkeypatch.context() as small:
            small.setattr(files, "BLOCK", 100)
            blocks = list(read_blocks(declared, tmp_path))
        assert len(blocks) > 5
        pd.testing.assert_frame_equal(pd.concat(blocks, ignore_index=True), whole)
        assert len(whole) == 200
        assert list(whole["problem"].value_counts().items()) == [("", 199), ("unreadable", 1)]
        assert whole["line"].tolist()[119:122] == [121, 122, 124]


def test_lines_of_json_and_row_groups_are_read_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"name": [f"Ostrey {at % 9}" for at in range(300)], "n": range(300)})
    frame.loc[77, "name"] = "bro\x07ken"
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=40)
    for path in ("a.jsonl", "a.parquet"):
        declared = source(path, {"name": "name", "count": "n"}, label="a")
        whole = pd.DataFrame(read_source(declared, tmp_path))
        monkeypatch.setattr(files, "BLOCK", 400)
        monkeypatch.setattr("pipeline.readers.parquet._ROWS", 50)
        blocks = list(read_blocks(declared, tmp_path))
        monkeypatch.undo()
        assert len(blocks) > 5
        pd.testing.assert_frame_equal(pd.concat(blocks, ignore_index=True), whole)
        assert whole["problem"].tolist().index("unreadable") == 77


def test_a_column_that_no_line_of_json_has_is_told_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOCK", 10)
    text = '{"name": "A"}\n{"name": "B"}\n'
    assert "no column 'n'" in refused(tmp_path, text, "a.jsonl", {"name": "name", "count": "n"})[0].message
    (tmp_path / "a.jsonl").write_text(text + '{"n": 7}\n')
    assert read_source(source("a.jsonl", {"name": "name", "count": "n"}), tmp_path)["count"].tolist() == ["", "", "7"]


def test_the_line_of_bytes_that_do_not_fit_is_told_in_a_later_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BLOCK", 10)
    (tmp_path / "list.csv").write_bytes(b"name\n" + b"Ostrey\n" * 20 + b"L\xf6utre\n")
    with pytest.raises(InputError, match="not utf-8") as caught:
        list(read_blocks(source("list.csv"), tmp_path))
    assert caught.value.problems[0].line == 22
