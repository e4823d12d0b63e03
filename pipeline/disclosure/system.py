"""Whole numbers, each within bounds, and sums over some of them, each within bounds: what the public facts say.

Numbers that stand in exactly the same sums are interchangeable but for their own bounds: they are merged into one
cell. What can be said of a cell's sum T decides what can be said of each of its members: with L and U the sums of the
members' lower and upper ends, a member with the bounds [l, u] can be anything that leaves the rest of T between
L - l and U - u.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Whole = npt.NDArray[np.int64]
BEYOND = 2**61  # stands for "no upper end" of a sum
LARGEST = 2**58  # sums beyond this are not computed with


class TooLarge(ValueError):
    """The numbers are too large for whole-number arithmetic on this machine."""


@dataclass(frozen=True)
class Known:
    """A sum that is public: over which numbers (by their places), and between which ends (BEYOND: no upper one)."""

    members: Whole
    least: int
    most: int


@dataclass(frozen=True)
class Part:
    """Cells that are bound to one another by sums, apart from all others. `matrix` has a row per sum.

    `cell` tells the cell of each of the numbers in `columns`; `facts` which of the sums the rows are.
    """

    columns: Whole
    cell: Whole
    facts: Whole
    matrix: Any
    low: Whole
    high: Whole
    least: Whole
    most: Whole

    @cached_property
    def equations(self) -> tuple[Whole, Whole, Whole, int]:
        """Give the sums as equations: sign, row and column of each entry, and how many rows there are."""
        return _equations(self)

    def fingerprint(self) -> bytes:
        """Give what tells this part from others over the same numbers."""
        arrays = (self.columns, self.cell, self.matrix.indptr, self.matrix.indices, self.least, self.most)
        return b"|".join(np.ascontiguousarray(each, dtype=np.int64).tobytes() for each in arrays)

    def holds(self, sums: Whole, low: Whole, high: Whole) -> bool:
        """Tell, in whole numbers, whether these sums of the cells are possible."""
        total = self.matrix @ sums
        inside = bool((sums >= low).all() and (sums <= high).all())
        return inside and bool((total >= self.least).all() and (total <= self.most).all())


def cap_open(low: Whole, high: Whole, known: Sequence[Known], counts: Whole) -> Whole:
    """Put an upper end (where there is none) so high that it bounds nothing.

    No sum needs more of any number than its own lower end, so that a number which can reach the cap can be anything.
    """
    ends = [abs(end) for fact in known for end in (fact.least, fact.most) if end < BEYOND]
    finite = high[high < BEYOND]
    top = 1 + max([0, *ends, int(low.max(initial=0)), int(finite.max(initial=0)), int(counts.max(initial=0))])
    if float(top) * max(len(low), 1) > LARGEST:
        raise TooLarge
    return np.where(high < BEYOND, high, top)


def parts(low: Whole, high: Whole, known: Sequence[Known], kept: int | None = None) -> list[Part]:
    """Merge numbers into cells and list what hangs together.

    Sums that say nothing beyond the bounds are left out, but for those from place `kept` on, that somebody asks about.
    """
    telling = [
        at
        for at, fact in enumerate(known)
        if fact.least > int(low[fact.members].sum())
        or fact.most < int(high[fact.members].sum())
        or (kept is not None and at >= kept)
    ]
    if not telling:
        return []
    inside = np.zeros((len(low), len(telling)), dtype=bool)
    for row, at in enumerate(telling):
        inside[known[at].members, row] = True
    columns = np.flatnonzero(inside.any(axis=1))
    _, first, cell = np.unique(np.packbits(inside[columns], axis=1), axis=0, return_index=True, return_inverse=True)
    cell = cell.ravel()
    matrix = sparse.csr_array(inside[columns][first].T.astype(np.int64))
    number = len(first)
    total_low, total_high = _sum_by(cell, low[columns], number), _sum_by(cell, high[columns], number)
    least = np.array([known[at].least for at in telling], dtype=np.int64)
    most = np.array([known[at].most for at in telling], dtype=np.int64)
    graph = sparse.block_array([[None, matrix], [matrix.T, None]])
    count, label = connected_components(graph)  # in either direction
    found = []
    for each in range(count):
        rows = np.flatnonzero(label[: len(telling)] == each)
        cells = np.flatnonzero(label[len(telling) :] == each)
        place = np.full(number, -1, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        chosen = place[cell] >= 0
        found.append(
            Part(
                columns[chosen],
                place[cell[chosen]],
                np.array(telling, dtype=np.int64)[rows],
                matrix[rows][:, cells],
                total_low[cells],
                total_high[cells],
                least[rows],
                most[rows],
            )
        )
    return found


def propagate(part: Part, low: Whole, high: Whole, rounds: int = 60) -> tuple[Whole, Whole] | None:
    """Narrow the cells' bounds by each sum in turn, until nothing changes; None where they contradict one another.

    Sums within sums count as one: a total is bounded by the sums of the countries, not only by those of their cells.
    That is exact where the sums are nested, and never wrong where they cross.
    """
    sign, row, column, number = part.equations
    ends_low = np.concatenate([low, np.maximum(part.least, part.matrix @ low)])
    ends_high = np.concatenate([high, np.minimum(part.most, part.matrix @ high)])
    if (ends_low > ends_high).any():
        return None
    positive = sign > 0
    for _ in range(rounds):
        from_low = np.where(positive, ends_low[column], -ends_high[column])
        from_high = np.where(positive, ends_high[column], -ends_low[column])
        least, most = _sum_by(row, from_low, number), _sum_by(row, from_high, number)
        # sign * z = -(the rest of its row), whose ends are those of the row without it.
        at_most, at_least = -(least[row] - from_low), -(most[row] - from_high)
        new_low, new_high = ends_low.copy(), ends_high.copy()
        np.maximum.at(new_low, column, np.where(positive, at_least, -at_most))
        np.minimum.at(new_high, column, np.where(positive, at_most, -at_least))
        if (new_low > new_high).any():
            return None
        if (new_low == ends_low).all() and (new_high == ends_high).all():
            break
        ends_low, ends_high = new_low, new_high
    cells = len(low)
    return ends_low[:cells], ends_high[:cells]


def _sum_by(row: Whole, values: Whole, number: int) -> Whole:
    total = np.zeros(number, dtype=np.int64)
    np.add.at(total, row, values)
    return total


def _equations(part: Part) -> tuple[Whole, Whole, Whole, int]:
    """Write every sum as minus itself plus its cells, and once more as minus itself plus the sums within it.

    Sums that lie within are taken greedily, the largest first, as long as they are disjoint.
    """
    dense = part.matrix.toarray().astype(bool)
    size = dense.sum(axis=1)
    order = np.argsort(-size, kind="stable")
    cells = dense.shape[1]
    signs: list[int] = []
    rows: list[int] = []
    columns: list[int] = []
    number = 0

    def add(outer: int, inner: Sequence[int], left: npt.NDArray[np.bool_]) -> None:
        nonlocal number
        entries = [(-1, cells + outer), *((1, cells + each) for each in inner)]
        entries += [(1, int(cell)) for cell in np.flatnonzero(left)]
        signs.extend(s for s, _ in entries)
        columns.extend(c for _, c in entries)
        rows.extend([number] * len(entries))
        number += 1

    for outer in range(len(dense)):
        add(outer, [], dense[outer])
        within = [int(k) for k in order if k != outer and not (dense[k] & ~dense[outer]).any()]
        within = [k for k in within if size[k] < size[outer] or k > outer]
        used: set[int] = set()
        while any(k not in used for k in within):
            left, chosen = dense[outer].copy(), []
            for k in within:
                if k not in used and (left[dense[k]]).all():
                    chosen.append(k)
                    left &= ~dense[k]
            used.update(chosen)
            add(outer, chosen, left)
    return (
        np.array(signs, dtype=np.int64),
        np.array(rows, dtype=np.int64),
        np.array(columns, dtype=np.int64),
        number,
    )
