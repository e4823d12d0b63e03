"""Parquet."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from pipeline.readers.grid import UNREADABLE, Columns, Grid, Wanted, locate, refuse
from pipeline.readers.values import NOT_TEXT, text_of

if TYPE_CHECKING:
    import pyarrow

_ROWS = 1 << 18  # of a block, at most
_BYTES = 1 << 26  # of a block unpacked, about
_ANEW = "Write it anew from its origin."
_WAIT = 600  # seconds on the clock


def read_parquet(data: bytes, name: str, wanted: Wanted) -> Grid:
    """Read the wanted columns of a Parquet file, each value as text. A row with a nested value is a 'bad_row'.

    Raises InputError where the file is no Parquet, or lacks a wanted column.
    """
    grid = Grid(())
    for columns in _columns(io.BytesIO(data), name, wanted):
        grid.columns = tuple(columns)
        _add(grid, [each.to_pylist() for each in columns.values()], wanted.everything)
    return grid


def parquet_blocks(opened: BinaryIO, name: str, wanted: Wanted) -> Iterator[Grid | Columns]:
    """Read an open Parquet file as `read_parquet` does, and give its rows block by block."""
    import numpy as np

    with opened:
        for columns in _columns(opened, name, wanted):
            rows = len(next(iter(columns.values())))
            if any(each.null_count or _is_odd(each) for each in columns.values()):
                grid = Grid(tuple(columns))
                _add(grid, [each.to_pylist() for each in columns.values()])
                yield grid
            else:
                yield Columns(columns, np.zeros(rows, np.int64))


def _add(grid: Grid, columns: list[list[str | None]], lenient: bool = False) -> None:
    for cells in zip(*columns, strict=True):
        if lenient:
            grid.add(0, [cell or "" for cell in cells])
        elif NOT_TEXT in cells:
            grid.reject(0, "bad_row", json.dumps(dict(zip(grid.columns, cells, strict=True)), ensure_ascii=False))
        else:
            grid.add(0, cells)


def _columns(opened: BinaryIO, name: str, wanted: Wanted) -> "Iterator[dict[str, pyarrow.Array]]":
    """Give the wanted columns as text, block by block; a cell that no text can stand for is null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    unpacked = prove(opened, name, wanted)
    try:
        file = pq.ParquetFile(opened)
        header = file.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError) as error:
        refuse(f"the file is no Parquet ({_told(error)})", _ANEW, name)
    places = locate(header, wanted, name)
    some = False
    rows = min(_ROWS, _BYTES * file.metadata.num_rows // max(unpacked, 1) + 1)
    try:
        for batch in file.iter_batches(rows, columns=[header[at] for at in places.values()], use_threads=False):
            some = True
            yield {ours: _texts(batch.column(header[at])) for ours, at in places.items()}
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        refuse(f"the file is damaged ({_told(error)})", _ANEW, name)
    if not some:
        yield {ours: pa.array([], pa.large_string()) for ours in places}


def prove(opened: BinaryIO, name: str, wanted: Wanted) -> int:
    """Have a file unpacked in a process of its own first, with limits: one that breaks the reader breaks that alone.

    Gives the number of bytes to which the wanted columns unpack.
    Raises InputError where it breaks the reader, or unpacks to too much.
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
    return int(done.stdout)


def _texts(column: "pyarrow.Array") -> "pyarrow.Array":
    """Write a column as text, each distinct value once."""
    import pyarrow as pa

    try:
        encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        texts = [*(text_of(value) for value in encoded.dictionary.to_pylist()), ""]
        return pa.array(texts, pa.large_string()).take(encoded.indices.fill_null(len(texts) - 1))
    except (NotImplementedError, AttributeError):  # nested types have no dictionary
        return pa.array([text_of(value) for value in column.to_pylist()], pa.large_string())


def _is_odd(texts: "pyarrow.Array") -> bool:
    return any(UNREADABLE.search(text) for text in texts.unique().to_pylist())


def _told(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]
