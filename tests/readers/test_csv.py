"""CSV and TSV: no row is lost, none is invented, none is silently repaired."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources import cells, refused

from pipeline.errors import InputError
from pipeline.readers.csv import read_csv
from pipeline.readers.grid import Wanted

WANTED = Wanted({"name": "name"})


def test_every_row_has_its_number_and_line(tmp_path: Path) -> None:
    text = 'name,n\n\nA,1\n"B\nC",2\n   \nD,3'
    table = cells(tmp_path, text, columns={"name": "name", "count": "n"})
    assert list(table["name"]) == ["A", "B\nC", "D"]
    assert list(table["row"]) == [1, 2, 3]
    assert list(table["line"]) == [3, 4, 7]
    assert list(table["count"]) == ["1", "2", "3"]


def test_what_looks_like_something_stays_text(tmp_path: Path) -> None:
    table = cells(tmp_path, "name,n\nNA,007\nnull,1e3\nTRUE, 12\n,NaN\n", columns={"name": "name", "count": "n"})
    assert list(table["name"]) == ["NA", "null", "TRUE", ""]
    assert list(table["count"]) == ["007", "1e3", " 12", "NaN"]


def test_a_row_of_another_width_is_kept_with_its_text(tmp_path: Path) -> None:
    table = cells(tmp_path, "name,n\nA,1\nB\nC,1,2\nD,4\n", columns={"name": "name", "count": "n"})
    assert list(table["problem"]) == ["", "bad_row", "bad_row", ""]
    assert list(table["raw"]) == ["", "B", "C,1,2", ""]
    assert list(table["name"]) == ["A", "", "", "D"]


def test_a_line_that_breaks_the_quoting_costs_only_itself(tmp_path: Path) -> None:
    table = cells(tmp_path, 'name,n\nA,1\n"B"x,2\nC,3\n"D,4\nE,5\n', columns={"name": "name", "count": "n"})
    assert list(table["problem"]) == ["", "unreadable", "", "unreadable", ""]
    assert list(table["raw"]) == ["", '"B"x,2', "", '"D,4', ""]
    assert list(table["line"]) == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("mark", ["\0", "\x07", "\x1b", "\x7f", "\x85"])
def test_a_control_character_makes_a_row_unreadable(tmp_path: Path, mark: str) -> None:
    table = cells(tmp_path, f"name,other\nA,1\nB,{mark}\nC{mark},3\nD\t,4\n")
    assert list(table["problem"]) == ["", "unreadable", "unreadable", ""]
    assert mark in table["raw"][1]


def test_a_log_counts_one_a_row(tmp_path: Path) -> None:
    table = cells(tmp_path, "name,x\nA,\nB\n", region="US-GA")
    assert list(table["count"]) == ["1", ""]
    assert list(table["region"]) == ["", ""], "the constant is no text of the file: ingest sets it"
    assert list(table["source"]) == ["list.csv", "list.csv"]


def test_only_a_header_has_no_rows(tmp_path: Path) -> None:
    assert len(cells(tmp_path, "name\n")) == 0


def test_tsv_has_tabs_and_a_delimiter_may_be_declared(tmp_path: Path) -> None:
    assert list(cells(tmp_path, "id\tname\n1\tA,B\n", "list.tsv")["name"]) == ["A,B"]
    assert list(cells(tmp_path, "id;name\n1;A,B\n", delimiter=";")["name"]) == ["A,B"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_one(tmp_path: Path, end: str) -> None:
    table = cells(tmp_path, end.join(["name", "A", "", "B", ""]))
    assert list(table["name"]) == ["A", "B"]
    assert list(table["line"]) == [2, 4]


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    found = refused(tmp_path, "id,nom\n1,A\n", columns={"name": "name", "count": "n"})
    assert [problem.column for problem in found] == ["name", "count"]
    assert "'nom'" in str(found[0])
    assert 'delimiter: ";"' in refused(tmp_path, "id;name\n1;A\n")[0].remedy


def test_a_column_that_is_there_twice_is_refused_only_where_it_is_wanted(tmp_path: Path) -> None:
    assert "2 times" in refused(tmp_path, "name,name\nA,B\n")[0].message
    assert list(cells(tmp_path, " name ,x,x\nA,1,2\n")["name"]) == ["A"]


@pytest.mark.parametrize("text", ["", "\n\n", '"name'])
def test_without_a_header_nothing_is_read(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text)


def test_encodings(tmp_path: Path) -> None:
    text = "name\nPolizei Köln\n"
    for data, encoding in [
        (text.encode("utf-8-sig"), ""),
        (text.encode("utf-16"), ""),
        (text.encode("utf-32"), ""),
        (text.encode("utf-16"), "utf-16"),
        (text.encode("utf-8-sig"), "utf-8"),
        (text.encode("cp1252"), "cp1252"),
        (text.encode("utf-16-le"), "utf-16-le"),
    ]:
        assert list(cells(tmp_path, data, encoding=encoding)["name"]) == ["Polizei Köln"]


def test_bytes_that_do_not_fit_are_an_error_with_their_line(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "name\nA\nPolizei Köln und Düsseldorf, Nähe Münster\n".encode("cp1252"))
    assert problem.line == 3
    assert "encoding" in problem.remedy
    assert "utf-16" in refused(tmp_path, "name\nA\n".encode("utf-16-le"))[0].remedy
    assert "mark" in refused(tmp_path, "name\nA\n".encode("utf-8-sig"), encoding="cp1252")[0].message
    assert refused(tmp_path, b"\xff\xfen\x00a", encoding="utf-16")


rows = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=2))


@given(rows)
def test_what_was_written_is_read(table: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["name", "other"], *table])
    grid = read_csv(text.getvalue(), "list.csv", WANTED)
    assert grid.column("name") == [row[0] for row in table]
    assert set(grid.problems) <= {""}


@settings(max_examples=300)
@given(st.text(alphabet='ab",\n\r\0 ', max_size=60))
def test_every_character_of_any_text_is_accounted_for(body: str) -> None:
    """Each line lies in a good row, in the raw text of a rejected one, or is blank."""
    grid = read_csv("name,n\n" + body, "list.csv", WANTED)
    starts = {*grid.lines, body.count("\n") + body.count("\r") + 9}
    lines = list(io.StringIO("name,n\n" + body, newline=""))
    covered: set[int] = set()
    for line, problem, raw in zip(grid.lines, grid.problems, grid.raws, strict=True):
        end = min(start for start in starts if start > line)
        covered |= set(range(line, end)) if not problem else set(range(line, line + len(raw.splitlines() or [""])))
    for number, text in enumerate(lines[1:], 2):
        assert number in covered or not text.strip() or grid.lines == [], (number, text)
    if any(text.strip() for text in lines[1:]):
        assert grid.lines


def test_a_long_file_of_broken_lines_is_read_in_time() -> None:
    grid = read_csv("name,n\n" + '"a"b,1\n' * 20_000, "list.csv", WANTED)
    assert grid.problems == ["unreadable"] * 20_000


def test_the_spectrum_of_csv_is_read_as_its_twin_in_json(data: Path, tmp_path: Path) -> None:
    folder = data / "corpora" / "csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        text = path.read_bytes().decode("utf-8")
        for header in expected[0]:
            grid = read_csv(text, path.name, Wanted({"name": header}))
            found = [value.replace("\r\n", "\n") for value in grid.column("name")]
            assert found == [row[header].replace("\r\n", "\n") for row in expected], path.name
            assert set(grid.problems) == {""}


def test_the_horrors_are_read_or_refused(data: Path) -> None:
    """No file raises anything but an InputError, and every line that is not blank lies in exactly one row."""
    paths = sorted((data / "corpora" / "messytables-horror" / "horror").glob("*.[ctps]sv"))
    assert len(paths) > 15
    checked = 0
    for path in paths:
        for encoding in ("utf-8", "cp1252", "utf-16-le"):
            try:
                text = path.read_bytes().decode(encoding)
            except UnicodeDecodeError:
                continue
            delimiter = {".tsv": "\t", ".psv": "|", ".ssv": ";"}.get(path.suffix, ",")
            header = next(filter(None, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), [""])
            try:
                grid = read_csv(text, path.name, Wanted({name: name for name in header}), delimiter)
            except InputError:
                continue
            checked += 1
            held = [
                raw if problem else "".join(cells)
                for cells, problem, raw in zip(grid.cells, grid.problems, grid.raws, strict=True)
            ]
            inside = [len(list(io.StringIO(one + ".", newline=""))) for one in held]
            plain = [line for line in io.StringIO(text, newline="") if line.strip()][1:]
            assert len(held) <= len(plain) <= sum(inside), path.name
    assert checked > 15


def test_naughty_strings_survive(data: Path, tmp_path: Path) -> None:
    naughty = json.loads((data / "corpora" / "blns" / "blns.json").read_text(encoding="utf-8"))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["name"], *[[one] for one in naughty]])
    table = cells(tmp_path, text.getvalue())
    assert len(table) == len(naughty)
    for string, name, problem in zip(naughty, table["name"], table["problem"], strict=True):
        assert name == string if not problem else name == ""
    assert (table["problem"] == "").sum() > 500


@pytest.mark.parametrize("first", ["Ostrey Police,64", "Ostrey Police,desk@example.org", "Ostrey Police,2019-03-04"])
def test_a_file_without_a_header_is_told_without_its_first_row(tmp_path: Path, first: str) -> None:
    with pytest.raises(InputError, match="looks like data") as caught:
        cells(tmp_path, f"{first}\nTarn Police,3\n")
    assert "Ostrey" not in str(caught.value)
