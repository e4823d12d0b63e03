"""What owners know, whom of them one may take for another, and how much room their knowledge takes."""

from itertools import combinations

import numpy as np
import pytest
from lone import pooled, whole

from pipeline.disclosure.coalitions import Worlds, _grouped, pinned

ENDS = [(1, 5), (1, 9), (2, 6), (0, 7), (1, 4)]
SUMS = [([0, 1, 2, 3, 4], 14, 14), ([0, 1, 2], 9, 9)]  # two cells: the first three numbers, the other two
COUNT = [2, 3, 4, 4, 1]


def test_what_is_known_of_its_members_narrows_a_cell():
    low, high = pinned(
        whole(4, 1), whole(20, 11), whole(0, 0, 1), whole(1, 3, 1), whole(9, 6, 11), whole(4, 5, 7), whole(0, 1)
    )
    assert (low.tolist(), high.tolist()) == ([4 + 3 + 2, 1], [20 - 5 - 1, 11])
    low, high = pinned(
        whole(4, 1), whole(20, 11), whole(0, 0, 1), whole(1, 3, 1), whole(9, 6, 11), whole(4, 5, 7), whole(2)
    )
    assert (low.tolist(), high.tolist()) == ([4, 7], [20, 7])


@pytest.mark.parametrize(
    ("label", "begins", "order"),
    [([], [0], []), ([0], [0, 1], [0]), ([1, 0, 1], [0, 1, 3], [1, 0, 2]), ([2, 0, 2], [0, 1, 1, 3], [1, 0, 2])],
)
def test_places_are_grouped_by_their_label(label, begins, order):
    found = _grouped(whole(*label))
    assert (found[0].tolist(), found[1].tolist()) == (begins, order)


def test_all_worlds_are_kept_and_those_within_the_ends_are_listed():
    kept = Worlds(2)
    for at in range(9):
        kept.add(whole(at, 20 - at))
        assert len(kept.rows) == (8 if at < 8 else 16)
    assert kept.within((whole(0, 0), whole(99, 99))).tolist() == [[at, 20 - at] for at in range(9)]
    assert kept.within((whole(2, 0), whole(4, 99))).tolist() == [[2, 18], [3, 17], [4, 16]]
    assert kept.within((whole(2, 17), whole(4, 17))).tolist() == [[3, 17]]
    assert kept.within((whole(3, 18), whole(9, 99))).tolist() == []
    assert len(Worlds(2).within((whole(0, 0), whole(0, 0)))) == 0


def test_a_count_that_the_desk_does_not_know_may_stand_at_either_end():
    every = pooled(ENDS, SUMS, [2, -1, 4, 4, -1])
    assert every.down.tolist() == [1, 8, 2, 4, 3]
    assert every.up.tolist() == [3, 8, 2, 3, 3]


def test_owners_alike_are_of_one_kind_and_so_many_matter_as_pool_and_are_asked_about():
    ends = [(1, 5)] * 6
    every = pooled(ends, [([0, 1, 2, 3, 4, 5], 15, 15)], [2, 2, 3, 2, -1, 2], size=1)
    assert [every.kinds[owner] for owner in (0, 2, 4)] == [((0, 1, 5, 2),), ((0, 1, 5, 3),), ((0, 1, 5, -1),)]
    assert every.candidates.tolist() == [0, 1, 2, 4]
    assert every.kind(2) == ((0, 1, 5, 3), ((0, 1, 5, 3),))
    assert pooled(ends, [([0, 1, 2, 3, 4, 5], 15, 15)], [2] * 6, size=3).candidates.tolist() == [0, 1, 2, 3]


def test_an_owner_is_known_by_all_its_numbers():
    every = pooled(ENDS, SUMS, COUNT, owner=[3, 0, 1, 3, 0])
    at = every.part.cell.tolist()
    assert every.kinds[3] == tuple(sorted([(at[0], 1, 5, 2), (at[3], 0, 7, 4)]))
    assert every.kind(3) == ((at[3], 0, 7, 4), every.kinds[3])
    assert every.kinds[1] == ((at[2], 2, 6, 4),)
    places, of = every.places(whole(3, 1, 0))
    assert (places.tolist(), of.tolist()) == ([0, 3, 2, 1, 4], [0, 0, 1, 2, 2])
    assert [each.tolist() for each in every.places(whole())] == [[], []]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_room_has_a_place_for_whatever_any_coalition_knows_and_no_more(size):
    """Against every coalition: the most that members of a cell may cut off, with an owner and without."""
    for seed in range(20):
        count = np.random.default_rng(seed).integers([low for low, _ in ENDS], [high + 1 for _, high in ENDS])
        every = pooled(ENDS, SUMS, count.tolist(), size)
        part, room = every.part, every.room(every.down, every.up)
        for cell in range(2):
            members = np.flatnonzero(part.cell == cell).tolist()
            for amount, ends, others, way in (
                (every.down, room.low - part.low, room.others_low - part.low[part.cell], 1),
                (every.up, room.high - part.high, room.others_high - part.high[part.cell], -1),
            ):
                assert way * ends[cell] == most(amount, members, size)
                for at in members:
                    assert way * others[at] == most(amount, [each for each in members if each != at], size)


def most(amount, members, size):
    """Sum the amounts of the coalition that has the largest."""
    return max(int(amount[list(chosen)].sum()) for chosen in combinations(members, min(size, len(members))))


def test_amounts_are_ranked_within_their_cell_the_largest_first():
    every = pooled(ENDS, SUMS, COUNT)
    rank, top, more = every.ranked(whole(3, 9, 5, 2, 4), 1)
    assert rank.tolist() == [2, 0, 1, 1, 0]
    cells = every.part.cell[[0, 3]]
    assert (top[cells].tolist(), more[cells].tolist()) == ([9, 4], [14, 6])
    assert every.ranked(whole(3, 9, 5, 2, 4), 0)[1].tolist() == [0, 0]
