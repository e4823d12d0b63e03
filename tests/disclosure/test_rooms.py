"""Rooms for what owners know: whoever is cleared in one is cleared rightly, and nobody is suspected for nothing."""

from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest
from lone import ways_of, whole
from worlds import turned, worlds

from pipeline.disclosure import rooms as module
from pipeline.disclosure.coalitions import Coalitions
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.rooms import Rooms, per_cell
from pipeline.disclosure.system import parts
from pipeline.disclosure.ways import Ways
from pipeline.disclosure.witness import Mover

PAIR = ([(1, 5), (1, 5)], [([0, 1], 6, 6)])


def rooms_of(ends, sums, count, size=1, owner=None, world=None, effort=None):
    if world is None:
        part = ways_of(ends, sums, count, [0]).all.part
        world = np.zeros(len(part.low), dtype=np.int64)
        np.add.at(world, part.cell, whole(*count)[part.columns])
    ways = ways_of(ends, sums, count, world, size, owner, effort)
    return Rooms(ways, ways.all.ends_low, ways.all.ends_high)


def silent(rooms):
    """Let no further question be asked."""

    def asked(*_args, **_more):
        raise AssertionError("a question was asked")

    rooms.ways.mover = SimpleNamespace(find=asked)
    return rooms


def test_each_of_a_pair_is_cleared_as_far_as_the_other_cannot_tell():
    """Both 3, the sum 6: each knows the other to the unit, so that only 3 is left of it."""
    rooms = rooms_of(*PAIR, [3, 3])
    assert len(rooms.shared) == 1 and rooms.shared[0].owners.tolist() == [0, 1]
    for sign, goal, suspected in ((1, 3, False), (1, 4, True), (1, 2, False), (-1, 3, False), (-1, 2, True)):
        assert rooms.suspects(sign, whole(goal, goal)).tolist() == [[suspected, suspected]], (sign, goal)


def test_a_world_at_hand_that_clears_everybody_needs_no_question():
    rooms = silent(rooms_of(*PAIR, [3, 3]))
    assert not rooms.suspects(1, whole(3, 3)).any()
    assert not rooms.suspects(-1, whole(3, 3)).any()
    with pytest.raises(AssertionError, match="a question was asked"):
        rooms.suspects(1, whole(4, 4))


def test_what_can_be_no_goal_at_all_is_suspected_without_a_question():
    rooms = silent(rooms_of([(1, 5), (1, 5)], [([0, 1], 2, 9)], [5, 1]))
    rooms.shared = [SimpleNamespace(room=rooms.shared[0].room, world=whole(1))] if rooms.shared else []
    assert rooms.suspects(1, whole(9, 9)).tolist() == [[True, True]]


def counting(rooms):
    """Note the ends of the cell asked about."""
    asked, find = [], rooms.ways.mover.find

    def noted(world, cell, low, high, effort):
        asked.append((int(low[cell]), int(high[cell])))
        return find(world, cell, low, high, effort)

    rooms.ways.mover = SimpleNamespace(find=noted)
    return asked


def test_all_of_a_cell_are_asked_about_together_and_alone_only_where_they_cannot_be():
    """Twelve in a cell, from 12 to 360 together; each takes a room of 1 down and 28 up."""
    ends, count = [(1, 30)] * 12, [2] * 12
    rooms = rooms_of(ends, [(range(12), 20, 70)], count)
    asked = counting(rooms)
    assert not rooms.suspects(1, whole(*[30] * 6, *[25] * 6)).any()
    assert asked == [(13 + 29, 360 - 28)]
    asked.clear()
    assert rooms.suspects(1, whole(*[59] * 6, *[28] * 6)).tolist() == [[True] * 6 + [False] * 6]
    assert asked == [(13 + 58, 332), (13 + 27, 332)]
    rooms = rooms_of(ends, [(range(12), 300, 350)], [29] * 12)  # each takes a room of 28 down and 1 up
    asked = counting(rooms)
    assert not rooms.suspects(-1, whole(*[1] * 6, *[6] * 6)).any()
    assert asked == [(12 + 28, 359 - 29)]
    asked.clear()
    assert rooms.suspects(-1, whole(*[-30] * 6, *[-29] * 6)).tolist() == [[True] * 6 + [False] * 6]
    assert asked == [(40, 299), (40, 300)]


