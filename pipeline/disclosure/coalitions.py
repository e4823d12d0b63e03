"""What each organisation knows besides the public facts, and how much of that several may pool."""

from collections import defaultdict

import numpy as np

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


class Coalitions:
    """The coalitions of up to `size` owners, each of whom knows the counts of all its own numbers in a part.

    `low` and `high` are the ends of the cells that every coalition leaves open.
    """

    def __init__(self, part: Part, low: Whole, high: Whole, count: Whole, owner: Whole, size: int) -> None:
        self.part, self.ends_low, self.ends_high = part, low, high
        self.count, self.owner, self.size = count, owner, size
        self.down, self.up = count - low, high - count
        self.starts, _ = _grouped(part.cell)
        top_down, self.others_down = self._tops(self.down)
        top_up, self.others_up = self._tops(self.up)
        self.low, self.high = part.low + top_down, part.high - top_up
        self.worlds: dict[tuple[int, int], list[Whole]] = defaultdict(list)  # found so far, by cell and sign
        self.first, self.by_owner = _grouped(owner)
        self.kinds: dict[int, Kind] = {each: self._kind(each) for each in np.unique(owner).tolist()}
        self.candidates = self._candidates()

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
        return int(self.part.cell[at]), int(self.ends_low[at]), int(self.ends_high[at]), int(self.count[at])

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

    def window(self, sign: int, goal: Whole) -> tuple[Whole, Whole]:
        """Tell for each number between which sums of its cell it can stand at its goal, whatever others there know.

        The window is empty (its first sum above its last) where no one sum serves against all of them.
        """
        low = self.part.low[self.part.cell] + self.others_down
        high = self.part.high[self.part.cell] - self.others_up
        if sign < 0:
            return low, high - (self.ends_high - goal)
        return low + (goal - self.ends_low), high
