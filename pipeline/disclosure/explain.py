"""Why a count leaks, or why facts contradict one another: the fewest facts that do it, none of which can be spared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.disclosure.facts import NOW, Fact, Public
from pipeline.disclosure.provable import Contradiction, Numbers, Unproved, beyond, contradict
from pipeline.disclosure.system import BEYOND, Known, TooLarge
from pipeline.disclosure.programs import Effort
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
    return Reason(tuple(_spare(public.facts, narrows)), tuple(insiders))


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


def _spare(facts: Sequence[Fact], holds: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
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

    return _spare(public.facts, impossible)


def differences(public: Public, version: str) -> Iterator[dict[str, object]]:
    """List what subtracting a sum of an earlier revision from the same one now tells, beyond the ranges.

    Counts that did not change cancel out; what is left is those who came, less those who went.
    """
    now = {fact.group: fact for fact in public.facts if fact.group and fact.revision == NOW}
    for fact in public.facts:
        if not fact.group or fact.revision == NOW or fact.group not in now:
            continue
        here, there = now[fact.group].known, fact.known
        came, went = np.setdiff1d(here.members, there.members), np.setdiff1d(there.members, here.members)
        if not len(came) + len(went):
            continue
        low, high = public.numbers.low, public.numbers.high
        told_low = int(low[came].sum()) - _total(high[went])
        told_high = _total(high[came]) - int(low[went].sum())
        least = max(told_low, here.least - there.most)
        most = min(told_high, here.most - there.least)
        if least > told_low or most < told_high:
            yield _difference(public, came, went, (told_low, told_high), (least, most), fact, version)


def _total(high: np.ndarray) -> int:
    return BEYOND if (high >= BEYOND).any() else int(high.sum())


def _difference(
    public: Public,
    came: np.ndarray,
    went: np.ndarray,
    told: tuple[int, int],
    proved: tuple[int, int],
    fact: Fact,
    version: str,
) -> dict[str, object]:
    def names(places: np.ndarray) -> str:
        return " + ".join(f"{public.subjects[at].name} ({public.subjects[at].entity_id})" for at in places.tolist())

    less = f" less {names(went)} of revision {fact.revision}" if len(went) else ""
    ids = [public.subjects[at].entity_id for at in [*came.tolist(), *went.tolist()]]
    ends = {
        "published_min": _finite(told[0]),
        "published_max": _finite(told[1]),
        "provable_min": _finite(proved[0]),
        "provable_max": _finite(proved[1]),
        "insider_min": _finite(proved[0]),
        "insider_max": _finite(proved[1]),
    }
    return {
        "subject": "difference",
        "revision": version,
        "entity_id": "|".join(dict.fromkeys(ids)),
        "name": f"{names(came)}{less}".strip(),
        **ends,
        "verdict": "exposed",
        "insiders": "",
        "facts": f"{fact.words} (revision {fact.revision}); {fact.words} (revision {version})",
    }


def _finite(end: int) -> int | None:
    return None if abs(end) >= BEYOND // 2 else end
