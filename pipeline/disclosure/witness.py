"""Find possible worlds: whole numbers that agree with every public fact, and in which a cell takes a wanted value.

A witness proves that a reader cannot exclude the value. It is held against all facts in whole numbers, so that no
rounding of a solver can hide a leak. Most witnesses are found by moving a few cells of a known world at a time; where
that fails, HiGHS decides: the linear program first (its corners are whole where the sums are nested, or two families
of nested sums cross), the integer one where the corner is not whole.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy import sparse

from pipeline.disclosure.system import BEYOND, Part, Whole

_CANDIDATES = 10  # cells with the most room that are tried as partners
_BESIDE = 6  # and so many more in each sum that the moved cell stands in
_STEPS = 60
_FAILURES = 4
_SMALL = 60
_FAR = 2**40
_NODES = 2000  # of the integer solver's tree: a limit that is the same on every machine, unlike one of time


@dataclass
class Effort:
    """How much solving is left: when it is spent, what is not proved counts as a leak."""

    left: float = 6000.0
    solved: int = field(default=0)

    def spend(self, cells: int, integral: bool) -> bool:
        """Take the price of one solution, by size; tell whether there was enough left."""
        if self.left <= 0:
            return False
        self.left -= (1 + cells / 200) * (5 if integral else 1)
        self.solved += 1
        return True


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

    def near(
        self, world: Whole, cell: int, low: Whole, high: Whole, effort: "Effort", loose: Whole | None = None
    ) -> Whole | None:
        """Let the solver bring a cell between its ends while only the cells that matter most may move.

        Few enough of them make a small program; where it has no solution, the whole one may have. `world` need not be a
        possible one; `loose` are cells that may move in any case.
        """
        part = self.part
        if len(low) <= 2 * _SMALL:
            return None
        room = np.minimum(high - world, _FAR) + np.minimum(world - low, _FAR)
        beside = np.flatnonzero(self.inside[:, cell])
        chosen = np.union1d(self._roomiest(room, cell, beside), np.array([cell]))
        chosen = chosen if loose is None else np.union1d(chosen, loose)
        sums = part.matrix @ world - part.matrix[:, chosen] @ world[chosen]
        most = np.where(part.most < BEYOND, part.most - sums, BEYOND)
        small = replace(part, matrix=part.matrix[:, chosen], least=part.least - sums, most=most)
        found = solve(small, low[chosen], high[chosen], np.zeros(len(chosen), dtype=np.int64), effort)
        if found.world is None:
            return None
        now = world.copy()
        now[chosen] = found.world
        return now if part.holds(now, low, high) else None

    def find(
        self, cell: int, low: Whole, high: Whole, effort: "Effort", soft: tuple[Whole, Whole] | None = None
    ) -> "Solved":
        """Find any world between these ends, within the soft ones as far as may be; `cell` is the one that matters."""
        nothing = np.zeros(len(low), dtype=np.int64)
        linear = solve(self.part, low, high, nothing, effort, soft, whole=False)
        if linear.world is None and linear.corner is not None:
            near = self._beside_corner(linear.corner[: len(low)], cell, low, high, effort)
            return Solved(near, 0.0) if near is not None else solve(self.part, low, high, nothing, effort)
        return linear

    def _beside_corner(self, corner: Any, cell: int, low: Whole, high: Whole, effort: "Effort") -> Whole | None:
        """Look for whole numbers where the linear program found broken ones: only few cells are broken at a corner."""
        rounded = np.clip(np.rint(corner).astype(np.int64), low, high)
        return self.near(rounded, cell, low, high, effort, np.flatnonzero(np.abs(corner - rounded) > 1e-6))

    def extreme(
        self, world: Whole, cell: int, sign: int, low: Whole, high: Whole, effort: "Effort"
    ) -> tuple[Whole | None, bool]:
        """Find a world in which a cell's sum is as small (-1) or as large (+1) as can be; None where unproved.

        The second value is True where it was proved that there is no world at all between these ends.
        """
        cost = np.zeros(len(low), dtype=np.int64)
        cost[cell] = -sign
        linear = solve(self.part, low, high, cost, effort, whole=False)
        if linear.world is not None or linear.impossible:
            return linear.world, linear.impossible
        if np.isfinite(linear.bound):
            # The linear bound is most often the whole one too: look for a world there before a long search.
            goal = -sign * int(np.ceil(linear.bound - 1e-6))
            first, last = low.copy(), high.copy()
            first[cell], last[cell] = (low[cell], goal) if sign < 0 else (goal, high[cell])
            found = None
            if low[cell] <= goal <= high[cell] and ((low <= world) & (world <= high)).all():
                found = self.reach(world, cell, goal - int(world[cell]), low, high)
            if found is None and linear.corner is not None and (first <= last).all():
                found = self._beside_corner(linear.corner, cell, first, last, effort)
            if found is not None:
                return found, False
        exact = solve(self.part, low, high, cost, effort)
        if exact.world is None or int(cost @ exact.world) > np.ceil(exact.bound - 1e-6):
            return None, exact.impossible
        return exact.world, False

    def slopes(
        self, cell: int, sign: int, low: Whole, high: Whole, effort: "Effort"
    ) -> tuple[float, Any, Any] | None:
        """Tell a cell's furthest sum, and what raising each cell's lower end by one, or lowering its upper, takes from it.

        That is what the linear program says (its reduced costs): a guide where to look, and no proof.
        """
        from scipy.optimize import linprog

        part = self.part
        if not effort.spend(len(low), integral=False):
            return None
        cost = np.zeros(len(low))
        cost[cell] = -sign
        above, below = part.most < BEYOND, part.least > 0
        rules = sparse.vstack([part.matrix[above], -part.matrix[below]], format="csr").astype(float)
        most = np.concatenate([part.most[above], -part.least[below]]).astype(float)
        found = linprog(cost, rules, most, bounds=np.stack([low, high], axis=1), options={"presolve": False})
        if found.status:
            return None
        return -sign * float(found.fun), found.lower.marginals, -found.upper.marginals

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

    def _roomiest(self, room: Whole, without: int, beside: Whole) -> Whole:
        """Choose the cells with the most room: over all, and within each of some sums."""
        room = room.copy()
        room[without] = 0
        chosen = [_largest(room, _CANDIDATES)]
        chosen += [_largest(np.where(self.inside[row], room, 0), _BESIDE) for row in beside.tolist()]
        found = np.unique(np.concatenate(chosen))
        return found[room[found] > 0]


def _largest(values: Whole, number: int) -> Whole:
    if len(values) <= number:
        return np.arange(len(values))
    return np.argpartition(values, -number)[-number:].astype(np.int64)


@dataclass(frozen=True)
class Solved:
    """What the solver says: a world (checked), a bound on the cost that no world can beat, or that there is none."""

    world: Whole | None
    bound: float
    impossible: bool = False
    corner: Any = None


def solve(
    part: Part,
    low: Whole,
    high: Whole,
    cost: Whole,
    effort: Effort,
    soft: tuple[Whole, Whole] | None = None,
    whole: bool = True,
) -> Solved:
    """Find the world of least cost. With `soft` bounds, staying within them goes before the cost.

    Without `whole`, only the linear program is solved: its bound holds, and its world may be None.

    The linear program first; where its corner is not whole, the integer one. An impossible system, or a bound, is the
    solver's word (it can make a leak of what is none, never hide one); a world is checked.
    """
    for integral in (False, True) if whole else (False,):
        if not effort.spend(len(low), integral):
            return Solved(None, -np.inf)
        found = _run(part, low, high, cost, soft, integral)
        if found.status == 2:
            return Solved(None, np.inf, impossible=True)
        if found.x is not None:
            world = np.rint(found.x[: len(low)]).astype(np.int64)
            bound = found.get("mip_dual_bound") if integral else found.fun
            bound = -np.inf if bound is None else float(bound)
            if not part.holds(world, low, high):
                world = None
            elif integral or soft is not None or int(cost @ world) <= np.ceil(bound - 1e-6):
                return Solved(world, bound)
            if not whole:
                return Solved(None, bound, corner=found.x)
    return Solved(None, -np.inf)


def _run(part: Part, low: Whole, high: Whole, cost: Whole, soft: tuple[Whole, Whole] | None, integral: bool) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = len(low)
    least = np.where(part.least <= 0, -np.inf, part.least.astype(float))
    most = np.where(part.most >= BEYOND, np.inf, part.most.astype(float))
    if soft is None:
        rules = [LinearConstraint(part.matrix, least, most)]
        bounds, objective = Bounds(low.astype(float), high.astype(float)), cost.astype(float)
        whole = np.full(cells, int(integral))
    else:
        bent = np.flatnonzero((soft[0] > low) | (soft[1] < high))
        pick = sparse.csr_array((np.ones(len(bent)), (np.arange(len(bent)), bent)), shape=(len(bent), cells))
        eye = sparse.eye_array(len(bent), format="csr")
        rules = [
            LinearConstraint(sparse.hstack([part.matrix, sparse.csr_array((len(least), len(bent)))]), least, most),
            LinearConstraint(sparse.hstack([pick, eye]), soft[0][bent].astype(float), np.inf),
            LinearConstraint(sparse.hstack([pick, -eye]), -np.inf, soft[1][bent].astype(float)),
        ]
        bounds = Bounds(
            np.concatenate([low, np.zeros(len(bent))]).astype(float),
            np.concatenate([high.astype(float), np.full(len(bent), np.inf)]),
        )
        width = np.maximum((high - low)[bent], 1)
        objective = np.concatenate([np.zeros(cells), 1.0 / width])
        whole = np.concatenate([np.full(cells, int(integral)), np.zeros(len(bent), dtype=int)])
    # A linear program of this kind is solved sooner than made smaller.
    options: dict[str, Any] = {"presolve": False}
    if integral:
        options = {"node_limit": _NODES, "mip_rel_gap": 0.0 if soft is None else 0.05}
    return milp(objective, integrality=whole, bounds=bounds, constraints=rules, options=options)
