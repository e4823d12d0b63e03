"""What an organisation adds to the public facts that knows its own count, or several that pool theirs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from pipeline.disclosure.system import Part, Whole, propagate
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.witness import Mover

Ends = tuple[Whole, Whole]
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
    """Coalitions grow one by one, and only by those who know more than every world found so far allows.

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
        if kinds in self.seen or self._done():
            return
        self.seen.add(kinds)
        every = self.all
        known, _ = every.places(np.array(coalition, dtype=np.int64))
        ends = pinned(
            every.part.low, every.part.high, every.part.cell, every.ends_low, every.ends_high, every.count, known
        )
        left = every.size - len(coalition)
        if self._stand(ends, coalition) and left:
            group = every.candidates[~np.isin(every.candidates, [*coalition, every.owner[self.at]])]
            self._grow(coalition, group, self._room(ends, known, left - 1))

    def _done(self) -> bool:
        return not self.complete or (self.floor is not None and (self.end - self.floor) * self.sign < 0)

    def _stand(self, ends: Ends, coalition: tuple[int, ...]) -> bool:
        """Find a world in which the number stands as far out as the furthest end so far, or as far as it can.

        Where that end cannot be held, the coalition has moved it. False where nothing more can be said.
        """
        if (ends[0] > ends[1]).any():
            return False
        hard = self._own_window(ends, self.end)
        if any((hard[0] <= world).all() and (world <= hard[1]).all() for world in self.worlds):
            return True
        found = self.mover.find(self.world, self.cell, *hard, self.effort)
        if found.impossible:
            outer = propagate(self.all.part, *ends)
            if outer is None:  # these counts do not agree with what readers must believe: they prove nothing
                return False
            found = self.mover.extreme(self.world, self.cell, self.sign, *outer, self.effort)
            if found.impossible:
                return False
            if found.world is not None:
                self.end, self.by = self._end(int(found.world[self.cell]), ends), coalition
        self.complete &= found.world is not None
        if found.world is not None:
            self.worlds.append(found.world)
        return self.complete

    def _own_window(self, ends: Ends, end: int) -> Ends:
        """Narrow the own cell's ends to those at which the number itself can stand at `end` or further out."""
        low, high = ends[0].copy(), ends[1].copy()
        if self.sign < 0:
            high[self.cell] -= self.own_high - end
        else:
            low[self.cell] += end - self.own_low
        return low, high

    def _end(self, total: int, ends: Ends) -> int:
        if self.sign < 0:
            return max(self.own_low, total - (int(ends[1][self.cell]) - self.own_high))
        return min(self.own_high, total - (int(ends[0][self.cell]) - self.own_low))

    def _room(self, ends: Ends, known: Whole, left: int) -> Ends:
        """Tell the ends of the cells that whoever may still join, besides the next one, leaves open."""
        if not left:
            return ends
        every, rest = self.all, np.ones(len(self.all.owner), dtype=bool)
        rest[known] = rest[self.at] = False
        down, up = np.where(rest, every.down, 0), np.where(rest, every.up, 0)
        return ends[0] + every.ranked(down, left)[1], ends[1] - every.ranked(up, left)[1]

    # -- one more ------------------------------------------------------------------------------------------------

    def _grow(self, coalition: tuple[int, ...], group: Whole, room: Ends) -> None:
        """Let each of the group join: all who can live with one world are done with together."""
        group = self._left_out(group, room)
        if not self._one_world(group, room):
            for share in self._shares(group, room):
                self._settle(coalition, share, room)

    def _settle(self, coalition: tuple[int, ...], group: Whole, room: Ends) -> None:
        """Where there is no world for all, the first goes alone (the others seldom go further), and then halves."""
        group = self._left_out(group, room)
        if self._one_world(group, room):
            return
        self.visit((*coalition, int(group[0])))
        group = self._left_out(group[1:], room)
        half = (len(group) + 1) // 2
        self._settle(coalition, group[:half], room)
        self._settle(coalition, group[half:], room)

    def _left_out(self, group: Whole, room: Ends) -> Whole:
        """Tell with whose counts no world found so far agrees."""
        every = self.all
        low, high = self._own_window(room, self.end)
        places, of = every.places(group)
        cell = every.part.cell[places]
        for world in self.worlds:
            if not len(group):
                break
            if (low <= world).all() and (world <= high).all():
                sums = world[cell]
                off = (sums < low[cell] + every.down[places]) | (sums > high[cell] - every.up[places])
                still = np.bincount(of[off], minlength=len(group)) > 0
                if not still.all():
                    group = group[still]
                    places, of = every.places(group)
                    cell = every.part.cell[places]
        return group

    def _one_world(self, group: Whole, room: Ends) -> bool:
        """Look for a world that suits each of the group, whoever else joins, with the number at the furthest end."""
        if not len(group) or self._done():
            return True
        if len(group) == 1:
            return False
        every = self.all
        places, _ = every.places(group)
        cell = every.part.cell[places]
        low, high = self._own_window(room, self.end)
        base = low.copy(), high.copy()
        np.maximum.at(low, cell, base[0][cell] + every.down[places])
        np.minimum.at(high, cell, base[1][cell] - every.up[places])
        if (low > high).any():
            return False
        found = self.mover.find(self.world, self.cell, low, high, self.effort)
        if found.world is not None:
            self.worlds.append(found.world)
        return found.world is not None

    def _shares(self, group: Whole, room: Ends) -> Iterator[Whole]:
        """Let the one go first whose count costs the number most; share out the others, so that one world suits each.

        What counts cost is told by the slopes of the linear program at the number's furthest end. They say how much one
        world may give to all of a share together; where they mislead, only time is lost.
        """
        every, cost = self.all, np.zeros(len(room[0]), dtype=np.int64)
        cost[self.cell] = -self.sign
        guide = self.mover.linear.ask(*room, self.effort, cost)
        if guide.sums is None:
            yield group
            return
        places, of = every.places(group)
        cell = every.part.cell[places]
        loss = guide.slopes[0][cell] * every.down[places] + guide.slopes[1][cell] * every.up[places]
        loss = np.where(cell == self.cell, every.down[places] if self.sign > 0 else every.up[places], loss)
        total, home = np.zeros(len(group)), np.zeros(len(group), dtype=np.int64)
        np.add.at(total, of, loss)
        home[of] = cell
        order = np.argsort(-total, kind="stable")
        yield group[order[:1]]
        furthest = int(np.rint(guide.sums[self.cell]))
        base, own = (room[0], self.own_low) if self.sign > 0 else (room[1], self.own_high)
        slack = (furthest - (int(base[self.cell]) - own) - self.end) * self.sign
        costly = order[1:][total[order[1:]] > 0]
        spent, top, share = 0.0, {}, group[order[1:]][total[order[1:]] <= 0].tolist()
        for at in costly.tolist():
            before = top.get(int(home[at]), 0.0)
            more = max(0.0, float(total[at]) - before)
            if share and spent + more > slack:
                yield np.array(share, dtype=np.int64)
                spent, top, share, before = 0.0, {}, [], 0.0
                more = float(total[at])
            spent += more
            top[int(home[at])] = before + more
            share.append(int(group[at]))
        yield np.array(share, dtype=np.int64)
