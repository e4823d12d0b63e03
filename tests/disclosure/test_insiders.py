"""The coalition that narrows a number the most: against enumeration, and each step of the search by itself."""

from types import SimpleNamespace

import numpy as np
import pytest
from lone import ways_of, whole
from worlds import instance, turned, worlds

from pipeline.disclosure import insiders as module
from pipeline.disclosure.coalitions import Coalitions
from pipeline.disclosure.insiders import _Search, worst
from pipeline.disclosure.programs import Effort, Solved
from pipeline.disclosure.system import cap_open, parts
from pipeline.disclosure.ways import Ways
from pipeline.disclosure.witness import Found, Mover

# Numbers 0 and 6 share a cell, 1 and 2 another, 4 and 5 a third, 3 is alone.
ENDS = [(1, 9)] * 7
COUNT = [5, 3, 4, 2, 3, 1, 2]
SUMS = [(range(7), 10, 60), ([0, 6], 3, 17), ([1, 2], 3, 17), ([3], 2, 8), ([4, 5], 3, 17)]


def search_of(at=0, sign=1, start=5, suspects=None, size=1, any_leak=False, effort=None, count=COUNT):
    world = [0]
    part = ways_of(ENDS, SUMS, count, world).all.part
    world = np.zeros(len(part.low), dtype=np.int64)
    np.add.at(world, part.cell, np.maximum(whole(*count), 1))
    ways = ways_of(ENDS, SUMS, count, world, size, effort=effort)
    suspects = np.arange(7) if suspects is None else whole(*suspects)
    return _Search(ways, at, sign, start, suspects, any_leak)


def cells(search):
    return search.all.part.cell.tolist()


def searched(numbers, known, size):
    """Give, for each part, its numbers' places, its ways, and all worlds."""
    every = worlds(numbers, known)
    high = cap_open(numbers.low, numbers.high, known, numbers.count)
    for part in parts(numbers.low, high, known):
        at = part.columns
        count = np.clip(numbers.count, numbers.low, numbers.high)[at]
        coalitions = Coalitions(
            part, numbers.low[at], high[at], count, (numbers.count >= 0)[at], numbers.owner[at], size
        )
        sums = np.zeros(len(part.low), dtype=np.int64)
        np.add.at(sums, part.cell, every[0][at])
        yield at, Ways(coalitions, Mover(part), sums, Effort()), every


def proves(numbers, every, coalition, column, sign):
    """Tell how far a coalition goes at its best, by enumeration."""
    mine = np.isin(numbers.owner, coalition)
    sure, unsure = mine & (numbers.count >= 0), mine & (numbers.count < 0)
    left = every[(every[:, sure] == numbers.count[sure]).all(axis=1)]
    ends = []
    for told in np.unique(left[:, unsure], axis=0):
        agreed = left[(left[:, unsure] == told).all(axis=1)][:, column]
        ends.append(int(agreed.min() if sign < 0 else agreed.max()))
    return max(ends) if sign < 0 else min(ends)


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("make", [instance, turned])
def test_the_worst_coalition_is_that_of_enumeration_and_proves_what_it_says(size, make):
    further = 0
    for seed in range(20_000, 20_040 if make is instance else 20_100):
        numbers, known = make(seed, exact=0.7)
        for at, ways, every in searched(numbers, known, size):
            owners = np.unique(numbers.owner[at])
            for place, column in enumerate(at.tolist()):
                others = [owner for owner in owners.tolist() if owner != numbers.owner[column]]
                groups = [[one] for one in others]
                groups += [[one, two] for one in others for two in others if one < two and size == 2]
                for sign in (-1, 1):
                    start = proves(numbers, every, [], column, sign)
                    ends = [start, *(proves(numbers, every, group, column, sign) for group in groups)]
                    want = max(ends) if sign < 0 else min(ends)
                    end, by, complete = worst(ways, place, sign, start, owners, False)
                    assert (end, complete) == (want, True), (seed, column, sign)
                    assert bool(by) == (end != start) and len(by) <= size
                    assert proves(numbers, every, by, column, sign) == end
                    any_end, _, _ = worst(ways, place, sign, start, owners, True)
                    assert (any_end != start) == (want != start)
                    further += end != start
    assert further > 20


