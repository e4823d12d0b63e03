"""What is known already of names that were matched before, against the same registry by the same rules.

The answer to a name depends on it and on the registry alone (`matching/search.py`), so it holds as long as those do.
"""

import numpy as np
import pandas as pd

from schemas import Asked, Candidates
from schemas.base import columns

_KEY = ["name", "region"]


def unasked(names: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of Names that are not, standardised alike, among those of Asked."""
    known = pd.MultiIndex.from_frame(asked[columns(Asked)])
    return names[~pd.MultiIndex.from_frame(names[columns(Asked)]).isin(known)].reset_index(drop=True)


def together(names: pd.DataFrame, earlier: pd.DataFrame, found: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Put Candidates `found` for the `new` names beside the earlier ones of the others, in the order of Names."""
    still = earlier[~_is_among(earlier, new)]
    both = pd.concat([still, found], ignore_index=True)
    places = names[_KEY].assign(place=np.arange(len(names)))
    place = both[_KEY].merge(places, on=_KEY, how="left")["place"].to_numpy()
    there = ~np.isnan(place)  # a name that no source has any more is left out
    order = np.lexsort((both["rank"].to_numpy()[there], place[there]))
    table: pd.DataFrame = both[there].iloc[order].reset_index(drop=True)
    return table[columns(Candidates)]


def _is_among(table: pd.DataFrame, names: pd.DataFrame) -> np.ndarray:
    return np.asarray(pd.MultiIndex.from_frame(table[_KEY]).isin(pd.MultiIndex.from_frame(names[_KEY])))
