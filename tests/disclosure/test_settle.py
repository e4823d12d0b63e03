"""What can be proved of the numbers of one part, step by step: the first world, a stranger's ends, and who is tried."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from lone import lone, numbers, whole
from worlds import instance, truth

from pipeline.disclosure import settle
from pipeline.disclosure.bounds import Contradiction, Floor, Narrowed, Unproved, unbounded
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.settle import PartSearch, _guess, _top_of_others
from pipeline.disclosure.system import BEYOND, cap_open, parts
from pipeline.disclosure.witness import Found

PAIR = ([(1, 5), (1, 5)], [([0, 1], 6, 6), ([0], 1, 4)])


def search_of(ends, sums, count, insiders=0, owner=None, floor=None, effort=None, bounds=None):
    asked = numbers(ends, count, owner)
    return PartSearch(lone(ends, *sums), asked.low, asked.high, asked, effort or Effort(), insiders, bounds, floor)


def floor_of(low, high, inner_low=None, inner_high=None):
    inner = whole(*(inner_low or low)), whole(*(inner_high or high))
    return Floor(whole(*low), whole(*high), *inner)


def by_number(search, values):
    return [int(values[cell]) for cell in search.part.cell]


# -- the first world ----------------------------------------------------------------------------------------------


def test_what_the_desk_does_not_know_is_guessed_from_the_present_count_or_in_the_middle():
    ends = [(1, 9), (1, 9), (3, BEYOND), (3, 5), (0, 9), (0, 0), (1, 9), (40, 99), (8, 19)]
    asked = numbers(ends, [7, -1, -1, -1, 0, -1, -1, -1, -1], [0, 0, 1, 2, 3, 4, 3, 5, 6])
    assert _guess(asked, np.arange(9)).tolist() == [7, 7, 5, 4, 0, 0, 0, 60, 12]
    assert _guess(asked, whole(2, 0)).tolist() == [5, 7]
    twice = numbers([(0, 9)] * 3, [0, 4, -1], [0, 0, 0])
    assert _guess(twice, np.arange(3)).tolist() == [0, 4, 4]


def test_the_true_counts_are_the_first_world_where_the_facts_agree():
    search = search_of(*PAIR, [4, 2])
    assert by_number(search, search.world) == [4, 2] == search.count.tolist()
    assert search.effort.solved == 0 and search.sure.tolist() == [True, True]
    assert search_of([(0, 5), (0, 5)], PAIR[1], [0, 6 - 1]).sure.tolist() == [True, True]


def test_what_is_known_stays_and_the_rest_is_filled_in():
    """Owner 0 has 2 now; its earlier count is guessed to be 2 as well, and must be 4 or 5."""
    ends, sums = [(1, 5), (1, 5), (1, 9)], [([0, 2], 9, 9), ([1, 2], 11, 12)]
    search = search_of(ends, sums, [2, -1, 7], owner=[0, 0, 1])
    assert by_number(search, search.world)[0] == 2 and by_number(search, search.world)[2] == 7
    assert by_number(search, search.world)[1] == search.count[1] in (4, 5)
    assert search.count.tolist() == by_number(search, search.world)
    assert search.sure.tolist() == [True, False, True]


def test_counts_that_the_facts_do_not_bear_give_way():
    search = search_of(*PAIR, [2, 2])
    assert search.part.holds(search.world, search.part.low, search.part.high)
    assert search.count.tolist() == [2, 2]


def test_the_unknown_share_what_is_left_of_their_cell():
    ends = [(1, 5), (2, 9), (1, 4), (0, 9)]
    search = search_of(ends, [(range(4), 5, 20), ([3], 1, 8)], [3, -1, -1, 4])
    world = search.world.copy()
    cell = search.part.cell[0]
    for total, count in (
        (14, [3, 9, 2, 4]),
        (15, [3, 9, 3, 4]),
        (6, [3, 2, 1, 4]),
        (9, [3, 5, 1, 4]),
        (2, [3, 2, 1, 4]),
    ):
        world[cell] = total
        search._fill(world, whole(1, 2))
        assert search.count.tolist() == count, total


def test_facts_that_cannot_all_be_true_are_told():
    with pytest.raises(Contradiction) as caught:
        search_of([(1, 5), (1, 5)], [([0, 1], 4, 4), ([0], 4, 9)], [2, 2])
    assert sorted(caught.value.facts) == [0, 1]
    # Three pairs of an odd sum each: halves would do, whole numbers do not.
    odd = [([0, 1], 3, 3), ([1, 2], 3, 3), ([0, 2], 3, 3)]
    with pytest.raises(Contradiction) as caught:
        search_of([(0, 3)] * 3, odd, [1, 1, 1])
    assert sorted(caught.value.facts) == [0, 1, 2]


def test_where_nothing_may_be_asked_nothing_is_said():
    with pytest.raises(Unproved):
        search_of(*PAIR, [2, 2], effort=Effort(left=0.0))


# -- a stranger ---------------------------------------------------------------------------------------------------


def test_a_stranger_proves_what_enumeration_does():
    for seed in range(30_000, 30_150):
        asked, known = instance(seed, exact=0.7)
        want, high = truth(asked, known, 0), cap_open(asked.low, asked.high, known, asked.count)
        for part in parts(asked.low, high, known):
            search = PartSearch(part, asked.low, high, asked, Effort())
            search.run()
            for told, end in ((search.bounds.low, want[0]), (search.bounds.high, want[1])):
                assert (told[part.columns] == end[part.columns]).all(), seed
            assert (search.bounds.inner_low == search.bounds.low).all()
            assert (search.bounds.inner_high == search.bounds.high).all()
            assert search.bounds.proved.all()


def test_bounds_are_entered_where_all_parts_share_them():
    shared = unbounded(whole(1, 1), whole(5, 5))
    search = search_of(*PAIR, [4, 2], bounds=shared)
    search.run()
    assert search.bounds is shared
    assert (shared.low.tolist(), shared.high.tolist()) == ([1, 2], [4, 5])


def silent(search):
    def asked(*_args, **_more):
        raise AssertionError("a question was asked")

    search.mover = SimpleNamespace(find=asked, extreme=asked, reach=asked)
    return search


def test_where_the_known_world_stands_at_its_goals_nobody_asks():
    """A cell of three that may each be anything: its sum leaves room for that where it is 6 to 12."""
    ends, sums = [(1, 5)] * 3, [([0, 1, 2], 7, 10)]
    for count in ([2, 3, 2], [5, 3, 2]):
        floor = floor_of([1] * 3, [5] * 3)
        silent(search_of(ends, sums, count, floor=floor)).run()
    # A goal of 2 to 4 needs no more than that the sum can be 7 to 10; one of 1 and 5 is out of reach where it is 14.
    silent(search_of(ends, [([0, 1, 2], 7, 7)], [2, 3, 2], floor=floor_of([2] * 3, [4] * 3))).run()
    with pytest.raises(AssertionError, match="a question was asked"):
        silent(search_of(ends, [([0, 1, 2], 4, 13)], [1, 1, 2])).run()


def test_one_world_serves_all_whose_goals_it_reaches():
    """Eight cells in a sum with room: after the first question each way, the world found has moved the others too."""
    ends = [(1, 9)] * 8
    sums = [(range(8), 30, 50), *(([at], 1, 8) for at in range(8))]
    search = search_of(ends, sums, [5] * 8)
    found = []

    def all_at_once(world, cell, low, high, effort):
        found.append(cell)
        wanted = int(low[cell]) if low[cell] > 5 else int(high[cell])
        return Found(np.full(8, wanted))

    search.mover = SimpleNamespace(find=all_at_once, extreme=None)
    search._stranger()
    assert len(found) == 2
    assert (search.bounds.low.tolist(), search.bounds.high.tolist()) == ([1] * 8, [8] * 8)


def test_no_goal_is_asked_for_beyond_what_the_sums_allow():
    search = search_of(*PAIR, [4, 2])
    asked = []

    def find(world, cell, low, high, effort):
        asked.append((search.part.columns[search.part.cell == cell].tolist(), int(low[cell]), int(high[cell])))
        return Found(None)

    search.mover = SimpleNamespace(find=find, extreme=lambda *_: Found(None))
    search._stranger()
    # 0 is 1 to 4 by its own sum, so that 1 is 2 to 5: 0 stands at 4 and 1 at 2 in the known world.
    assert sorted(asked) == [([0], 1, 1), ([1], 5, 5)]


def test_what_was_not_found_is_not_proved_and_ends_a_search_for_any_leak():
    for floor in (None, floor_of([1, 1], [5, 5])):
        search = search_of(*PAIR, [4, 2], floor=floor)
        nothing = SimpleNamespace(find=lambda *_: Found(None), extreme=lambda *_: Found(None))
        search.mover = nothing
        if floor is None:
            search._stranger()
            assert search.bounds.proved.tolist() == [False, False]
        else:
            with pytest.raises(Narrowed):
                search._stranger()
    search = search_of([(1, 5)] * 3, [([0, 1, 2], 9, 9), ([0], 1, 4)], [4, 3, 2])
    search.mover = SimpleNamespace(
        find=lambda world, cell, *_: Found(None if cell == search.part.cell[0] else search.world),
        extreme=lambda *_: Found(None),
    )
    search._stranger()
    assert search.bounds.proved.tolist() == [False, True, True]


def test_where_a_world_at_the_goal_is_not_found_the_furthest_is_looked_for():
    search = search_of(*PAIR, [4, 2])
    asked = []

    def extreme(world, cell, sign, low, high, effort):
        asked.append((search.part.columns[search.part.cell == cell].tolist(), sign))
        moved = search.world.copy()
        moved[search.part.cell[0]], moved[search.part.cell[1]] = 3, 3
        return Found(moved)

    search.mover = SimpleNamespace(find=lambda *_: Found(None), extreme=extreme)
    search._stranger()
    assert sorted(asked) == [([0], -1), ([1], 1)]
    assert (search.bounds.low.tolist(), search.bounds.high.tolist()) == ([3, 2], [4, 3])
    assert search.bounds.proved.all()


@pytest.mark.parametrize(
    ("low", "high", "leaks"),
    [([1, 2], [4, 5], False), ([1, 1], [4, 5], True), ([1, 2], [5, 5], True), ([2, 3], [3, 4], False)],
)
def test_a_search_for_any_leak_ends_where_a_stranger_goes_beyond_the_floor(low, high, leaks):
    search = search_of(*PAIR, [4, 2], floor=floor_of(low, high))
    if leaks:
        with pytest.raises(Narrowed):
            search._stranger()
    else:
        search._stranger()


# -- plainly narrowed ---------------------------------------------------------------------------------------------


def plainly(search, floor):
    """Tell, by trying every coalition of a sum's other members, whether the sum by itself goes beyond the floor."""
    part = search.part
    for row in range(len(part.least)):
        inside = np.flatnonzero(part.matrix[[row]].toarray()[0][part.cell]).tolist()
        for at in inside:
            others = [each for each in inside if each != at]
            sure = [each for each in others if search.sure[each]]
            for size in range(search.insiders + 1):
                for known in combinations(sure, min(size, len(sure))):
                    most = sum(search.count[each] if each in known else search.high[each] for each in others)
                    least = sum(search.count[each] if each in known else search.low[each] for each in others)
                    column = part.columns[at]
                    if part.least[row] - most > floor.inner_low[column]:
                        return True
                    if part.most[row] - least < min(floor.inner_high[column], search.high[at]):
                        return True
    return False


