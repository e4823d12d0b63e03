"""Several revisions against enumeration: merged, split, withdrawn, changed and new, with insiders and claims.

`DESKCHECK_ENUMERATE=20` looks at twenty times as many.
"""

import os

import pytest
from histories import history
from worlds import truth, worlds

from pipeline.disclosure.exposed import _pairs, _plain, differences
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import provable

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
