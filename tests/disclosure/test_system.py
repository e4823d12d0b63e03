"""Numbers merged into cells and parts, what one sum after the other says of them, and what is too large."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from lone import facts, lone, whole
from worlds import instance, worlds

from pipeline.disclosure import system
from pipeline.disclosure.system import BEYOND, LARGEST, TooLarge, cap_open, parts, propagate

NESTED = [([0, 1, 2, 3, 4, 5], 12, 12), ([0, 1, 2], 6, 6), ([3, 4], 4, 5)]


def opened(*low):
    return whole(*low), np.full(len(low), BEYOND)


@pytest.mark.parametrize(
    ("low", "high", "sums", "counts", "cap"),
    [
        ([7, 1], [BEYOND, 3], [], [2, 2], 8),
        ([1, 1], [BEYOND, 9], [], [2, 2], 10),
        ([1, 1], [BEYOND, 3], [], [2, 11], 12),
        ([1, 1], [BEYOND, 3], [([0, 1], 13, BEYOND)], [2, 2], 14),
        ([1, 1], [BEYOND, 3], [([0, 1], 1, 15)], [2, 2], 16),
        ([0, 0], [BEYOND, 0], [([0], 0, BEYOND)], [0, 0], 1),
        ([0], [BEYOND], [], [-1], 1),
    ],
    ids=["low", "high", "count", "least", "most", "none", "unknown"],
)
def test_an_open_end_is_put_just_beyond_all_that_is_told(low, high, sums, counts, cap):
    capped = cap_open(whole(*low), whole(*high), facts(*sums), whole(*counts))
    assert capped.tolist() == [cap if end == BEYOND else end for end in high]


def test_no_numbers_have_no_end():
    assert cap_open(whole(), whole(), [], whole()).tolist() == []


def test_what_could_add_up_beyond_the_arithmetic_is_too_large():
    low, high = opened(1, 1)
    at_most = LARGEST // 2 - 1
    assert cap_open(low, high, [], whole(1, at_most)).tolist() == [LARGEST // 2] * 2
    with pytest.raises(TooLarge):
        cap_open(low, high, [], whole(1, at_most + 2**8))
    assert cap_open(*opened(1), [], whole(LARGEST - 1)).tolist() == [LARGEST]
    assert LARGEST * 4 < BEYOND * 2 and BEYOND * 2 < 2**63 <= BEYOND * 4


def test_numbers_in_the_same_sums_are_one_cell_with_their_ends_added():
    part = lone([(1, 5), (2, 6), (1, 4), (0, 9), (3, 3), (1, 7)], *NESTED, ([0, 3], 3, 7))
    assert part.columns.tolist() == [0, 1, 2, 3, 4, 5]
    members = {frozenset(np.flatnonzero(part.cell == each).tolist()) for each in range(len(part.low))}
    assert members == {frozenset(each) for each in ([0], [1, 2], [3], [4], [5])}
    ends = {int(part.cell[at]): (int(part.low[part.cell[at]]), int(part.high[part.cell[at]])) for at in range(6)}
    assert [ends[int(part.cell[at])] for at in (0, 1, 2, 3, 4, 5)] == [(1, 5), (3, 10), (3, 10), (0, 9), (3, 3), (1, 7)]
    assert (part.facts.tolist(), part.least.tolist(), part.most.tolist()) == (
        [0, 1, 2, 3],
        [12, 6, 4, 3],
        [12, 6, 5, 7],
    )
    for row, (chosen, _, _) in enumerate([*NESTED, ([0, 3], 3, 7)]):
        inside = part.matrix[[row]].toarray()[0][part.cell] > 0
        assert np.flatnonzero(inside).tolist() == chosen


def test_what_no_sum_binds_together_stands_apart():
    sums = facts(([0, 2], 4, 4), ([1, 4], 7, 8), ([0], 2, 3))
    one, other = sorted(parts(whole(1, 1, 1, 1, 1), whole(*[5] * 5), sums), key=lambda part: int(part.columns[0]))
    assert (one.columns.tolist(), one.facts.tolist(), one.least.tolist(), one.most.tolist()) == (
        [0, 2],
        [0, 2],
        [4, 2],
        [4, 3],
    )
    assert (other.columns.tolist(), other.facts.tolist()) == ([1, 4], [1])
    assert (other.cell.tolist(), other.low.tolist(), other.high.tolist()) == ([0, 0], [2], [10])
    assert other.matrix.toarray().tolist() == [[1]]
    assert sorted(one.cell.tolist()) == [0, 1] and one.matrix.toarray().sum(axis=1).tolist() == [2, 1]
    assert one.fingerprint() != other.fingerprint()
    assert one.fingerprint() != replace(one, most=one.most + 1).fingerprint()
    with pytest.raises(FrozenInstanceError):
        one.low = other.low


@pytest.mark.parametrize(
    ("least", "most", "kept", "number"),
    [(2, 10, None, 0), (3, 10, None, 1), (2, 9, None, 1), (2, 10, 0, 1), (2, 10, 1, 0), (0, BEYOND, None, 0)],
)
def test_a_sum_that_says_no_more_than_the_bounds_is_left_out_unless_asked_about(least, most, kept, number):
    assert len(parts(whole(1, 1), whole(5, 5), facts(([0, 1], least, most)), kept)) == number


def test_of_several_sums_those_asked_about_are_the_last():
    sums = facts(([0], 1, 5), ([1], 1, 5))
    (part,) = parts(whole(1, 1), whole(5, 5), sums, 1)
    assert part.facts.tolist() == [1] and part.columns.tolist() == [1]


@pytest.mark.parametrize(
    ("sums", "possible"),
    [((1, 5), True), ((5, 1), True), ((0, 6), False), ((6, 0), False), ((1, 4), False), ((3, 4), False)],
)
def test_a_world_holds_where_no_cell_and_no_sum_leaves_its_ends(sums, possible):
    part = lone([(1, 5), (1, 5)], ([0, 1], 6, 6), ([0], 1, 5), ([1], 1, 4))
    at = [int(part.cell[each]) for each in (0, 1)]
    world = whole(0, 0)
    world[at[0]], world[at[1]] = sums
    wide = replace(part, most=np.where(part.most == 4, 5, part.most))
    assert wide.holds(world, part.low, part.high) is possible
    assert not wide.holds(world, np.maximum(part.low, world + 1), part.high)
    assert not wide.holds(world, part.low, np.minimum(part.high, world - 1))
    assert part.holds(world, part.low, part.high) is (possible and sums[1] <= 4)


def test_sums_outside_their_ends_hold_nowhere():
    part = lone([(1, 5), (1, 5)], ([0, 1], 4, 6))
    assert [bool(part.holds(whole(total), part.low, part.high)) for total in (3, 4, 5, 6, 7)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def equations(part):
    """Read the equations back: of each, the sum, the sums within it and what of its numbers is left."""
    sign, row, column, number = part.equations
    cells, found = len(part.low), set()
    world = np.arange(1, cells + 1)
    values = np.concatenate([world, part.matrix @ world])
    for each in range(number):
        here = row == each
        assert (sign[here] * values[column[here]]).sum() == 0
        outer = [int(at) - cells for at in column[here & (sign < 0)]]
        inner = [int(at) for at in column[here & (sign > 0)]]
        left = np.flatnonzero(np.isin(part.cell, [at for at in inner if at < cells])).tolist()
        found.add((*outer, tuple(sorted(at - cells for at in inner if at >= cells)), tuple(left)))
    assert len(found) == number == len(set(row.tolist()))
    return found


def test_each_sum_is_its_numbers_and_the_sums_within_it():
    """The largest first, as long as they are apart: (0, 3) lies across and takes another equation of the whole."""
    part = lone([(1, 5)] * 6, *NESTED, ([0, 3], 3, 7))
    assert equations(part) == {
        (0, (), (0, 1, 2, 3, 4, 5)),
        (0, (1, 2), (5,)),
        (0, (3,), (1, 2, 4, 5)),
        (1, (), (0, 1, 2)),
        (2, (), (3, 4)),
        (3, (), (0, 3)),
    }


def test_the_larger_sum_within_is_taken_first():
    part = lone([(1, 5)] * 4, ([1], 2, 3), ([1, 2], 4, 5), ([0, 1, 2, 3], 9, 9))
    assert equations(part) == {
        (0, (), (1,)),
        (1, (), (1, 2)),
        (1, (0,), (2,)),
        (2, (), (0, 1, 2, 3)),
        (2, (1,), (0, 3)),
        (2, (0,), (0, 2, 3)),
    }


def test_large_sums_go_together_before_small_ones():
    part = lone([(1, 5)] * 5, (range(5), 12, 12), ([0, 1, 2], 6, 6), ([0], 2, 4), ([1], 2, 4), ([3], 2, 4))
    assert {each for each in equations(part) if each[0] == 0} == {
        (0, (), (0, 1, 2, 3, 4)),
        (0, (1, 4), (4,)),
        (0, (2, 3), (2, 3, 4)),
    }


def test_of_two_sums_over_the_same_numbers_one_is_the_other_once():
    part = lone([(1, 5)] * 2, ([0, 1], 4, 9), ([0, 1], 3, 8))
    assert equations(part) == {(0, (), (0, 1)), (0, (1,), ()), (1, (), (0, 1))}


def narrowed(ends, *sums):
    """Tell each number's ends, of numbers that are alone in their cells."""
    part = lone(ends, *sums)
    found = propagate(part, part.low, part.high)
    return None if found is None else [(int(found[0][at]), int(found[1][at])) for at in part.cell]


