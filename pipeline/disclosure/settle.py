"""Settle what can be proved of the numbers of one part: see `provable`."""

from collections.abc import Iterator, Mapping

import numpy as np

from pipeline.disclosure.bounds import Bounds, Contradiction, Floor, Marks, Narrowed, Numbers, Unproved, unbounded
from pipeline.disclosure.coalitions import Coalitions, pinned
from pipeline.disclosure.insiders import Worst, worst
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.rooms import Rooms, per_cell
from pipeline.disclosure.system import Part, Whole, propagate
from pipeline.disclosure.ways import Ways
from pipeline.disclosure.witness import Mover


class PartSearch:
    """The search for the ends of all numbers of a part: a stranger's, and those of the best-placed insiders."""

    def __init__(
        self,
        part: Part,
        low: Whole,
        high: Whole,
        numbers: Numbers,
        effort: Effort,
        insiders: int = 0,
        bounds: Bounds | None = None,
        floor: Floor | None = None,
    ) -> None:
        self.part, self.effort, self.floor, self.insiders = part, effort, floor, insiders
        self.bounds = bounds or unbounded(low, high)
        self.low, self.high = low[part.columns], high[part.columns]
        self.owner = numbers.owner[part.columns]
        self.mover = Mover(part)
        outer = propagate(part, part.low, part.high)
        if outer is None:
            raise Contradiction(part.facts.tolist())
        self.outer = outer
        self.count = np.clip(_guess(numbers, part.columns), self.low, self.high)
        self.sure = numbers.count[part.columns] >= 0
        self.world = self._first_world(self.sure)
        if floor is None:
            self.goal_low, self.goal_high = self.low, self.high
        else:
            self.goal_low = floor.low[part.columns]
            self.goal_high = np.minimum(floor.high[part.columns], self.high)

    def _first_world(self, known: Marks) -> Whole:
        """Start from the true counts, where the public facts agree with them (earlier counts are filled in)."""
        part = self.part
        world = np.zeros(len(part.low), dtype=np.int64)
        np.add.at(world, part.cell, self.count)
        if part.holds(world, part.low, part.high):
            return world
        spread = pinned(part.low, part.high, part.cell, self.low, self.high, self.count, np.flatnonzero(known))
        for low, high in (spread, (part.low, part.high)):
            found = self.mover.find(world, 0, low, high, self.effort)
            if found.world is not None:
                self._fill(found.world, np.flatnonzero(~known))
                return found.world
        if found.impossible:
            raise Contradiction(part.facts.tolist())
        raise Unproved

    def _fill(self, world: Whole, unknown: Whole) -> None:
        """Share a cell's sum among the numbers that the desk does not know."""
        self.count[unknown] = self.low[unknown]
        total = np.zeros(len(world), dtype=np.int64)
        np.add.at(total, self.part.cell, self.count)
        rest = np.maximum(world - total, 0)
        for at in unknown.tolist():
            cell = self.part.cell[at]
            more = min(int(rest[cell]), int(self.high[at] - self.low[at]))
            self.count[at] += more
            rest[cell] -= more

    def run(self) -> None:
        """Settle every number of the part."""
        if self.floor is not None and self._plainly_narrowed(self.floor):
            raise Narrowed
        self._stranger()
        if self.insiders:
            sure, owner = self.sure, self.owner
            coalitions = Coalitions(self.part, self.low, self.high, self.count, sure, owner, self.insiders)
            self._insiders(Ways(coalitions, self.mover, self.world, self.effort))

    def _plainly_narrowed(self, floor: Floor) -> bool:
        """Tell, without a search, whether one sum by itself narrows a number beyond the floor: what most leaks are.

        The best-placed coalition is that of the sum's other members who stand furthest from their ends.
        """
        columns = self.part.columns
        for row in range(len(self.part.least)):
            inside = self.part.matrix[[row]].toarray()[0][self.part.cell] > 0
            low, high, count = self.low[inside], self.high[inside], self.count[inside]
            sure = self.sure[inside]
            known_up = _top_of_others(np.where(sure, high - count, 0), self.insiders)
            known_down = _top_of_others(np.where(sure, count - low, 0), self.insiders)
            least = int(self.part.least[row]) - (int(high.sum()) - high) + known_up
            most = int(self.part.most[row]) - (int(low.sum()) - low) - known_down
            limit = np.minimum(floor.inner_high[columns[inside]], high)
            if (least > floor.inner_low[columns[inside]]).any() or (most < limit).any():
                return True
        return False

    # -- a stranger ---------------------------------------------------------------------------------------------

    def _stranger(self) -> None:
        """Settle what a reader without a count of his own can prove."""
        part = self.part
        own = part.columns
        reached_low, reached_high = self.world.copy(), self.world.copy()
        everyone = np.ones(len(own), dtype=bool)
        failed = np.zeros(len(part.low), dtype=bool)
        stand_low = part.high[part.cell] - (self.high - self.goal_low)
        stand_high = part.low[part.cell] + (self.goal_high - self.low)
        wanted_low = per_cell(np.minimum, part, stand_low, everyone, part.high)
        wanted_high = per_cell(np.maximum, part, stand_high, everyone, part.low)
        for sign, wanted in ((-1, wanted_low), (1, wanted_high)):
            for cell in range(len(part.low)):
                goal = max(wanted[cell], self.outer[0][cell]) if sign < 0 else min(wanted[cell], self.outer[1][cell])
                reached = reached_low[cell] if sign < 0 else reached_high[cell]
                if (goal - reached) * sign <= 0:
                    continue
                low, high = part.low.copy(), part.high.copy()
                low[cell], high[cell] = (low[cell], goal) if sign < 0 else (goal, high[cell])
                world = self.mover.find(self.world, cell, low, high, self.effort).world
                if world is None:
                    world = self.mover.extreme(self.world, cell, sign, *self.outer, self.effort).world
                if world is None:
                    failed[cell] = True
                    continue
                np.minimum(reached_low, world, out=reached_low)
                np.maximum(reached_high, world, out=reached_high)
        low = np.maximum(self.low, reached_low[part.cell] - (part.high[part.cell] - self.high))
        high = np.minimum(self.high, reached_high[part.cell] - (part.low[part.cell] - self.low))
        bounds = self.bounds
        bounds.low[own], bounds.high[own] = low, high
        bounds.inner_low[own], bounds.inner_high[own] = bounds.low[own], bounds.high[own]
        bounds.proved[own] &= ~failed[part.cell]
        if self.floor is not None and (
            (bounds.low[own] > self.goal_low).any() or (bounds.high[own] < self.goal_high).any() or failed.any()
        ):
            raise Narrowed

    def is_beyond(self, at: int, sign: int, floor: int) -> bool:
        """Tell whether a number's end lies beyond the floor."""
        part, cell = self.part, int(self.part.cell[at])
        room = int(part.high[cell] - self.high[at]) if sign < 0 else int(part.low[cell] - self.low[at])
        outer = int(self.outer[0][cell] if sign < 0 else self.outer[1][cell])
        if (outer - room - floor) * sign < 0:
            return True
        change = floor + room - int(self.world[cell])
        if change * sign <= 0 or self.mover.reach(self.world, cell, change, *self.outer) is not None:
            return False
        world = self.mover.extreme(self.world, cell, sign, *self.outer, self.effort).world
        return world is not None and (int(world[cell]) - room - floor) * sign < 0

    # -- insiders -----------------------------------------------------------------------------------------------

    def _insiders(self, ways: Ways) -> None:
        """Try coalitions on the numbers that are not proof against all of them, those that leak anyway at the end.

        They would have to go beyond what a stranger proves, or beyond the floor.
        """
        bounds, columns, floor = self.bounds, self.part.columns, self.floor
        goals = {-1: bounds.low[columns].copy(), 1: bounds.high[columns].copy()}
        if floor is not None:
            goals[-1] = np.maximum(goals[-1], floor.inner_low[columns])
            goals[1] = np.minimum(goals[1], floor.inner_high[columns])
        rooms = Rooms(ways, self.low, self.high)
        suspects = {sign: rooms.suspects(sign, goals[sign]) for sign in (-1, 1)}
        done: dict[tuple[object, ...], Worst] = {}
        for sign, at in self._in_order(suspects):
            column, goal = int(columns[at]), int(goals[sign][at])
            key = (sign, ways.all.kind(at), goal)
            if key not in done:
                done[key] = worst(ways, at, sign, goal, rooms.owners(suspects[sign][:, at]), floor is not None)
            end, by, proved = done[key]
            if floor is not None and (end != goal or not proved):
                raise Narrowed
            if sign < 0:
                bounds.inner_low[column] = end
                bounds.low_by.update({column: by} if by else {})
            else:
                bounds.inner_high[column] = end
                bounds.high_by.update({column: by} if by else {})
            bounds.proved[column] &= proved

    def _in_order(self, suspects: Mapping[int, Marks]) -> Iterator[tuple[int, int]]:
        columns = self.part.columns
        leaks = (self.bounds.low[columns] > self.low) | (self.bounds.high[columns] < self.high)
        for later in (False, True):
            for at in np.flatnonzero(leaks == later).tolist():
                yield from ((sign, at) for sign in (-1, 1) if suspects[sign][:, at].any())


def _top_of_others(amount: Whole, number: int) -> Whole:
    """Sum for each the largest `number` of the others' amounts."""
    order = np.argsort(-amount, kind="stable")
    top, more = amount[order[:number]].sum(), amount[order[: number + 1]].sum()
    found = np.full(len(amount), top, dtype=np.int64)
    found[order[:number]] = more - amount[order[:number]]
    return found


def _guess(numbers: Numbers, columns: Whole) -> Whole:
    """Take the true counts; for an earlier count that the desk does not know, the owner's present one, or a middle."""
    present = {int(o): int(c) for o, c in zip(numbers.owner, numbers.count, strict=True) if c >= 0}
    low, high = numbers.low[columns], numbers.high[columns]
    middle = low + (np.minimum(high, low * 2 + 1) - low) // 2
    owners, counts = numbers.owner[columns], numbers.count[columns]
    held = np.array([present.get(int(o), int(m)) for o, m in zip(owners, middle, strict=True)], dtype=np.int64)
    return np.where(counts >= 0, counts, held)
