"""What two revisions tell together of sums and differences: which are looked at, what is told of them, by what."""

import numpy as np
import pytest
from lone import numbers, whole

from pipeline.disclosure import exposed
from pipeline.disclosure.bounds import Contradiction, Numbers
from pipeline.disclosure.exposed import _alone, _pairs, _plain, _span, _subtracted, differences
from pipeline.disclosure.facts import NOW, Fact, Public
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.system import BEYOND, Known

FREE = numbers([(1, 9)] * 4, [5, 5, 5, 5])


def fact(revision, group, members, least=0, most=BEYOND):
    return Fact(revision, "words", Known(whole(*members), least, most), group)


def public(*facts, asked=FREE):
    return Public(asked, (), facts)


ALL, KIND = ("all", "all"), ("kind", "x")


def test_the_same_sum_now_and_then_is_looked_at_once_for_each_difference():
    facts = (
        fact(NOW, ALL, [0, 1, 2]),
        fact(NOW, KIND, [0, 1]),
        fact(NOW, (), [0, 2]),
        fact(NOW, ("kind", "new"), [2]),
        fact("2.0.0", ALL, [0, 1, 3]),  # 2 for 3
        fact("2.0.0", KIND, [0, 3]),  # 1 for 3
        fact("2.0.0", (), [0, 3]),
        fact("2.0.0", ("kind", "gone"), [3]),
        fact("1.0.0", ALL, [0, 1, 3]),  # the same once more
        fact("1.0.0", KIND, [0, 1]),  # no difference
        fact("0.9.0", KIND, [0]),  # 1 came
        fact("0.8.0", KIND, [0, 1, 2]),  # 2 went
    )
    found = [(came.tolist(), went.tolist(), pair) for came, went, pair in _pairs(public(*facts))]
    assert found == [
        ([2], [3], (facts[4], facts[0])),
        ([1], [3], (facts[5], facts[1])),
        ([1], [], (facts[10], facts[1])),
        ([], [2], (facts[11], facts[1])),
    ]


def test_what_is_told_is_what_the_revisions_say_only_together():
    """6 now, 9 with the one who went: it was 3. Each revision by itself leaves it anything up to 7."""
    then, now = fact("1.0.0", ALL, [0, 1, 2], 9, 9), fact(NOW, ALL, [0, 1], 6, 6)
    more = fact("1.0.0", KIND, [0, 1], 1, 18)
    (told,) = differences(public(now, then, more))
    assert (told.came.tolist(), told.went.tolist(), told.told, told.proved) == ([], [2], (-9, -1), (-3, -3))
    assert told.facts == (then, now)
    assert list(differences(public(now, then, fact("1.0.0", KIND, [2], 3, 3)))) == []  # the first revision said so
    assert list(differences(public(fact(NOW, ALL, [0, 1], 2, 18), then))) == []  # and now there is nothing new
    loose = fact("1.0.0", ALL, [0, 1, 2])
    assert list(differences(public(fact(NOW, ALL, [0, 1]), loose))) == []


def test_where_the_two_sums_do_not_say_it_alone_the_fewest_facts_are_named():
    """A claim on one of both makes of the difference more than the two sums do."""
    then, now = fact("1.0.0", ALL, [0, 1, 2], 9, 12), fact(NOW, ALL, [0, 1], 2, 18)
    claim = Fact(NOW, "claim", Known(whole(0, 1), 8, 8))
    other = fact(NOW, (), [3], 5, 5)
    (told,) = differences(public(now, then, other, claim))
    assert (told.told, told.proved) == ((-9, -1), (-4, -1))
    assert sorted(each.words for each in told.facts) == ["claim", "words"]


def test_where_the_solver_does_not_come_to_an_end_the_sums_are_subtracted(monkeypatch):
    monkeypatch.setattr(exposed, "_span", lambda *_: None)
    then, now = fact("1.0.0", ALL, [0, 1, 2], 9, 9), fact(NOW, ALL, [0, 1], 6, 6)
    (told,) = differences(public(now, then))
    assert told.proved == (-3, -3) and told.facts == (then, now)