@pytest.mark.parametrize("insiders", [0, 1, 2])
def test_what_one_sum_gives_away_is_seen_without_a_question(insiders):
    seen = {True: 0, False: 0}
    for seed in range(31_000, 31_250):
        asked, known = instance(seed, exact=0.3)
        chance = np.random.default_rng(seed)
        count = np.where(chance.random(len(asked.count)) < 0.2, -1, asked.count)
        asked = numbers(list(zip(asked.low.tolist(), asked.high.tolist(), strict=True)), count.tolist())
        high = cap_open(asked.low, asked.high, known, asked.count)
        loose = chance.integers(0, 3, (2, len(high)))
        floor = Floor(asked.low, high, asked.low + loose[0], np.where(loose[1], high - loose[1], BEYOND))
        for part in parts(asked.low, high, known):
            search = silent(PartSearch(part, asked.low, high, asked, Effort(), insiders))
            want = plainly(search, floor)
            assert search._plainly_narrowed(floor) is want, seed
            seen[want] += 1
    assert min(seen.values()) > 20


def test_a_plain_leak_ends_the_search_at_once():
    floor = floor_of([1, 1], [5, 5])
    with pytest.raises(Narrowed):
        silent(search_of([(1, 5), (1, 5)], [([0, 1], 10, 10)], [5, 5], floor=floor)).run()


