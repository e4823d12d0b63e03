"""Rows that are alike, gathered as they stream by: memory grows with distinct spellings, not with rows."""

from collections import Counter

import numpy as np
import pandas as pd

from schemas import Counts, Spellings
from schemas.base import from_columns, rows_of

SPELLING = ("source", "name", "region", "outside", "problem")  # what rows of one spelling have in common


class Gathering:
    """What the rows seen so far add up to."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._sums = np.zeros((3, 1024), np.int64)  # rows, sum, largest
        self._counts: Counter[int] = Counter()

    def add(self, records: pd.DataFrame, times: np.ndarray) -> np.ndarray:
        """Add Records that differ, each of which stands for so many rows; give the numbers of their spellings."""
        distinct = records.drop_duplicates("spelling")
        numbers = self._numbers
        found = [numbers.setdefault(key, len(numbers)) for key in rows_of(distinct, *SPELLING)]
        spelling: np.ndarray = np.array(found, np.int64)[records["spelling"].to_numpy()]
        self._make_room()
        known = records["count"].notna().to_numpy()
        count = records["count"].fillna(0).to_numpy(dtype=np.int64)
        rows, sums, largest = self._sums
        np.add.at(rows, spelling, times)
        np.add.at(sums, spelling, count * times)  # should it wrap around, the account does not balance
        np.maximum.at(largest, spelling, count)
        stated = pd.Series(times[known]).groupby(count[known]).sum()
        self._counts.update(dict(zip(stated.index.tolist(), stated.tolist(), strict=True)))
        return spelling

    def spellings(self) -> pd.DataFrame:
        """Make Spellings."""
        keys = list(zip(*self._numbers, strict=True)) or [()] * len(SPELLING)
        sums = self._sums[:, : len(self._numbers)]
        cells = dict(zip((*SPELLING, "rows", "count", "largest"), (*keys, *sums), strict=True))
        return from_columns(Spellings, cells)

    def counts(self) -> pd.DataFrame:
        """Make Counts."""
        stated = sorted(self._counts)
        return from_columns(Counts, {"count": stated, "rows": [self._counts[count] for count in stated]})

    def _make_room(self) -> None:
        size = self._sums.shape[1]
        if size < len(self._numbers):
            more = max(len(self._numbers), 2 * size) - size
            self._sums = np.concatenate([self._sums, np.zeros((3, more), np.int64)], axis=1)