def test_so_many_differences_are_told_with_the_fewest_facts(monkeypatch):
    reasons = []

    def why(public, came, went, proved, effort):
        reasons.append(came.tolist())
        return []

    pair = fact("1.0.0", ALL, [0]), fact(NOW, ALL, [1])
    monkeypatch.setattr(exposed, "_pairs", lambda _: ((whole(0), whole(1), pair) for _ in range(25)))
    monkeypatch.setattr(exposed, "_span", lambda public, facts, *_: (len(facts), 99))
    monkeypatch.setattr(exposed, "_alone", lambda *_: iter(()))
    monkeypatch.setattr(exposed, "_why", why)
    told = list(differences(public(*pair, pair[0])))
    assert len(told) == 25 and len(reasons) == 20
    assert all(each.facts is pair or each.facts == pair for each in told)


def test_each_revision_is_asked_by_itself(monkeypatch):
    monkeypatch.setattr(exposed, "_span", lambda _, facts, *__: tuple(each.revision for each in facts))
    facts = [fact(each, ALL, [0]) for each in (NOW, "1.0.0", NOW, "2.0.0", "1.0.0")]
    told = list(_alone(public(*facts), whole(0), whole(), Effort()))
    assert told == [(NOW, NOW), ("1.0.0", "1.0.0"), ("2.0.0",)]


def test_facts_that_contradict_one_another_say_nothing_here(monkeypatch):
    facts = [fact(NOW, ALL, [0, 1], 2, 4), fact("1.0.0", ALL, [0, 1], 9, 9)]
    assert _span(public(), facts, whole(0), whole(), Effort()) is None
    assert _span(public(), facts[:1], whole(0), whole(), Effort()) == (1, 3)
    assert _span(public(), facts[:1], whole(0), whole(), Effort(left=0.0)) is None
    assert issubclass(Contradiction, Exception)


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        ((5, 9), (10, 12), (1, 7)),
        ((5, BEYOND), (10, 12), (-100, 7)),
        ((5, 9), (10, BEYOND), (1, 100)),
        ((0, 500), (0, 500), (-100, 100)),
    ],
)
def test_where_the_solver_gives_up_the_sums_are_subtracted_and_an_open_end_says_nothing(then, now, told):
    members = np.array([0])
    facts = Fact("1.0.0", "a sum", Known(members, *then)), Fact(NOW, "a sum", Known(members, *now))
    assert _subtracted((-100, 100), *facts) == told


@pytest.mark.parametrize(
    ("came", "went", "told"),
    [
        ([0], [1], (-7, 3)),
        ([2], [1], (3, BEYOND)),
        ([0], [2], (-BEYOND, -5)),
        ([0, 1], [], (4, 14)),
        ([], [1], (-8, -3)),
    ],
)
def test_what_the_ranges_say_of_a_difference(came, went, told):
    numbers = Numbers(np.array([1, 3, 11]), np.array([6, 8, BEYOND]), np.arange(3), np.array([2, 4, 12]))
    assert _plain(numbers, np.array(came, dtype=int), np.array(went, dtype=int)) == told


def test_an_end_that_nothing_bounds_stays_open_when_sums_are_subtracted():
    loose = Known(np.array([0]), 5, BEYOND)
    told = _subtracted((-BEYOND, BEYOND), Fact("1.0.0", "a sum", loose), Fact(NOW, "a sum", loose))
    assert told == (-BEYOND, BEYOND)


def test_open_ends_are_not_added_up():
    """Four of them would be more than the arithmetic holds."""
    asked = numbers([(1, BEYOND)] * 4 + [(1, 5)], [9, 9, 9, 9, 2])
    assert _plain(asked, whole(0, 1, 2, 3), whole(4)) == (-1, BEYOND)
    assert _plain(asked, whole(4), whole(0, 1, 2, 3)) == (-BEYOND, 1)
