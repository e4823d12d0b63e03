"""Read and write the plain CSV files that crosswalk and evaluate take and give."""

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.errors import InputError, Problem
from pipeline.readers.csv import read_csv
from pipeline.readers.files import decode, read_bytes
from pipeline.readers.grid import Wanted, refuse
from pipeline.store import write_bytes
from pipeline.writers.table import to_csv

_ENOUGH = 20  # problems told at once; a file that is wrong throughout says so early

Row = dict[str, str]


def read_rows(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Read the named columns of a CSV file with a header, row by row; an optional column that is absent is ''.

    Blank lines are skipped. Raises InputError, naming line and remedy, for a file that is missing or cannot be decoded,
    a column that is missing or there twice, and every row that cannot be read: none may be left out.
    """
    name = path.name
    text = decode(read_bytes(path, name, "Check the path.", piped=True), "", name, declared=False)
    names = (*required, *optional)
    grid = read_csv(text, name, Wanted({column: column for column in names}, frozenset(optional), declared=False))
    if problems := grid.broken(name):
        raise InputError(problems[:_ENOUGH])
    columns = [grid.column(column) for column in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def check_place(path: Path, inputs: Sequence[Path]) -> None:
    """Check, before any work, that a file can be written. Raises InputError where it cannot, or is one of `inputs`."""
    if not path.parent.is_dir():
        refuse("there is no such folder to write to", "Make the folder first, or name another.", path.name)
    if path.exists() and not path.is_file():
        refuse("what stands there is no plain file", "Name another file.", path.name)
    if any(path.exists() and each.exists() and path.samefile(each) for each in inputs):
        refuse("the file to write is one of those to read", "Name another file: inputs are never changed.", path.name)


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a CSV file (UTF-8, LF) whole or not at all. Raises InputError where it cannot be written."""
    data = to_csv(pd.DataFrame(rows, columns=list(header), dtype="str"))
    try:
        write_bytes(path, data, f".{os.getpid()}")
    except OSError as error:
        remedy = "Make room or name another file, then run again."
        raise InputError(Problem(f"the file cannot be written ({error.strerror})", remedy, path.name)) from None
