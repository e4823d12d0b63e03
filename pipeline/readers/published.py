"""A published table as its cells, from whatever program or revision wrote it: strict on keys, open to other columns."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError, Problem

_RESTORE = "Restore the published folder as it was committed."
_RANGE = re.compile(r"\d+(-\d+|\+)", re.ASCII)


def read_rows(
    path: Path, file: str, keys: Sequence[str], needs: Sequence[str] = ()
) -> tuple[list[str], dict[tuple[str, ...], dict[str, str]]]:
    """Read the header of a published CSV file, and its rows by the columns of their key, in the file's order.

    `file` is how messages name it; `needs` are columns that must be there beside the keys. Raises InputError for a file
    that cannot be read, a column that is missing or there twice, a row of another length, a key that is blank or there
    twice, and a count_range that is none.
    """
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)
        lines = [(cells, reader.line_num) for cells in reader]
    except (OSError, ValueError, csv.Error):
        raise InputError(Problem("the published table cannot be read", _RESTORE, file)) from None
    header = lines[0][0] if lines else []
    problems = _header(header, (*keys, *needs), file)
    if problems:
        raise InputError(problems)
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for cells, line in lines[1:]:
        row = dict(zip(header, cells, strict=False))
        key = tuple(row.get(each, "") for each in keys)
        told = ", ".join(key)
        if len(cells) != len(header):
            problems.append(Problem("the row has not as many cells as the header", _RESTORE, file, line))
        elif not all(key):
            problems.append(Problem("the row has no key", _RESTORE, file, line, 0, keys[0], told))
        elif key in rows:
            problems.append(Problem("the key stands in an earlier row already", _RESTORE, file, line, 0, keys[0], told))
        elif not _RANGE.fullmatch(row.get("count_range", "1+")):
            found = row["count_range"]
            problems.append(Problem("no range of counts", _RESTORE, file, line, 0, "count_range", found))
        rows[key] = row
    if problems:
        raise InputError(problems[:20])
    return header, rows


def _header(header: Sequence[str], needed: Sequence[str], file: str) -> list[Problem]:
    twice = sorted({name for name in header if header.count(name) > 1})
    found = [Problem("the column is there twice", _RESTORE, file, 1, 0, name) for name in twice]
    return found + [
        Problem("the column is missing", _RESTORE, file, 1, 0, name) for name in needed if name not in header
    ]
