"""What an organisation adds to the public facts that knows its own count, or several that pool theirs."""

from collections import defaultdict

import numpy as np

from pipeline.disclosure.system import Part, Whole
from pipeline.disclosure.witness import Effort, Mover, solve

Kind = tuple[tuple[int, int, int, int], ...]
Worst = tuple[int, tuple[int, ...], bool]  # the end, the coalition that proves it, whether the search was complete


def pinned(
    low: Whole, high: Whole, cell: Whole, ends_low: Whole, ends_high: Whole, count: Whole, known: Whole
) -> tuple[Whole, Whole]:
    """Narrow the cells' ends by the counts of numbers (by their places) that are known."""
    low, high = low.copy(), high.copy()
    np.add.at(low, cell[known], count[known] - ends_low[known])
    np.subtract.at(high, cell[known], ends_high[known] - count[known])
    return low, high


class Coalitions:
    """The coalitions of up to `size` owners, each of whom knows the counts of all its own numbers in a part.

    `low` and `high` are the ends of the cells that every coalition leaves open.
    """

    def __init__(self, part: Part, low: Whole, high: Whole, count: Whole, owner: Whole, size: int) -> None:
        self.part, self.ends_low, self.ends_high = part, low, high
        self.count, self.owner, self.size = count, owner, size
        self.down, self.up = count - low, high - count
        self.low = part.low + self._top(self.down)
        self.high = part.high - self._top(self.up)
        self.of: dict[int, list[int]] = defaultdict(list)
        for at, each in enumerate(owner.tolist()):
            self.of[each].append(at)
        self.kinds: dict[int, Kind] = {each: self._kind(places) for each, places in self.of.items()}

    def _kind(self, places: list[int]) -> Kind:
        facts = (self.part.cell, self.ends_low, self.ends_high, self.count)
        return tuple(sorted((int(a[at]), int(b[at]), int(c[at]), int(d[at])) for at in places for a, b, c, d in [facts]))

    def kind(self, at: int) -> tuple[object, ...]:
        """Tell what makes a number like another: its own cell, ends and count, and those of its owner's others."""
        own = (int(self.part.cell[at]), int(self.ends_low[at]), int(self.ends_high[at]), int(self.count[at]))
        return own, self.kinds[int(self.owner[at])]

    def _ranked(self, amount: Whole) -> tuple[Whole, Whole, Whole]:
        """Rank each cell's amounts, the largest first; return rank, the sum of the first `size`, of one more."""
        cell = self.part.cell
        order = np.lexsort((np.arange(len(cell)), -amount, cell))
        starts = np.searchsorted(cell[order], np.arange(len(self.part.low)))
        rank = np.empty(len(cell), dtype=np.int64)
        rank[order] = np.arange(len(cell)) - starts[cell[order]]
        top, more = np.zeros_like(self.part.low), np.zeros_like(self.part.low)
        np.add.at(top, cell[rank < self.size], amount[rank < self.size])
        np.add.at(more, cell[rank <= self.size], amount[rank <= self.size])
        return rank, top, more

    def _top(self, amount: Whole) -> Whole:
        return self._ranked(amount)[1]

    def _top_of_others(self, amount: Whole) -> Whole:
        rank, top, more = self._ranked(amount)
        cell = self.part.cell
        return np.where(rank < self.size, more[cell] - amount, top[cell])

    def window(self, sign: int, goal: Whole) -> tuple[Whole, Whole]:
        """Tell for each number between which sums of its cell it can stand at its goal, whatever others there know.

        The window is empty (its first sum above its last) where no one sum serves against all of them.
        """
        low = self.part.low[self.part.cell] + self._top_of_others(self.down)
        high = self.part.high[self.part.cell] - self._top_of_others(self.up)
        if sign < 0:
            return low, high - (self.ends_high - goal)
        return low + (goal - self.ends_low), high

    def worst(
        self, mover: Mover, world: Whole, at: int, sign: int, start: int, effort: Effort, floor: int | None
    ) -> Worst:
        """Find the coalition that narrows a number's end the most, and how far. `start` is a stranger's end.

        With `floor`, the search ends at the first coalition that goes beyond it.
        """
        search = _Search(self, mover, world, at, sign, effort, floor)
        search.visit((), start)
        return search.end if search.found else start, search.by, search.complete


