"""Several revisions against enumeration: merged, split, withdrawn, changed and new, with insiders and claims.

`DESKCHECK_ENUMERATE=20` looks at twenty times as many.
"""

import os

import numpy as np
import pytest
from histories import history
from worlds import truth, worlds

from pipeline.disclosure.bounds import Numbers
from pipeline.disclosure.exposed import _pairs, _plain, _subtracted, differences
from pipeline.disclosure.facts import NOW, Fact
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import provable
from pipeline.disclosure.system import BEYOND, Known

MANY = int(os.environ.get("DESKCHECK_ENUMERATE", "1"))


def agrees(public, insiders):
    got = provable(public.numbers, public.known(), insiders, Effort())
    want = truth(public.numbers, public.known(), insiders)
    found = (got.low, got.high, got.inner_low, got.inner_high)
    return got.proved.all() and all((a == b).all() for a, b in zip(found, want, strict=True))


@pytest.mark.parametrize("modes", [("exact",), ("exact", "ranges", "none")], ids=["exact", "mixed"])
@pytest.mark.parametrize("block", range(5))
def test_every_count_of_every_revision_is_bounded_to_the_unit(modes, block):
    made = {seed: history(seed, modes) for seed in range(30 * MANY * block, 30 * MANY * (block + 1))}
    wrong = [(seed, insiders) for seed, public in made.items() for insiders in range(4) if not agrees(public, insiders)]
    assert wrong == []


def enumerated(public, facts, came, went):
    every = worlds(public.numbers, [fact.known for fact in facts])
    sums = every[:, came].sum(axis=1) - every[:, went].sum(axis=1)
    return int(sums.min()), int(sums.max())


@pytest.mark.parametrize("block", range(5))
def test_what_revisions_expose_together_is_all_told_and_to_the_unit(block):
    exposed, first = 0, 500_000 + 30 * MANY * block
    for seed in range(first, first + 30 * MANY):
        public = history(seed)
        told = list(differences(public))
        found = {(each.came.tobytes(), each.went.tobytes()): each for each in told}
        assert len(found) == len(told), seed
        revisions = dict.fromkeys(fact.revision for fact in public.facts)
        for came, went, _ in _pairs(public):
            want = enumerated(public, public.facts, came, went)
            alone = [
                enumerated(public, [fact for fact in public.facts if fact.revision == each], came, went)
                for each in revisions
            ]
            each = found.get((came.tobytes(), went.tobytes()))
            if want == _plain(public.numbers, came, went) or want in alone:
                assert each is None, seed
                continue
            assert each is not None and each.proved == want, seed
            assert enumerated(public, each.facts, came, went) == want, seed
            for spared in each.facts:
                assert enumerated(public, [f for f in each.facts if f is not spared], came, went) != want, seed
            exposed += 1
    assert exposed > 5


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
