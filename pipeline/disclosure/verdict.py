"""Is any count told more closely than its published range says? By which facts, and to whom?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.disclosure.bounds import Bounds, Contradiction, Floor, Narrowed, Unproved
from pipeline.disclosure.explain import Reason, contradiction, reason
from pipeline.disclosure.exposed import Difference, differences
from pipeline.disclosure.facts import NOW, Fact, Public
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import provable
from pipeline.disclosure.system import BEYOND, TooLarge, Whole
from schemas import Audit
from schemas.base import frame

STOPS = ("leak", "unproved", "contradiction")  # the verdicts that forbid publication
_REASONS = 40  # leaks that are told with the fewest facts that make them; beyond, with all that speak of them


@dataclass(frozen=True)
class Given:
    """What is given away whatever is published now: by the claims of the story, and by earlier revisions."""

    claims: Floor
    earlier: Floor

    @property
    def floor(self) -> Floor:
        """Take the closer of the two, end by end."""
        one, other = self.claims, self.earlier
        return Floor(
            np.maximum(one.low, other.low),
            np.minimum(one.high, other.high),
            np.maximum(one.inner_low, other.inner_low),
            np.minimum(one.inner_high, other.inner_high),
        )


def given(public: Public, insiders: int, effort: Effort | None = None) -> Given:
    """Compute what claims alone give away, and what earlier revisions alone do. Raises Contradiction, Unproved.

    Without an effort to share, each gets its own.
    """
    claims = [fact for fact in public.facts if not fact.group]
    earlier = [fact for fact in public.facts if fact.revision != NOW]
    alone = [replace(public, facts=tuple(facts)) for facts in (claims, earlier)]
    return Given(*(_floor(each, insiders, effort or Effort()) for each in alone))


def _floor(public: Public, insiders: int, effort: Effort) -> Floor:
    found = provable(public.numbers, public.known(), insiders, effort)
    return Floor(found.low, _open(found, found.high), found.inner_low, _open(found, found.inner_high))


def _open(found: Bounds, high: Whole) -> Whole:
    return np.where(high >= found.cap, BEYOND, high)


def harmless(public: Public, insiders: int, what: Given, settled: set[bytes], effort: Effort) -> bool:
    """Tell whether the facts narrow no count beyond what is given away anyway; what cannot be decided is no.

    `settled` remembers what was found harmless before, with the same numbers.
    """
    try:
        provable(public.numbers, public.known(), insiders, effort, what.floor, settled)
        if is_later(public):
            provable(public.numbers, own(public).known(), insiders, effort, what.claims)
    except (Contradiction, Unproved, Narrowed, TooLarge):
        return False
    return True


def is_later(public: Public) -> bool:
    """Tell whether there are earlier revisions."""
    return any(fact.revision != NOW for fact in public.facts)


def own(public: Public) -> Public:
    """Take what this revision says, and all claims ever made: it may not repeat a leak of an earlier one."""
    return replace(public, facts=tuple(fact for fact in public.facts if fact.revision == NOW or not fact.group))


def audit(public: Public, insiders: int, version: str) -> pd.DataFrame:
    """Say of every count what could be proved of it, and of every leak by which facts. Returns the table `audit`."""
    try:
        what = given(public, insiders)
        found = provable(public.numbers, public.known(), insiders, Effort())
        alone = provable(public.numbers, own(public).known(), insiders, Effort()) if is_later(public) else None
    except Contradiction:
        return frame(Audit, [_contradiction(public, version)])
    except (Unproved, TooLarge):
        return frame(Audit, list(_undecided(public, version)))
    rows = _rows(public, what, found, version)
    if alone is not None:
        # What this revision gives away by itself is a leak, though earlier ones gave it away as well.
        again = _rows(own(public), Given(what.claims, what.claims), alone, version)
        pairs = zip(rows, again, strict=True)
        rows = (new if new["verdict"] in STOPS and row["verdict"] not in STOPS else row for row, new in pairs)
    return frame(Audit, [*rows, *(_difference(public, each, version) for each in differences(public))])


def _undecided(public: Public, version: str) -> Iterator[dict[str, object]]:
    for at in range(len(public.subjects)):
        yield _row(public, at, version) | {"verdict": "unproved"}


def _contradiction(public: Public, version: str) -> dict[str, object]:
    facts = contradiction(public)
    empty = dict.fromkeys(("published_min", "published_max", "provable_min", "provable_max"))
    return {
        "subject": "contradiction",
        "revision": version,
        "entity_id": "",
        "name": "",
        **empty,
        "insider_min": None,
        "insider_max": None,
        "verdict": "contradiction",
        "insiders": "",
        "facts": "; ".join(tell(facts, version)),
    }


def _row(public: Public, at: int, version: str) -> dict[str, object]:
    subject, high = public.subjects[at], int(public.numbers.high[at])
    low = int(public.numbers.low[at])
    top = None if high >= BEYOND else high
    return {
        "subject": "organisation",
        "revision": subject.revision or version,
        "entity_id": subject.entity_id,
        "name": subject.name,
        "published_min": low,
        "published_max": top,
        "provable_min": low,
        "provable_max": top,
        "insider_min": low,
        "insider_max": top,
        "verdict": "safe",
        "insiders": "",
        "facts": "",
    }


def _rows(public: Public, what: Given, found: Bounds, version: str) -> Iterator[dict[str, object]]:
    numbers, floor = public.numbers, what.floor
    high, inner_high = _open(found, found.high), _open(found, found.inner_high)
    stranger = (found.low > floor.low) | (high < floor.high)
    inside = (found.inner_low > floor.inner_low) | (inner_high < floor.inner_high)
    leak = stranger | inside
    known, declared = (
        (each.low > numbers.low) | (each.high < numbers.high)
        | (each.inner_low > numbers.low) | (each.inner_high < numbers.high)
        for each in (what.earlier, what.claims)
    )  # fmt: skip
    effort, told = Effort(), 0
    for at in range(len(public.subjects)):
        row = _row(public, at, version)
        row |= {"provable_min": int(found.low[at]), "provable_max": _end(high[at])}
        row |= {"insider_min": int(found.inner_low[at]), "insider_max": _end(inner_high[at])}
        if leak[at]:
            row["verdict"] = "leak"
            ends = _narrowed(found, floor, high, inner_high, at, bool(stranger[at]))
            why = reason(public, at, *ends, effort) if told < _REASONS else Reason((), ends[2])
            told += 1
            row["insiders"] = "|".join(_names(public, why.insiders))
            row["facts"] = "; ".join(tell(why.facts or _about(public, at), version))
        elif not found.proved[at]:
            row |= {"verdict": "unproved", "facts": "; ".join(tell(_about(public, at), version))}
        elif declared[at]:
            claims = [fact for fact in public.facts if not fact.group]
            row |= {"verdict": "declared", "facts": _given(public, claims, what.claims, at, version, effort)}
        elif known[at]:
            earlier = [fact for fact in public.facts if fact.revision != NOW]
            row |= {"verdict": "known", "facts": _given(public, earlier, what.earlier, at, version, effort)}
        yield row


def _difference(public: Public, found: Difference, version: str) -> dict[str, object]:
    """Tell a sum or difference; insiders add nothing to it but parts of it that are their own."""

    def names(places: Whole) -> str:
        return " + ".join(
            f"{each.name} ({each.entity_id}{f', revision {each.revision}' if each.revision != NOW else ''})"
            for each in (public.subjects[at] for at in places.tolist())
        )

    came, went = names(found.came), names(found.went)
    ids = [public.subjects[at].entity_id for at in [*found.came.tolist(), *found.went.tolist()]]
    ends = [None if abs(end) >= BEYOND else end for end in (*found.told, *found.proved)]
    return {
        "subject": "difference",
        "revision": version,
        "entity_id": "|".join(dict.fromkeys(ids)),
        "name": f"{came} less {went}" if came and went else came or went,
        **dict(zip(("published_min", "published_max", "provable_min", "provable_max"), ends, strict=True)),
        "insider_min": ends[2],
        "insider_max": ends[3],
        "verdict": "exposed",
        "insiders": "",
        "facts": "; ".join(tell(found.facts, version)),
    }


def _narrowed(
    found: Bounds, floor: Floor, high: Whole, inner_high: Whole, at: int, stranger: bool
) -> tuple[int, int, tuple[int, ...]]:
    """Choose the end to explain: its sign, the floor that it passes, and whose counts that takes."""
    if stranger:
        return (-1, int(floor.low[at]), ()) if found.low[at] > floor.low[at] else (1, int(floor.high[at]), ())
    if found.inner_low[at] > floor.inner_low[at]:
        return -1, int(floor.inner_low[at]), found.low_by.get(at, ())
    return 1, int(floor.inner_high[at]), found.high_by.get(at, ())


def _given(public: Public, facts: Sequence[Fact], floor: Floor, at: int, version: str, effort: Effort) -> str:
    """Say which of these facts narrow a count whatever is published now."""
    low, high, found = int(public.numbers.low[at]), int(public.numbers.high[at]), tuple[Fact, ...]()
    for sign, own, end in ((-1, low, floor.low[at]), (1, high, floor.high[at])):
        if not found and end != own:
            found = reason(replace(public, facts=tuple(facts)), at, sign, own, (), effort).facts
    return "; ".join(tell(found or [fact for fact in facts if at in fact.known.members], version))


def _about(public: Public, at: int) -> list[Fact]:
    return [fact for fact in public.facts if at in fact.known.members]


def _names(public: Public, owners: Sequence[int]) -> list[str]:
    first: dict[int, str] = {}
    for owner, subject in zip(public.numbers.owner.tolist(), public.subjects, strict=True):
        first.setdefault(owner, subject.entity_id)
    return [first[owner] for owner in owners]


def _end(high: int) -> int | None:
    return None if high >= BEYOND else int(high)


def tell(facts: Sequence[Fact], version: str) -> list[str]:
    """Write facts in a reporter's words; those of an earlier revision say of which."""
    several = any(fact.revision != NOW for fact in facts)
    return [fact.words + (f" (revision {fact.revision or version})" if several else "") for fact in facts]
