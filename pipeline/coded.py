"""Columns of text as Arrow has them: without an object for each."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


def coded(column: "pd.Series[Any]", which: np.ndarray | None = None) -> pa.DictionaryArray:
    """Encode a column of text, or its rows at `which`: each distinct text stands once, a row costs a number."""
    codes, found = pd.factorize(column)
    chosen = codes if which is None else codes[which]
    return pa.DictionaryArray.from_arrays(pa.array(chosen, pa.int32()), pa.array(found, pa.string()))


def texts(column: "pd.Series[Any]") -> pa.LargeStringArray:
    """Give a column of text as it lies in memory, if it lies there as Arrow's."""
    found = pa.array(column, pa.large_string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
