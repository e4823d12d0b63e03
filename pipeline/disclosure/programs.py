"""Linear and integer programs over the sums of a part's cells, decided by HiGHS.

Most questions differ from the one before in a few bounds: the linear program is kept, and goes on from its last
corner. Effort is counted in questions, not in time, so that every machine answers the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.disclosure.system import BEYOND, Part, Whole

_NODES = 2000  # of the integer solver's tree
_LINEAR, _INTEGER = 0.05, 1.0  # what a question costs
_LOOK = 0.02  # and a coalition that is looked at


@dataclass
class Effort:
    """How much solving is left: when it is spent, what is not proved counts as a leak."""

    left: float = 6000.0
    solved: int = 0

    def look(self) -> bool:
        """Take the price of one coalition that is looked at; tell whether there was enough left."""
        self.left -= _LOOK
        return self.left > 0

    def spend(self, cells: int, integral: bool) -> bool:
        """Take the price of one solution, by size; tell whether there was enough left."""
        if self.left <= 0:
            return False
        self.left -= (1 + cells / 200) * (_INTEGER if integral else _LINEAR)
        self.solved += 1
        return True


@dataclass(frozen=True)
class Solved:
    """What HiGHS says: sums (perhaps broken ones), a bound on the cost that none can beat, or that there are none.

    `slopes` tells by how much the cost rises for each unit that a cell's lower end is raised, or its upper one lowered.
    """

    sums: Any = None
    bound: float = -np.inf
    impossible: bool = False
    slopes: tuple[Any, Any] = ((), ())


class Linear:
    """The linear program of a part, kept between questions."""

    def __init__(self, part: Part) -> None:
        self.cells = len(part.low)
        self.low, self.high = part.low.astype(float), part.high.astype(float)
        self.cost = np.zeros(self.cells)
        self.solver = _solver(part, self.low, self.high, self.cost, integral=False)

    def ask(self, low: Whole, high: Whole, effort: Effort, cost: Whole | None = None) -> Solved:
        """Find the corner of least cost between these ends."""
        import highspy

        if not effort.spend(self.cells, integral=False):
            return Solved()
        self._put(low.astype(float), high.astype(float), np.zeros(self.cells) if cost is None else cost.astype(float))
        solver = self.solver
        for _ in range(2):
            solver.run()
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return Solved(bound=np.inf, impossible=True)
            if status == highspy.HighsModelStatus.kOptimal:
                found = solver.getSolution()
                if cost is None:
                    return Solved(np.array(found.col_value), 0.0)
                slope = np.array(found.col_dual)
                slopes = np.maximum(slope, 0), np.maximum(-slope, 0)
                return Solved(np.array(found.col_value), float(solver.getObjectiveValue()), slopes=slopes)
            solver.clearSolver()  # stuck at its corner: begin anew
        return Solved()

    def _put(self, low: Any, high: Any, cost: Any) -> None:
        moved = np.flatnonzero((low != self.low) | (high != self.high)).astype(np.int32)
        if len(moved):
            self.solver.changeColsBounds(len(moved), moved, low[moved], high[moved])
        dear = np.flatnonzero(cost != self.cost).astype(np.int32)
        if len(dear):
            self.solver.changeColsCost(len(dear), dear, cost[dear])
        self.low, self.high, self.cost = low, high, cost


def solve_whole(part: Part, low: Whole, high: Whole, cost: Whole, effort: Effort) -> Solved:
    """Find whole sums of least cost, as far as the effort goes. They may be among those found where `bound` is less."""
    import highspy

    if not effort.spend(len(low), integral=True):
        return Solved()
    solver = _solver(part, low.astype(float), high.astype(float), cost.astype(float), integral=True)
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Solved(bound=np.inf, impossible=True)
    found = solver.getSolution()
    sums = np.array(found.col_value) if found.value_valid else None
    return Solved(sums, float(info.mip_dual_bound))


def _solver(part: Part, low: Any, high: Any, cost: Any, integral: bool) -> Any:
    import highspy

    matrix, model = part.matrix.tocsc(), highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
    model.row_lower_ = np.where(part.least <= 0, -np.inf, part.least.astype(float))
    model.row_upper_ = np.where(part.most >= BEYOND, np.inf, part.most.astype(float))
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data.astype(float)
    if integral:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(low)
    options: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": 0}
    # A linear program of this kind is solved sooner than made smaller.
    options |= {"mip_max_nodes": _NODES, "mip_rel_gap": 0.0} if integral else {"presolve": "off", "solver": "simplex"}
    solver = highspy._core._Highs()  # the plain one: the other tells its name on the way
    for key, value in options.items():
        solver.setOptionValue(key, value)
    solver.passModel(model)
    return solver