@pytest.mark.parametrize(
    ("ends", "sums", "told"),
    [
        ([(1, 5), (1, 5)], [([0, 1], 9, 9), ([0], 2, 9)], [(4, 5), (4, 5)]),
        ([(1, 5), (1, 5)], [([0, 1], 3, 3), ([0], 2, 9)], [(2, 2), (1, 1)]),
        ([(1, 5), (1, 5)], [([0, 1], 10, 10), ([0], 2, 5)], [(5, 5), (5, 5)]),
        ([(1, 5), (1, 5)], [([0, 1], 4, 7), ([0], 0, 2)], [(1, 2), (2, 5)]),
        ([(1, 5), (1, 5)], [([0, 1], 11, 12), ([0], 0, 9)], None),
        ([(1, 5), (1, 5)], [([0, 1], 8, 8), ([0], 0, 2)], None),
        # A chain: the first sum narrows the second number, that one the third, and so on to the last.
        (
            [(1, 9)] * 4,
            [([0], 9, 9), ([0, 1], 10, 10), ([1, 2], 10, 10), ([2, 3], 10, 10)],
            [(9, 9), (1, 1), (9, 9), (1, 1)],
        ),
        # Only upper ends move at first, then the lower ones that hang on them.
        ([(0, 9), (0, 9), (0, 9)], [([0], 0, 2), ([0, 1], 5, 18), ([1, 2], 0, 6)], [(0, 2), (3, 6), (0, 3)]),
        ([(0, 9), (0, 9), (0, 9)], [([0], 7, 9), ([0, 1], 0, 12), ([1, 2], 8, 18)], [(7, 9), (0, 5), (3, 9)]),
    ],
)
def test_each_sum_narrows_what_hangs_on_it_until_nothing_changes(ends, sums, told):
    assert narrowed(ends, *sums) == told


