"""The tightest interval of each number that a reader can prove, alone or with the counts that insiders pool.

A number's end is settled by the first of these that can: bounds propagated through the sums; a known possible world in
which it stands there (most cells of many members); a world found near by; a linear or an integer program. Insiders
pin their own numbers: a world in which every other cell keeps room for whatever any of them knows is proof against all
coalitions at once, and only where there is none are coalitions tried one by one.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.disclosure.bounds import Bounds, Contradiction, Floor, Numbers, Unproved, unbounded
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.settle import PartSearch
from pipeline.disclosure.system import BEYOND, Known, Whole, cap_open, parts, propagate
from pipeline.disclosure.witness import Mover


def provable(
    numbers: Numbers,
    known: Sequence[Known],
    insiders: int,
    effort: Effort,
    floor: Floor | None = None,
    settled: set[bytes] | None = None,
) -> Bounds:
    """Compute what can be proved of every number. Raises Contradiction where the facts cannot all be true.

    With a `floor`, raises Narrowed as soon as any number is narrower than it; `settled` remembers, between searches
    with the same numbers and floor, which parts are known to be wide enough.
    """
    capped = cap_open(numbers.low, numbers.high, known, numbers.count)
    low, high = numbers.low.copy(), capped.copy()
    bounds = unbounded(low, high)
    if (numbers.high >= BEYOND).any():
        bounds.cap = int(capped.max())
    for part in parts(low, high, known):
        mark = part.fingerprint() if settled is not None else b""
        if settled is None or mark not in settled:
            PartSearch(part, low, high, numbers, effort, insiders, bounds, floor).run()
        if settled is not None:
            settled.add(mark)
    return bounds


def beyond(numbers: Numbers, known: Sequence[Known], column: int, sign: int, floor: int, effort: Effort) -> bool:
    """Tell whether these facts alone narrow one number's lower (-1) or upper (+1) end further than `floor`.

    Where it cannot be decided, they do not. Raises Contradiction where the facts cannot all be true.
    """
    low, high = numbers.low, cap_open(numbers.low, numbers.high, known, numbers.count)
    for part in parts(low, high, known):
        at = np.flatnonzero(part.columns == column)
        if len(at):
            search = PartSearch(part, low, high, numbers, effort)
            return search.is_beyond(int(at[0]), sign, min(floor, int(high[column])))
    return False


def contradict(numbers: Numbers, known: Sequence[Known], effort: Effort) -> list[int]:
    """Tell among which facts (by place) a contradiction lies; empty where all can be true, or nobody can tell."""
    low, high = numbers.low, cap_open(numbers.low, numbers.high, known, numbers.count)
    for part in parts(low, high, known):
        try:
            PartSearch(part, low, high, numbers, effort)
        except Contradiction as found:
            return found.facts
        except Unproved:
            continue
    return []


def span(numbers: Numbers, known: Sequence[Known], plus: Whole, minus: Whole, effort: Effort) -> tuple[int, int] | None:
    """Compute the ends of a sum of some numbers less a sum of others; BEYOND (or minus that) where nothing bounds it.

    None where it is not decided. Raises Contradiction where the facts cannot all be true.
    """
    low, high = numbers.low, cap_open(numbers.low, numbers.high, known, numbers.count)
    asked = [Known(chosen, 0, BEYOND) for chosen in (plus, minus)]
    sign = np.zeros(len(low), dtype=np.int64)
    sign[plus], sign[minus] = 1, -1
    least = most = 0
    for part in parts(low, high, [*known, *asked], kept=len(known)):
        cost = np.zeros(len(part.low), dtype=np.int64)
        cost[part.cell] = sign[part.columns]  # the sums asked for are sums of whole cells
        if not cost.any():
            continue
        ends = propagate(part, part.low, part.high)
        if ends is None:
            raise Contradiction(part.facts.tolist())
        mover, here = Mover(part), []
        for side in (1, -1):
            found = mover.cheapest(part.low, side * cost, *ends, effort)
            if found.impossible:
                raise Contradiction(part.facts.tolist())
            if found.world is None:
                return None
            here.append(int(cost @ found.world))
        least, most = least + here[0], most + here[1]
    loose = (numbers.high >= BEYOND) & ~_bounded(len(low), known)
    return -BEYOND if loose[minus].any() else least, BEYOND if loose[plus].any() else most


def _bounded(number: int, known: Sequence[Known]) -> "np.ndarray":
    """Mark the numbers that stand in a sum with an upper end."""
    found = np.zeros(number, dtype=bool)
    for fact in known:
        if fact.most < BEYOND:
            found[fact.members] = True
    return found
