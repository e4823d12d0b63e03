"""The quick way through a CSV file in which nothing is odd; where anything is, `csv.py` must look at it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipeline.errors import InputError
from pipeline.readers.grid import Wanted, locate

# The bytes of UTF-8 that write a control character other than a blank: of one byte, and of two.
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_LATER_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_BLOCK = 1 << 15  # rows
_REPEATS = 0.8  # of the cells of a first block: a column with more distinct ones than this is not worth looking up


def read_plain(data: bytes, name: str, wanted: Wanted) -> dict[str, list[str]] | None:
    """Read the wanted columns of comma-separated UTF-8 with a header, ours to cells; one that is absent is blank.

    Equal cells of a column that repeats itself are one object: a million rows of few names take little memory.
    None where a row, a cell or a byte is not as it should be, or the header lacks a column.
    """
    if len(data.translate(None, _CONTROLS)) < len(data) or _LATER_CONTROLS.search(data):
        return None
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    reader = csv.reader(lines, strict=True)
    try:
        header = next((row for row in reader if row), [])
        if len(header) < 2:  # a single column: its blank lines are not told apart here
            return None
        places = locate(header, wanted, name)
        cells = _columns(reader, len(header), list(places.values()))
    except (csv.Error, UnicodeDecodeError, InputError):
        return None
    if cells is None:
        return None
    rows = len(cells[0])
    found = dict(zip(places, cells, strict=True))
    return {column: found.get(column) or [""] * rows for column in wanted.columns}


def _columns(reader: Iterator[list[str]], width: int, places: Sequence[int]) -> list[list[str]] | None:
    columns: list[list[str]] = [[] for _ in places]
    known: list[dict[str, str] | None] = [{} for _ in places]
    while block := list(islice(reader, _BLOCK)):
        widths = set(map(len, block))
        if widths != {width}:
            if widths - {0, width}:
                return None
            block = [row for row in block if row]
        cells = list(zip(*block, strict=True)) or [()] * width
        for at, place in enumerate(places):
            seen, column = known[at], cells[place]
            if seen is None:
                columns[at].extend(column)
                continue
            columns[at].extend(map(seen.setdefault, column, column))
            if len(seen) > _REPEATS * len(columns[at]):
                known[at] = None
    return columns