def test_only_coalitions_with_a_suspect_are_tried():
    search = search_of(suspects=[], start=9)
    before = search.effort.left
    search.visit(())
    assert (search.end, search.by, search.complete) == (9, (), True)
    assert before - search.effort.left < 0.2


def noted(search, name, answer=None):
    """Note the calls of a step in the place of which an answer is given."""
    calls = []

    def step(*args):
        calls.append(tuple(each.tolist() if isinstance(each, np.ndarray) else each for each in args))
        return answer(*args) if callable(answer) else answer

    setattr(search, name, step)
    return calls


# -- visiting ----------------------------------------------------------------------------------------------------


def test_a_coalition_is_looked_at_for_a_price_even_where_no_question_is_asked():
    for left, complete in ((1.0, True), (0.01, False)):
        search = search_of(start=9, effort=Effort(left=left))
        noted(search, "_stand", answer=False)
        search.visit(())
        assert search.complete is complete and search.effort.solved == 0


def test_coalitions_of_the_same_kinds_are_looked_at_once_and_none_after_the_end():
    search = search_of(count=[5, 3, 3, 2, 3, 3, 2], size=2)
    stood = noted(search, "_stand", answer=False)
    search.visit((1,))
    search.visit((2,))
    search.visit((1, 4))
    search.visit((4, 2))
    assert [coalition for _, coalition in stood] == [(1,), (1, 4)]
    search.complete = False
    search.visit((3,))
    search.complete, search.any_leak, search.end = True, True, 4
    search.visit((3,))
    assert len(stood) == 2
    search.any_leak = False
    search.visit((3,))
    search.any_leak, search.end = True, search.start
    search.visit((5,))
    assert [coalition for _, coalition in stood[2:]] == [(3,), (5,)]


def test_where_not_all_ways_are_known_the_search_is_not_complete():
    search = search_of(start=9)
    search.ways = SimpleNamespace(of=lambda _: ([], False))
    search.visit(())
    assert not search.complete


def test_suspects_go_first_and_others_join_and_never_the_one_asked_about():
    search = search_of(suspects=[2, 3, 0], size=2, count=[5, 3, 4, 2, 3, 1, 6])
    noted(search, "_stand", answer=True)
    grown = noted(search, "_grow")
    rooms = noted(search, "_room", answer="room")
    search.visit(())
    search.visit((3,))
    search.visit((3, 4))  # as many as may pool: nobody joins them
    assert grown == [((), [2, 3], "room"), ((3,), [1, 2, 4, 5, 6], "room")]
    assert [(known, left) for _, known, left in rooms] == [([], 1), ([3], 0)]


def test_where_nothing_more_can_be_said_nobody_joins():
    search = search_of(size=2)
    noted(search, "_stand", answer=False)
    grown = noted(search, "_grow")
    search.visit(())
    assert grown == []


# -- standing at an end -------------------------------------------------------------------------------------------


def ends_of(search):
    return search.all.part.low.copy(), search.all.part.high.copy()


def test_the_own_cell_is_narrowed_so_that_the_number_stands_at_its_end():
    """Cell 0 and 6: from 2 to 18 together, with 1 to 9 each."""
    search = search_of(sign=1, start=7)
    own = cells(search)[0]
    low, high = search._own_window(ends_of(search), 7)
    assert (low[own], high[own]) == (2 + 6, 18)
    assert search.all.part.low[own] == 2
    search = search_of(sign=-1, start=3)
    low, high = search._own_window(ends_of(search), 3)
    assert (low[own], high[own]) == (2, 18 - 6)
    others = np.arange(len(low)) != own
    assert (low[others] == search.all.part.low[others]).all() and (high[others] == search.all.part.high[others]).all()


