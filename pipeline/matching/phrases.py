"""Where one name stands whole inside the other, and what the longer one says besides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.matching.lexicon import Array
from pipeline.matching.words import words

# What phrases() tells of each pair, in this order.
FIRST, LAST, INSIDE, UNIT_BESIDE, UNIT_LAST, FACULTY, BESIDE_ANOTHER, BEGINS, ENDS = range(9)
_UNITS = words("units")
_BODIES = frozenset("campus clinic hospital".split())  # beside a whole name they are bodies of their own
_PARTS = frozenset("branch bureau division program programme section squad team unit".split())


@dataclass(frozen=True, slots=True)
class Place:
    """Where the whole name of an entity stands in a query: from one letter to another."""

    entity: int
    start: int
    end: int


def place_of(inner: str, whole: str) -> int:
    """Tell at which letter a name stands, word by word, in a longer one; -1 where it does not."""
    return f" {whole} ".find(f" {inner} ") if len(inner) < len(whole) and inner in whole else -1


def phrases(
    queries: Sequence[str], candidates: Sequence[str], entities: Sequence[int], named: Sequence[Sequence[Place]]
) -> Array:
    """Tell of pairs of names, a row each, where the one stands in the other.

    `entities` are those of the candidates; `named` are the names of the registry that stand in each query.
    """
    values = np.zeros((len(queries), ENDS + 1))
    for row, (one, other) in enumerate(zip(queries, candidates, strict=True)):
        start = place_of(other, one)
        if start >= 0:
            end = start + len(other)
            values[row, FIRST if start == 0 else LAST if end == len(one) else INSIDE] = 1
            values[row, UNIT_BESIDE] = _is_part(f"{one[:start]} {one[end:]}".split(), other)
            values[row, UNIT_LAST] = values[row, UNIT_BESIDE] * values[row, LAST]
            values[row, BESIDE_ANOTHER] = bool(named[row]) and _another(entities[row], start, end, named[row])
        elif len(one) < len(other) and one in other:
            values[row, BEGINS] = other.startswith(one + " ")
            values[row, ENDS] = other.endswith(" " + one)
    return values


def _is_part(rest: Sequence[str], whole: str) -> bool:
    """Tell whether the rest names a part of the whole: a department, a squad. Of a part, the rest is the whole."""
    return not _UNITS.isdisjoint(rest) and _BODIES.isdisjoint(rest) and _PARTS.isdisjoint(whole.split())


def _another(entity: int, start: int, end: int, named: Sequence[Place]) -> bool:
    """Tell whether a query names another entity beside this one, at a place where this one does not stand too."""
    own = {(each.start, each.end) for each in named if each.entity == entity}
    return any(
        (each.start >= end or each.end <= start) and (each.start, each.end) not in own and each.entity != entity
        for each in named
    )
