"""XLSX: read by two libraries, each in a process with limits; where they disagree, nobody can vouch for the sheet."""

import io
import json
import os
import subprocess
import sys
import zipfile
from typing import Any

from pipeline.readers.grid import Grid, Wanted, locate, refuse
from pipeline.readers.values import NOT_TEXT

_LARGEST = 1 << 30  # bytes unpacked
_WAIT = 600  # seconds on the clock
_SAVE = "Open it in a spreadsheet program and save it as XLSX, or as CSV in UTF-8."
_TEXT = f"If it is plain text, call it .csv; else {_SAVE[0].lower()}{_SAVE[1:]}"

# What a formula that failed leaves in its cell.
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}

Rows = list[list[str | None]]


def read_xlsx(data: bytes, name: str, wanted: Wanted, sheet: str = "") -> Grid:
    """Read the wanted columns of a sheet whose first row that is not blank is the header; `lines` are sheet rows.

    A row with something beyond the header's last column, or with a name that is a formula's error, is a 'bad_row';
    blank rows are no rows.
    Raises InputError where the file is no workbook, where several sheets could be meant, where a wanted column is
    missing, or where the two libraries read its cells differently.
    """
    _check_zip(data, name)
    found = _run("calamine", data, sheet, name)
    if found["rows"] is None:
        _no_sheet(found["sheets"], sheet, name)
    rows: Rows = found["rows"]
    other: Rows = _run("openpyxl", data, found["sheets"][0], name)["rows"]
    _add_errors(rows, other)
    start = next((at for at, row in enumerate(rows) if any(row)), None)
    if start is None:
        refuse("the sheet is empty", "The first row must name the columns.", name)
    header = [cell or "" for cell in rows[start]]
    while header and not header[-1].strip():
        header.pop()
    places = locate(header, wanted, name, start + 1)
    if not wanted.everything:
        _compare(rows, other, places, name)
    grid = Grid(tuple(places))
    for at, row in enumerate(rows[start + 1 :], start + 2):
        _add(grid, at, row, len(header), places)
    return grid


def _add_errors(rows: Rows, other: Rows) -> None:
    """Write into each blank cell the error that its formula left there: calamine keeps none, openpyxl does."""
    for ours, theirs in zip(rows, other, strict=False):
        for place, cell in enumerate(theirs):
            if cell in _ERRORS and place < len(ours) and ours[place] == "":
                ours[place] = cell


def _add(grid: Grid, line: int, row: list[str | None], width: int, places: dict[str, int]) -> None:
    if not any(cell is NOT_TEXT or cell.strip() for cell in row):
        return
    found = {column: row[at] if at < len(row) else "" for column, at in places.items()}
    cells = list(found.values())
    if NOT_TEXT in cells or any(row[width:]) or found.get("name") in _ERRORS:
        grid.reject(line, "bad_row", json.dumps(row, ensure_ascii=False))
    else:
        grid.add(line, [str(cell) for cell in cells])


def _compare(rows: Rows, other: Rows, places: dict[str, int], name: str) -> None:
    """Compare what the two libraries read in the wanted columns; missing cells are blank ones."""
    for at in range(max(len(rows), len(other))):
        ours = rows[at] if at < len(rows) else []
        theirs = other[at] if at < len(other) else []
        for column, place in places.items():
            one = ours[place] if place < len(ours) else ""
            two = theirs[place] if place < len(theirs) else ""
            if one != two:
                told = f"two libraries read the cell differently, column {column}"
                refuse(told, _SAVE, name, at + 1)
        if any(ours) != any(theirs):
            refuse("two libraries read the row differently", _SAVE, name, at + 1)


def _check_zip(data: bytes, name: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        refuse("the file is an old or encrypted Excel file, not XLSX", _SAVE, name)
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError):
        refuse("the file is no XLSX", _TEXT if data and b"\0" not in data else _SAVE, name)
    if any(part.flag_bits & 1 for part in parts):
        refuse("the file is encrypted", "Save it without a password.", name)
    if sum(part.file_size for part in parts) > _LARGEST:
        refuse(f"the file unpacks to more than {_LARGEST >> 20} MiB", "Save the sheet as CSV in UTF-8.", name)


def _no_sheet(sheets: list[str], sheet: str, name: str) -> None:
    there = ", ".join(f'"{title}"' for title in sheets)
    if sheet:
        refuse(f'there is no sheet "{sheet}"', "Correct `sheet`.", name, aside=f"the file has {there}")
    if not sheets:
        refuse("no visible sheet holds anything", "Declare the sheet that is meant: `sheet: …`.", name)
    refuse("several sheets could be meant", "Declare one of them as `sheet:`.", name, aside=f"they are {there}")


def _run(engine: str, data: bytes, sheet: str, name: str) -> dict[str, Any]:
    """Read a sheet in a process of its own; whatever happens to that process becomes an InputError."""
    command = [sys.executable, "-m", "pipeline.readers.xlsx_worker", engine, sheet]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_WAIT, env=environment, check=False)
    except subprocess.TimeoutExpired:
        refuse(f"{engine} did not come to an end with the file in {_WAIT} s", _SAVE, name)
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip() if done.returncode == 1 else "it broke the reader"
        refuse(f"the workbook cannot be read by {engine} ({told[-200:]})", _SAVE, name)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
