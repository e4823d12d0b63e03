"""Why a count leaks, or why facts contradict one another: the fewest facts that do it, none of which can be spared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.disclosure.bounds import Contradiction, Numbers, Unproved
from pipeline.disclosure.facts import Fact, Public
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import beyond, contradict
from pipeline.disclosure.system import BEYOND, Known, TooLarge
from schemas.vocabulary import DIMENSIONS


@dataclass(frozen=True)
class Reason:
    """The facts that narrow a count, and the owners whose counts it takes besides."""

    facts: tuple[Fact, ...]
    insiders: tuple[int, ...]


def reason(public: Public, at: int, sign: int, floor: int, insiders: Sequence[int], effort: Effort) -> Reason:
    """Find a smallest set of facts that narrows a number's lower (-1) or upper (+1) end beyond the floor."""
    numbers = pin(public.numbers, insiders)

    def narrows(facts: Sequence[Fact]) -> bool:
        try:
            return beyond(numbers, [fact.known for fact in facts], at, sign, floor, effort)
        except (Contradiction, Unproved, TooLarge):
            return False

    own = sorted((fact for fact in public.facts if at in fact.known.members), key=lambda fact: len(fact.known.members))
    for fact in own:
        if _alone(numbers, fact.known, at, sign, floor):
            return Reason((fact,), tuple(insiders))
    return Reason(tuple(fewest(public.facts, narrows)), tuple(insiders))


def pin(numbers: Numbers, owners: Sequence[int]) -> Numbers:
    """Take these owners' counts for known."""
    known = np.isin(numbers.owner, np.array(owners, dtype=np.int64)) & (numbers.count >= 0)
    return replace(
        numbers,
        low=np.where(known, numbers.count, numbers.low),
        high=np.where(known, numbers.count, numbers.high),
    )


def _alone(numbers: Numbers, known: Known, at: int, sign: int, floor: int) -> bool:
    """Tell whether one sum narrows the number beyond the floor, by what its other members can be."""
    others = known.members[known.members != at]
    if sign < 0:
        highs = numbers.high[others]
        return not (highs >= BEYOND).any() and known.least - int(highs.sum()) > floor
    return known.most < BEYOND and known.most - int(numbers.low[others].sum()) < floor


def fewest(facts: Sequence[Fact], holds: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
    """Leave out fact after fact, the largest sums first, as long as what is left still does it."""
    if not holds(facts):
        return []
    kept = sorted(facts, key=_spared_first)
    size = max(1, len(kept) // 2)
    at = 0
    # By halves first: most facts have nothing to do with it.
    while True:
        without = kept[:at] + kept[at + size :]
        if at < len(kept) and len(without) < len(kept) and holds(without):
            kept = without
        else:
            at += size
        if at >= len(kept):
            if size == 1:
                return kept
            size, at = size // 2, 0


def _spared_first(fact: Fact) -> tuple[int, int]:
    # Of sums over the same counts, keep the one that a reader understands best: over all, by country, by kind …
    return -len(fact.known.members), -DIMENSIONS.index(fact.group[0]) if fact.group else -len(DIMENSIONS)


def contradiction(public: Public) -> list[Fact]:
    """Find a smallest set of facts that cannot all be true, with the published ranges."""
    effort = Effort()

    def impossible(facts: Sequence[Fact]) -> bool:
        return bool(contradict(public.numbers, [fact.known for fact in facts], effort))

    return fewest(public.facts, impossible)
