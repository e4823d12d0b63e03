"""What is known already of names that were matched before, against the same registry by the same rules.

The answer to a name depends on it and on the registry alone (`matching/search.py`), so it holds as long as those do.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as compute

from pipeline.coded import texts
from schemas import Asked, Candidates
from schemas.base import columns

_KEY = ["name", "region"]


def unasked(names: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of Names that are not, standardised alike, among those of Asked."""
    every = columns(Asked)
    return names[_places(_keys(names, every), _keys(asked, every)) < 0].reset_index(drop=True)


def together(names: pd.DataFrame, earlier: pd.DataFrame, found: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Put Candidates `found` for the `new` names beside the earlier ones of the others, in the order of Names."""
    known = _keys(names, _KEY)
    stand = _places(_keys(earlier, _KEY), known)  # a name that no source has any more is left out
    is_new = np.zeros(len(names), bool)
    is_new[_places(_keys(new, _KEY), known)] = True
    still = (stand >= 0) & ~is_new[stand] if len(names) else np.zeros(len(stand), bool)
    both = pd.concat([earlier[still], found], ignore_index=True)
    place = np.concatenate([stand[still], _places(_keys(found, _KEY), known)])
    table: pd.DataFrame = both.iloc[np.lexsort((both["rank"].to_numpy(), place))].reset_index(drop=True)
    return table[columns(Candidates)]


def _keys(table: pd.DataFrame, parts: Sequence[str]) -> Any:
    # No cell of a name's holds a line feed: its blanks are folded.
    cells = [texts(table[part]) for part in parts]
    return compute.binary_join_element_wise(*cells, arrow.scalar("\n", arrow.large_string()))


def _places(keys: Any, known: Any) -> np.ndarray:
    """Find each key's place among the known ones, -1 for none."""
    return np.asarray(compute.fill_null(compute.index_in(keys, value_set=known), -1), np.int64)
