"""Parquet."""

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING, BinaryIO

from pipeline.readers.grid import Grid, Wanted, locate, refuse
from pipeline.readers.values import NOT_TEXT, text_of

if TYPE_CHECKING:
    import pyarrow

_ANEW = "Write it anew from its origin."
_WAIT = 600  # seconds on the clock


def read_parquet(data: bytes, name: str, wanted: Wanted) -> Grid:
    """Read the wanted columns of a Parquet file, each value as text. A row with a nested value is a 'bad_row'.

    Raises InputError where the file is no Parquet, or lacks a wanted column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    prove(io.BytesIO(data), name, wanted)
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        header = file.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError) as error:
        refuse(f"the file is no Parquet ({_told(error)})", _ANEW, name)
    places = locate(header, wanted, name)
    try:
        table = file.read(columns=[header[at] for at in places.values()])
        columns = [_texts(table.column(header[at])) for at in places.values()]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        refuse(f"the file is damaged ({_told(error)})", _ANEW, name)
    grid = Grid(tuple(places))
    for cells in zip(*columns, strict=True):
        if NOT_TEXT in cells:
            grid.reject(0, "bad_row", json.dumps(dict(zip(places, cells, strict=True)), ensure_ascii=False))
        else:
            grid.add(0, cells)
    return grid


def prove(opened: BinaryIO, name: str, wanted: Wanted) -> None:
    """Have a file unpacked in a process of its own first, with limits: one that breaks the reader breaks that alone.

    Raises InputError where it does, or where it unpacks to too much.
    """
    command = [sys.executable, "-m", "pipeline.readers.parquet_worker", *wanted.columns, *wanted.columns.values()]
    data = opened.getvalue() if isinstance(opened, io.BytesIO) else None
    given = opened if data is None else None
    try:
        done = subprocess.run(command, input=data, stdin=given, capture_output=True, timeout=_WAIT, check=False)
    except subprocess.TimeoutExpired:
        refuse(f"the file did not come to an end in {_WAIT} s", _ANEW, name)
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip() if done.returncode == 1 else "it broke the reader"
        refuse(f"the file is no Parquet, or is damaged ({told[-200:]})", _ANEW, name)


def _texts(column: "pyarrow.ChunkedArray") -> list[str | None]:
    """Write a column as text, each distinct value once."""
    encoded = column.combine_chunks()
    try:
        encoded = encoded.dictionary_encode()
        texts = [text_of(value) for value in encoded.dictionary.to_pylist()]
        return ["" if at is None else texts[at] for at in encoded.indices.to_pylist()]
    except (NotImplementedError, AttributeError):  # nested types have no dictionary
        return [text_of(value) for value in column.to_pylist()]


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]
