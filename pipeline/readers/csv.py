"""CSV and TSV, by the letter: every line is in a row, blank, or in a row that is reported as unreadable."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from pipeline.readers.grid import UNREADABLE, Grid, Wanted, locate, refuse

_LARGEST_CELL = 2**24  # characters; beyond it a quotation mark was never closed


def read_csv(text: str, name: str, wanted: Wanted, delimiter: str = ",") -> Grid:
    """Read the wanted columns of a delimited text whose first row is the header.

    A row with another number of cells than the header is a 'bad_row'; a line that breaks the quoting, or holds control
    characters, is 'unreadable', and reading goes on in the next line. Blank lines are no rows.
    Raises InputError where the header lacks a wanted column.
    """
    lines = list(io.StringIO(text, newline=""))
    rows = (row for row in records(lines, delimiter) if not _blank(row[2], lines[row[0]]))
    start, end, header = next(rows, (0, 0, None))
    raw_header = "".join(lines[start:end])
    if not header:
        told = "the header cannot be read" if end else "the file is empty"
        refuse(told, "The first line must name the columns.", name, start + 1)
    if "\0" in raw_header:
        refuse("the file is not text as declared", "It may be utf-16-le: declare `encoding`.", name, start + 1)
    places = locate(header, wanted, name, start + 1, _other_delimiter(raw_header, wanted, delimiter))
    grid = Grid(tuple(places))
    pick = _picker(list(places.values()))
    suspicious = UNREADABLE.search(text) is not None
    for start, end, row in rows:
        if row is None or (suspicious and UNREADABLE.search("".join(lines[start:end]))):
            grid.reject(start + 1, "unreadable", "".join(lines[start:end]).rstrip("\r\n"))
        elif len(row) != len(header):
            grid.reject(start + 1, "bad_row", "".join(lines[start:end]).rstrip("\r\n"))
        else:
            grid.add(start + 1, pick(row))
    return grid


def records(lines: list[str], delimiter: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """Give each record as its first line, the line after its last, and its cells; None where it cannot be read."""
    csv.field_size_limit(_LARGEST_CELL)
    start = 0
    while start < len(lines):
        base = start
        reader = csv.reader((lines[at] for at in range(base, len(lines))), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                end = base + reader.line_num
                yield start, end, row
                start = end
        except csv.Error:
            yield start, start + 1, None
            start += 1


def _blank(row: list[str] | None, line: str) -> bool:
    return row == [] or (row is not None and len(row) == 1 and not line.strip())


def _picker(places: list[int]) -> Callable[[list[str]], Sequence[str]]:
    if len(places) < 2:
        return lambda row: tuple(row[at] for at in places)
    return itemgetter(*places)


def _other_delimiter(header: str, wanted: Wanted, delimiter: str) -> str:
    """Suggest a delimiter with which the header would hold a wanted column."""
    for other, written in ((";", ";"), ("\t", "\\t"), ("|", "|"), (",", ",")):
        cells = {cell.strip().strip('"') for cell in header.split(other)}
        if other != delimiter and any(theirs in cells for theirs in wanted.columns.values()):
            told = "The columns seem to be parted by another character"
            return f'{told}: declare `delimiter: "{written}"`.' if wanted.declared else f"{told}: save it with commas."
    return ""