@pytest.mark.parametrize("number", [0, 1, 2, 3, 9])
def test_the_largest_of_the_others(number):
    for amount in ([4, 1, 4, 0, 2], [3], [0, 0, 5], [2, 2, 2, 2]):
        others = [
            sorted((each for at, each in enumerate(amount) if at != me), reverse=True) for me in range(len(amount))
        ]
        assert _top_of_others(whole(*amount), number).tolist() == [sum(each[:number]) for each in others]


# -- one end of one number ----------------------------------------------------------------------------------------

# The third can be 2 at most (with 3 the first is 2, the second 3, and the two last are 6): no sum by itself says so.
CROSSED = ([(0, 3)] * 3, [([0, 1], 5, 6), ([1, 2], 2, 5), ([0, 2], 3, 5), ([0, 1, 2], 5, 9)])


def test_an_end_one_beyond_the_known_world_is_searched_for():
    search = search_of(*CROSSED, [3, 2, 2])
    assert by_number(search, search.outer[1])[2] == 3 and by_number(search, search.world)[2] == 2
    assert search.is_beyond(2, 1, 3) is True
    assert search.is_beyond(2, 1, 2) is False


def test_what_the_sums_say_or_the_known_world_shows_needs_no_search():
    search = search_of(*PAIR, [4, 2])
    search.mover = SimpleNamespace(reach=None, extreme=None)
    assert search.is_beyond(0, 1, 5) and search.is_beyond(1, -1, 1)  # 0 is at most 4, 1 at least 2
    assert not search.is_beyond(0, 1, 4) and not search.is_beyond(1, -1, 2)
    assert not search.is_beyond(0, -1, 4) and not search.is_beyond(1, 1, 2)


