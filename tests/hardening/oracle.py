"""How many rows a file has, counted without the program's own readers; None where no honest count can be had."""

import codecs
import io
import json

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def rows(data: bytes, suffix: str) -> int | None:
    """Count the data rows: without the header, and without blank lines."""
    if suffix == ".xlsx":
        return _sheet_rows(data)
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        return int(pq.read_metadata(io.BytesIO(data)).num_rows)
    text = data.decode(next((codec for mark, codec in _MARKS if data.startswith(mark)), "utf-8"))
    if suffix == ".json":
        return len(json.loads(text, parse_int=str, parse_float=str))
    if suffix in (".jsonl", ".ndjson"):
        return sum(1 for line in text.split("\n") if line.strip(" \t\r"))
    return _records(text, "\t" if suffix == ".tsv" else ",")


def _records(text: str, delimiter: str) -> int | None:
    """Count the records of RFC 4180 by a machine of three states; None where a quotation mark stands astray.

    Some row of such a file must then be told as unreadable.
    """
    count, cells, state = 0, 0, "begin"  # begin: of a cell; bare; quoted; closed
    content = False  # whether the record holds anything but blanks
    at = 0
    while at < len(text):
        letter = text[at]
        if state == "quoted":
            if letter == '"' and text[at + 1 : at + 2] == '"':
                at += 1
            elif letter == '"':
                state = "closed"
            content = True
        elif letter in "\r\n":
            count += content or cells > 0
            cells, state, content = 0, "begin", False
        elif letter == delimiter:
            cells, state = cells + 1, "begin"
        elif state == "begin" and letter == '"':
            state, content = "quoted", True
        elif state == "closed":
            return None
        else:
            state, content = "bare", content or not letter.isspace()
        at += 1
    if state == "quoted":
        return None
    count += content or cells > 0
    return max(count - 1, 0)


def _sheet_rows(data: bytes) -> int:
    """Count the rows below the first that are not blank, of the one visible sheet that holds anything."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), data_only=True)
    counts = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = sheet.iter_rows(values_only=True)
            counts.append(sum(any(cell is not None and str(cell).strip() for cell in row) for row in rows))
    return max(counts) - 1
