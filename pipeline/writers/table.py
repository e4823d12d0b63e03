"""A table as CSV (RFC 4180, UTF-8, one LF per row): the same table, the same bytes, wherever it is written."""

import csv
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class _Rows:
    """Takes what csv.writer writes, one row a call, without its end.

    Told to end rows with CRLF, every version of csv.writer quotes a cell that holds either of the two characters;
    told LF, older ones leave a lone CR bare.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, row: str) -> None:
        self.lines.append(row.removesuffix("\r\n"))


def to_csv(table: "pd.DataFrame") -> bytes:
    """Write a table with its header. Truth values read `true` and `false`, a missing value is empty.

    Cells are quoted as `csv.writer` does it, column by column: many times as fast.
    """
    import pyarrow.compute as compute

    header = f"{csv_lines([list(table.columns)])[0]}\n".encode()
    if not len(table):
        return header
    columns = [_quoted(_texts(table[name])) for name in table.columns]
    if len(columns) == 1:  # a row of one empty cell would be no row
        columns = [compute.if_else(compute.equal(columns[0], ""), _scalar('""'), columns[0])]
    rows = compute.binary_join_element_wise(*columns, _scalar(","))
    return header + bytes(compute.binary_join_element_wise(rows, _scalar(""), _scalar("\n")).buffers()[2])


def _texts(column: "pd.Series[Any]") -> Any:
    import pyarrow as arrow

    from pipeline.coded import texts

    if str(column.dtype) == "str" and not column.hasnans:
        return texts(column)
    return arrow.array(cells(column), arrow.large_string())


def _quoted(column: Any) -> Any:
    import pyarrow.compute as compute

    odd = compute.match_substring_regex(column, '[",\r\n]')
    if not compute.any(odd).as_py():
        return column
    doubled, mark = compute.replace_substring(column, '"', '""'), _scalar('"')
    return compute.if_else(odd, compute.binary_join_element_wise(mark, doubled, mark, _scalar("")), column)


def _scalar(text: str) -> Any:
    import pyarrow as arrow

    return arrow.scalar(text, arrow.large_string())


def csv_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Write each row of text as a line without its end: to be put together with others, by commas, into whole rows."""
    taken = _Rows()
    csv.writer(taken, lineterminator="\r\n").writerows(rows)
    return taken.lines


def cells(column: "pd.Series[Any]") -> list[str]:
    """Write each value of a column as the text of its cell."""
    kind = str(column.dtype)
    if kind == "str" and not column.hasnans:
        return column.to_list()
    if kind == "bool":
        return ["true" if value else "false" for value in column.to_list()]
    if kind == "int64" or (kind == "float64" and not column.hasnans):
        return list(map(repr, column.to_list()))
    missing = column.isna().to_list()
    # repr of a Python number is its shortest exact form, on every machine.
    return ["" if none else _text(value) for value, none in zip(column.to_list(), missing, strict=True)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)
