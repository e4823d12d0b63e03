"""The quick way through a block of a CSV file in which nothing is odd; where anything is, `csv.py` must look at it."""

import io
import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from pipeline.readers.grid import Columns

# The bytes of UTF-8 that write a control character other than a blank: of one byte, and of two.
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_LATER_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_LARGEST = 2**24  # characters that one cell may hold: a longer block might hide a longer cell


def quick(text: str, delimiter: str, width: int, places: Mapping[str, int], line: int) -> Columns | None:
    """Read the wanted columns of rows without a header; `line` is the number of the first.

    None where it is not certain that each line is one row of `width` cells: where there is a quotation mark, a control
    character, a blank line, a carriage return by itself, or another number of delimiters.
    """
    if len(text) > _LARGEST or '"' in text or not delimiter.isascii():
        return None
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:  # half a character
        return None
    if len(data.translate(None, _CONTROLS)) < len(data) or data.count(b"\r") != data.count(b"\r\n"):
        return None
    if b"\xc2" in data and _LATER_CONTROLS.search(data):
        return None
    names = [str(at) for at in range(width)]
    wanted = {ours: names[at] for ours, at in places.items()}
    try:
        table = csv.read_csv(
            io.BytesIO(data),
            csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            csv.ParseOptions(delimiter=delimiter, quote_char=False, double_quote=False, escape_char=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                include_columns=list(wanted.values()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:  # a row of another width
        return None
    rows = table.num_rows
    if rows != data.count(b"\n") + (not data.endswith(b"\n")):  # a blank line
        return None
    cells = {ours: table.column(at).combine_chunks() for ours, at in wanted.items()}
    if width == 1 and any(pc.any(pc.equal(pc.utf8_trim_whitespace(each), "")).as_py() for each in cells.values()):
        return None
    return Columns(cells, np.arange(line, line + rows))
