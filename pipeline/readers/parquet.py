"""Parquet."""

import io
import json
from typing import TYPE_CHECKING

from pipeline.readers.grid import Grid, Wanted, locate, refuse
from pipeline.readers.values import NOT_TEXT, text_of

if TYPE_CHECKING:
    import pyarrow


def read_parquet(data: bytes, name: str, wanted: Wanted) -> Grid:
    """Read the wanted columns of a Parquet file, each value as text. A row with a nested value is a 'bad_row'.

    Raises InputError where the file is no Parquet, or lacks a wanted column.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        header = file.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError) as error:
        refuse(f"the file is no Parquet ({_told(error)})", "Write it anew from its origin.", name)
    places = locate(header, wanted, name)
    try:
        table = file.read(columns=[header[at] for at in places.values()])
        columns = [_texts(table.column(header[at])) for at in places.values()]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        refuse(f"the file is damaged ({_told(error)})", "Write it anew from its origin.", name)
    grid = Grid(tuple(places))
    for cells in zip(*columns, strict=True):
        if wanted.everything:
            grid.add(0, [cell or "" for cell in cells])
        elif NOT_TEXT in cells:
            grid.reject(0, "bad_row", json.dumps(dict(zip(places, cells, strict=True)), ensure_ascii=False))
        else:
            grid.add(0, cells)
    return grid


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
