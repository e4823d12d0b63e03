"""A table as CSV (RFC 4180, UTF-8, one LF per row): the same table, the same bytes, wherever it is written."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


_PART = 1 << 14  # rows


class _Rows:
    """Takes what csv.writer writes, one row a call, and ends each row with LF.

    Told to end rows with CRLF, every version of csv.writer quotes a cell that holds either of the two characters;
    told LF, older ones leave a lone CR bare.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, row: str) -> None:
        self.parts.append(row.removesuffix("\r\n"))
        self.parts.append("\n")


def to_csv(table: "pd.DataFrame") -> bytes:
    """Write a table with its header. Truth values read `true` and `false`, a missing value is empty."""
    cells = zip(*(_cells(table[name]) for name in table.columns), strict=True)
    return b"".join(csv_parts(list(table.columns), cells))


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Write rows of text with their header, in parts that follow one another."""
    taken = _Rows()
    writer = csv.writer(taken, lineterminator="\r\n")
    writer.writerow(header)
    rest = iter(rows)
    while True:
        writer.writerows(islice(rest, _PART))
        if not taken.parts:
            return
        yield "".join(taken.parts).encode("utf-8")
        taken.parts.clear()


def _cells(column: "pd.Series[Any]") -> list[str]:
    kind = str(column.dtype)
    if kind == "str":
        return column.to_list()
    if kind == "bool":
        return ["true" if value else "false" for value in column.to_list()]
    missing = column.isna().to_list()
    # repr of a Python number is its shortest exact form, on every machine.
    return ["" if none else _text(value) for value, none in zip(column.to_list(), missing, strict=True)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
