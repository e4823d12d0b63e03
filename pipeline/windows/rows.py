"""Read and write the plain CSV files that crosswalk and evaluate take and give."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import InputError, Problem

_ENOUGH = 20  # problems told at once; a file that is wrong throughout says so early

Row = dict[str, str]


def read_rows(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Read the named columns of a UTF-8 CSV file with a header, row by row; an optional column that is absent is ''.

    Blank lines are skipped. Raises InputError, naming line and remedy, for a file that is missing or not UTF-8, a
    column that is missing or there twice, a row with too few or too many fields, and broken quotes.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    problems: list[Problem] = []
    rows: list[Row] = []
    header: list[str] = []
    try:
        for fields in reader:
            if not fields:
                continue
            if not header:
                header = [field.strip() for field in fields]
                _check_header(path, header, required, optional)
            elif len(fields) != len(header):
                message = f"the row has {len(fields)} fields, the header {len(header)}"
                problems.append(
                    Problem(message, "Quote fields that hold commas.", path.name, reader.line_num, len(rows) + 1)
                )
                rows.append({})
            else:
                rows.append(dict(zip(header, fields, strict=True)))
    except csv.Error as error:
        remedy = "Close the quotes, and double those inside a field."
        problems.append(Problem(f"the row cannot be read ({error})", remedy, path.name, reader.line_num, len(rows) + 1))
    if not header:
        problems.append(Problem("the file is empty", f"Give it a header: {','.join(required)}.", path.name))
    if problems:
        raise InputError(problems[:_ENOUGH])
    return [{name: row.get(name, "") for name in (*required, *optional)} for row in rows]


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file (UTF-8, LF) whole or not at all. Raises InputError where it cannot be written."""
    # Beside the target, so that it can take its place in one step; named by the process, so that two do not mix.
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise InputError(
            Problem(f"cannot be written ({error.strerror})", "Name a file in a folder that exists.", path.name)
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror})", "Check the path.", path.name)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = data[error.start : error.end].hex(" ")
        raise InputError(Problem(f"is not UTF-8: bytes {found}", "Save the file as UTF-8.", path.name, line)) from None


def _check_header(path: Path, header: Sequence[str], required: Sequence[str], optional: Sequence[str]) -> None:
    named = ", ".join(header)
    problems = [
        Problem(f"there is no column {name!r}; the columns are: {named}", "Rename one.", path.name, 1, 0, name)
        for name in required
        if name not in header
    ]
    problems += [
        Problem(f"the column {name!r} is there {header.count(name)} times", "Keep one.", path.name, 1, 0, name)
        for name in (*required, *optional)
        if header.count(name) > 1
    ]
    if problems:
        raise InputError(problems)