@pytest.mark.parametrize(("sign", "total", "end"), [(1, 8, 6), (1, 17, 9), (-1, 12, 2), (-1, 15, 5), (-1, 8, 1)])
def test_where_a_number_stands_follows_from_its_cells_sum(sign, total, end):
    """With 2 to 19 in the cell, of which 1 to 9 are its own."""
    search = search_of(sign=sign)
    low, high = ends_of(search)
    low[search.cell], high[search.cell] = 3, 19
    assert search._end(total, (low, high)) == end


class Teller:
    """Answers from a list, and notes what it was asked."""

    def __init__(self, *told):
        self.told, self.asked = list(told), []

    def find(self, world, cell, low, high, effort, close=False):
        self.asked.append(("find", close))
        return self.told.pop(0)

    def extreme(self, world, cell, sign, low, high, effort):
        self.asked.append(("extreme", sign))
        return self.told.pop(0)


NONE, UNKNOWN = Found(None, impossible=True), Found(None)


def standing(search, *told, coalition=(), ends=None):
    search.mover = Teller(*told)
    stands = search._stand(ends or ends_of(search), coalition)
    return stands, search.end, search.by, search.complete, [each for each, _ in search.mover.asked]


def world_at(search, total):
    """Make a world in which the own cell has this sum."""
    world = search.world.copy()
    world[search.cell] = total
    return world


def test_a_known_world_at_the_end_spares_the_question():
    search = search_of(start=7)
    search.worlds.add(world_at(search, 8))
    assert standing(search) == (True, 7, (), True, [])
    search = search_of(start=7)
    search.worlds.add(world_at(search, 7))
    assert standing(search, Found(world_at(search, 9))) == (True, 7, (), True, ["find"])
    assert search.worlds.rows[: search.worlds.number][:, search.cell].tolist() == [7, 9]


def test_an_end_that_cannot_be_held_has_been_moved_by_the_coalition():
    search = search_of(start=7)
    stands = standing(search, NONE, Found(world_at(search, 6)), coalition=(3,))
    assert stands == (True, 5, (3,), True, ["find", "extreme"])
    assert search.worlds.rows[: search.worlds.number][:, search.cell].tolist() == [6]
    assert search.mover.asked == [("find", False), ("extreme", 1)]


def test_counts_that_cannot_be_true_prove_nothing():
    search = search_of(start=7)
    assert standing(search, NONE, NONE) == (False, 7, (), True, ["find", "extreme"])
    low, high = ends_of(search)
    assert standing(search, ends=(high, low)) == (False, 7, (), True, [])
    high[:] = low + 1  # at most 12 of the 10 that all sum to, and each sum within is at least 3
    low[:] = high
    low[cells(search)[3]] = high[cells(search)[3]] = 9  # where 8 are told at most
    assert standing(search, NONE, ends=(low, high)) == (False, 7, (), True, ["find"])


@pytest.mark.parametrize("told", [[UNKNOWN], [NONE, UNKNOWN]])
def test_what_was_not_found_leaves_the_search_open(told):
    search = search_of(start=7)
    assert standing(search, *told)[:4] == (False, 7, (), False)
    assert search.worlds.number == 0


def test_while_others_may_join_a_world_like_the_known_one_is_looked_for():
    search = search_of(start=7)
    for coalition, close in ((), True), ((3,), False):
        search.worlds.number = 0
        standing(search, Found(world_at(search, 9)), coalition=coalition)
        assert search.mover.asked == [("find", close)]


# -- room for one more --------------------------------------------------------------------------------------------