def test_a_world_near_by_shows_that_an_end_is_not_beyond():
    search = search_of(*PAIR, [4, 2])
    changes = []

    def reach(world, cell, change, low, high):
        changes.append((search.part.columns[search.part.cell == cell].tolist(), change))
        return world

    search.mover = SimpleNamespace(reach=reach, extreme=None)
    assert not search.is_beyond(0, -1, 2) and not search.is_beyond(1, 1, 3)
    assert changes == [([0], -2), ([1], 1)]


@pytest.mark.parametrize(
    ("sign", "total", "beyond"),
    [(-1, 7, True), (-1, 6, False), (-1, None, False), (1, 5, True), (1, 6, False), (1, None, False)],
)
def test_else_the_furthest_world_decides(sign, total, beyond):
    """Two in a cell, from 2 to 10: one of them can be 1 while the sum is 6 or less, and 5 from 6 on."""
    ends, sums = [(1, 5)] * 3, [([0, 1, 2], 5, 13), ([2], 1, 4)]
    search = search_of(ends, sums, [4, 4, 2] if sign < 0 else [1, 2, 2])
    world = search.world.copy()
    world[search.part.cell[0]] = total or 0
    far, changes = Found(None if total is None else world), []
    search.mover = SimpleNamespace(reach=lambda *asked: changes.append(asked[2]), extreme=lambda *_: far)
    assert search.is_beyond(0, sign, 1 if sign < 0 else 5) is beyond
    assert changes == [6 - 8 if sign < 0 else 6 - 3]  # the known world has 8 there, or 3


# -- insiders -----------------------------------------------------------------------------------------------------


