"""Read and write the plain CSV files that crosswalk and evaluate take and give."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import InputError, Problem
from pipeline.readers.csv import read_csv
from pipeline.readers.files import decode, read_bytes
from pipeline.readers.grid import Wanted, refuse
from pipeline.readers.plain import read_plain
from pipeline.store import write_parts
from pipeline.writers.table import csv_lines

_PART = 1 << 14  # rows
_QUOTED = re.compile(r'[",\r\n]')
_ENOUGH = 20  # problems told at once; a file that is wrong throughout says so early

Columns = dict[str, list[str]]


def read_columns(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Columns:
    """Read the named columns of a CSV file with a header; an optional column that is absent is blank throughout.

    Blank lines are skipped. Raises InputError, naming line and remedy, for a file that is missing or cannot be decoded,
    a column that is missing or there twice, and every row that cannot be read: none may be left out.
    """
    name = path.name
    data = read_bytes(path, name, "Check the path.", piped=True)
    names = (*required, *optional)
    wanted = Wanted({column: column for column in names}, frozenset(optional), declared=False)
    columns = read_plain(data, name, wanted)
    if columns is not None:
        return columns
    grid = read_csv(decode(data, "", name, declared=False), name, wanted)
    if problems := grid.broken(name):
        raise InputError(problems[:_ENOUGH])
    return {column: grid.column(column) for column in names}


def check_place(path: Path, inputs: Sequence[Path]) -> None:
    """Check, before any work, that a file can be written. Raises InputError where it cannot, or is one of `inputs`."""
    if not path.parent.is_dir():
        refuse("there is no such folder to write to", "Make the folder first, or name another.", path.name)
    if path.exists() and not path.is_file():
        refuse("what stands there is no plain file", "Name another file.", path.name)
    if any(_same(path, each) for each in inputs):
        refuse("the file to write is one of those to read", "Name another file: inputs are never changed.", path.name)


def check_places(paths: Sequence[Path], inputs: Sequence[Path]) -> None:
    """Check several files to write: each as `check_place` does, and no two of them the same."""
    for number, path in enumerate(paths):
        check_place(path, inputs)
        if any(_same(path, other) for other in paths[:number]):
            refuse("two files to write have one name", "Name another file.", path.name)


def _same(path: Path, other: Path) -> bool:
    if path.exists() and other.exists():
        return path.samefile(other)
    return path.resolve() == other.resolve()


def write_repeated(
    path: Path, header: Sequence[str], ids: Sequence[str], which: Sequence[int], rest: list[str]
) -> None:
    """Write a CSV file (UTF-8, LF) whole or not at all: each row is its id and then one of the lines of `rest`.

    `which` has the line of each row; so what repeats itself is put into CSV once. Raises InputError where the file
    cannot be written.
    """
    cells = csv_lines([each] for each in ids) if any(map(_QUOTED.search, ids)) else ids

    def parts() -> Iterator[bytes]:
        yield f"{csv_lines([header])[0]}\n".encode()
        for start in range(0, len(ids), _PART):
            block = zip(cells[start : start + _PART], which[start : start + _PART], strict=True)
            yield "".join([f"{each},{rest[line]}\n" for each, line in block]).encode()

    write_file(path, parts())


def write_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole or not at all, part by part. Raises InputError where it cannot be written."""
    machine = os.uname().nodename
    try:
        _sweep(path, machine)
        write_parts(path, parts, f".{machine}-{os.getpid()}")
    except OSError as error:
        remedy = "Make room or name another file, then run again."
        raise InputError(Problem(f"the file cannot be written ({error.strerror})", remedy, path.name)) from None


def _sweep(path: Path, machine: str) -> None:
    """Clear away what runs killed on this machine left of this file; what still runs, or runs elsewhere, stays."""
    name = re.compile(rf"\.{re.escape(path.name)}\.{re.escape(machine)}-(\d{{1,9}})\.partial", re.ASCII)
    for left in list(path.parent.iterdir()):
        found = name.fullmatch(left.name)
        if found and not _runs(int(found[1])):
            left.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
