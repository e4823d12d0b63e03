"""Sums and differences of counts that two revisions tell together, and neither tells alone.

Where the same sum is told of two revisions, counts that did not change cancel out: what is left is those who came, less
those who went. A merger, a split and a withdrawal are such differences too. How closely they are told is proved by the
solver, from all facts at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.disclosure.bounds import Contradiction, Numbers
from pipeline.disclosure.explain import fewest
from pipeline.disclosure.facts import NOW, Fact, Public
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import span
from pipeline.disclosure.system import BEYOND, TooLarge, Whole

_REASONS = 20  # differences that are told with the fewest facts that make them; beyond, with the two sums subtracted

Ends = tuple[int, int]


@dataclass(frozen=True)
class Difference:
    """A sum of counts (by their places) less a sum of others, between which ends it is told, and by which facts."""

    came: Whole
    went: Whole
    told: Ends
    proved: Ends
    facts: tuple[Fact, ...]


def differences(public: Public) -> Iterator[Difference]:
    """List what the revisions together tell more closely than the published ranges, and than each of them alone."""
    effort, told = Effort(), 0
    for came, went, pair in _pairs(public):
        plain = _plain(public.numbers, came, went)
        proved = _span(public, public.facts, came, went, effort) or _subtracted(plain, *pair)
        if proved == plain or proved in _alone(public, came, went, effort):
            continue
        facts = tuple(pair)
        if told < _REASONS and _span(public, pair, came, went, effort) != proved:
            facts = tuple(_why(public, came, went, proved, effort)) or facts
        told += 1
        yield Difference(came, went, plain, proved, facts)


def _pairs(public: Public) -> Iterator[tuple[Whole, Whole, tuple[Fact, Fact]]]:
    """List the differences of the same sum now and then, each once, with the two sums that tell it."""
    now = {fact.group: fact for fact in public.facts if fact.group and fact.revision == NOW}
    seen: set[tuple[bytes, bytes]] = set()
    for fact in public.facts:
        if not fact.group or fact.revision == NOW or fact.group not in now:
            continue
        here, there = now[fact.group].known, fact.known
        came, went = np.setdiff1d(here.members, there.members), np.setdiff1d(there.members, here.members)
        key = came.tobytes(), went.tobytes()
        if len(came) + len(went) and key not in seen:
            seen.add(key)
            yield came, went, (fact, now[fact.group])


def _plain(numbers: Numbers, came: Whole, went: Whole) -> Ends:
    """Tell what the published ranges say."""

    def total(high: Whole) -> int:
        return BEYOND if (high >= BEYOND).any() else int(high.sum())

    up, down = total(numbers.high[came]), total(numbers.high[went])
    low = -BEYOND if down >= BEYOND else int(numbers.low[came].sum()) - down
    return low, BEYOND if up >= BEYOND else up - int(numbers.low[went].sum())


def _span(public: Public, facts: Sequence[Fact], came: Whole, went: Whole, effort: Effort) -> Ends | None:
    try:
        return span(public.numbers, [fact.known for fact in facts], came, went, effort)
    except (Contradiction, TooLarge):
        return None


def _subtracted(plain: Ends, then: Fact, now: Fact) -> Ends:
    """Subtract the two sums: never closer than the truth, where the solver does not come to an end."""
    least = now.known.least - then.known.most if then.known.most < BEYOND else -BEYOND
    most = now.known.most - then.known.least if now.known.most < BEYOND else BEYOND
    return max(plain[0], least), min(plain[1], most)


def _alone(public: Public, came: Whole, went: Whole, effort: Effort) -> Iterator[Ends | None]:
    """Tell what each revision says by itself: that is no news of the revisions together."""
    for revision in dict.fromkeys(fact.revision for fact in public.facts):
        yield _span(public, [fact for fact in public.facts if fact.revision == revision], came, went, effort)


def _why(public: Public, came: Whole, went: Whole, proved: Ends, effort: Effort) -> list[Fact]:
    return fewest(public.facts, lambda facts: _span(public, facts, came, went, effort) == proved)
