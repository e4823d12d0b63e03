"""Where one name stands whole inside the other, and what the longer one says besides."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.matching.gazetteer import real_words
from pipeline.matching.lexicon import Array
from pipeline.matching.marks import region_words
from pipeline.matching.words import words

# What phrases() tells of each pair, in this order.
(
    FIRST, LAST, INSIDE, OF_BEHIND, OF_BEFORE, OF_LONGER, UNIT_BESIDE, UNIT_LAST, FACULTY, ACRONYM_UNIT, SHORT_NAME,
    BESIDE_ANOTHER, BEGINS, ENDS, PLACE_LEFT, OWN_NAMES,
) = range(16)  # fmt: skip
_LINKS = frozenset("at in of".split())
_NAMING = words("naming")
_FEW = 2  # words of a short name: 'harvard', 'johns hopkins'
# What a university's part is mostly, where it is called by the short name: an institute, a center or a college is
# rather a body of its own ('Ningxia Institute of Archaeology', 'Baylor College of Medicine').
_SCHOOL = re.compile(r"\b(?:school of|(?:business|graduate|law|management|medical) school|faculty)\b")
_AT_UNIVERSITY = re.compile(r" at (?:the )?university\b")
_FEW_BEFORE = 4  # words at most that make a longer name of a university's: 'pandit bhagwat dayal sharma'
_UNITS = words("units")
_COMMON = words("common") | words("units") | words("naming")
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
    queries: Sequence[str],
    candidates: Sequence[str],
    entities: Sequence[int],
    regions: Sequence[str],
    named: Sequence[Sequence[Place]],
    numbers: Sequence[int],
) -> Array:
    """Tell of pairs of names, a row each, where the one stands in the other.

    `entities` and `regions` are those of the candidates; `named` are the names of the registry that stand in a query;
    `numbers` tell the queries apart.
    """
    values = np.zeros((len(queries), OWN_NAMES + 1))
    halves: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for row, (one, other) in enumerate(zip(queries, candidates, strict=True)):
        start = place_of(other, one)
        if start >= 0:
            end = start + len(other)
            before, behind = one[:start].split(), one[end:].split()
            if not before or not behind:
                halves.setdefault((numbers[row], entities[row]), []).append((row, start, end))
            values[row, FIRST if not before else LAST if not behind else INSIDE] = 1
            values[row, OF_BEHIND] = not before and behind[0] in _LINKS and not _AT_UNIVERSITY.match(one, end)
            values[row, OF_BEFORE] = _links(before)
            values[row, OF_LONGER] = before[-1:] != [] and (before[-1] in _NAMING or _lengthens(before, other))
            values[row, UNIT_BESIDE] = _is_part(before + behind, other)
            values[row, UNIT_LAST] = values[row, UNIT_BESIDE] * values[row, LAST]
            values[row, BESIDE_ANOTHER] = bool(named[row]) and _another(entities[row], start, end, named[row])
            continue
        if other.endswith(" university"):
            values[row, SHORT_NAME] = _short(one, other)
        if len(one) < len(other) and one in other:
            values[row, BEGINS] = other.startswith(one + " ")
            values[row, ENDS] = other.endswith(" " + one)
            values[row, PLACE_LEFT] = values[row, BEGINS] and _leaves_place(
                one, other[len(one) :], _places(regions[row])
            )
    for found in halves.values():
        for row, start, end in found:
            # Two names of a body side by side are all of the query: 'Institut Català d'Oncologia (ICO)'.
            values[row, OWN_NAMES] = any(1 in (other - end, start - last) for _, other, last in found)
    return values


def _lengthens(before: Sequence[str], name: str) -> bool:
    """Tell whether words make a longer name of a 'university of x': 'cheyney university of pennsylvania'.

    A part, a number or many words do not.
    """
    few = len(before) <= _FEW_BEFORE and name.startswith("university of ") and before[-1] not in _LINKS | {"the"}
    return few and _UNITS.isdisjoint(before) and all(word.isalpha() for word in before)


def _links(before: Sequence[str]) -> bool:
    """Tell whether words end with an 'of' or 'at', or one of these and 'the'."""
    said = before[:-1] if before[-1:] == ["the"] else before
    return said[-1:] != [] and said[-1] in _LINKS


def _short(query: str, name: str) -> int:
    """Count the words of 'x' where the query is a part of 'x university' that says no university: 0 for none."""
    core = name.removesuffix(" university")
    start = place_of(core, query) if "university" not in query else -1
    if start < 0 or core.count(" ") >= _FEW:
        return 0
    before, behind = query[:start].split(), query[start + len(core) :].split()
    at = before[-1:] == ["at"] or before[-2:] == ["at", "the"]
    school = not before and _SCHOOL.search(query, start + len(core))
    # 'Regis College' is no part of Regis University.
    apt = len(before) + len(behind) > 1 and (at or school) and _is_part(before + behind, core)
    return len(core.split()) if apt else 0


def _leaves_place(name: str, rest: str, places: frozenset[str]) -> bool:
    """Tell whether all the rest of a name is a place, and the name says none: 'San Diego' is not 'San Diego Alcala'."""
    said = [word for word in name.split() if word not in _COMMON]
    return places.isdisjoint(said) and all(word in places for word in rest.split() if word not in _LINKS)


@cache
def _places(region: str) -> frozenset[str]:
    """Give the words of the towns of a region's country, and of the region itself."""
    return real_words(region.split("-")[0]) | region_words(region)


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