def test_room_is_left_for_as_many_as_may_still_join_besides_the_next():
    """Whoever is known already, and the one asked about, needs none."""
    search = search_of(at=2, size=3)
    low, high = ends_of(search)
    assert search._room((low, high), whole(), 0) == (low, high)
    at = cells(search)
    down, up = [4, 2, 3, 1, 2, 0, 1], [4, 6, 5, 7, 6, 8, 7]
    for known, left in ([], 1), ([0], 1), ([0, 3], 2), ([], 2):
        room = search._room((low, high), whole(*known), left)
        for cell in range(len(low)):
            free = [each for each in range(7) if at[each] == cell and each not in (*known, 2)]
            assert room[0][cell] - low[cell] == sum(sorted((down[each] for each in free), reverse=True)[:left])
            assert high[cell] - room[1][cell] == sum(sorted((up[each] for each in free), reverse=True)[:left])


def left_out(search, group, *sums):
    for world in sums:
        search.worlds.add(whole(*world))
    return search._left_out(whole(*group), ends_of(search)).tolist()


def test_whose_counts_agree_with_a_known_world_is_cleared():
    """Owner 1 has 3 of 1 to 9 (2 below, 6 above), of a cell from 2 to 18: it agrees with 4 to 12."""
    search = search_of(start=1)
    cell = cells(search)[1]

    def world(total):
        made = search.world.copy()
        made[search.cell], made[cell] = 10, total
        return made

    for total, left in ((3, [1]), (4, []), (12, []), (13, [1])):
        search.worlds.number = 0
        assert left_out(search, [1], world(total)) == left, total
    # Owner 2 has 4 of them: 3 below, 5 above. Each may be cleared by another world.
    search.worlds.number = 0
    assert left_out(search, [1, 2], world(4)) == [2]
    assert left_out(search, [1, 2], world(13)) == []
    assert left_out(search, [1, 2]) == []
    assert left_out(search, []) == []


def test_a_world_in_which_the_number_does_not_stand_at_its_end_clears_nobody():
    search = search_of(start=7)
    assert left_out(search, [1, 2, 3, 4], world_at(search, 7)) == [1, 2, 3, 4]
    assert left_out(search, [1, 2, 3, 4], world_at(search, 8)) == []


@pytest.mark.parametrize("number", [1, 31, 32, 33, 64, 65, 70])
def test_all_known_worlds_are_held_against_the_owners(number):
    search = search_of(start=1)
    off = search.world.copy()
    off[cells(search)[1]] = 3
    assert left_out(search, [1], *[off] * (number - 1)) == [1]
    assert left_out(search, [1], search.world) == []


def test_worlds_are_taken_thirty_two_at_once():
    assert module._AT_ONCE == 32


def test_an_owner_of_two_numbers_is_cleared_only_where_both_agree():
    ways = ways_of(
        [(1, 9)] * 4, [(range(4), 6, 30), ([0], 2, 8), ([1, 2], 3, 17)], [5, 3, 4, 6], [0], owner=[0, 1, 2, 1]
    )
    ways.world = np.zeros(len(ways.all.part.low), dtype=np.int64)
    search = _Search(ways, 0, 1, 1, np.arange(3), False)
    at = search.all.part.cell
    for first, second, left in ((7, 6, []), (3, 6, [1]), (7, 5, [1]), (3, 5, [1])):
        search.worlds.number = 0
        world = whole(*[0] * len(search.all.part.low))
        world[at[0]], world[at[1]], world[at[3]] = 5, first, second
        search.worlds.add(world)
        room = search.all.part.low.copy(), search.all.part.high.copy()
        assert [each for each in search._left_out(whole(1, 2), room).tolist() if each == 1] == left


def one_world(search, group, *told):
    search.mover = Teller(*told)
    return search._one_world(whole(*group), ends_of(search)), len(search.mover.asked)


