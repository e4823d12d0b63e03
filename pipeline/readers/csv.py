"""CSV and TSV, by the letter: every line is in a row, blank, or in a row that is reported as unreadable."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from pipeline.readers.grid import UNREADABLE, Columns, Grid, Wanted, locate, refuse
from pipeline.text import counted

_LARGEST_CELL = 2**24  # characters; beyond it a quotation mark was never closed


def read_csv(text: str, name: str, wanted: Wanted, delimiter: str = ",") -> Grid:
    """Read the wanted columns of a delimited text whose first row is the header.

    A row with another number of cells than the header is a 'bad_row'; a line that breaks the quoting, or holds control
    characters, is 'unreadable', and reading goes on in the next line. Blank lines are no rows.
    Raises InputError where the header lacks a wanted column.
    """
    reading = _Reading(Lines([text]), name, wanted, delimiter)
    return reading.strictly(lambda: False)


def csv_blocks(texts: Iterable[str], name: str, wanted: Wanted, delimiter: str = ",") -> Iterator[Grid | Columns]:
    """Read a text that comes in blocks of whole lines, as `read_csv` does, and give its rows block by block.

    A block in which nothing is odd is taken apart by a faster reader, to the same cells.
    """
    from pipeline.readers.quick import quick

    lines = Lines(texts)
    reading = _Reading(lines, name, wanted, delimiter)
    while text := lines.block():
        found = quick(text, delimiter, reading.width, reading.places, lines.at + 1)
        if found is None:
            lines.open(text)
            yield reading.strictly(lines.at_boundary)
        else:
            lines.at += len(found.lines)
            yield found


class Lines:
    """The lines of a text that comes in blocks. `at`: how many have been given; some may be taken back."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.at = 0
        self.suspicious = False  # whether what was opened holds a character that no cell may hold
        self._texts = iter(texts)
        self._waiting: deque[str] = deque()

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        while not self._waiting:
            self.open(next(self._texts))
        self.at += 1
        return self._waiting.popleft()

    def open(self, text: str) -> None:
        """Make the lines of a block the next ones. Lines end with LF, CR or both."""
        self._waiting.extend(io.StringIO(text, newline=""))
        self.suspicious = self.suspicious or UNREADABLE.search(text) is not None

    def back(self, lines: Sequence[str]) -> None:
        """Take lines back: they will be given again."""
        self._waiting.extendleft(reversed(lines))
        self.at -= len(lines)

    def block(self) -> str:
        """Give, instead of lines, what is left of a block, or all of the next; '' at the end."""
        left = "".join(self._waiting)
        self._waiting.clear()
        return left or next(filter(None, self._texts), "")

    def at_boundary(self) -> bool:
        """Tell whether a block has come to its end."""
        return not self._waiting


class _Reading:
    """A text whose header has been read: `width` is its number of cells, `places` where the wanted columns stand."""

    def __init__(self, lines: Lines, name: str, wanted: Wanted, delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter
        line, raw, header = next(self._records(), (0, [], None))
        raw_header = "".join(raw)
        if not header:
            told = "the header cannot be read" if raw else "the file is empty"
            refuse(told, "Put a list there whose first line names the columns.", name, line + 1)
        if "\0" in raw_header:
            remedy = "It may be utf-16-le: declare `encoding: utf-16-le`." if wanted.declared else "Save it as UTF-8."
            refuse("the file is no text in its encoding", remedy, name, line + 1)
        self.places = locate(header, wanted, name, line + 1, _other_delimiter(raw_header, wanted, delimiter))
        self.width = len(header)

    def strictly(self, enough: Callable[[], bool]) -> Grid:
        """Read row by row until it is enough, or the end."""
        grid = Grid(tuple(self.places))
        pick = _picker(list(self.places.values()))
        for line, raw, row in self._records():
            if row is None or (self._lines.suspicious and UNREADABLE.search("".join(raw))):
                grid.reject(line + 1, "unreadable", "".join(raw).rstrip("\r\n"))
            elif len(row) != self.width:
                told = f"the row has {counted(len(row), 'cell')}, the header {self.width:,}"
                grid.reject(line + 1, "bad_row", "".join(raw).rstrip("\r\n"), told)
            else:
                grid.add(line + 1, pick(row))
            if enough():
                break
        return grid

    def _records(self) -> Iterator[tuple[int, list[str], list[str] | None]]:
        found = _records(self._lines, self._delimiter)
        return (each for each in found if not _blank(each[2], each[1][0]))


def records(lines: list[str], delimiter: str) -> Iterator[tuple[int, int, list[str] | None]]:
    """Give each record as its first line, the line after its last, and its cells; None where it cannot be read."""
    for start, raw, row in _records(Lines(["".join(lines)]), delimiter):
        yield start, start + len(raw), row


def _records(lines: Lines, delimiter: str) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Give each record as the number of lines before it, its lines, and its cells; None where it cannot be read."""
    csv.field_size_limit(_LARGEST_CELL)
    taken: list[str] = []

    def watched() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    ended = False
    while not ended:
        reader = csv.reader(watched(), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                raw = taken.copy()
                taken.clear()
                yield lines.at - len(raw), raw, row
            ended = True
        except csv.Error:
            raw = taken[:1]
            lines.back(taken[1:])
            taken.clear()
            yield lines.at - 1, raw, None


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
