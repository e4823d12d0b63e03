"""A column of text in which each distinct text stands once: a row costs a number."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa


def coded(column: "pd.Series[Any]", which: np.ndarray | None = None) -> pa.DictionaryArray:
    """Encode a column of text, or its rows at `which`."""
    codes, found = pd.factorize(column)
    chosen = codes if which is None else codes[which]
    return pa.DictionaryArray.from_arrays(pa.array(chosen, pa.int32()), pa.array(found, pa.string()))
