"""What an organisation adds to the public facts that knows its own count, or several that pool theirs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

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
        self.order = np.argsort(part.cell, kind="stable")
        self.starts = np.searchsorted(part.cell[self.order], np.arange(len(part.low) + 1))
        top_down, self.others_down = self._tops(self.down)
        top_up, self.others_up = self._tops(self.up)
        self.low, self.high = part.low + top_down, part.high - top_up
        self.worlds: dict[tuple[int, int], list[Whole]] = defaultdict(list)  # found so far, by cell and sign
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

    def places(self, owners: Whole) -> tuple[Whole, Whole]:
        """List the numbers of these owners, and for each the place of its owner among them."""
        found = [self.of[owner] for owner in owners.tolist()]
        of = np.repeat(np.arange(len(owners)), [len(each) for each in found])
        return np.array([place for each in found for place in each], dtype=np.int64), of

    def members(self, cells: Whole) -> Whole:
        """List the numbers in these cells."""
        chosen = [self.order[self.starts[cell] : self.starts[cell + 1]] for cell in cells.tolist()]
        return np.concatenate([self.order[:0], *chosen])

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
        self.worlds = coalitions.worlds[self.cell, sign]
        self.seen: set[tuple[object, ...]] = set()

    def visit(self, coalition: tuple[int, ...]) -> None:
        """Compute the end that this coalition proves, if it is further out; then ask whether one more goes on."""
        kinds = tuple(sorted(self.all.kinds[each] for each in coalition))
        if kinds in self.seen or not self.complete or self._enough():
            return
        self.seen.add(kinds)
        every = self.all
        known = np.array([place for each in coalition for place in every.of[each]], dtype=np.int64)
        ends = pinned(
            every.part.low, every.part.high, every.part.cell, every.ends_low, every.ends_high, every.count, known
        )
        left = every.size - len(coalition)
        room = self._room(*ends, known, left)
        world = self._stand(*ends, room, coalition, bool(left))
        if not left or world is None:
            return
        group = self._who_excludes(world, ends, room, known, left)
        if left > 1:
            for owner in group:
                self.visit((*coalition, owner))
        else:
            self._last(coalition, np.array(group, dtype=np.int64), ends)

    def _last(self, coalition: tuple[int, ...], group: Whole, ends: tuple[Whole, Whole]) -> None:
        """Let each of the group join: all who can live with one world are done with together.

        Where there is none, the first goes alone (the others seldom go further), and then halves.
        """
        group = self._left_out(group, ends)
        if len(group) < 2 or self._one_world(group, ends, solve=False):
            self._settle(coalition, group, ends)
            return
        for share in self._shares(coalition, group, ends):
            self._settle(coalition, share, ends)

    def _shares(self, coalition: tuple[int, ...], group: Whole, ends: tuple[Whole, Whole]) -> Iterator[Whole]:
        """Let the one go first whose count costs the number most; share out the others, so that one world suits each.

        What counts cost is told by the slopes of the linear program at the number's furthest end. They say how much one
        world may give to all of a share together; where they mislead, only time is lost.
        """
        every = self.all
        guide = self.mover.slopes(self.cell, self.sign, *ends, self.effort)
        if guide is None:
            yield group
            return
        furthest, on_low, on_high = guide
        places, of = every.places(group)
        cell = every.part.cell[places]
        loss = np.maximum(on_low[cell] * every.down[places], 0) + np.maximum(on_high[cell] * every.up[places], 0)
        loss = np.where(cell == self.cell, every.down[places] if self.sign > 0 else every.up[places], loss)
        total = np.zeros(len(group))
        np.add.at(total, of, loss)
        order = np.argsort(-total, kind="stable")
        yield group[order[:1]]
        base, own = (ends[0], self.own_low) if self.sign > 0 else (ends[1], self.own_high)
        slack = (furthest - (int(base[self.cell]) - own) - self.end) * self.sign
        home = np.full(len(group), -1)
        home[of] = cell
        spent: dict[int, float] = {}
        share: list[int] = []
        for at in order[1:].tolist():
            more = total[at] - spent.get(int(home[at]), 0.0)
            if more > 0 and sum(spent.values()) + more > slack:
                yield group[share]
                spent, share = {}, []
            spent[int(home[at])] = max(spent.get(int(home[at]), 0.0), float(total[at]))
            share.append(at)
        yield group[share]

    def _settle(self, coalition: tuple[int, ...], group: Whole, ends: tuple[Whole, Whole]) -> None:
        """Settle the others in the same way, by halves."""
        group = self._left_out(group, ends)
        if self._one_world(group, ends):
            return
        self.visit((*coalition, int(group[0])))
        group = self._left_out(group, ends)
        half = (len(group) + 1) // 2
        self._settle(coalition, group[:half], ends)
        self._settle(coalition, group[half:], ends)

    def _left_out(self, group: Whole, ends: tuple[Whole, Whole]) -> Whole:
        """Tell with whose counts no world found so far agrees."""
        every = self.all
        low, high = self._own_window(*ends, self.end)
        for world in self.worlds:
            if not len(group):
                break
            if (low <= world).all() and (world <= high).all():
                places, of = every.places(group)
                cell = every.part.cell[places]
                off = (world[cell] < low[cell] + every.down[places]) | (world[cell] > high[cell] - every.up[places])
                group = group[np.unique(of[off])]
        return group

    def _joined(self, group: Whole, ends: tuple[Whole, Whole]) -> tuple[Whole, Whole]:
        """Tell between which sums of the cells a world suits each of the group, with the number at the furthest end."""
        every = self.all
        places, _ = every.places(group)
        cell = every.part.cell[places]
        low, high = ends[0].copy(), ends[1].copy()
        np.maximum.at(low, cell, ends[0][cell] + every.down[places])
        np.minimum.at(high, cell, ends[1][cell] - every.up[places])
        return self._own_window(low, high, self.end)

    def _one_world(self, group: Whole, ends: tuple[Whole, Whole], solve: bool = True) -> bool:
        if not len(group) or not self.complete or self._enough():
            return True
        low, high = self._joined(group, ends)
        if len(group) == 1 or (low > high).any():
            return False
        world = self._near((low, high), None)
        if world is None and solve and propagate(self.all.part, low, high) is not None:
            world = self.mover.find(self.cell, low, high, self.effort).world
        if world is None:
            return False
        self._keep(world)
        return True

    def _enough(self) -> bool:
        return self.floor is not None and (self.end - self.floor) * self.sign < 0

    def _room(self, low: Whole, high: Whole, known: Whole, left: int) -> tuple[Whole, Whole]:
        """Tell the ends of the cells that whoever may still join leaves open."""
        if not left:
            return low, high
        every = self.all
        if not len(known):
            room_low, room_high = every.low.copy(), every.high.copy()
            room_low[self.cell] = every.part.low[self.cell] + every.others_down[self.at]
            room_high[self.cell] = every.part.high[self.cell] - every.others_up[self.at]
            return room_low, room_high
        rest = np.ones(len(every.owner), dtype=bool)
        rest[known] = rest[self.at] = False
        down, up = np.where(rest, every.down, 0), np.where(rest, every.up, 0)
        return low + every.ranked(down, left)[1], high - every.ranked(up, left)[1]

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
        if (world := self._seen(hard)) is not None:
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

    def _near(self, hard: tuple[Whole, Whole], soft: tuple[Whole, Whole] | None) -> Whole | None:
        """Look near the known world, first where nobody who may join could object."""
        for low, high in (hard,) if soft is None else (soft, hard):
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
        self, world: Whole, ends: tuple[Whole, Whole], room: tuple[Whole, Whole], known: Whole, left: int
    ) -> list[int]:
        """List those, one of each kind, whose counts (with `left` - 1 others') may not agree with the world.

        Those who know most go first: they spare the others.
        """
        every = self.all
        tight = self._own_window(*room, self.end)
        places = every.members(np.flatnonzero((world < tight[0]) | (world > tight[1])))
        cell = every.part.cell[places]
        if left == 1:
            low, high = self._own_window(*ends, self.end)
            off = np.maximum(low[cell] + every.down[places] - world[cell], world[cell] - high[cell] + every.up[places])
        else:
            off = np.maximum(tight[0][cell] - world[cell], world[cell] - tight[1][cell])
        spared = {int(every.owner[self.at]), *every.owner[known].tolist()}
        chosen: dict[Kind, int] = {}
        order = np.lexsort((places, -off))
        for owner in every.owner[places[order[off[order] > 0]]].tolist():
            if owner not in spared:
                chosen.setdefault(every.kinds[owner], owner)
        return list(chosen.values())
