"""What a coalition may know of counts that the desk does not know: against enumeration, and where nobody can tell."""

import numpy as np
import pytest
from lone import ways_of, whole
from worlds import turned, worlds

from pipeline.disclosure.coalitions import Coalitions
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.system import parts
from pipeline.disclosure.ways import Ways
from pipeline.disclosure.witness import Found, Mover


def counts(ways):
    return [tuple(value for _, value in way.counts) for way in ways]


def test_of_a_count_that_nobody_at_the_desk_knows_all_is_taken_that_is_possible():
    """Two in one cell, 7 together: the first is 3 to 5 whatever the second is."""
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [-1, -1], [7])
    found, complete = ways.of((0,))
    assert complete and counts(found) == [(3,), (4,), (5,)]
    assert [way.counts for way in found] == [((0, 3),), ((0, 4),), ((0, 5),)]
    assert [(way.ends[0].tolist(), way.ends[1].tolist()) for way in found] == [
        ([5], [7]),
        ([6], [8]),
        ([7], [9]),
    ]
    assert counts(ways.of((1,))[0]) == [(2,), (3,), (4,)]
    assert counts(ways.of((0, 1))[0]) == [(3, 4), (4, 3), (5, 2)]


def test_where_the_desk_knows_all_counts_there_is_one_way_without_a_question():
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [4, 3], [7])
    ((only,), complete) = ways.of((0,))
    assert complete and only.counts == () and ways.effort.solved == 0
    assert (only.ends[0].tolist(), only.ends[1].tolist()) == ([6], [8])
    ((nobody,), _) = ways.of(())
    assert (nobody.ends[0].tolist(), nobody.ends[1].tolist()) == ([3], [13])


def test_what_an_owner_knows_of_one_count_bears_on_another_of_its_own():
    """The first and second are 6 together, the first and the third 4 or 5: the first is at least 2."""
    ends, sums = [(1, 5), (1, 5), (1, 2)], [([0, 1], 6, 6), ([0, 2], 4, 5)]
    ways = ways_of(ends, sums, [-1, -1, 1], [3, 3, 1], owner=[0, 0, 1])
    at = {int(place): name for name, place in enumerate(np.searchsorted(ways.all.part.columns, [0, 1, 2]))}
    found, _ = ways.of((0,))
    told = {tuple(value for _, value in sorted((at[place], value) for place, value in way.counts)) for way in found}
    assert told == {(2, 4), (3, 3), (4, 2)}


@pytest.mark.parametrize(("far", "number"), [(1, 2), (8, 9), (9, 2), (30, 2)])
def test_a_few_counts_are_tried_one_by_one_of_many_the_ends(far, number):
    ways = ways_of([(5, 90), (1, 1 + far)], [([0, 1], 50, 50)], [-1, -1], [50])
    found = counts(ways.of((1,))[0])
    assert len(found) == number and (found[0], found[-1]) == ((1,), (1 + far,))


def test_the_same_coalition_is_asked_about_once():
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [-1, -1], [7])
    first = ways.of((1, 0))
    solved = ways.effort.solved
    assert ways.of((0, 1)) == first and ways.of((1, 0)) is first and ways.effort.solved == solved > 0


def test_what_was_not_decided_is_told_and_forgotten_for_the_next():
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [-1, 3], [7], effort=Effort(left=0.0))
    assert ways.of((0,)) == ([], False)
    assert ways.of((1,))[1] is True
    assert ways.of((0,)) == ([], False)


class Teller:
    """Answers in the order of its list, and notes which way it was asked to go."""

    def __init__(self, *told):
        self.told, self.asked = list(told), []

    def extreme(self, world, cell, sign, low, high, effort):
        self.asked.append((cell, sign))
        return self.told.pop(0)


NONE, UNKNOWN, SEVEN = Found(None, impossible=True), Found(None), Found(whole(7))


@pytest.mark.parametrize(
    ("told", "number", "complete"),
    [
        ([SEVEN, SEVEN], 3, True),
        ([NONE, NONE], 0, True),
        ([NONE, UNKNOWN], 0, True),
        ([UNKNOWN, NONE], 0, True),
        ([UNKNOWN, UNKNOWN], 0, False),
        ([SEVEN, UNKNOWN], 0, False),
        ([UNKNOWN, SEVEN], 0, False),
    ],
)
def test_both_ends_must_be_found_unless_nothing_is_possible(told, number, complete):
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [-1, -1], [7])
    ways.mover = Teller(*told)
    found, sure = ways.of((0,))
    assert (len(found), sure, ways.mover.asked) == (number, complete, [(0, -1), (0, 1)])


def test_counts_that_cannot_be_true_make_no_way_and_leave_nothing_open():
    ways = ways_of([(1, 9), (2, 4)], [([0, 1], 7, 7)], [9, -1], [7], owner=[0, 0])
    assert ways.of((0,)) == ([], True)


def test_no_way_is_missed_in_revisions_that_tell_two_counts_of_one_owner():
    tried = 0
    for seed in range(60):
        numbers, known = turned(seed)
        every = worlds(numbers, known)
        for part in parts(numbers.low, numbers.high, known):
            at = part.columns
            count, sure = np.clip(numbers.count, numbers.low, numbers.high)[at], (numbers.count >= 0)[at]
            low, high = numbers.low[at], numbers.high[at]
            coalitions = Coalitions(part, low, high, count, sure, numbers.owner[at], 1)
            sums = np.zeros(len(part.low), dtype=np.int64)
            np.add.at(sums, part.cell, every[0][at])
            ways = Ways(coalitions, Mover(part), sums, Effort())
            for owner in np.unique(numbers.owner[at]).tolist():
                mine = numbers.owner[at] == owner
                left = every[(every[:, at[mine & sure]] == count[mine & sure]).all(axis=1)]
                possible = {tuple(row) for row in left[:, at[mine & ~sure]].tolist()}
                found, complete = ways.of((owner,))
                told = {tuple(value for _, value in sorted(way.counts)) for way in found}
                assert complete and possible <= told, seed
                if (mine & ~sure).sum() == 1:
                    assert (min(told), max(told)) == (min(possible), max(possible)), seed
                    tried += 1
    assert tried > 30
