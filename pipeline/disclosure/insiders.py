"""Which insiders narrow a number the most: those who know their own counts, or several who pool theirs.

One world in which a number stands at its end clears everybody whose count agrees with it, so that most are cleared at
once. What is left is settled by shares of those whom one world can suit, and in the end one by one.
"""

from collections.abc import Iterator

import numpy as np

from pipeline.disclosure.coalitions import Ends
from pipeline.disclosure.system import Whole, propagate
from pipeline.disclosure.ways import Ways

_AT_ONCE = 32  # worlds that are held against all owners at once

Worst = tuple[int, tuple[int, ...], bool]  # the end, the coalition that proves it, whether the search was complete


def worst(ways: Ways, at: int, sign: int, start: int, suspects: Whole, any_leak: bool) -> Worst:
    """Find the coalition that narrows a number's end the most, and how far. `start` is a stranger's end.

    One of the `suspects` at least is in any coalition that goes beyond it. With `any_leak`, the first that does so
    ends the search.
    """
    search = _Search(ways, at, sign, start, suspects, any_leak)
    search.visit(())
    return search.end, search.by, search.complete


class _Search:
    """Coalitions grow one by one, and only by those who know more than every world found so far allows.

    At every step the question is whether this coalition, or one with more in it, goes beyond the furthest end so far.
    """

    def __init__(self, ways: Ways, at: int, sign: int, start: int, suspects: Whole, any_leak: bool) -> None:
        self.ways, self.all, self.mover, self.world = ways, ways.all, ways.mover, ways.world
        self.at, self.sign, self.effort = at, sign, ways.effort
        self.start, self.suspects, self.any_leak = start, suspects, any_leak
        self.cell = int(self.all.part.cell[at])
        self.own_low, self.own_high = int(self.all.ends_low[at]), int(self.all.ends_high[at])
        self.end = start
        self.by: tuple[int, ...] = ()
        self.complete = True
        self.worlds = self.all.worlds[self.cell, sign]
        self.seen: set[tuple[object, ...]] = set()

    def visit(self, coalition: tuple[int, ...]) -> None:
        """Compute the end that this coalition proves, if it is further out; then ask whether one more goes on."""
        kinds = tuple(sorted(self.all.kinds[each] for each in coalition))
        if kinds in self.seen or self._done():
            return
        self.seen.add(kinds)
        self.complete &= self.effort.look()
        known, _ = self.all.places(np.array(coalition, dtype=np.int64))
        left = self.all.size - len(coalition)
        ways, complete = self.ways.of(coalition)
        self.complete &= complete
        for ends in (way.ends for way in ways):
            if self._stand(ends, coalition) and left:
                taken = [*coalition, self.all.owner[self.at]]
                group = self.all.candidates[~np.isin(self.all.candidates, taken)]
                group = group if coalition else group[np.isin(group, self.suspects)]
                self._grow(coalition, group, self._room(ends, known, left - 1))

    def _done(self) -> bool:
        return not self.complete or (self.any_leak and self.end != self.start)

    def _stand(self, ends: Ends, coalition: tuple[int, ...]) -> bool:
        """Find a world in which the number stands as far out as the furthest end so far, or as far as it can.

        Where that end cannot be held, the coalition has moved it. False where nothing more can be said.
        """
        if (ends[0] > ends[1]).any():
            return False
        hard = self._own_window(ends, self.end)
        if len(self.worlds.within(hard)):
            return True
        # The fewer cells move, the fewer know that they did not.
        found = self.mover.find(self.world, self.cell, *hard, self.effort, close=len(coalition) < self.all.size)
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
            self.worlds.add(found.world)
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
        doubtful = np.isin(group, self.all.owner[~self.all.sure])  # no one world suits whatever they may know
        for owner in group[doubtful].tolist():
            self.visit((*coalition, owner))
        group = self._left_out(group[~doubtful], room)
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
        worlds = self.worlds.within((low, high))
        for at in range(0, len(worlds), _AT_ONCE):
            if not len(group):
                break
            places, of = every.places(group)
            cell, sums = every.part.cell[places], worlds[at : at + _AT_ONCE, every.part.cell[places]]
            off = (sums < low[cell] + every.down[places]) | (sums > high[cell] - every.up[places])
            first = np.searchsorted(of, np.arange(len(group)))
            group = group[np.logical_or.reduceat(off, first, axis=1).all(axis=0)]
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
            self.worlds.add(found.world)
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
        others = order[1:]
        costly = total[others] > 0
        spent, top, share = 0.0, dict[int, float](), group[others[~costly]].tolist()
        for at in others[costly].tolist():
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
