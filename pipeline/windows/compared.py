"""Published files held against those that should be there: what differs is told by file, line, organisation, column."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from pipeline.errors import Problem

REBUILD = "Run publish, look at what changed, and commit it."


def differences(
    name: str, published: Mapping[str, Path], made: Mapping[str, bytes], by: str = "the sources make now"
) -> Iterator[Problem]:
    """Compare what is published of the dataset `name` with what was made anew; `by` says of what."""
    for path in sorted(published.keys() | made.keys()):
        file = f"published/{name}/{path}"
        if path not in published:
            yield Problem("the file is missing", REBUILD, file=file)
        elif path not in made:
            yield Problem("the file is not one that publish writes", "Remove it, or run publish.", file=file)
        elif (data := published[path].read_bytes()) != made[path]:
            rows = list(_rows_that_differ(file, data, made[path])) if path == "entities.csv" else []
            yield from rows or [_difference(file, data, made[path], by)]


def _rows_that_differ(file: str, published: bytes, made: bytes) -> Iterator[Problem]:
    old, new = _by_id(published), _by_id(made)
    for entity_id in sorted(old.keys() | new.keys()):
        line, row = old.get(entity_id, (0, {}))
        _, wanted = new.get(entity_id, (0, {}))
        if not wanted:
            yield Problem("the sources do not make this row", REBUILD, file=file, line=line, value=entity_id)
        elif not row:
            yield Problem("the row is missing", REBUILD, file=file, value=entity_id)
        else:
            for column in [column for column in wanted if row.get(column) != wanted[column]]:
                message = f"{entity_id}: the sources make {wanted[column]!r}"
                yield Problem(message, REBUILD, file=file, line=line, column=column, value=row.get(column) or "")


def _by_id(data: bytes) -> dict[str, tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    return {row.get("entity_id") or "": (reader.line_num, row) for row in reader}


def _difference(file: str, published: bytes, made: bytes, by: str) -> Problem:
    """Tell the first line that differs and, in a table, whose row it is."""
    pairs = zip_longest(published.split(b"\n"), made.split(b"\n"), fillvalue=b"")
    line, (old, new) = next((at, pair) for at, pair in enumerate(pairs, start=1) if pair[0] != pair[1])
    whose = _whose(PurePosixPath(file), old) or _whose(PurePosixPath(file), new)
    return Problem(f"{f'{whose}: ' if whose else ''}the file differs from what {by}", REBUILD, file, line)


def _whose(file: PurePosixPath, line: bytes) -> str:
    """Find the identifier, or the group of a sum, that a line of a published table is about; '' where there is none."""
    text = line.decode("utf-8", "replace")
    if file.suffix == ".json":
        try:
            told = json.loads(text.rstrip().rstrip(","))
        except ValueError:
            return ""
        return str(told.get("entity_id", "")) if isinstance(told, dict) else ""
    if file.suffix == ".csv":
        cells = next(csv.reader([text]), [])
        told = " ".join(dict.fromkeys(cells[: 2 if file.name == "totals.csv" else 1]))
        return told if re.fullmatch(r"[\w .,'()-]{1,80}", told) else ""
    return ""
