"""Worlds with room for what many owners may know at once: whoever shares such a room is cleared together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from pipeline.disclosure.bounds import Marks
from pipeline.disclosure.coalitions import Room
from pipeline.disclosure.system import Part, Whole
from pipeline.disclosure.ways import Way, Ways

_LATEST = 6  # rooms that are asked whether one more fits in

Guest = tuple[int, Way]  # an owner whose counts the desk does not all know, and one way in which it may know them


@dataclass(frozen=True)
class Shared:
    """A room, a world that lies in it, and the owners for whose counts (in some of the ways) it has a place."""

    room: Room
    world: Whole
    owners: Whole


class Rooms:
    """The rooms of a part, which together have a place for everybody, in all ways that matter.

    One room for all is the best. Where there is none, those whose counts the desk knows share one, and the others take
    the first that has a place for them: a coalition of one comes from one room. Several who pool may come from
    different rooms, so that for them it is one room or none.
    """

    def __init__(self, ways: Ways, low: Whole, high: Whole) -> None:
        self.ways, self.low, self.high = ways, low, high
        self.shared = self._shared()

    def suspects(self, sign: int, goal: Whole) -> Marks:
        """Mark, by room and number, where somebody there may exclude that the number stands at its goal or beyond.

        Without rooms, that may be anywhere.
        """
        if not self.shared:
            return np.ones((1, len(goal)), dtype=bool)
        return np.array([~self._proof(each, sign, goal) for each in self.shared])

    def owners(self, suspected: Marks) -> Whole:
        """List the owners in the suspected rooms."""
        if not self.shared:
            return np.unique(self.ways.all.owner)
        return np.unique(np.concatenate([self.shared[at].owners for at in np.flatnonzero(suspected).tolist()]))

    def _shared(self) -> list[Shared]:
        every = self.ways.all
        certain, doubtful = np.unique(every.owner), np.unique(every.owner[~every.sure])
        certain = certain[~np.isin(certain, doubtful)]
        told = [self.ways.of((owner,)) for owner in doubtful.tolist()]
        if not all(complete for _, complete in told):
            return []
        # The first way of each, then the second: those of one owner seldom suit one world.
        ways = zip_longest(*(each for each, _ in told))
        everybody = [(owner, way) for row in ways for owner, way in zip(doubtful.tolist(), row, strict=True) if way]
        made = self._leave(certain, everybody, self.ways.world)
        if made or every.size > 1 or not everybody:
            return [made] if made else []
        first = self._leave(certain, [], self.ways.world)
        rooms = self._placed(everybody)
        return [first, *rooms] if first and rooms else []

    def _placed(self, guests: Sequence[Guest]) -> list[Shared]:
        """Give every guest a place; none at all where one finds none."""
        groups: list[list[Guest]] = []
        found: list[Shared] = []
        nobody = np.empty(0, dtype=np.int64)
        for guest in guests:
            for at in range(max(len(found) - _LATEST, 0), len(found)):
                if made := self._leave(nobody, [*groups[at], guest], found[at].world):
                    groups[at], found[at] = [*groups[at], guest], made
                    break
            else:
                made = self._leave(nobody, [guest], self.ways.world)
                if not made:
                    return []
                groups.append([guest])
                found.append(made)
        return found

    def _leave(self, certain: Whole, guests: Sequence[Guest], world: Whole) -> Shared | None:
        """Leave room for what these owners know; None where there is no world in it, or none is found."""
        every = self.ways.all
        owners = np.union1d(certain, np.array([owner for owner, _ in guests], dtype=np.int64))
        among = every.sure & np.isin(every.owner, owners)
        down, up = np.where(among, every.count - self.low, 0), np.where(among, self.high - every.count, 0)
        for at, count in (each for _, way in guests for each in way.counts):
            down[at] = max(int(down[at]), count - int(self.low[at]))
            up[at] = max(int(up[at]), int(self.high[at]) - count)
        room = every.room(down, up)
        if (room.low > room.high).any():
            return None
        if ((room.low <= world) & (world <= room.high)).all():
            return Shared(room, world, owners)
        found = self.ways.mover.find(self.ways.world, 0, room.low, room.high, self.ways.effort).world
        return None if found is None else Shared(room, found, owners)

    def _proof(self, shared: Shared, sign: int, goal: Whole) -> Marks:
        """Mark the numbers of which nobody in the room can exclude that they stand at their goal."""
        part, room, world = self.ways.all.part, shared.room, shared.world
        # Between which sums of its cell a number can stand at its goal, whatever others there know.
        first, last = room.others_low, room.others_high
        if sign < 0:
            last = last - (self.high - goal)
        else:
            first = first + (goal - self.low)
        safe = (first <= world[part.cell]) & (world[part.cell] <= last)
        open_ = ~safe & (first <= last)
        latest = per_cell(np.maximum, part, first, open_, part.low)
        soonest = per_cell(np.minimum, part, last, open_, part.high)
        tried: dict[tuple[int, int, int], bool] = {}

        def holds(cell: int, start: int, end: int) -> bool:
            """Tell whether there is a world that suits them all and has the cell's sum within these ends."""
            if start > end:
                return False
            if (cell, start, end) not in tried:
                low, high = room.low.copy(), room.high.copy()
                low[cell], high[cell] = start, end
                found = self.ways.mover.find(world, cell, low, high, self.ways.effort)
                tried[cell, start, end] = found.world is not None
            return tried[cell, start, end]

        for at in np.flatnonzero(open_).tolist():
            cell = int(part.cell[at])
            whole = holds(cell, int(latest[cell]), int(soonest[cell]))
            safe[at] = whole or holds(cell, int(first[at]), int(last[at]))
        return safe


def per_cell(pick: np.ufunc, part: Part, value: Whole, chosen: npt.NDArray[np.bool_], start: Whole) -> Whole:
    """Pick one of the chosen numbers' values for each cell, beginning with `start`."""
    found = start.copy()
    pick.at(found, part.cell[chosen], value[chosen])
    return found