def cleared(every, shared, at, sign, goal, size):
    """Tell whether a world has the number at its goal, and in every cell room for whatever those in it know."""
    part, owners = every.part, np.unique(every.owner)
    among = np.isin(every.owner, shared)
    room = {}
    for cell, others in product(range(len(part.low)), (False, True)):
        cut = np.zeros(2, dtype=np.int64)
        for chosen in combinations(owners.tolist(), min(size, len(owners))):
            known = among & np.isin(every.owner, chosen) & (part.cell == cell)
            if others:
                known &= every.owner != every.owner[at]
            cut = np.maximum(cut, [every.down[known].sum(), every.up[known].sum()])
        room[cell, others] = int(part.low[cell] + cut[0]), int(part.high[cell] - cut[1])
    own, low, high = int(part.cell[at]), int(every.ends_low[at]), int(every.ends_high[at])
    first, last = room[own, True]
    first, last = (first, last - (high - goal)) if sign < 0 else (first + (goal - low), last)
    ends = [(first, last) if cell == own else room[cell, False] for cell in range(len(part.low))]
    return any(
        ((part.matrix @ whole(*sums) >= part.least) & (part.matrix @ whole(*sums) <= part.most)).all()
        for sums in product(*(range(low, high + 1) for low, high in ends))
    )


@pytest.mark.parametrize("size", [1, 2])
def test_nobody_is_cleared_wrongly_and_everybody_who_can_be(size):
    ends = [(1, 5), (1, 6), (2, 6), (0, 4), (1, 4)]
    seen = {True: 0, False: 0}
    for seed in range(40):
        chance = np.random.default_rng(seed)
        count = [int(chance.integers(low, high + 1)) for low, high in ends]
        across = [0, 1, 3] if seed % 3 else [0, 3]
        sums = [
            ([0, 1, 2, 3, 4], max(sum(count) - seed % 3, 0), sum(count) + seed % 2),
            (across, sum(count[at] for at in across) - seed % 4, sum(count[at] for at in across) + 1),
        ]
        rooms = rooms_of(ends, sums, count, size)
        every = rooms.ways.all
        for sign, reach in product((-1, 1), (0, 1, 2)):
            goal = every.ends_low + reach if sign < 0 else every.ends_high - reach
            told = rooms.suspects(sign, goal)
            if not rooms.shared:
                assert told.all()
                continue
            for at in range(5):
                want = cleared(every, every.owner, at, sign, int(goal[at]), size)
                assert told[0, at] == (not want), (seed, sign, reach, at)
                seen[want] += 1
    assert min(seen.values()) > 50


def test_a_room_as_narrow_as_a_single_world_is_a_room():
    rooms = rooms_of([(1, 5), (1, 5)], [([0, 1], 6, 6)], [3, 3], size=2)
    (only,) = rooms.shared
    assert (only.room.low.tolist(), only.room.high.tolist(), only.world.tolist()) == ([6], [6], [6])


@pytest.mark.parametrize("world", [5, 7])
def test_a_world_at_the_edge_of_a_room_lies_in_it(world):
    ways = ways_of([(1, 5), (1, 5)], [([0, 1], 3, 9)], [2, 4], [world])
    ways.mover = SimpleNamespace(find=None)  # to ask would fail
    (only,) = Rooms(ways, ways.all.ends_low, ways.all.ends_high).shared
    assert only.world.tolist() == [world]
    assert (only.room.low.tolist(), only.room.high.tolist()) == ([5], [7])


# One count of an earlier revision that the desk does not know, of owner 0; it may be anything from 1 to 3.
UNKNOWN = ([(1, 3), (1, 9), (1, 9)], [([0, 1, 2], 4, 18)], [-1, 3, 3])


def test_what_the_desk_does_not_know_takes_room_for_all_that_it_may_be():
    rooms = rooms_of(*UNKNOWN, world=[8])
    (only,) = rooms.shared
    assert only.owners.tolist() == [0, 1, 2]
    # Down and up: 2 and 2 of owner 0 (it may be 3, or 1), 2 and 6 of the two others.
    assert (only.room.low.tolist(), only.room.high.tolist()) == ([5], [15])
    assert (only.room.others_low.tolist(), only.room.others_high.tolist()) == ([5, 5, 5], [15, 15, 15])


# Owner 0 may have 1 or 2 and is alone in its cell: no world suits both.
EITHER = ([(1, 3), (1, 9)], [([0, 1], 4, 9), ([0], 1, 2)], [-1, 3])


def either(size):
    part = ways_of(*EITHER, [0, 0]).all.part
    world = whole(0, 0)
    world[part.cell[0]], world[part.cell[1]] = 2, 3
    return rooms_of(*EITHER, size=size, world=world)


def test_where_one_room_is_too_small_for_all_ways_each_way_gets_its_own():
    rooms = either(1)
    own = int(rooms.ways.all.part.cell[0])
    assert [each.owners.tolist() for each in rooms.shared] == [[1], [0], [0]]
    assert [(int(each.room.low[own]), int(each.room.high[own])) for each in rooms.shared] == [(1, 3), (1, 1), (2, 2)]
    for marks, owners in ([1, 0, 0], [1]), ([0, 0, 1], [0]), ([1, 1, 0], [0, 1]):
        assert rooms.owners(np.array(marks, dtype=bool)).tolist() == owners
    # That it is 8 or more suits owner 0 with 1, and not with 2: the sum is 9 at most.
    assert rooms.suspects(1, whole(1, 8))[:, 1].tolist() == [False, False, True]