class _Search:
    """Coalitions grow one by one, and only by those who know more than the world just found allows."""

    def __init__(
        self, all_: Coalitions, mover: Mover, world: Whole, at: int, sign: int, effort: Effort, floor: int | None
    ) -> None:
        self.all, self.mover, self.world, self.at, self.sign, self.effort = all_, mover, world, at, sign, effort
        self.floor = floor
        self.cell = int(all_.part.cell[at])
        self.end, self.by, self.found, self.complete = 0, (), False, True
        self.seen: set[tuple[object, ...]] = set()

    def visit(self, coalition: tuple[int, ...], start: int) -> None:
        """Compute the end that this coalition proves; then ask whether one more could go further.

        `start` is an end that is proved already.
        """
        kinds = tuple(sorted(self.all.kinds[each] for each in coalition))
        if kinds in self.seen or not self.complete or self._enough():
            return
        self.seen.add(kinds)
        every = self.all
        known = np.array([place for each in coalition for place in every.of[each]], dtype=np.int64)
        low, high = pinned(
            every.part.low, every.part.high, every.part.cell, every.ends_low, every.ends_high, every.count, known
        )
        rest = np.setdiff1d(np.arange(len(every.owner)), np.append(known, self.at))
        left = every.size - len(coalition)
        found = self._stand(low, high, self._room(low, high, rest, left), start, bool(left))
        if found is None:
            return
        world, end = found
        if not self.found or (end - self.end) * self.sign < 0:
            self.end, self.by, self.found = end, coalition, True
        if left:
            room = self._own_window(*self._room(low, high, rest, left), end)
            for owner in self._who_excludes(world, end, (low, high), room, rest, left):
                self.visit((*coalition, owner), end)

    def _enough(self) -> bool:
        return self.floor is not None and self.found and (self.end - self.floor) * self.sign < 0

    def _room(self, low: Whole, high: Whole, rest: Whole, left: int) -> tuple[Whole, Whole]:
        """Tell the ends of the cells that whoever may still join leaves open."""
        if not left:
            return low, high
        cell = self.all.part.cell[rest]
        room_low, room_high = low.copy(), high.copy()
        for amounts, total, sign in ((self.all.down, room_low, 1), (self.all.up, room_high, -1)):
            amount = amounts[rest]
            order = np.lexsort((-amount, cell))
            first = np.searchsorted(cell[order], cell[order])
            largest = order[np.arange(len(order)) - first < left]
            np.add.at(total, cell[largest], sign * amount[largest])
        return room_low, room_high

    def _own_window(self, low: Whole, high: Whole, end: int) -> tuple[Whole, Whole]:
        """Narrow the own cell's ends to those at which the number itself stands at `end`."""
        low, high = low.copy(), high.copy()
        low[self.cell] += end - int(self.all.ends_low[self.at])
        high[self.cell] -= int(self.all.ends_high[self.at]) - end
        return low, high

    def _stand(
        self, low: Whole, high: Whole, room: tuple[Whole, Whole], start: int, more: bool
    ) -> tuple[Whole, int] | None:
        """Find a world in which the number stands as far out as it can, at `start` or short of it, and that end."""
        part, cell = self.all.part, self.cell
        if (low > high).any():
            return None
        hard, soft = self._own_window(low, high, start), self._own_window(*room, start)
        if (world := self._near(hard, soft)) is not None:
            return world, start
        cost = np.zeros(len(low), dtype=np.int64)
        if (hard[0] <= hard[1]).all():
            found = solve(part, *hard, cost, self.effort, soft if more else None)
            if found.world is not None:
                return found.world, start
            if not found.impossible:
                self.complete = False
                return None
        cost[cell] = -self.sign
        found = solve(part, low, high, cost, self.effort)
        if found.impossible:  # these counts do not agree with what readers must believe: they prove nothing
            return None
        if found.world is None or int(cost @ found.world) > np.ceil(found.bound - 1e-6):
            self.complete = False
            return None
        end = self._end(int(found.world[cell]), low, high)
        if not more:
            return found.world, end
        hard, soft = self._own_window(low, high, end), self._own_window(*room, end)
        better = solve(part, *hard, np.zeros_like(cost), self.effort, soft)
        return (found.world if better.world is None else better.world), end

    def _end(self, total: int, low: Whole, high: Whole) -> int:
        own_low, own_high = int(self.all.ends_low[self.at]), int(self.all.ends_high[self.at])
        if self.sign < 0:
            return max(own_low, total - (int(high[self.cell]) - own_high))
        return min(own_high, total - (int(low[self.cell]) - own_low))

    def _near(self, hard: tuple[Whole, Whole], soft: tuple[Whole, Whole]) -> Whole | None:
        """Look near the known world, first where nobody who may join could object."""
        for low, high in (soft, hard):
            now, first, last = int(self.world[self.cell]), int(low[self.cell]), int(high[self.cell])
            if first > last:
                continue
            low, high = low.copy(), high.copy()
            low[self.cell], high[self.cell] = min(first, now), max(last, now)
            if not ((low <= self.world) & (self.world <= high)).all():
                continue
            change = first - now if now < first else last - now if now > last else 0
            world = self.mover.reach(self.world, self.cell, change, low, high)
            if world is not None:
                return world
        return None

    def _who_excludes(
        self,
        world: Whole,
        end: int,
        ends: tuple[Whole, Whole],
        room: tuple[Whole, Whole],
        rest: Whole,
        left: int,
    ) -> list[int]:
        """List those, one of each kind, whose counts (with `left` - 1 others') may not agree with the world."""
        every = self.all
        cell = every.part.cell[rest]
        if left == 1:
            low, high = self._own_window(*ends, end)
            out = (world[cell] < low[cell] + every.down[rest]) | (world[cell] > high[cell] - every.up[rest])
        else:
            out = (world[cell] < room[0][cell]) | (world[cell] > room[1][cell])
        me = int(every.owner[self.at])
        chosen: dict[Kind, int] = {}
        for owner in every.owner[rest[out]].tolist():
            if owner != me:
                chosen.setdefault(every.kinds[owner], owner)
        return list(chosen.values())
