"""XLSX: what two libraries agree on is read, anything else is refused in words."""

import datetime
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sources import cells, refused

from pipeline.errors import InputError
from pipeline.readers import xlsx, xlsx_worker
from pipeline.readers.grid import Wanted
from pipeline.readers.xlsx import read_xlsx

COLUMNS = {"name": "Name", "count": "Count", "date": "Day"}
ROWS: list[list[Any]] = [
    ["Name", "Count", "Day"],
    ["Ostrey Police", 12, datetime.date(2020, 2, 29)],
    [None, None, None],
    ["007", 1.5, datetime.datetime.fromisoformat("2020-02-29 13:30")],
    ["Loutre", "1,204", "soon"],
    ["Quill", 3.0, None],
]


def book(rows: list[list[Any]], **more: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    for title, sheet in {"One": rows, **more}.items():
        page = made.create_sheet(title)
        for row in sheet:
            page.append(row)
    del made["Sheet"]
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def patched(data: bytes, part: str, old: str, new: str) -> bytes:
    """Change the text of one part of a workbook."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as after:
        assert part in before.namelist()
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return output.getvalue()


def test_cells_are_text_as_a_reader_of_the_sheet_sees_them(tmp_path: Path) -> None:
    table = cells(tmp_path, book(ROWS), "list.xlsx", COLUMNS)
    assert list(table["name"]) == ["Ostrey Police", "007", "Loutre", "Quill"]
    assert list(table["count"]) == ["12", "1.5", "1,204", "3"]
    assert list(table["date"]) == ["2020-02-29", "2020-02-29T13:30:00", "soon", ""]
    assert list(table["line"]) == [2, 4, 5, 6]


def test_title_rows_above_the_header_are_refused_and_blank_ones_skipped(tmp_path: Path) -> None:
    assert "no column" in refused(tmp_path, book([["A title"], *ROWS]), "list.xlsx", COLUMNS)[0].message
    assert len(cells(tmp_path, book([[], [None], *ROWS]), "list.xlsx", COLUMNS)) == 4


def test_a_cell_beyond_the_header_makes_a_bad_row(tmp_path: Path) -> None:
    table = cells(tmp_path, book([*ROWS, ["Stray", 1, None, "note"]]), "list.xlsx", COLUMNS)
    assert list(table["problem"])[-1] == "bad_row"
    assert "note" in list(table["raw"])[-1]


def test_a_formula_that_failed_spoils_its_own_row_alone(tmp_path: Path) -> None:
    failed = [["Ostrey", "#DIV/0!", None], ["#N/A", 4, None], [None, "#REF!", None], ["Loutre", 5, None]]
    table = cells(tmp_path, book([ROWS[0], *failed]), "list.xlsx", COLUMNS)
    assert list(table["count"]) == ["#DIV/0!", "", "#REF!", "5"]  # told as bad counts
    assert list(table["problem"]) == ["", "bad_row", "", ""]
    assert "#N/A" in table["raw"][1]


def test_blanks_alone_are_a_blank_cell(tmp_path: Path) -> None:
    data = book([ROWS[0], ["Ostrey", "  ", "\t"], ["  ", None, " "], ["Loutre", 5, None]])
    assert list(cells(tmp_path, data, "list.xlsx", COLUMNS)["count"]) == ["", "5"]


def test_the_sheet_must_be_clear(tmp_path: Path) -> None:
    data = book(ROWS, Two=[["Name", "Count", "Day"], ["Other", 5, None]], Empty=[])
    assert '"One", "Two"' in refused(tmp_path, data, "list.xlsx", COLUMNS)[0].aside
    assert list(cells(tmp_path, data, "list.xlsx", COLUMNS, sheet="Two")["name"]) == ["Other"]
    assert '"Empty"' in refused(tmp_path, data, "list.xlsx", COLUMNS, sheet="Three")[0].aside
    assert "empty" in refused(tmp_path, data, "list.xlsx", COLUMNS, sheet="Empty")[0].message
    assert "visible" in refused(tmp_path, book([]), "list.xlsx", COLUMNS)[0].message
    assert len(cells(tmp_path, book(ROWS, Empty=[]), "list.xlsx", COLUMNS)) == 4


def test_a_hidden_sheet_is_not_meant(tmp_path: Path) -> None:
    data = patched(book(ROWS, Two=ROWS), "xl/workbook.xml", 'name="Two" sheetId="2" state="visible"',
                   'name="Two" sheetId="2" state="hidden"')  # fmt: skip
    assert len(cells(tmp_path, data, "list.xlsx", COLUMNS)) == 4


def test_a_lying_dimension_loses_no_row(tmp_path: Path) -> None:
    data = patched(book(ROWS), "xl/worksheets/sheet1.xml", '<dimension ref="A1:C6"', '<dimension ref="A1:A1"')
    assert len(cells(tmp_path, data, "list.xlsx", COLUMNS)) == 4


def test_an_escape_that_only_one_library_reads_is_refused(tmp_path: Path) -> None:
    data = patched(book(ROWS), "xl/worksheets/sheet1.xml", "Loutre", "Lou_x0007_tre")
    (problem,) = refused(tmp_path, data, "list.xlsx", COLUMNS)
    assert (problem.line, "differently, column name" in problem.message) == (5, True)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    whole = book(ROWS)
    for data, told in [
        (b"", "no XLSX"),
        (b"PK\x03\x04 no zip", "no XLSX"),
        (b"\xd0\xcf\x11\xe0 an old one", "old"),
        (whole[: len(whole) // 2], "no XLSX"),
        (patched(whole, "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetDa"), "cannot be read"),
        (patched(whole, "xl/workbook.xml", "<sheets>", "<shee"), "cannot be read"),
    ]:
        assert told in refused(tmp_path, data, "list.xlsx", COLUMNS)[0].message


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"0" * 3_000_000)
    monkeypatch.setattr(xlsx, "_LARGEST", 1_000_000)
    assert "unpacks" in refused(tmp_path, output.getvalue(), "list.xlsx", COLUMNS)[0].message


def test_a_disagreement_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    run = xlsx._run

    def lying(engine: str, data: bytes, sheet: str, name: str) -> dict[str, Any]:
        found = run(engine, data, sheet, name)
        if engine == "openpyxl":
            found["rows"][3][0] = "7"
        return found

    monkeypatch.setattr(xlsx, "_run", lying)
    with pytest.raises(InputError, match="line 4: two libraries read the cell differently, column name"):
        read_xlsx(book(ROWS), "list.xlsx", Wanted(COLUMNS))
    monkeypatch.setattr(xlsx, "_run", lambda *given: run(*given) if given[0] == "calamine" else {"rows": []})
    with pytest.raises(InputError, match="differently"):
        read_xlsx(book(ROWS), "list.xlsx", Wanted(COLUMNS))


def test_a_reader_that_dies_or_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(InputError, match="cannot be read by calamine"):
        read_xlsx(book(ROWS), "list.xlsx", Wanted(COLUMNS))

    def hang(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("worker", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(InputError, match="did not come to an end"):
        read_xlsx(book(ROWS), "list.xlsx", Wanted(COLUMNS))


@pytest.mark.parametrize("engine", ["calamine", "openpyxl"])
def test_the_worker_prints_what_it_read(
    engine: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import resource

    limits: list[int] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, _: limits.append(kind))
    monkeypatch.setattr(sys, "argv", ["worker", engine, "One"])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(book(ROWS))))
    assert xlsx_worker.main() == 0
    assert json.loads(capsys.readouterr().out)["rows"][1] == ["Ostrey Police", "12", "2020-02-29"]
    assert limits == [resource.RLIMIT_AS, resource.RLIMIT_CPU]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"no workbook")))
    assert xlsx_worker.main() == 1
    assert capsys.readouterr().err


def test_the_horrors_are_read_or_refused(data: Path, tmp_path: Path) -> None:
    folder = data / "corpora" / "messytables-horror" / "horror"
    table = cells(tmp_path, (folder / "simple.xlsx").read_bytes(), "a.xlsx", {"name": "place", "date": "date"})
    assert list(table["name"]) == ["Galway", "Galway", "Galway", "Berkeley", "Berkeley", "Berkeley"]
    assert table["date"][0] == "2011-01-01"
    for name in (
        "libreoffice.xlsx",
        "large.xlsx",
        "sw_gen.xlsx",
        "simple.xls",
        "simple.zip",
        "encrypted_no_password.xls",
    ):
        assert refused(tmp_path, (folder / name).read_bytes(), "b.xlsx", {"name": "no such column"})
