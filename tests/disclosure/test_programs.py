"""The door to HiGHS: what a question costs, what is asked, and what each of its answers means."""

from types import SimpleNamespace

import highspy
import numpy as np
import pytest
from lone import lone, whole

from pipeline.disclosure import programs
from pipeline.disclosure.programs import Effort, Linear, Solved, _solver, solve_whole
from pipeline.disclosure.system import BEYOND

# Two cells: 3 to 7 together, and the first at most 4.
PART = lone([(0, 5), (0, 5)], ([0, 1], 3, 7), ([0], 0, 4))
FIRST, SECOND = (int(PART.cell[at]) for at in (0, 1))


def by_number(values):
    return [float(values[FIRST]), float(values[SECOND])]


def of_cells(first, second):
    found = whole(0, 0)
    found[FIRST], found[SECOND] = first, second
    return found


def test_a_question_costs_by_its_size_and_whole_numbers_twenty_times_as_much():
    effort = Effort()
    assert (effort.left, effort.solved) == (6000.0, 0)
    assert effort.spend(100, integral=True) and (effort.left, effort.solved) == (6000.0 - 1.5, 1)
    assert effort.spend(100, integral=False) and effort.solved == 2
    assert effort.left == pytest.approx(6000.0 - 1.5 - 0.075)
    assert effort.look() and effort.left == pytest.approx(6000.0 - 1.5 - 0.075 - 0.02) and effort.solved == 2


def test_effort_ends_at_nothing_and_the_last_question_may_cost_more_than_is_left():
    assert [Effort(left=left).spend(0, integral=True) for left in (1e-9, 0.0, -1.0)] == [True, False, False]
    spent = Effort(left=0.0)
    assert not spent.spend(0, integral=True) and (spent.left, spent.solved) == (0.0, 0)
    assert Effort(left=0.5).spend(0, integral=True) and Effort(left=0.9).spend(0, integral=False)
    exactly = Effort(left=programs._LOOK)
    assert exactly.look() is False and exactly.left == 0.0
    assert Effort(left=programs._LOOK * 1.5).look() is True


def test_nothing_is_said_at_first():
    said = Solved()
    assert (said.sums, said.bound, said.impossible) == (None, -np.inf, False)


def test_what_is_asked_changes_from_question_to_question():
    linear, effort = Linear(PART), Effort()
    assert effort.solved == 0
    cost = of_cells(1, 2)
    for low, high, told in (
        ((0, 0), (5, 5), [3, 0]),
        ((0, 2), (5, 5), [1, 2]),
        ((0, 0), (1, 5), [1, 2]),
        ((4, 0), (5, 5), [4, 0]),
        ((0, 0), (5, 5), [3, 0]),
    ):
        said = linear.ask(of_cells(*low), of_cells(*high), effort, cost)
        assert by_number(said.sums) == told and said.bound == pytest.approx(told[0] + 2 * told[1])
        assert not said.impossible
    said = linear.ask(of_cells(0, 0), of_cells(5, 5), effort, -cost)
    assert by_number(said.sums) == [2, 5] and said.bound == pytest.approx(-12)
    said = linear.ask(of_cells(0, 0), of_cells(5, 5), effort, of_cells(1, 0))
    assert by_number(said.sums)[0] == 0 and said.bound == 0
    said = linear.ask(of_cells(0, 3), of_cells(0, 3), effort)
    assert (by_number(said.sums), said.bound, said.slopes) == ([0, 3], 0.0, ((), ()))
    assert effort.solved == 8


def test_where_no_sums_are_possible_that_is_said():
    linear, effort = Linear(PART), Effort()
    for ask in (linear.ask, lambda low, high, effort: solve_whole(PART, low, high, of_cells(1, 1), effort)):
        said = ask(of_cells(0, 0), of_cells(1, 1), effort)
        assert (said.sums, said.bound, said.impossible) == (None, np.inf, True)
    assert linear.ask(of_cells(0, 0), of_cells(5, 5), effort).impossible is False


def test_without_effort_nothing_is_asked_and_nothing_said():
    effort = Effort(left=0.0)
    for said in (
        Linear(PART).ask(of_cells(0, 0), of_cells(1, 1), effort),
        solve_whole(PART, of_cells(0, 0), of_cells(1, 1), of_cells(1, 1), effort),
    ):
        assert (said.sums, said.bound, said.impossible) == (None, -np.inf, False)
    effort = Effort(left=0.5)
    Linear(PART).ask(of_cells(0, 0), of_cells(5, 5), effort)
    assert effort.left > 0.4
    solve_whole(PART, of_cells(0, 0), of_cells(5, 5), of_cells(1, 1), effort)
    assert effort.left < -0.5


def test_slopes_tell_what_a_unit_more_of_a_lower_or_less_of_an_upper_end_costs():
    low, high, ask = of_cells(0, 0), of_cells(2, 5), Linear(PART).ask
    said = ask(low, high, Effort(), of_cells(2, 3))  # 3 in all: of the cheaper as much as there may be
    assert (by_number(said.sums), by_number(said.slopes[0]), by_number(said.slopes[1])) == ([2, 1], [0, 0], [1, 0])
    low = of_cells(1, 2)
    said = ask(low, high, Effort(), of_cells(-1, 1))  # the first stands at its upper end, the second at its lower
    assert (by_number(said.sums), by_number(said.slopes[0]), by_number(said.slopes[1])) == ([2, 2], [0, 1], [1, 0])
    for at, slope in ((FIRST, said.slopes[1]), (SECOND, said.slopes[0])):
        moved = low.copy(), high.copy()
        moved[0][at] += at == SECOND
        moved[1][at] -= at == FIRST
        assert ask(*moved, Effort(), of_cells(-1, 1)).bound - said.bound == pytest.approx(slope[at])


