"""What every format is read into: the wanted columns as text, row by row, with the rows that could not be read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from pipeline.errors import InputError, Problem, shorten
from pipeline.text import fold_blanks

if TYPE_CHECKING:
    import pyarrow as pa

# Characters that no name, count or date holds: controls other than blanks, and halves of a character.
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Wanted(NamedTuple):
    """Which columns are asked for: ours to theirs. A file may lack those in `optional` (ours).

    `declared` tells whether a declaration names columns and delimiter, so that a remedy may speak of it. With
    `everything` each column of the file is, under its own heading, for a look at a file that nobody has declared yet:
    a cell that no text can stand for is blank then, and no two libraries vouch for one.
    """

    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    declared: bool = True
    everything: bool = False


# What to say of a row that could not be read, where no row may be missing.
_BROKEN = {
    "bad_row": (
        "the row has more or fewer cells than the header, or one that holds no text",
        "Put a cell that holds a comma or a line end into quotation marks.",
    ),
    "unreadable": ("the row cannot be read", "Look for an odd quotation mark or a control character."),
}


@dataclass(frozen=True)
class Columns:
    """The same in columns of text, ours to cells; `problems` and `raws` are None where no row has a problem."""

    cells: Mapping[str, "pa.Array"]
    lines: Any  # an array of whole numbers
    problems: "pa.Array | None" = None
    raws: "pa.Array | None" = None


@dataclass
class Grid:
    """Rows in the file's order. `columns`: our names; a row with a problem ('bad_row', 'unreadable') has blank cells.

    `lines` are 1-based lines of the file where rows begin, 0 where the format has none; `raws` are the texts of rows
    with a problem.
    """

    columns: tuple[str, ...]
    cells: list[Sequence[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    raws: list[str] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)  # by row, from 0: what is wrong with it, where more is known

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Add a row that could be read."""
        self.cells.append(cells)
        self.lines.append(line)
        self.problems.append("")
        self.raws.append("")

    def reject(self, line: int, problem: str, raw: str, told: str = "") -> None:
        """Add a row that could not be read; `told` says of a row with a problem more than its kind."""
        if told:
            self.told[len(self.cells)] = told
        self.cells.append(("",) * len(self.columns))
        self.lines.append(line)
        self.problems.append(problem)
        self.raws.append(raw)

    def column(self, name: str) -> list[str]:
        """Give one column, blank where the file lacks it."""
        if name not in self.columns:
            return [""] * len(self.cells)
        at = self.columns.index(name)
        return [row[at] for row in self.cells]

    def in_columns(self) -> Columns:
        """Give the rows in columns."""
        import numpy as np
        import pyarrow as pa

        def text(cells: Sequence[str]) -> pa.Array:
            # Half a character, which no UTF-8 holds, stands in a raw text at most.
            return pa.array([cell.encode("utf-8", "backslashreplace").decode() for cell in cells], pa.large_string())

        cells = {name: pa.array(self.column(name), pa.large_string()) for name in self.columns}
        wrong = any(self.problems)
        problems = (text(self.problems), text(self.raws)) if wrong else (None, None)
        return Columns(cells, np.array(self.lines, np.int64), *problems)

    def broken(self, file: str) -> list[Problem]:
        """Tell every row that could not be read."""
        rows = zip(self.lines, self.problems, self.raws, strict=True)
        return [
            Problem(self.told.get(at - 1, _BROKEN[problem][0]), _BROKEN[problem][1], file, line, at)
            for at, (line, problem, raw) in enumerate(rows, start=1)
            if problem
        ]

    def reject_unreadable(self) -> None:
        """Turn every row that holds an unreadable character into an unreadable row; its raw text is escaped."""
        suspects = {name for name in self.columns if UNREADABLE.search("".join(self.column(name)))}
        if not suspects:
            return
        for at, row in enumerate(self.cells):
            if any(UNREADABLE.search(cell) for cell in row):
                self.raws[at] = ",".join(ascii(cell) for cell in row)
                self.problems[at] = "unreadable"
                self.cells[at] = ("",) * len(self.columns)


def locate(header: Sequence[str], wanted: Wanted, file: str, line: int = 0, hint: str = "") -> dict[str, int]:
    """Find the wanted columns in a header; blanks around and within names do not matter.

    Raises InputError naming every column that is missing or stands there twice.
    """
    folded = [fold_blanks(name) for name in header]
    if wanted.everything:
        return {name: at for at, name in enumerate(folded) if name and folded.count(name) == 1}
    places: dict[str, int] = {}
    problems = []
    for ours, theirs in wanted.columns.items():
        found = [at for at, name in enumerate(folded) if name == fold_blanks(theirs)]
        if not found and (ours in wanted.optional or not wanted.declared):
            # Nobody declared this spelling; without it, a column `Region` would be left out in silence.
            found = [at for at, name in enumerate(folded) if name.casefold() == ours.casefold()]
        if len(found) > 1:
            told = f"the column {shorten(theirs)} stands in the file {len(found)} times"
            problems.append(Problem(told, "Rename all but the one that is meant.", file, line, column=ours))
        elif found:
            places[ours] = found[0]
        elif ours not in wanted.optional:
            problems.append(_missing(ours, theirs, header, file, line, hint or _remedy(wanted, ours)))
    if problems:
        whole = hint or any(map(is_data, header))  # one thing is wrong, with the file and not with each column
        raise InputError(problems[:1] if whole else problems)
    return places


def _remedy(wanted: Wanted, ours: str) -> str:
    if wanted.declared:
        return f"Write under `columns` what the file calls it (`{ours}: …`), or correct the file's header."
    return f"Call the column that is meant `{ours}` in the file's header."


def _missing(ours: str, theirs: str, header: Sequence[str], file: str, line: int, remedy: str) -> Problem:
    """Tell that a column is missing, and which ones there are."""
    lacking = f"the file has no column {shorten(theirs)}"
    if any(is_data(cell) for cell in header):
        # A file without a header: its first row may hold a person's name or a count, and messages end up in logs.
        told = "The first line looks like data, not like the names of columns: give the file a header."
        return Problem(lacking, told, file, line, column=ours)
    there = ", ".join(shorten(name, 40) for name in header[:30]) or "none"
    more = f" and {len(header) - 30} more" if len(header) > 30 else ""
    return Problem(lacking, remedy, file, line, column=ours, aside=f"it has {there}{more}")


def is_data(cell: str) -> bool:
    """Tell whether a heading looks like a number, a date or an address, and so like a row of data."""
    return "@" in cell or re.fullmatch(r"[\d\s.,:/+-]*\d[\d\s.,:/+-]*", cell) is not None


def refuse(message: str, remedy: str, file: str, line: int = 0, aside: str = "") -> NoReturn:
    """Stop with one problem of a file."""
    raise InputError(Problem(message, remedy, file, line, aside=aside))