def test_one_world_is_looked_for_only_where_it_may_suit_several():
    search = search_of(start=7)
    assert one_world(search, []) == (True, 0)
    assert one_world(search, [1]) == (False, 0)
    assert one_world(search, [1, 3], UNKNOWN) == (False, 1)
    assert search.worlds.number == 0
    assert one_world(search, [1, 3], Found(world_at(search, 9))) == (True, 1)
    assert search.worlds.number == 1
    search.complete = False
    assert one_world(search, [1, 3]) == (True, 0)


def test_one_world_has_a_place_for_what_each_knows():
    """Owners 1 and 2 in one cell: the larger of 2 and 3 below, of 6 and 5 above; and the number at its end."""
    search = search_of(start=7)
    asked = []

    def find(world, cell, low, high, effort):
        asked.append((low.tolist(), high.tolist()))
        return UNKNOWN

    search.mover = SimpleNamespace(find=find)
    low, high = ends_of(search)
    assert not search._one_world(whole(1, 2, 3), (low.copy(), high.copy()))
    at = cells(search)
    low[at[0]] += 6
    low[at[1]], high[at[1]] = low[at[1]] + 3, high[at[1]] - 6
    low[at[3]], high[at[3]] = low[at[3]] + 1, high[at[3]] - 7
    assert asked == [(low.tolist(), high.tolist())]
    assert low[at[3]] == high[at[3]]  # a place for a single sum is a place
    high[at[3]] -= 1
    room = ends_of(search)
    room[1][at[3]] -= 1
    assert not search._one_world(whole(1, 2, 3), room) and len(asked) == 1


# -- growing ------------------------------------------------------------------------------------------------------


def steps(search, one_world=False):
    search._left_out = lambda group, _: group
    told = {
        "visit": noted(search, "visit"),
        "_one_world": noted(search, "_one_world", answer=one_world),
        "_settle": noted(search, "_settle"),
    }
    search._shares = lambda group, _: iter([group[:1], group[1:]])
    return told


def test_those_whose_counts_the_desk_does_not_know_join_alone_the_others_by_shares():
    search = search_of(count=[5, 3, -1, 2, 3, -1, 2])
    told = steps(search)
    search._grow((9,), whole(1, 2, 3, 4, 5), "room")
    assert told["visit"] == [((9, 2),), ((9, 5),)]
    assert told["_one_world"] == [([1, 3, 4], "room")]
    assert told["_settle"] == [((9,), [1], "room"), ((9,), [3, 4], "room")]


def test_where_one_world_suits_all_nobody_joins():
    search = search_of()
    told = steps(search, one_world=True)
    search._grow((), whole(1, 2, 3), "room")
    assert (told["visit"], told["_settle"]) == ([], [])


@pytest.mark.parametrize(
    ("group", "tried", "alone"),
    [
        ([1, 2, 3, 4], [[1, 2, 3, 4], [2, 3], [3], [], [], [], [4], [], []], [1, 2, 3, 4]),
        (
            [1, 2, 3, 4, 5],
            [[1, 2, 3, 4, 5], [2, 3], [3], [], [], [], [4, 5], [5], [], [], []],
            [1, 2, 3, 4, 5],
        ),
    ],
)
def test_where_no_world_suits_all_the_first_goes_alone_and_then_halves(group, tried, alone):
    search = search_of()
    search._left_out = lambda group, _: group
    visited = noted(search, "visit")
    asked = noted(search, "_one_world", answer=lambda group, _: not len(group))
    search._settle((9,), whole(*group), "room")
    assert [each for each, _ in asked] == tried
    assert [coalition for (coalition,) in visited] == [(9, each) for each in alone]


def test_a_share_that_one_world_suits_is_done_with():
    search = search_of()
    search._left_out = lambda group, _: group
    visited = noted(search, "visit")
    asked = noted(search, "_one_world", answer=lambda group, _: len(group) < 5)
    search._settle((), whole(1, 2, 3, 4, 5, 6), "room")
    assert [each for each, _ in asked] == [[1, 2, 3, 4, 5, 6], [2, 3, 4], [5, 6]]
    assert visited == [((1,),)]


