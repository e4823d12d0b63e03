"""What each organisation knows besides the public facts, and how much of that several may pool.

Everybody knows its own count in every revision. Where the desk does not (a count of an earlier revision that has
changed since), whatever the public facts leave possible may be what the organisation knows: the worst of it counts.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.bounds import Marks
from pipeline.disclosure.system import Part, Whole

Ends = tuple[Whole, Whole]
Kind = tuple[tuple[int, int, int, int], ...]


def pinned(
    low: Whole, high: Whole, cell: Whole, ends_low: Whole, ends_high: Whole, count: Whole, known: Whole
) -> tuple[Whole, Whole]:
    """Narrow the cells' ends by the counts of numbers (by their places) that are known."""
    low, high = low.copy(), high.copy()
    np.add.at(low, cell[known], count[known] - ends_low[known])
    np.subtract.at(high, cell[known], ends_high[known] - count[known])
    return low, high


def _grouped(label: Whole) -> tuple[Whole, Whole]:
    """Sort places by label; tell where each label's begin."""
    order = np.argsort(label, kind="stable")
    return np.searchsorted(label[order], np.arange(int(label.max(initial=-1)) + 2)), order


@dataclass(frozen=True)
class Room:
    """The ends of the cells that leave room for whatever any coalition knows; per number, for any without its owner.

    Only those in a cell who stand furthest from its members' ends matter: who knows a count n with the ends l and u
    excludes the sums below L + (n - l) and above U - (u - n), so that a sum which leaves room for the largest n - l and
    u - n of the cell leaves room for every other; and for several who pool, with as many of the largest added up.
    """

    low: Whole
    high: Whole
    others_low: Whole
    others_high: Whole


class Worlds:
    """The possible worlds found so far, the latest last."""

    def __init__(self, cells: int) -> None:
        self.rows, self.number = np.empty((8, cells), dtype=np.int64), 0

    def add(self, world: Whole) -> None:
        """Remember a world."""
        if self.number == len(self.rows):
            self.rows = np.concatenate([self.rows, np.empty_like(self.rows)])
        self.rows[self.number] = world
        self.number += 1

    def within(self, ends: Ends) -> Whole:
        """List those between these ends, one a row."""
        rows = self.rows[: self.number]
        return rows[((ends[0] <= rows) & (rows <= ends[1])).all(axis=1)]


class Coalitions:
    """The coalitions of up to `size` owners, each of whom knows the counts of all its own numbers in a part.

    `sure` marks the counts that the desk knows as well. An owner has at most one number in a cell: two of one owner are
    of different revisions, and stand in different sums. A world in which a cell's sum leaves `down` above its lower end
    and `up` below its upper one agrees with whatever the number's owner knows.
    """

    def __init__(self, part: Part, low: Whole, high: Whole, count: Whole, sure: Marks, owner: Whole, size: int) -> None:
        self.part, self.ends_low, self.ends_high = part, low, high
        self.count, self.sure, self.owner, self.size = count, sure, owner, size
        self.down = np.where(sure, count, high) - low
        self.up = high - np.where(sure, count, low)
        self.starts, _ = _grouped(part.cell)
        self.worlds: dict[tuple[int, int], Worlds] = defaultdict(lambda: Worlds(len(part.low)))  # by cell and sign
        self.first, self.by_owner = _grouped(owner)
        self.kinds: dict[int, Kind] = {each: self._kind(each) for each in np.unique(owner).tolist()}
        self.candidates = self._candidates()

    def room(self, down: Whole, up: Whole) -> Room:
        """Leave room in every cell for the largest amounts of as many as may pool."""
        cell, low, high = self.part.cell, self.part.low, self.part.high
        (top_down, others_down), (top_up, others_up) = self._tops(down), self._tops(up)
        return Room(low + top_down, high - top_up, low[cell] + others_down, high[cell] - others_up)

    def _kind(self, owner: int) -> Kind:
        places = self.by_owner[self.first[owner] : self.first[owner + 1]]
        return tuple(sorted(self._what(at) for at in places.tolist()))

    def _candidates(self) -> Whole:
        """Choose of each kind as many as can matter: those who pool, and the one whom they ask about."""
        chosen: dict[Kind, int] = defaultdict(int)
        kept = []
        for owner, kind in self.kinds.items():
            chosen[kind] += 1
            if chosen[kind] <= self.size + 1:
                kept.append(owner)
        return np.array(kept, dtype=np.int64)

    def _what(self, at: int) -> tuple[int, int, int, int]:
        count = int(self.count[at]) if self.sure[at] else -1
        return int(self.part.cell[at]), int(self.ends_low[at]), int(self.ends_high[at]), count

    def kind(self, at: int) -> tuple[object, ...]:
        """Tell what makes a number like another: its own cell, ends and count, and those of its owner's others."""
        return self._what(at), self.kinds[int(self.owner[at])]

    def places(self, owners: Whole) -> tuple[Whole, Whole]:
        """List the numbers of these owners, and for each the place of its owner among them."""
        size = self.first[owners + 1] - self.first[owners]
        of = np.repeat(np.arange(len(owners)), size)
        within = np.arange(len(of)) - np.repeat(np.cumsum(size) - size, size)
        return self.by_owner[np.repeat(self.first[owners], size) + within], of

    def ranked(self, amount: Whole, size: int) -> tuple[Whole, Whole, Whole]:
        """Rank each cell's amounts, the largest first; return rank, the sum of the first `size`, of one more."""
        cell = self.part.cell
        order = np.lexsort((-amount, cell))
        rank = np.empty(len(cell), dtype=np.int64)
        rank[order] = np.arange(len(cell)) - self.starts[cell[order]]
        top, more = np.zeros_like(self.part.low), np.zeros_like(self.part.low)
        np.add.at(top, cell[rank < size], amount[rank < size])
        np.add.at(more, cell[rank <= size], amount[rank <= size])
        return rank, top, more

    def _tops(self, amount: Whole) -> tuple[Whole, Whole]:
        """Sum the largest amounts of as many as may pool: of each cell, and of each number's cell without it."""
        rank, top, more = self.ranked(amount, self.size)
        cell = self.part.cell
        return top, np.where(rank < self.size, more[cell] - amount, top[cell])
