"""The rows as the page carries them for its script: columns of text as JSON, gzip, base64."""

import base64
from string import ascii_letters
from typing import TYPE_CHECKING, Any

from pipeline.writers.records import dumps
from pipeline.writers.table import cells

if TYPE_CHECKING:
    import pandas as pd

_DERIVED = ("count_min", "count_max")  # the script reads them out of count_range


def pack(entities: "pd.DataFrame", more: dict[str, Any]) -> str:
    """Pack the columns of Entities, and what else the script needs, into letters that the page may hold anywhere."""
    columns = {name: _column(cells(entities[name])) for name in entities.columns if name not in _DERIVED}
    return base64.b64encode(_gzip(dumps({"columns": columns, **more}).encode("utf-8"))).decode("ascii")


def _column(texts: list[str]) -> list[str] | dict[str, Any]:
    """Write a column of few different texts as those and a letter per row; any other as it is."""
    different = sorted(set(texts))
    if len(different) > len(ascii_letters):
        return texts
    letter = dict(zip(different, ascii_letters, strict=False))
    return {"of": different, "at": "".join(letter[text] for text in texts)}


def _gzip(data: bytes) -> bytes:
    """Compress to the same bytes everywhere.

    Python's own zlib is whatever the system has, and each build may choose other matches. Arrow's is a part of its
    package, which the lock file names to the byte; it writes no time and no name into the header.
    """
    import pyarrow as pa

    packed: bytes = pa.Codec("gzip", compression_level=9).compress(data, asbytes=True)
    return packed[:9] + b"\xff" + packed[10:]  # the system that packed it: unknown