# -- shares -------------------------------------------------------------------------------------------------------


def shares(search, slopes, furthest, group):
    """Share out a group by what the linear program is made to say: slopes of low and high ends by a cell's member."""
    at, asked = cells(search), []
    cost = [np.zeros(len(search.all.part.low)), np.zeros(len(search.all.part.low))]
    for side in (0, 1):
        for member, slope in slopes[side].items():
            cost[side][at[member]] = slope
    sums = np.zeros(len(search.all.part.low))
    sums[search.cell] = furthest

    def ask(low, high, effort, cost_):
        asked.append(cost_.tolist())
        return Solved(sums, 0.0, slopes=(cost[0], cost[1]))

    search.mover = SimpleNamespace(linear=SimpleNamespace(ask=ask))
    found = [share.tolist() for share in search._shares(whole(*group), ends_of(search))]
    assert asked == [[-search.sign if cell == search.cell else 0 for cell in range(len(sums))]]
    assert sorted(each for share in found for each in share) == sorted(group)
    return found


# Of the low ends a unit costs 1 in the cell of 1 and 2, and 2 in that of 3; of the high ends a half in that of 4 and 5.
SLOPES = ({1: 1.0, 3: 2.0}, {4: 0.5})


@pytest.mark.parametrize(
    ("slack", "told"),
    [
        # Costs: 4 of owner 5, which goes first; 3 of 2 and of 4; 2 of 1 and of 3.
        (2, [[5], [2], [4], [1], [3]]),
        (3, [[5], [2], [4], [1], [3]]),
        (4, [[5], [2], [4], [1, 3]]),
        (5, [[5], [2], [4, 1], [3]]),
        (6, [[5], [2, 4, 1], [3]]),
        (8, [[5], [2, 4, 1, 3]]),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_owners_share_a_world_as_long_as_their_counts_cost_no_more_than_there_is(sign, slack, told):
    """Two of one cell cost the dearer of both: once 2 has its place, 1 has one as well."""
    search = search_of(sign=sign, start=5)
    # Own cell: 2 to 18, the number itself 1 to 9: it stands at 5 where the sum is 6 (up) or 14 (down).
    furthest = 6 + slack if sign > 0 else 14 - slack
    assert shares(search, SLOPES, furthest, [1, 2, 3, 4, 5]) == told


def test_those_whose_counts_cost_nothing_go_into_the_first_share():
    search = search_of(sign=1, start=5)
    assert shares(search, ({1: 1.0}, {}), 9, [1, 2, 3, 4, 5]) == [[2], [3, 4, 5, 1]]
    assert shares(search, ({1: 1.0}, {}), 7, [1, 2, 3, 4, 5]) == [[2], [3, 4, 5], [1]]
    assert shares(search, ({}, {}), 9, [1, 2, 3]) == [[1], [2, 3]]
    # Of owner 3, a quarter; of 1 and 2, a half and three quarters: little is not nothing.
    assert shares(search, ({1: 0.25, 3: 0.25}, {}), 6, [1, 2, 3, 5]) == [[2], [5], [1], [3]]


@pytest.mark.parametrize(("sign", "told"), [(1, [[2], [6]]), (-1, [[6], [2]])])
def test_in_the_own_cell_a_count_costs_as_much_as_it_takes_away(sign, told):
    """Owner 6 has 2 of 1 to 9 there: it takes 1 from below and 7 from above; owner 2 costs 3."""
    search = search_of(sign=sign, start=5)
    assert shares(search, ({1: 1.0, 0: 9.0}, {0: 9.0}), 6 if sign > 0 else 14, [2, 6]) == told


def test_without_a_guide_all_go_together():
    search = search_of()
    search.mover = SimpleNamespace(linear=SimpleNamespace(ask=lambda *_: Solved()))
    assert [share.tolist() for share in search._shares(whole(3, 1, 2), ends_of(search))] == [[3, 1, 2]]
