"""The spreadsheet holds what is published, typed, and no text of it is ever a formula."""

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from exporting import FORMULAS, ODD, as_text, public, told

from pipeline.errors import InputError
from pipeline.writers.export.public import Public
from pipeline.writers.export.xlsx import write
from schemas import Entities
from schemas.base import meanings


def book(data: bytes) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data))


def plain(value: Any) -> str:
    """Write a cell as the published CSV does; openpyxl leaves line ends escaped, and not what only looks so."""
    from openpyxl.utils.escape import unescape

    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return unescape(value) if isinstance(value, str) and value not in ODD else as_text(value)


def test_every_cell_is_that_of_the_published_table(tmp_path: Path) -> None:
    made, files = public(tmp_path)
    sheets = book(write(made, "tiny")[".xlsx"])
    assert sheets.sheetnames == ["table", "totals", "columns", "about"]
    for sheet, name in (("table", "entities.csv"), ("totals", "totals.csv")):
        header, rows = told(files, name)
        found = [[plain(cell) for cell in row] for row in sheets[sheet].iter_rows(values_only=True)]
        assert found == [header, *([row[column] for column in header] for row in rows)]


def test_another_reader_sees_the_same(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    made, files = public(tmp_path)
    sheet = CalamineWorkbook.from_object(io.BytesIO(write(made, "tiny")[".xlsx"])).get_sheet_by_name("table")
    found = [row[1] for row in sheet.to_python()[1:]]
    assert found == [row["name"] for row in told(files, "entities.csv")[1]]


def test_numbers_days_and_truth_values_are_such(tmp_path: Path) -> None:
    sheet = book(write(public(tmp_path)[0], "tiny")[".xlsx"])["table"]
    header = [cell.value for cell in sheet[1]]
    types = {column: cell.data_type for column, cell in zip(header, sheet[3], strict=True)}
    assert {column for column, kind in types.items() if kind == "n"} >= {"count_min", "count_max"}
    assert {column for column, kind in types.items() if kind == "b"} == {"unaware_until_asked", "initially_denied"}
    assert types["response_date"] == "d" and sheet[3][header.index("response_date")].number_format == "yyyy-mm-dd"
    assert sheet[2][header.index("count_max")].value is None


def no_formula(made: Public) -> None:
    for sheet in book(write(made, "tiny")[".xlsx"]):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, cell.value
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t", "\n", "_x000D_")):
                    assert cell.data_type == "s"
                    # `_x000D_` as a text of its own, not an escaped line end, is harmless and needs no mark.
                    assert cell.quotePrefix or cell.value.startswith("_x000D_ "), cell.value


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    made, _ = public(tmp_path)
    no_formula(made)
    about = {row[0]: row[1] for row in book(write(made, "tiny")[".xlsx"])["about"].iter_rows(values_only=True)}
    assert about["Description"] == "+What it shows" and about["Made by"] == "=A Desk (publisher)"
    assert sum(name.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for name in FORMULAS) > 8


def test_no_payload_of_the_corpus_is_a_formula(tmp_path: Path, data: Path) -> None:
    text = (data / "corpora/csv-injection/Intruder/csv-payload.txt").read_text("utf-8", errors="replace")
    payloads = tuple(dict.fromkeys(line for line in text.splitlines() if line.strip()))
    assert len(payloads) > 5
    made, files = public(tmp_path, payloads)
    no_formula(made)
    sheet = book(write(made, "tiny")[".xlsx"])["table"]
    assert [plain(cell.value) for cell in sheet["B"][1:]] == [row["name"] for row in told(files, "entities.csv")[1]]


def test_the_header_stays_in_view_and_filters(tmp_path: Path) -> None:
    sheets = book(write(public(tmp_path)[0], "tiny")[".xlsx"])
    for sheet in sheets:
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
    assert sheets.active.title == "table"


def test_the_dictionary_and_what_must_travel_with_it(tmp_path: Path) -> None:
    made, _ = public(tmp_path)
    sheets = book(write(made, "tiny")[".xlsx"])
    dictionary = [tuple(row) for row in sheets["columns"].iter_rows(min_row=2, values_only=True)]
    assert dictionary[: len(meanings(Entities))] == [("table", *pair) for pair in meanings(Entities).items()]
    assert [tuple(row) for row in sheets["about"].iter_rows(min_row=2, values_only=True)] == made.about()


def test_the_same_publication_makes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = public(tmp_path)
    first = write(made, "tiny")
    facts = book(first[".xlsx"]).properties
    assert facts.created == facts.modified == datetime.datetime(2024, 2, 3)
    undated = public(tmp_path, released="")[0]
    assert book(write(undated, "tiny")[".xlsx"]).properties.created == datetime.datetime(1980, 1, 1)
    monkeypatch.setattr("time.time", lambda: 2e9)
    monkeypatch.setattr("time.localtime", lambda *_: (2030, 1, 1, 0, 0, 0, 0, 1, 0))
    assert write(made, "tiny") == first


def test_what_no_sheet_can_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = public(tmp_path, ("a" * 32_768,))
    with pytest.raises(InputError, match="a cell of name has 32,768 characters"):
        write(made, "tiny")
    monkeypatch.setattr("pipeline.writers.export.xlsx._MOST_ROWS", 28)  # 1,048,576 would take long to make
    with pytest.raises(InputError, match="entities has 28 rows"):
        write(public(tmp_path)[0], "tiny")


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    made, _ = public(tmp_path)
    empty = {name: table.iloc[:0] for name, table in made.tables.items()}
    sheet = book(write(Public("tiny", made.package, empty), "tiny")[".xlsx"])["table"]
    assert sheet.max_row == 1 and sheet["A1"].value == "entity_id"