def test_several_who_pool_share_one_room_or_everybody_is_suspected():
    rooms = either(2)
    assert rooms.shared == []
    assert rooms.suspects(1, whole(1, 1)).tolist() == [[True, True]]
    assert rooms.owners(np.array([True])).tolist() == [0, 1]


def test_where_a_guest_finds_no_place_there_is_no_room_for_the_others_either(monkeypatch):
    monkeypatch.setattr(Rooms, "_placed", lambda *_: [])
    assert either(1).shared == []


def test_without_all_ways_there_is_no_room():
    rooms = rooms_of(*UNKNOWN, world=[8], effort=Effort(left=0.0))
    assert rooms.shared == [] and rooms.suspects(1, whole(1, 1, 1)).all()
    assert rooms.owners(np.array([True])).tolist() == [0, 1, 2]


def guests(number):
    return [(at, SimpleNamespace(counts=())) for at in range(number)]


def placed(monkeypatch, number, fits):
    """Give places to guests of whom `fits` says who goes together; list who was tried together."""
    rooms, tried = rooms_of(*PAIR, [3, 3]), []

    def leave(self, certain, who, world):
        tried.append(tuple(owner for owner, _ in who))
        assert len(certain) == 0
        return SimpleNamespace(world=world, who=tried[-1]) if len(who) == 1 or fits(*tried[-1]) else None

    monkeypatch.setattr(Rooms, "_leave", leave)
    return [each.who for each in rooms._placed(guests(number))], tried


def test_a_guest_takes_the_first_room_that_has_a_place(monkeypatch):
    found, tried = placed(monkeypatch, 6, lambda *who: len({each % 2 for each in who}) == 1)
    assert found == [(0, 2, 4), (1, 3, 5)]
    assert tried == [(0,), (0, 1), (1,), (0, 2), (0, 2, 3), (1, 3), (0, 2, 4), (0, 2, 4, 5), (1, 3, 5)]


def test_only_the_latest_rooms_are_asked(monkeypatch):
    found, tried = placed(monkeypatch, 9, lambda *_: False)
    assert found == [(at,) for at in range(9)]
    assert [each[0] for each in tried if each[-1] == 8] == [2, 3, 4, 5, 6, 7, 8]
    assert len(tried) == 9 + 1 + 2 + 3 + 4 + 5 + 6 + 6 + 6


def test_where_one_guest_finds_no_place_there_are_no_rooms(monkeypatch):
    monkeypatch.setattr(Rooms, "_leave", lambda *_: None)
    rooms = rooms_of(*PAIR, [3, 3])
    assert rooms.shared == [] and rooms._placed(guests(3)) == []


def test_the_latest_rooms_are_six():
    assert module._LATEST == 6


def test_per_cell_the_largest_or_smallest_of_the_chosen():
    part = ways_of([(1, 5)] * 3, [([0, 1, 2], 5, 9), ([2], 2, 4)], [3] * 3, [6, 3]).all.part
    value, chosen = whole(7, 9, 4), np.array([True, False, True])
    start = np.full(2, 5)
    cell = part.cell.tolist()
    top = per_cell(np.maximum, part, value, chosen, start)
    assert [top[cell[0]], top[cell[2]], start.tolist()] == [7, 5, [5, 5]]
    assert per_cell(np.minimum, part, value, chosen, start)[cell[2]] == 4


def test_in_every_room_each_guest_has_a_place_in_that_way():
    """Against two revisions: each way of each owner has a room all of whose worlds agree with it."""
    several = 0
    for seed in range(120):
        numbers, known = turned(seed)
        every = worlds(numbers, known)
        for part in parts(numbers.low, numbers.high, known):
            at = part.columns
            low, high = numbers.low[at], numbers.high[at]
            count = np.clip(numbers.count, numbers.low, numbers.high)[at]
            coalitions = Coalitions(part, low, high, count, (numbers.count >= 0)[at], numbers.owner[at], 1)
            sums = np.zeros(len(part.low), dtype=np.int64)
            np.add.at(sums, part.cell, every[0][at])
            rooms = Rooms(Ways(coalitions, Mover(part), sums, Effort()), low, high)
            several += len(rooms.shared) > 2
            told = {}
            for shared in rooms.shared:
                assert part.holds(shared.world, shared.room.low, shared.room.high)
                for owner in shared.owners.tolist():
                    for which, way in enumerate(rooms.ways.of((owner,))[0]):
                        if ((way.ends[0] <= shared.room.low) & (shared.room.high <= way.ends[1])).all():
                            told.setdefault(owner, set()).add(which)
            for owner in np.unique(numbers.owner[at]).tolist() if rooms.shared else []:
                assert told[owner] == set(range(len(rooms.ways.of((owner,))[0]))), (seed, owner)
    assert several > 5
