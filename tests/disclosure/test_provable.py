"""The solver against enumeration: never an interval wider or narrower than the truth, with insiders and without."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import instance, truth, turned, worlds

from benchmarks.disclosure import LADDER, case
from pipeline.disclosure import provable as provable_module
from pipeline.disclosure import witness
from pipeline.disclosure.bounds import Contradiction, Floor, Narrowed, Numbers, Unproved
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import beyond, contradict, provable, span
from pipeline.disclosure.system import BEYOND, Known, TooLarge, cap_open, parts, propagate
from pipeline.disclosure.witness import Mover
from pipeline.ladder import place


def agrees(numbers, known, insiders):
    got = provable(numbers, known, insiders, Effort())
    want = truth(numbers, known, insiders)
    found = (got.low, got.high, got.inner_low, got.inner_high)
    return got.proved.all() and all((a == b).all() for a, b in zip(found, want, strict=True))


@pytest.mark.parametrize("block", range(8))
def test_thousands_of_small_instances_are_solved_to_the_unit(block):
    wrong = [
        seed for seed in range(300 * block, 300 * block + 300) if not agrees(*instance(seed), insiders=(seed // 3) % 4)
    ]
    assert wrong == []


@pytest.mark.parametrize("insiders", [1, 2])
def test_counts_that_the_desk_does_not_know_may_be_all_that_is_possible(insiders):
    """Who pools knows its earlier counts as well: the worst of what they may be counts."""
    assert [seed for seed in range(11_000, 11_120) if not agrees(*turned(seed), insiders)] == []


def test_also_where_they_may_be_too_many_to_be_tried_one_by_one():
    for seed in range(14_000, 14_100):
        numbers, known = turned(seed, exact=0.4, ladders=[(1, 16)], most=3, largest=30)
        got, want = provable(numbers, known, 1, Effort()), truth(numbers, known, 1, top=30)
        found = (got.low, got.high, got.inner_low, got.inner_high)
        assert all((a == b).all() for a, b in zip(found, want, strict=True)), seed


def test_what_the_desk_does_not_know_is_weighed_where_only_the_solver_decides(monkeypatch):
    monkeypatch.setattr(Mover, "reach", lambda *_: None)
    assert [seed for seed in range(12_000, 12_060) if not agrees(*turned(seed, exact=0.8), insiders=1)] == []


@pytest.mark.parametrize("insiders", [0, 1, 2])
@pytest.mark.parametrize("left", [0.05, 0.1, 0.2, 0.3, 0.6, 1.0])
def test_with_little_effort_what_is_called_proved_is_so(monkeypatch, insiders, left):
    monkeypatch.setattr(Mover, "reach", lambda *_: None)
    for seed in range(13_000, 13_080):
        numbers, known = turned(seed, exact=0.8)
        want = truth(numbers, known, insiders)
        try:
            got = provable(numbers, known, insiders, Effort(left=left))
        except Unproved:
            continue
        found = (got.low, got.high, got.inner_low, got.inner_high)
        assert all((a == b)[got.proved].all() for a, b in zip(found, want, strict=True)), seed


def test_also_where_only_the_solver_decides(monkeypatch):
    monkeypatch.setattr(Mover, "reach", lambda *_: None)
    assert [seed for seed in range(5000, 5120) if not agrees(*instance(seed, exact=0.8), insiders=seed % 3)] == []


def test_also_where_small_programs_come_first(monkeypatch):
    monkeypatch.setattr(Mover, "reach", lambda *_: None)
    monkeypatch.setattr(witness, "_SMALLER", 0)
    assert [seed for seed in range(6000, 6100) if not agrees(*instance(seed, exact=0.8), insiders=seed % 2)] == []


@pytest.mark.parametrize("insiders", [0, 1])
def test_a_search_for_any_leak_says_what_enumeration_says(insiders):
    for seed in range(7000, 7200):
        numbers, known = instance(seed, exact=0.2)
        want = truth(numbers, known, insiders)
        leaks = (want[2] > numbers.low).any() or (want[3] < numbers.high).any()
        ends = (numbers.low, numbers.high)
        try:
            provable(numbers, known, insiders, Effort(), Floor(*ends, *ends))
            assert not leaks, seed
        except Narrowed:
            assert leaks, seed


def test_whole_numbers_see_what_fractions_do_not():
    """Three crossing pairs that each sum to at most 3: thirds and halves allow more than whole numbers do."""
    low, high = np.zeros(3, dtype=np.int64), np.full(3, 3, dtype=np.int64)
    numbers = Numbers(low, high, np.arange(3), np.array([1, 1, 1]))
    known = [Known(np.array(pair), 0, 3) for pair in ([0, 1], [1, 2], [0, 2])] + [Known(np.arange(3), 4, 9)]
    assert agrees(numbers, known, 0)
    lone = parts(low, high, known)[0]
    outer = propagate(lone, lone.low, lone.high)
    assert outer is not None and outer[1].max() > provable(numbers, known, 0, Effort()).high.max() - 1


def test_open_ranges_are_solved_to_the_unit_too():
    top = 60  # beyond every sum of four counts up to ten
    for seed in range(10_000, 10_250):
        numbers, known = instance(seed, exact=0.4, most=4)
        numbers = replace(numbers, high=np.where(np.arange(len(numbers.high)) == 0, BEYOND, numbers.high))
        got = provable(numbers, known, seed % 2, Effort())
        low, high, inner_low, inner_high = truth(numbers, known, seed % 2, top)
        capped = [np.where(end >= got.cap, top, end) for end in (got.high, got.inner_high)]
        pairs = ((got.low, low), (capped[0], high), (got.inner_low, inner_low), (capped[1], inner_high))
        assert all((a == b).all() for a, b in pairs), seed


def test_an_open_range_stays_open_until_a_sum_bounds_it():
    numbers = Numbers(np.array([5, 1]), np.array([BEYOND, 3]), np.arange(2), np.array([9, 2]))
    loose = provable(numbers, [Known(np.arange(2), 8, BEYOND)], 1, Effort())
    assert (loose.high[0] >= loose.cap, loose.low.tolist()) == (True, [5, 1])
    tight = provable(numbers, [Known(np.arange(2), 0, 11)], 0, Effort())
    assert (tight.low.tolist(), tight.high.tolist()) == ([5, 1], [10, 3])
    assert tight.high[0] < tight.cap


def test_numbers_of_one_owner_are_known_together():
    """Body 0 stands in two revisions: knowing both, it can read what came between them."""
    numbers = Numbers(np.array([1, 1, 6]), np.array([5, 5, 9]), np.array([0, 1, 0]), np.array([3, 2, 7]))
    known = [Known(np.array([0, 1]), 5, 5), Known(np.array([1, 2]), 9, 9)]
    assert agrees(numbers, known, 1)
    assert provable(numbers, known, 1, Effort()).inner_low[1] == 2


def test_a_contradiction_is_told_with_the_facts_it_lies_among():
    numbers = Numbers(np.array([1, 1]), np.array([5, 5]), np.arange(2), np.array([2, 2]))
    known = [Known(np.array([0]), 4, 5), Known(np.arange(2), 2, 4)]
    with pytest.raises(Contradiction) as caught:
        provable(numbers, known, 0, Effort())
    assert caught.value.facts == [0, 1]
    assert contradict(numbers, known, Effort()) == [0, 1]
    assert contradict(numbers, known[:1], Effort()) == []


def test_contradictions_are_those_of_enumeration():
    for seed in range(8000, 8150):
        numbers, known = instance(seed)
        shifted = [replace(fact, least=fact.least + seed % 3, most=fact.most + seed % 3) for fact in known[:1]]
        facts = [*shifted, *known[1:]]
        assert bool(contradict(numbers, facts, Effort())) == (not len(worlds(numbers, facts))), seed


def test_beyond_asks_for_one_end_of_one_number():
    for seed in range(9000, 9060):
        numbers, known = instance(seed)
        low, high, *_ = truth(numbers, known, 0)
        for at in range(len(low)):
            for sign, end in ((-1, int(low[at])), (1, int(high[at]))):
                assert not beyond(numbers, known, at, sign, end, Effort())
                if numbers.low[at] <= end + sign <= numbers.high[at]:
                    assert beyond(numbers, known, at, sign, end + sign, Effort())


def test_what_is_not_decided_is_not_waved_through():
    numbers, known = instance(3, exact=1.0)
    wide = Floor(numbers.low, numbers.high, numbers.low, numbers.high)
    for seed in range(400):
        numbers, known = instance(seed, exact=0.9)
        want = truth(numbers, known, 0)
        if not (want[0] > numbers.low).any():
            continue
        wide = Floor(numbers.low, numbers.high, numbers.low, numbers.high)
        with pytest.raises(Narrowed):
            provable(numbers, known, 0, Effort(left=0), wide)
        break


def test_numbers_too_large_to_compute_with_are_refused():
    numbers = Numbers(np.array([1]), np.array([BEYOND]), np.arange(1), np.array([2**59]))
    with pytest.raises(TooLarge):
        cap_open(numbers.low, numbers.high, [], numbers.count)


def test_a_large_table_takes_few_questions_and_leaves_nothing_open():
    """One world clears many insiders at once: there are fewer questions than ends, not one for each insider as well."""
    effort = Effort()
    found = provable(*case(1803, (50, 8)), 1, effort)
    assert found.proved.all()
    assert effort.solved < 2 * 1803


def revised(number, changed):
    """Tell exact sums of two revisions, between which some counts changed: the desk knows the present ones only."""
    now, known = case(number, (50, 8))
    chance = np.random.default_rng(7)
    who = np.sort(chance.choice(number, changed, replace=False))
    then = now.count.copy()
    then[who] = np.maximum(1, then[who] * chance.uniform(0.5, 2, changed)).astype(np.int64)
    ranges = [place(int(count), LADDER) for count in then[who]]
    columns = np.arange(number)
    columns[who] = number + np.arange(changed)
    before = [Known(columns[fact.members], int(then[fact.members].sum()), 0) for fact in known]
    numbers = Numbers(
        np.append(now.low, [each.low for each in ranges]),
        np.append(now.high, [BEYOND if each.high is None else each.high for each in ranges]),
        np.append(now.owner, who),
        np.append(now.count, np.full(changed, -1)),
    )
    return numbers, [*known, *(replace(fact, most=fact.least) for fact in before)]


@pytest.mark.parametrize(("number", "changed", "most"), [(400, 10, 3_000), (1803, 30, 16_000)])
def test_counts_that_changed_between_exact_sums_take_few_questions_as_well(number, changed, most):
    """Those whose earlier count the desk does not know share rooms: each costs a few questions, not one per end."""
    effort = Effort()
    found = provable(*revised(number, changed), 1, effort)
    assert found.proved.all()
    assert effort.solved < most


def test_where_the_effort_runs_out_nothing_is_called_proved_that_is_not():
    numbers, known = revised(400, 10)
    whole, short = provable(numbers, known, 1, Effort()), provable(numbers, known, 1, Effort(left=40.0))
    again = provable(numbers, known, 1, Effort(left=40.0))
    assert 0 < short.proved.sum() < len(short.proved)
    for name in ("low", "high", "inner_low", "inner_high"):
        mine, all_ = getattr(short, name), getattr(whole, name)
        assert (mine[short.proved] == all_[short.proved]).all(), name
        assert (mine == getattr(again, name)).all(), name


def floor_of(got):
    return Floor(got.low, got.high, got.inner_low, got.inner_high)


@pytest.mark.parametrize("insiders", [1, 2])
def test_nothing_is_narrower_than_what_is_proved_and_anything_is_where_less_was_granted(insiders):
    for seed in range(15_000, 15_080):
        numbers, known = turned(seed) if seed % 2 else instance(seed, exact=0.4)
        got = provable(numbers, known, insiders, Effort())
        provable(numbers, known, insiders, Effort(), floor_of(got))
        for name, moved in (("inner_low", -1), ("inner_high", 1)):
            ends = getattr(got, name)
            free = np.flatnonzero(ends != getattr(got, name.removeprefix("inner_")))  # only insiders go so far
            if len(free):
                less = ends.copy()
                less[free[0]] += moved
                with pytest.raises(Narrowed):
                    provable(numbers, known, insiders, Effort(), replace(floor_of(got), **{name: less}))


def test_whoever_goes_beyond_a_stranger_is_named():
    named = 0
    for seed in range(16_000, 16_080):
        got = provable(*turned(seed), 2, Effort())
        assert set(got.low_by) == set(np.flatnonzero(got.inner_low > got.low).tolist()), seed
        assert set(got.high_by) == set(np.flatnonzero(got.inner_high < got.high).tolist()), seed
        named += len(got.low_by) + len(got.high_by)
    assert named > 20


@pytest.mark.parametrize(
    ("known", "plus", "minus", "told"),
    [
        ([], [0], [], (5, BEYOND)),
        ([], [], [0], (-BEYOND, -5)),
        ([(8, BEYOND)], [0], [1], (2, BEYOND)),
        ([(0, 11)], [0], [], (5, 10)),
        ([(0, 11)], [1], [0], (-9, -2)),
    ],
)
def test_a_sum_of_open_ranges_is_open_until_a_fact_bounds_it(known, plus, minus, told):
    numbers = Numbers(np.array([5, 1]), np.array([BEYOND, 3]), np.arange(2), np.array([9, 2]))
    facts = [Known(np.arange(2), *ends) for ends in known]
    assert span(numbers, facts, np.array(plus, dtype=int), np.array(minus, dtype=int), Effort()) == told


def test_numbers_that_may_be_nothing_may_be_nothing_in_a_sum():
    numbers = Numbers(np.zeros(3, dtype=np.int64), np.array([4, 3, 5]), np.arange(3), np.array([1, 1, 1]))
    nobody = np.empty(0, dtype=np.int64)
    assert span(numbers, [], np.array([0, 1]), nobody, Effort()) == (0, 7)
    assert span(numbers, [], nobody, np.array([2]), Effort()) == (-5, 0)
    assert span(numbers, [], np.array([0]), np.array([1, 2]), Effort()) == (-8, 4)
    assert span(numbers, [], nobody, nobody, Effort()) == (0, 0)
    assert span(numbers, [Known(np.array([0, 1]), 2, 3)], np.array([0, 2]), nobody, Effort()) == (0, 8)


def test_a_part_that_is_settled_is_not_searched_again(monkeypatch):
    low, high = np.ones(4, dtype=np.int64), np.full(4, 5)
    numbers = Numbers(low, high, np.arange(4), np.array([2, 2, 3, 3]))
    one, other = Known(np.array([0, 1]), 2, 9), Known(np.array([2, 3]), 3, 10)
    settled = set()
    provable(numbers, [one, other], 0, Effort(), Floor(low, high, low, high), settled)
    assert len(settled) == 2
    searched = []

    class Noted(provable_module.PartSearch):
        def run(self):
            searched.append(self.part.columns.tolist())

    monkeypatch.setattr(provable_module, "PartSearch", Noted)
    provable(numbers, [one, other], 0, Effort(), Floor(low, high, low, high), settled)
    assert searched == []
    provable(numbers, [one, replace(other, most=9)], 0, Effort(), Floor(low, high, low, high), settled)
    assert searched == [[2, 3]]
    provable(numbers, [one, other], 0, Effort(), Floor(low, high, low, high))
    assert searched == [[2, 3], [0, 1], [2, 3]]


@pytest.mark.parametrize("leaking", [[0, 1], [2, 3]])
def test_a_part_that_is_settled_says_nothing_of_another_one(leaking):
    low, high = np.ones(4, dtype=np.int64), np.full(4, 5)
    count = np.where(np.isin(np.arange(4), leaking), 5, 2)
    harmless = Known(np.setdiff1d(np.arange(4), leaking), 2, 9)
    with pytest.raises(Narrowed):
        provable(
            Numbers(low, high, np.arange(4), count),
            [harmless, Known(np.array(leaking), 10, 10)],
            0,
            Effort(),
            Floor(low, high, low, high),
            set(),
        )
