"""Cells to records, block by block: each distinct content of rows is read once, whatever their number."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from pipeline import ledger
from pipeline.coded import coded
from pipeline.spellings import Gathering
from schemas import Quarantine, Spellings
from schemas.base import empty

_CONTENT = ("name", "region", "count", "date", "problem")
_MOST = 2**62  # distinct contents that a number may stand for


class Intake:
    """What is read of blocks of Cells, each of one source.

    `ingest` makes Records of Cells, row by row alike; `set_aside` makes Quarantine of both.
    """

    def __init__(
        self,
        ingest: Callable[[pd.DataFrame], pd.DataFrame],
        set_aside: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame],
    ) -> None:
        self._ingest, self._set_aside = ingest, set_aside
        self._gathered, self._aside, self._tally = Gathering(), [empty(Quarantine)], ledger.Tally()
        self._spellings = empty(Spellings)

    def parts(self, blocks: Iterable[pd.DataFrame]) -> Iterator[pa.Table]:
        """Give Records, a part for each block."""
        for cells in blocks:
            which, first = _distinct(cells)
            contents = cells.iloc[first].reset_index(drop=True)
            records = self._ingest(contents)
            spelling = self._gathered.add(records, np.bincount(which, minlength=len(first)))
            records = records.assign(spelling=spelling)
            wrong = (records["problem"] != "").to_numpy(dtype=bool)[which]
            if wrong.any():
                rows = records.iloc[which[wrong]].reset_index(drop=True)
                self._aside.append(self._set_aside(cells[wrong].reset_index(drop=True), rows))
            part = _part(cells, records, which)
            self._tally.take(cells, part)
            yield part
        self._spellings = self._gathered.spellings()
        ledger.reconcile_spellings(self._tally, self._spellings)

    def spellings(self) -> pd.DataFrame:
        """Give Spellings of all rows, once they have been read."""
        return self._spellings

    def counts(self) -> pd.DataFrame:
        """Give Counts of all rows."""
        return self._gathered.counts()

    def quarantine(self) -> pd.DataFrame:
        """Give Quarantine of all rows."""
        return pd.concat(self._aside, ignore_index=True)


def _distinct(cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct contents of rows by first appearance: that of each row, and each one's first row."""
    key, size = np.zeros(len(cells), np.int64), 1
    for name in _CONTENT:
        codes, found = pd.factorize(cells[name])
        if size * max(len(found), 1) > _MOST:
            key, kept = pd.factorize(key)
            size = len(kept)
        key = key * len(found) + codes
        size *= max(len(found), 1)
    which, kept = pd.factorize(key)
    first = np.zeros(len(kept), np.int64)
    first[which[::-1]] = np.arange(len(cells))[::-1]
    return which, first


def _part(cells: pd.DataFrame, records: pd.DataFrame, which: np.ndarray) -> pa.Table:
    count = records["count"]
    known, numbers = count.notna().to_numpy(), count.fillna(0).to_numpy(dtype=np.int64)
    made = {
        "source": coded(cells["source"]),
        "row": pa.array(cells["row"].to_numpy()),
        "count": pa.array(numbers[which], mask=~known[which]),
        "outside": pa.array(records["outside"].to_numpy()[which]),
        "spelling": pa.array(records["spelling"].to_numpy()[which]),
    }
    made |= {name: coded(records[name], which) for name in ("name", "region", "date", "problem")}
    return pa.table({name: made[name] for name in records.columns})
