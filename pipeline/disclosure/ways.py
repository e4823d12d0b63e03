"""In which ways a coalition may know its own counts, where the desk does not know all of them.

An organisation's own count of an earlier revision can be whatever the public facts, and its other counts, leave
possible. What a linear program says of others bends one way only between the least and the most of these, so that the
two are the worst; where whole numbers may say more, everything between is taken as well if that is little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.coalitions import Coalitions, Ends, pinned
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.system import Whole, propagate
from pipeline.disclosure.witness import Mover

_FEW = 9  # counts that are tried one by one


@dataclass(frozen=True)
class Way:
    """The cells' ends that a coalition leaves open, and what it takes its counts to be that the desk does not know."""

    ends: Ends
    counts: tuple[tuple[int, int], ...]  # place and count


class Ways:
    """The ways of coalitions in a part, computed once for each. `world` is any that agrees with the public facts."""

    def __init__(self, coalitions: Coalitions, mover: Mover, world: Whole, effort: Effort) -> None:
        self.all, self.mover, self.world, self.effort = coalitions, mover, world, effort
        self.found: dict[tuple[int, ...], tuple[list[Way], bool]] = {}
        self.complete = True

    def of(self, owners: Sequence[int]) -> tuple[list[Way], bool]:
        """List the ways of a coalition, and tell whether these are all that matter."""
        who = tuple(sorted(owners))
        if who not in self.found:
            every, self.complete = self.all, True
            known, _ = every.places(np.array(who, dtype=np.int64))
            ends = self._pin((every.part.low, every.part.high), known[every.sure[known]], every.count)
            ways = list(self._unsure(ends, known[~every.sure[known]], ()))
            self.found[who] = ways, self.complete
        return self.found[who]

    def _unsure(self, ends: Ends, unsure: Whole, counts: tuple[tuple[int, int], ...]) -> Iterator[Way]:
        if not len(unsure):
            yield Way(ends, counts)
            return
        at = int(unsure[0])
        possible = self._possible(at, ends)
        if possible is None:
            return
        low, high = possible
        for value in range(low, high + 1) if high - low < _FEW else (low, high):
            count = np.repeat(np.int64(value), len(self.all.owner))
            yield from self._unsure(self._pin(ends, unsure[:1], count), unsure[1:], (*counts, (at, value)))

    def _pin(self, ends: Ends, places: Whole, count: Whole) -> Ends:
        every = self.all
        return pinned(*ends, every.part.cell, every.ends_low, every.ends_high, count, places)

    def _possible(self, at: int, ends: Ends) -> tuple[int, int] | None:
        """Tell the least and the most that a number can be; None where nothing is possible, or it is not decided."""
        every = self.all
        cell, outer = int(every.part.cell[at]), propagate(every.part, *ends)
        if outer is None:
            return None
        found = [self.mover.extreme(self.world, cell, sign, *outer, self.effort) for sign in (-1, 1)]
        if found[0].world is None or found[1].world is None:
            self.complete &= found[0].impossible or found[1].impossible
            return None
        least, most = int(found[0].world[cell]), int(found[1].world[cell])
        low, high = int(every.ends_low[at]), int(every.ends_high[at])
        return max(low, least - (int(ends[1][cell]) - high)), min(high, most - (int(ends[0][cell]) - low))
