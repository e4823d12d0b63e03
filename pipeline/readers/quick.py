"""The quick way through a block of a CSV file in which nothing is odd; where anything is, `csv.py` must look at it."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from pipeline.readers.grid import Columns

# The bytes of UTF-8 that write a control character other than a blank: of one byte, and of two.
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_LATER_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_Cells = dict[str, pa.Array]
_LARGEST = 2**24  # characters that one cell may hold: a longer block might hide a longer cell


def quick(text: str, delimiter: str, width: int, places: Mapping[str, int], line: int) -> Columns | None:
    """Read the wanted columns of rows without a header; `line` is the number of the first.

    None where it is not certain that each line is one row of `width` cells: where there is a control character, a blank
    line, a carriage return by itself, another number of delimiters, or a quotation that does not end in its line.
    """
    if len(text) > _LARGEST or not delimiter.isascii():
        return None
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:  # half a character
        return None
    if len(data.translate(None, _CONTROLS)) < len(data) or data.count(b"\r") != data.count(b"\r\n"):
        return None
    if b"\xc2" in data and _LATER_CONTROLS.search(data):
        return None
    if not data.endswith(b"\n"):
        data += b"\n"
    at, quoted, plain = _parted(data)
    unquoted = _unquoted(plain, delimiter, width, places)
    rest = _quoted(quoted, delimiter, width, places)
    if unquoted is None or rest is None:
        return None
    cells = {ours: _merged(unquoted[ours], rest[ours], at) for ours in places}
    if width == 1 and any(pc.any(pc.equal(pc.utf8_trim_whitespace(each), "")).as_py() for each in cells.values()):
        return None
    return Columns(cells, np.arange(line, line + data.count(b"\n")))


def _parted(data: bytes) -> tuple[np.ndarray, list[bytes], bytes]:
    """Part the lines with a quotation mark from those without: their numbers, they themselves, and the others."""
    if b'"' not in data:
        return np.zeros(0, np.int64), [], data
    found = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(found == ord("\n"))
    at = np.unique(np.searchsorted(ends, np.flatnonzero(found == ord('"'))))
    stops = ends[at] + 1
    starts = np.where(at > 0, ends[at - 1] + 1, 0)
    pairs = list(zip(starts.tolist(), stops.tolist(), strict=True))
    between = zip([0, *stops.tolist()], [*starts.tolist(), len(data)], strict=True)
    return at, [data[start:stop] for start, stop in pairs], b"".join(data[start:stop] for start, stop in between)


def _unquoted(data: bytes, delimiter: str, width: int, places: Mapping[str, int]) -> _Cells | None:
    names = [str(at) for at in range(width)]
    wanted = {ours: names[at] for ours, at in places.items()}
    if not data:
        return {ours: pa.array([], pa.large_string()) for ours in wanted}
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(data),
            arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, double_quote=False, escape_char=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                include_columns=list(wanted.values()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:  # a row of another width
        return None
    if table.num_rows != data.count(b"\n"):  # a blank line
        return None
    return {ours: table.column(at).combine_chunks() for ours, at in wanted.items()}


def _quoted(
    lines: Sequence[bytes], delimiter: str, width: int, places: Mapping[str, int]
) -> dict[str, pa.Array] | None:
    texts = [line.decode() for line in lines]
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    rows = []
    try:
        for number, row in enumerate(reader, start=1):
            if len(row) != width or reader.line_num != number:
                return None
            rows.append(row)
    except csv.Error:
        return None
    return {ours: pa.array([row[at] for row in rows], pa.large_string()) for ours, at in places.items()}


def _merged(plain: pa.Array, quoted: pa.Array, at: np.ndarray) -> pa.Array:
    """Put quoted rows back in between, where they stood."""
    if not len(at):
        return plain
    order = np.empty(len(plain) + len(at), np.int64)
    stood = np.zeros(len(order), bool)
    stood[at] = True
    order[~stood] = np.arange(len(plain))
    order[stood] = len(plain) + np.arange(len(at))
    return pa.concat_arrays([plain, quoted]).take(pa.array(order))
