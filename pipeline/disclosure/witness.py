"""Find possible worlds: whole numbers that agree with every public fact, and in which a cell takes a wanted value.

A witness proves that a reader cannot exclude the value. It is held against all facts in whole numbers, so that no
rounding of a solver can hide a leak. HiGHS decides, by the linear program where it can: its corners are whole where
the sums are nested, or two families of nested sums cross. Where more families cross, a few cells of a known world are
moved, or those near the corner; the whole integer program comes last.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipeline.disclosure.programs import Effort, Linear, solve_whole
from pipeline.disclosure.system import BEYOND, Part, Whole

_CANDIDATES = 24  # cells with the most room that are tried as partners
_BESIDE = 12  # and so many more in each sum that the moved cell stands in
_STEPS = 60
_FAILURES = 4
_SMALLER = 2  # a program of fewer cells is tried where it is so many times smaller than the whole
_FAR = 2**40


@dataclass(frozen=True)
class Found:
    """A world, held against all facts in whole numbers; or none, and whether it is proved that there is none."""

    world: Whole | None
    impossible: bool = False


class Mover:
    """Moves the cells of a part from world to world."""

    def __init__(self, part: Part) -> None:
        self.part = part
        dense = part.matrix.toarray()
        # Random marks: cells whose sums of marks agree stand, but for a chance of 2^-64, in the same sums.
        marks = np.random.Generator(np.random.PCG64(5)).integers(0, 2**63, size=len(dense), dtype=np.uint64)
        self.dense, self.inside = dense.astype(np.uint64), dense.astype(bool)
        self.marks = marks * np.uint64(2) + np.uint64(1)
        self.known: dict[bytes, Any] = {}
        self.linear = Linear(part)
        self.broken = False  # whether corners of the linear program are known not to be whole: it then comes second

    def reach(self, world: Whole, cell: int, change: int, low: Whole, high: Whole) -> Whole | None:
        """Change a cell's sum by `change`, and others so that all facts still hold; None where no short way is found.

        No cell leaves [low, high].
        """
        part, now, left = self.part, world.copy(), abs(change)
        sign = 1 if change > 0 else -1
        step, failures = left, 0
        for _ in range(_STEPS):
            if left == 0:
                break
            moves = self._move(now, cell, sign, step, low, high)
            if moves is None:
                failures += 1
                if step == 1 or failures > _FAILURES:
                    return None
                step = max(1, step // 4)
                continue
            amount, others = moves
            now[cell] += sign * amount
            for other, direction in others:
                now[other] += direction * amount
            left -= amount
            step = left
        return now if left == 0 and part.holds(now, low, high) else None

    def find(self, world: Whole, cell: int, low: Whole, high: Whole, effort: Effort, close: bool = False) -> Found:
        """Find a world between these ends; `world` is one that only `cell` need leave, `close` asks for one like it.

        The linear program goes first: it says at once where there is none, and its corner is often whole.
        """
        close = close or self.broken
        found = self._reach_into(world, cell, low, high) if close else None
        if found is not None:
            return Found(found)
        solved = self.linear.ask(low, high, effort)
        if solved.sums is None:
            return Found(None, solved.impossible)
        found = self._whole(solved.sums, low, high)
        if found is None:
            found = None if close else self._reach_into(world, cell, low, high)
            self.broken = True
        if found is None:
            found = self._beside(solved.sums, cell, low, high, effort)
        if found is None:
            exact = solve_whole(self.part, low, high, np.zeros(len(low), dtype=np.int64), effort)
            return Found(self._whole(exact.sums, low, high), exact.impossible)
        return Found(found)

    def extreme(self, world: Whole, cell: int, sign: int, low: Whole, high: Whole, effort: Effort) -> Found:
        """Find a world in which a cell's sum is as small (-1) or as large (+1) as can be; none where it is unproved.

        The linear bound is most often the whole one too: a world is sought there before a long search.
        """
        cost = np.zeros(len(low), dtype=np.int64)
        cost[cell] = -sign
        return self.cheapest(world, cost, low, high, effort, cell)

    def cheapest(self, world: Whole, cost: Whole, low: Whole, high: Whole, effort: Effort, cell: int = -1) -> Found:
        """Find a world of least cost. `cell`: the only one that costs or earns."""
        solved = self.linear.ask(low, high, effort, cost)
        if solved.impossible:
            return Found(None, impossible=True)
        if solved.sums is None:
            return Found(None)
        goal = _least(solved.bound)
        found = self._whole(solved.sums, low, high)
        if found is not None and int(cost @ found) <= goal:
            return Found(found)
        if cell >= 0 and np.isfinite(goal):
            first, last = low.copy(), high.copy()
            end = int(cost[cell]) * int(goal)
            first[cell], last[cell] = (first[cell], end) if cost[cell] > 0 else (end, last[cell])
            if (first <= last).all():
                found = self._reach_into(world, cell, first, last)
                if found is None:
                    found = self._beside(solved.sums, cell, first, last, effort)
                if found is not None:
                    return Found(found)
        exact = solve_whole(self.part, low, high, cost, effort)
        found = self._whole(exact.sums, low, high)
        if found is None or int(cost @ found) > _least(exact.bound):
            return Found(None, exact.impossible)
        return Found(found)

    def _whole(self, sums: Any, low: Whole, high: Whole) -> Whole | None:
        """Round what the solver found, and hold it against the facts."""
        if sums is None:
            return None
        rounded: Whole = np.rint(sums).astype(np.int64)
        return rounded if self.part.holds(rounded, low, high) else None

    def _reach_into(self, world: Whole, cell: int, low: Whole, high: Whole) -> Whole | None:
        """Move one cell of a world between its ends."""
        now, first, last = int(world[cell]), int(low[cell]), int(high[cell])
        low, high = low.copy(), high.copy()
        low[cell], high[cell] = min(first, now), max(last, now)
        if not ((low <= world) & (world <= high)).all():
            return None
        return self.reach(world, cell, first - now if now < first else last - now if now > last else 0, low, high)

    def _beside(self, corner: Any, cell: int, low: Whole, high: Whole, effort: Effort) -> Whole | None:
        """Look for whole sums near a broken corner: few cells are broken there; those and the roomiest may move."""
        rounded = np.clip(np.rint(corner).astype(np.int64), low, high)
        part = self.part
        room = np.minimum(high - rounded, _FAR) + np.minimum(rounded - low, _FAR)
        beside = np.flatnonzero(self.inside[:, cell])
        needed = np.append(np.flatnonzero(np.abs(corner - rounded) > 1e-6), cell)
        for widely in (1, 4):
            chosen = np.union1d(self._roomiest(room, cell, beside, widely), needed)
            if len(chosen) * _SMALLER > len(low):
                return None
            sums = part.matrix @ rounded - part.matrix[:, chosen] @ rounded[chosen]
            most = np.where(part.most < BEYOND, part.most - sums, BEYOND)
            small = replace(part, matrix=part.matrix[:, chosen], least=part.least - sums, most=most)
            found = solve_whole(small, low[chosen], high[chosen], np.zeros(len(chosen), dtype=np.int64), effort)
            if found.sums is not None:
                now: Whole = rounded.copy()
                now[chosen] = np.rint(found.sums).astype(np.int64)
                if part.holds(now, low, high):
                    return now
        return None

    def _move(
        self, now: Whole, cell: int, sign: int, step: int, low: Whole, high: Whole
    ) -> tuple[int, list[tuple[int, int]]] | None:
        """Find up to three other cells that make up for a move of `cell`: c + d = e + f in every sum without slack."""
        part = self.part
        sums = part.matrix @ now
        tight = np.minimum(part.most - sums, sums - part.least) < 2 * step
        marks = self._marks(tight)
        along, against = (high - now, now - low) if sign > 0 else (now - low, high - now)
        if along[cell] < 1:
            return None
        beside = np.flatnonzero(tight & self.inside[:, cell])
        helpers = self._roomiest(against, cell, beside)
        partners = self._roomiest(along, cell, beside[:0])
        # The last of each is nobody: the move then needs fewer cells.
        h_marks = np.append(marks[helpers], np.uint64(0))
        h_room = np.append(against[helpers], BEYOND)
        p_marks = np.append(marks[partners], np.uint64(0))
        p_room = np.append(along[partners], BEYOND)
        wanted = h_marks[:, None] + h_marks[None, :] - marks[cell]
        order = np.argsort(p_marks, kind="stable")
        at = np.searchsorted(p_marks[order], wanted)
        at = np.minimum(at, len(order) - 1)
        partner = order[at]
        fits = p_marks[partner] == wanted
        if not fits.any():
            return None
        room = np.minimum(np.minimum(h_room[:, None], h_room[None, :]), p_room[partner])
        same = np.arange(len(h_room) - 1)
        room[same, same] //= 2
        room = np.where(fits, room, 0)
        best = int(room.argmax())
        first, second = divmod(best, len(h_room))
        third = int(partner[first, second])
        amount = int(min(room[first, second], along[cell], step))
        if amount < 1:
            return None
        others = [(int(helpers[each]), -sign) for each in (first, second) if each < len(helpers)]
        if third < len(partners):
            others.append((int(partners[third]), sign))
        return amount, others

    def _marks(self, tight: Any) -> Any:
        key = tight.tobytes()
        if key not in self.known:
            self.known[key] = np.where(tight, self.marks, np.uint64(0)) @ self.dense
        return self.known[key]

    def _roomiest(self, room: Whole, without: int, beside: Whole, widely: int = 1) -> Whole:
        """Choose the cells with the most room: over all, and within each of some sums."""
        room = room.copy()
        room[without] = 0
        chosen = [_largest(room, _CANDIDATES * widely)]
        chosen += [_largest(np.where(self.inside[row], room, 0), _BESIDE * widely) for row in beside.tolist()]
        found = np.unique(np.concatenate(chosen))
        return found[room[found] > 0]


def _largest(values: Whole, number: int) -> Whole:
    if len(values) <= number:
        return np.arange(len(values))
    return np.argpartition(values, -number)[-number:].astype(np.int64)


def _least(bound: float) -> float:
    """Tell the least whole cost that a bound allows, as far as a solver's arithmetic can be trusted."""
    return float(np.ceil(bound - max(1e-6, 1e-9 * abs(bound)))) if np.isfinite(bound) else -np.inf
