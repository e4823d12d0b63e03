"""What an organisation adds to the public facts that knows its own count, or several that pool theirs."""

from collections import defaultdict

import numpy as np

from pipeline.disclosure.system import Part, Whole, propagate
from pipeline.disclosure.witness import Effort, Mover

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
        return tuple(sorted(self._what(at) for at in places))

    def _what(self, at: int) -> tuple[int, int, int, int]:
        return int(self.part.cell[at]), int(self.ends_low[at]), int(self.ends_high[at]), int(self.count[at])

    def kind(self, at: int) -> tuple[object, ...]:
        """Tell what makes a number like another: its own cell, ends and count, and those of its owner's others."""
        return self._what(at), self.kinds[int(self.owner[at])]

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
        search = _Search(self, mover, world, at, sign, start, effort, floor)
        search.visit(())
        return search.end, search.by, search.complete


class _Search:
    """Coalitions grow one by one, and only by those who know more than the world just found allows.

    At every step the question is whether this coalition, or one with more in it, goes beyond the furthest end so far.
    """

    def __init__(
        self,
        coalitions: Coalitions,
        mover: Mover,
        world: Whole,
        at: int,
        sign: int,
        start: int,
        effort: Effort,
        floor: int | None,
    ) -> None:
        self.all, self.mover, self.world, self.at, self.sign = coalitions, mover, world, at, sign
        self.effort, self.floor = effort, floor
        self.cell = int(coalitions.part.cell[at])
        self.own_low, self.own_high = int(coalitions.ends_low[at]), int(coalitions.ends_high[at])
        self.end = start
        self.by: tuple[int, ...] = ()
        self.complete = True
        self.worlds = [world]
        self.seen: set[tuple[object, ...]] = set()

    def visit(self, coalition: tuple[int, ...]) -> None:
        """Compute the end that this coalition proves, if it is further out; then ask whether one more goes on."""
        kinds = tuple(sorted(self.all.kinds[each] for each in coalition))
        if kinds in self.seen or not self.complete or self._enough():
            return
        self.seen.add(kinds)
        every = self.all
        known = np.array([place for each in coalition for place in every.of[each]], dtype=np.int64)
        low, high = pinned(
            every.part.low, every.part.high, every.part.cell, every.ends_low, every.ends_high, every.count, known
        )
        left = every.size - len(coalition)
        rest = np.setdiff1d(np.arange(len(every.owner)), np.append(known, self.at)) if left else known
        room = self._room(low, high, rest, left)
        world = self._stand(low, high, room, coalition, bool(left))
        if left and world is not None:
            for owner in self._who_excludes(world, (low, high), room, rest, left):
                self.visit((*coalition, owner))

    def _enough(self) -> bool:
        return self.floor is not None and (self.end - self.floor) * self.sign < 0

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
        """Narrow the own cell's ends to those at which the number itself can stand at `end` or further out."""
        low, high = low.copy(), high.copy()
        if self.sign < 0:
            high[self.cell] -= self.own_high - end
        else:
            low[self.cell] += end - self.own_low
        return low, high

    def _stand(
        self, low: Whole, high: Whole, room: tuple[Whole, Whole], coalition: tuple[int, ...], more: bool
    ) -> Whole | None:
        """Find a world in which the number stands as far out as it can, or as far as the furthest end so far.

        Where that end cannot be held, the coalition has moved it.
        """
        if (low > high).any():
            return None
        hard, soft = self._own_window(low, high, self.end), self._own_window(*room, self.end)
        if not more and (world := self._seen(hard)) is not None:
            return world
        if (world := self._near(hard, soft)) is not None:
            return self._keep(world)
        outer = propagate(self.all.part, low, high)
        if outer is None:  # these counts do not agree with what readers must believe: they prove nothing
            return None
        end = self._end(int(outer[0][self.cell] if self.sign < 0 else outer[1][self.cell]), low, high)
        if (end - self.end) * self.sign >= 0:
            found = self.mover.find(self.cell, *hard, self.effort, soft if more else None)
            if found.world is not None:
                return self._keep(found.world)
            if not found.impossible:
                self.complete = False
                return None
        return self._furthest(low, high, outer, room, end, coalition, more)

    def _furthest(
        self,
        low: Whole,
        high: Whole,
        outer: tuple[Whole, Whole],
        room: tuple[Whole, Whole],
        end: int,
        coalition: tuple[int, ...],
        more: bool,
    ) -> Whole | None:
        """Find the exact end that this coalition proves, which is `end` at best."""
        hard, soft = self._own_window(low, high, end), self._own_window(*room, end)
        if (world := self._near(hard, soft)) is None:
            world, impossible = self.mover.extreme(self.world, self.cell, self.sign, *outer, self.effort)
            if world is None:
                self.complete &= impossible
                return None
            end = self._end(int(world[self.cell]), low, high)
            if more:
                hard, soft = self._own_window(low, high, end), self._own_window(*room, end)
                better = self.mover.find(self.cell, *hard, self.effort, soft)
                world = world if better.world is None else better.world
        self.end, self.by = end, coalition
        return self._keep(world)

    def _keep(self, world: Whole) -> Whole:
        self.worlds.append(world)
        return world

    def _seen(self, hard: tuple[Whole, Whole]) -> Whole | None:
        return next((w for w in self.worlds if (hard[0] <= w).all() and (w <= hard[1]).all()), None)

    def _end(self, total: int, low: Whole, high: Whole) -> int:
        if self.sign < 0:
            return max(self.own_low, total - (int(high[self.cell]) - self.own_high))
        return min(self.own_high, total - (int(low[self.cell]) - self.own_low))

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
        ends: tuple[Whole, Whole],
        room: tuple[Whole, Whole],
        rest: Whole,
        left: int,
    ) -> list[int]:
        """List those, one of each kind, whose counts (with `left` - 1 others') may not agree with the world."""
        every = self.all
        cell = every.part.cell[rest]
        if left == 1:
            low, high = self._own_window(*ends, self.end)
            off = np.maximum(low[cell] + every.down[rest] - world[cell], world[cell] - high[cell] + every.up[rest])
        else:
            low, high = self._own_window(*room, self.end)
            off = np.maximum(low[cell] - world[cell], world[cell] - high[cell])
        me = int(every.owner[self.at])
        chosen: dict[Kind, int] = {}
        order = np.argsort(-off, kind="stable")  # those who know most first: they spare the others
        for owner in every.owner[rest[order[off[order] > 0]]].tolist():
            if owner != me:
                chosen.setdefault(every.kinds[owner], owner)
        return list(chosen.values())