def test_a_whole_is_bounded_by_the_sums_within_it():
    """The countries, 4 and at most 3, say of the whole that it is 7 at most; the fourth number is what is left."""
    ends = [(0, 9)] * 5
    sums = [([0, 1, 2, 3, 4], 9, 9), ([0, 1], 4, 4), ([2, 3], 0, 3), ([0], 0, 9), ([2], 0, 9)]
    found = narrowed(ends, *sums, ([4, 0], 0, 18))
    assert found is not None and found[4] == (2, 5)


def test_a_sum_is_at_least_what_the_parts_of_it_have_become():
    """The last is 5 at least: all are 22 at least, the first three 17 at most."""
    sums = [([0, 1, 2, 3], 0, 25), ([0, 3], 13, 18), ([0, 1, 2], 13, 17), ([0, 2, 3], 22, 26)]
    assert narrowed([(0, 9)] * 4, *sums) == [(4, 9), (0, 3), (4, 9), (5, 9)]


def test_two_cells_whose_ends_have_crossed_contradict_each_other():
    part = lone([(1, 5), (1, 5)], ([0, 1], 4, 6), ([0], 2, 4))
    assert propagate(part, part.high, part.low) is None
    assert propagate(part, np.where(part.low == 1, 3, 3), np.where(part.high == 5, 3, 3)) is not None


@pytest.mark.parametrize(("sums", "rounds"), [(([0, 1], 3, 10), 1), (([0, 1], 5, 9), 1), (([0, 1], 4, 4), 2)])
def test_narrowing_ends_where_nothing_changes(monkeypatch, sums, rounds):
    part = lone([(1, 5), (1, 5)], sums, ([0], 1, 4))
    asked, add = [], system._sum_by

    def counted(*what):
        asked.append(1)
        return add(*what)

    monkeypatch.setattr(system, "_sum_by", counted)
    propagate(part, part.low, np.where(np.arange(2) == part.cell[0], 4, 5))
    assert len(asked) == 2 * rounds


def test_narrowing_never_goes_beyond_the_truth():
    exact = 0
    for seed in range(300):
        numbers, known = instance(seed, exact=0.8)
        high = cap_open(numbers.low, numbers.high, known, numbers.count)
        every = worlds(numbers, known)
        for part in parts(numbers.low, high, known):
            found = propagate(part, part.low, part.high)
            assert found is not None, seed
            for cell in range(len(part.low)):
                sums = every[:, part.columns[part.cell == cell]].sum(axis=1)
                assert found[0][cell] <= sums.min() and sums.max() <= found[1][cell], seed
                exact += int(found[0][cell] == sums.min()) + int(found[1][cell] == sums.max()) - 1
    assert exact > 100