def tried(monkeypatch, search, suspected, answer):
    """Run the search for insiders with rooms that suspect `suspected` (sign and place); note who is tried."""
    asked = []

    class Suspecting:
        def __init__(self, *_):
            pass

        def suspects(self, sign, goal):
            asked.append((sign, goal.tolist()))
            return np.array([[(sign, at) in suspected for at in range(len(goal))]])

        def owners(self, rooms):
            return whole(*np.flatnonzero(rooms).tolist())

    def worst(ways, at, sign, goal, owners, any_leak):
        asked.append((at, sign, goal, owners.tolist(), any_leak))
        return answer(at, sign, goal)

    monkeypatch.setattr(settle, "Rooms", Suspecting)
    monkeypatch.setattr(settle, "worst", worst)
    search.run()
    return asked[:2], asked[2:]


FREE = ([(1, 5)] * 4, [(range(4), 5, 19), ([0, 1], 3, 9), ([0], 1, 4)])


def test_each_suspected_end_is_asked_about_those_that_leak_anyway_last(monkeypatch):
    """0 is narrowed to 4 by its own sum, and leaks; 2 and 3 are alike but for their counts."""
    search = search_of(*FREE, [2, 3, 4, 5], insiders=1)
    goals, asked = tried(
        monkeypatch,
        search,
        {(-1, 0), (1, 2), (-1, 2), (1, 3)},
        lambda at, sign, goal: (goal - sign * (at == 2), (), True),
    )
    assert goals == [(-1, [1, 1, 1, 1]), (1, [4, 5, 5, 5])]
    assert asked == [
        (2, -1, 1, [0], False),
        (2, 1, 5, [0], False),
        (3, 1, 5, [0], False),
        (0, -1, 1, [0], False),
    ]
    bounds = search.bounds
    assert (bounds.inner_low.tolist(), bounds.inner_high.tolist()) == ([1, 1, 2, 1], [4, 5, 4, 5])
    assert (bounds.low_by, bounds.high_by) == ({}, {}) and bounds.proved.all()


def test_without_insiders_none_is_tried(monkeypatch):
    search = search_of(*FREE, [2, 3, 4, 5])
    assert tried(monkeypatch, search, {(1, 2)}, None) == ([], [])


def test_those_alike_are_asked_about_once_and_told_of_each(monkeypatch):
    search = search_of(*FREE, [2, 3, 4, 4], insiders=1)
    suspected = {(sign, at) for sign in (-1, 1) for at in (2, 3)}
    _, asked = tried(monkeypatch, search, suspected, lambda at, sign, goal: (3, (0,), sign > 0))
    assert [(at, sign) for at, sign, *_ in asked] == [(2, -1), (2, 1)]
    bounds = search.bounds
    assert (bounds.inner_low.tolist(), bounds.inner_high.tolist()) == ([1, 1, 3, 3], [4, 5, 3, 3])
    assert (bounds.low_by, bounds.high_by) == ({2: (0,), 3: (0,)}, {2: (0,), 3: (0,)})
    assert bounds.proved.tolist() == [True, True, False, False]


FLOOR = floor_of([1, 1, 1, 1], [4, 5, 5, 5], inner_low=[1, 1, 2, 1], inner_high=[4, 5, 4, 5])


def test_with_a_floor_insiders_are_asked_whether_they_go_beyond_it(monkeypatch):
    search = search_of(*FREE, [2, 3, 4, 5], insiders=1, floor=FLOOR)
    goals, asked = tried(monkeypatch, search, {(1, 2), (-1, 3)}, lambda at, sign, goal: (goal, (), True))
    assert goals == [(-1, [1, 1, 2, 1]), (1, [4, 5, 4, 5])]
    assert asked == [(2, 1, 4, [0], True), (3, -1, 1, [0], True)]


@pytest.mark.parametrize(("moved", "proved"), [(1, True), (0, False), (1, False)])
def test_with_a_floor_the_first_who_goes_beyond_or_may_ends_the_search(monkeypatch, moved, proved):
    search = search_of(*FREE, [2, 3, 4, 5], insiders=1, floor=FLOOR)
    with pytest.raises(Narrowed):
        tried(monkeypatch, search, {(1, 2)}, lambda at, sign, goal: (goal - moved, (), proved))
