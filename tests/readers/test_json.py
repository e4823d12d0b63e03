"""JSON and JSON Lines: numbers stay their text, doubtful rows are kept apart, files that are no JSON are refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import cells, refused

from pipeline.errors import InputError
from pipeline.readers.grid import Wanted
from pipeline.readers.json import read_json, read_json_lines

COLUMNS = {"name": "name", "count": "n"}
WANTED = Wanted(COLUMNS)


def test_numbers_are_the_text_that_stands_there(tmp_path: Path) -> None:
    text = '[{"name": "A", "n": 12},\n {"name": 7, "n": 12.0}, {"name": "B", "n": 1e3},\n{"name": "C", "n": "4"}]'
    table = cells(tmp_path, text, "list.json", COLUMNS)
    assert list(table["count"]) == ["12", "12.0", "1e3", "4"]
    assert list(table["name"]) == ["A", "7", "B", "C"]
    assert list(table["line"]) == [1, 2, 2, 3]


def test_what_an_object_lacks_is_blank(tmp_path: Path) -> None:
    table = cells(tmp_path, '[{"name": null, "n": true}, {}, {"n": 1}]', "list.json", COLUMNS)
    assert list(table["name"]) == ["", "", ""]
    assert list(table["count"]) == ["true", "", "1"]


def test_doubtful_rows_are_kept_with_their_text(tmp_path: Path) -> None:
    text = r'[{"name": "A", "name": "B", "n": 1}, 5, {"name": ["x"]}, '
    text += r'{"name": "\u0000"}, {"name": "\ud800"}, {"name": "A", "n": 1}]'
    table = cells(tmp_path, text, "list.json", COLUMNS)
    assert list(table["problem"]) == ["unreadable", "bad_row", "bad_row", "unreadable", "unreadable", ""]
    assert table["raw"][0] == '{"name": "A", "name": "B", "n": 1}'
    assert table["raw"][1] == "5"
    assert "\\x00" in table["raw"][3]
    assert "\\ud800" in table["raw"][4]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "array"),
        ("{}", "array"),
        ('{"data": []}', "array"),
        ("[1", "no JSON"),
        ("[{}]x", "follows"),
        ('[{"n": NaN}]', "NaN"),
        ('[{"n": -Infinity}]', "Infinity"),
        ("[{},]", "no JSON"),
        ("[{} {}]", "no JSON"),
        ("[" * 200_000, "deeply"),
        ("[{}, {'a': 1}]", "column"),
        ('[{"nom": "A"}]', "no column"),
    ],
)
def test_a_file_that_is_no_array_of_objects_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in refused(tmp_path, text, "list.json")[0].message


def test_the_line_of_a_mistake_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, '[{"name": "A"},\n\n{"name" "B"}]', "list.json")[0].line == 3


def test_an_empty_array_has_no_rows(tmp_path: Path) -> None:
    assert len(cells(tmp_path, " [ ] ", "list.json")) == 0


def test_a_broken_line_costs_only_itself(tmp_path: Path) -> None:
    text = '{"name": "A"}\r\n\n{"name": "B"\n[1]\n{"name": "C", "n": NaN}\n{"name": "D\u2028"}\n' + "[" * 100_000
    table = cells(tmp_path, text, "list.jsonl")
    assert list(table["problem"]) == ["", "unreadable", "bad_row", "unreadable", "", "unreadable"]
    assert list(table["line"]) == [1, 3, 4, 5, 6, 7]
    assert table["raw"][1] == '{"name": "B"'
    assert table["name"][4] == "D\u2028"


@pytest.mark.parametrize("text", ['[\n  {"name": "A"}\n]', "name\nA\n", "[]"])
def test_a_file_without_a_line_of_json_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text, "list.ndjson")[0].line == 1


def test_an_empty_file_of_lines_has_no_rows(tmp_path: Path) -> None:
    assert len(cells(tmp_path, "\n\n", "list.jsonl")) == 0


objects = st.lists(
    st.fixed_dictionaries({"name": st.text(st.characters(exclude_categories=["Cs"])), "n": st.integers()})
)


@given(objects, st.booleans())
def test_what_was_written_is_read(rows: list[dict[str, object]], ascii_only: bool) -> None:
    for text, read in (
        (json.dumps(rows, ensure_ascii=ascii_only, indent=1), read_json),
        ("\n".join(json.dumps(row, ensure_ascii=ascii_only) for row in rows), read_json_lines),
    ):
        grid = read(text, "list", WANTED)
        assert grid.column("name") == [row["name"] for row in rows]
        assert grid.column("count") == [str(row["n"]) for row in rows]


def test_the_suite_of_json_is_judged_rightly(data: Path) -> None:
    """What must be accepted is, as an element of an array; what must be refused is refused; nothing else happens."""
    paths = sorted((data / "corpora" / "jsontestsuite" / "test_parsing").glob("*.json"))
    assert len(paths) > 300
    for path in paths:
        kind = path.name[0]
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            assert kind != "y"
            continue
        try:
            grid = read_json(f"[{text}]", path.name, Wanted({"name": "name"}, frozenset({"name"})))
        except InputError:
            assert kind != "y", path.name
        else:
            # Inside an array an empty text or a list of values is an array still.
            assert kind != "n" or path.name in INSIDE_AN_ARRAY, path.name
            assert len(grid.cells) >= (kind == "y")


INSIDE_AN_ARRAY = {"n_single_space.json", "n_structure_no_data.json"}