class Told:
    """Stands for a solver that ends as it is told, and notes what it is given."""

    def __init__(self, *ends):
        self.ends, self.notes = list(ends), []

    def run(self):
        self.notes.append("run")

    def clearSolver(self):
        self.notes.append("clear")

    def getModelStatus(self):
        return self.ends.pop(0)

    def getSolution(self):
        return SimpleNamespace(col_value=[1.0, 2.0], col_dual=[0.0, 0.0])

    def getObjectiveValue(self):
        return 5.0

    def changeColsBounds(self, number, moved, low, high):
        self.notes.append((number, moved.tolist(), low.tolist(), high.tolist()))

    def changeColsCost(self, number, dear, cost):
        self.notes.append((number, dear.tolist(), cost.tolist()))


STUCK, BEST = highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kOptimal


def test_where_it_is_stuck_it_begins_anew_once():
    linear = Linear(PART)
    linear.solver = Told(STUCK, BEST)
    assert linear.ask(whole(0, 0), whole(5, 5), Effort()).sums.tolist() == [1.0, 2.0]
    assert linear.solver.notes == ["run", "clear", "run"]
    linear.solver = Told(STUCK, STUCK, BEST)
    said = linear.ask(whole(0, 0), whole(5, 5), Effort())
    assert (said.sums, said.bound, said.impossible) == (None, -np.inf, False)
    assert linear.solver.notes == ["run", "clear", "run", "clear"]


def test_only_what_differs_from_the_question_before_is_given():
    linear = Linear(PART)
    linear.solver = Told(*[BEST] * 9)
    for low, high, cost, given in (
        ((0, 0), (5, 5), None, []),
        ((0, 1), (5, 5), None, [(1, [1], [1], [5])]),
        ((0, 1), (4, 5), None, [(1, [0], [0], [4])]),
        ((1, 0), (5, 4), None, [(2, [0, 1], [1, 0], [5, 4])]),
        ((1, 0), (5, 4), (0, 2), [(1, [1], [2])]),
        ((1, 0), (5, 4), (0, 2), []),
        ((1, 0), (5, 4), (3, 0), [(2, [0, 1], [3, 0])]),
        ((1, 0), (5, 4), None, [(1, [0], [0])]),
    ):
        linear.solver.notes.clear()
        linear.ask(whole(*low), whole(*high), Effort(), None if cost is None else whole(*cost))
        assert linear.solver.notes == [*given, "run"]


# Three pairs of at most 3 each: 4.5 together by halves, 4 by whole numbers.
PAIRS = lone([(0, 3)] * 3, ([0, 1], 0, 3), ([1, 2], 0, 3), ([0, 2], 0, 3))


def test_whole_sums_are_whole_and_none_are_cheaper():
    low, high, cost = whole(0, 0, 0), whole(3, 3, 3), whole(-1, -1, -1)
    said = solve_whole(PAIRS, low, high, cost, Effort())
    assert said.sums.sum() == pytest.approx(4) and said.bound == pytest.approx(-4) and not said.impossible
    assert (PAIRS.matrix @ np.rint(said.sums) <= 3).all()
    assert Linear(PAIRS).ask(low, high, Effort(), cost).bound == pytest.approx(-4.5)


@pytest.mark.parametrize(("valid", "sums"), [(True, [1.0, 2.0]), (False, None)])
def test_sums_that_are_not_valid_are_none(monkeypatch, valid, sums):
    monkeypatch.setattr(
        programs,
        "_solver",
        lambda *_, **__: SimpleNamespace(
            run=lambda: None,
            getModelStatus=lambda: STUCK,
            getInfo=lambda: SimpleNamespace(mip_dual_bound=-3.0),
            getSolution=lambda: SimpleNamespace(col_value=[1.0, 2.0], value_valid=valid),
        ),
    )
    said = solve_whole(PART, whole(0, 0), whole(5, 5), whole(1, 1), Effort())
    assert (None if said.sums is None else said.sums.tolist(), said.bound, said.impossible) == (sums, -3.0, False)


def options(integral):
    solver = _solver(PART, np.zeros(2), np.full(2, 5.0), np.zeros(2), integral)
    names = ("output_flag", "threads", "random_seed", "mip_max_nodes", "mip_rel_gap", "presolve", "solver")
    return [solver.getOptionValue(name)[1] for name in names]


def test_it_is_silent_alone_and_the_same_each_time():
    assert options(True) == [False, 1, 0, 2000, 0.0, "choose", "choose"]
    assert options(False)[:3] == [False, 1, 0] and options(False)[5:] == ["off", "simplex"]


def test_a_sum_without_an_end_has_none_there():
    ends = ([0, 1], 0, 9), ([0], 1, BEYOND), ([1], -2, 4), ([0, 1], 2, BEYOND)
    part = lone([(0, 5), (0, 5)], *ends)
    told = _solver(part, np.zeros(2), np.full(2, 5.0), np.zeros(2), False).getLp()
    assert list(told.row_lower_) == [-np.inf, 1.0, -np.inf, 2.0]
    assert list(told.row_upper_) == [9.0, np.inf, 4.0, np.inf]
    assert list(told.integrality_) in ([], [highspy.HighsVarType.kContinuous] * 2)
    counted = _solver(part, np.zeros(2), np.full(2, 5.0), np.zeros(2), True).getLp()
    assert list(counted.integrality_) == [highspy.HighsVarType.kInteger] * 2
