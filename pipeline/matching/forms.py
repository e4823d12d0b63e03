"""What standardised names say, in columns: words, kind of body, numbers, directions, the sort of settlement."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np

from pipeline.matching.lexicon import KIND_BITS, SAYING, Array, bit, common, kinds
from pipeline.matching.said import LEGAL_BITS, Said, legal_form
from pipeline.matching.texts import Texts
from pipeline.matching.towns import town_of
from pipeline.matching.universities import sorts_of

WIDTH = 12  # telling words of a name that are compared

Unknown = tuple[str, bool]
"""A word that no name of the registry has, and whether it is a real one: the name of a place."""


@dataclass(frozen=True)
class Forms:
    """Names in columns, one row each."""

    texts: Sequence[str]
    sorted_texts: Sequence[str]
    words: Array  # numbers in the vocabulary, 0 behind the last
    plain: Array
    meant: Array  # of queries: words of the registry that a misspelled one may be, by which candidates are sought too
    strange: Array  # of queries: which of the plain words name no town of the country that they state
    towns: Array  # of the plain words: to which town's name of several words each belongs, as town_of tells
    own: Array  # which of the plain words name the entity's own region
    keys: Array  # numbers of the keys of the registry, -1 for one that it does not have
    marked_keys: Array
    bare_keys: Array
    traits: Array  # the columns of TRAITS
    located: Array  # whether the region is known

    def take(self, rows: Array, together: bool = False) -> "Forms":
        """Take some rows out, in their order; their texts as lists, or still together."""
        columns: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        for name, column in columns.items():
            if isinstance(column, Texts):
                columns[name] = column.chosen(rows) if together else column.take(rows)
            else:
                columns[name] = column[rows]
        return Forms(**columns)


def joined(parts: Sequence[Forms]) -> Forms:
    """Put columns behind one another."""
    if len(parts) == 1:
        return parts[0]
    columns: dict[str, Any] = {}
    for each in fields(Forms):
        found = [getattr(part, each.name) for part in parts]
        columns[each.name] = _JOIN.get(type(found[0]), np.concatenate)(found)
    return Forms(**columns)


_JOIN: dict[type, Callable[[Any], Any]] = {Texts: Texts.joined, list: lambda found: [*chain.from_iterable(found)]}


TRAITS = (
    "kinds", "numbers", "legal", "directions", "municipal", "county", "place_words", "university", "common", "mended",
    "length",
)  # fmt: skip
_NO_BITS = (0, 0, 0, 0)
_SORTS = ("directions", "municipal", "county", "place_words")


def in_columns(
    said: Sequence[Said],
    located: Sequence[bool],
    stated: Sequence[str],
    numbers: Mapping[str, int],
    unknown: dict[Unknown, int],
    keys: Mapping[str, int],
    real: Sequence[Collection[str]],
    countries: Sequence[str],
) -> Forms:
    """Put names in columns. Words that `numbers` does not hold are added to `unknown`.

    `stated` is the registry's own word for the kind of each, '' for none; `real` are words that are no slips there;
    `countries` those where they lie, '' for unknown.
    """
    every = [each.text.split() for each in said]
    numbered = _numbered([each.words for each in said], numbers, unknown, real)
    plain = numbered.copy()
    marked = [row for row, each in enumerate(said) if each.words is not each.plain]
    plain[marked] = _numbered([said[row].plain for row in marked], numbers, unknown, [real[row] for row in marked])
    return Forms(
        texts=[each.text for each in said],
        sorted_texts=[" ".join(sorted(words)) for words in every],
        words=numbered,
        plain=plain,
        meant=np.zeros((len(said), 0), np.int32),
        strange=_strange(said, real),
        towns=_towns(said, countries),
        own=_own(said),
        keys=np.array([keys.get(each.key, -1) for each in said], np.int64),
        marked_keys=np.array([keys.get(each.marked_key, -1) for each in said], np.int64),
        bare_keys=np.array([keys.get(each.bare_key, -1) for each in said], np.int64),
        traits=np.array(
            [_traits(words, each.words, kind) for words, each, kind in zip(every, said, stated, strict=True)], np.int64
        ).reshape(-1, len(TRAITS)),
        located=np.array(located, bool),
    )


def _numbered(
    rows: Sequence[Sequence[str]],
    numbers: Mapping[str, int],
    unknown: dict[Unknown, int],
    real: Sequence[Collection[str]],
) -> Array:
    get, first = numbers.get, len(numbers)
    found = [
        get(word) or unknown.setdefault((word, word in places), first + len(unknown))
        for said, places in zip(rows, real, strict=True)
        for word in said[:WIDTH]
    ]
    sizes = np.minimum(np.fromiter(map(len, rows), np.int64, len(rows)), WIDTH)
    table = np.zeros((len(rows), WIDTH), np.int32)
    table[np.arange(WIDTH) < sizes[:, None]] = found
    return table


def _strange(said: Sequence[Said], real: Sequence[Collection[str]]) -> Array:
    found = [word not in places for each, places in zip(said, real, strict=True) for word in each.plain[:WIDTH]]
    sizes = np.minimum(np.fromiter((len(each.plain) for each in said), np.int64, len(said)), WIDTH)
    told = np.fromiter(map(bool, real), bool, len(real))[:, None]
    table = np.arange(WIDTH) < sizes[:, None]
    table[table] = found
    return np.asarray(table & told)


def _towns(said: Sequence[Said], countries: Sequence[str]) -> Array:
    table = np.zeros((len(said), WIDTH), np.int8)
    for row, (each, country) in enumerate(zip(said, countries, strict=True)):
        found = town_of(each.plain[:WIDTH], country)
        if any(found):
            table[row, : len(found)] = found
    return table


def _own(said: Sequence[Said]) -> Array:
    table = np.zeros((len(said), WIDTH), bool)
    for row, each in enumerate(said):
        if each.words is not each.plain:
            table[row, : len(each.plain)] = [word not in each.words for word in each.plain[:WIDTH]]
    return table


def _traits(every: list[str], marked: Collection[str], stated: str) -> tuple[int, ...]:
    # The 'New' of its own region is no point of the compass: 'New Mexico State Police' is New Mexico's 'State Police'.
    found = kinds(every) or (kinds(stated.casefold().split()) if stated else 0)
    digits = [word for word in every if word.isdigit()]
    telling = SAYING.intersection(marked)
    bits = _bits(telling) if telling else _NO_BITS
    form = every[legal_form(every)]
    legal = sum({LEGAL_BITS.get(word, 0) for word in form}) if form else 0
    found = found or (KIND_BITS["company"] if legal else 0)
    number = _number_of(frozenset(digits)) if digits else 0
    return (found, number, legal, *bits, sorts_of(every), common(every), 0, len(every))


@lru_cache(maxsize=4096)
def _bits(telling: frozenset[str]) -> tuple[int, ...]:
    return tuple([sum({bit(sort, word) for word in telling}) for sort in _SORTS])


@lru_cache(maxsize=65536)
def _number_of(digits: frozenset[str]) -> int:
    """Give the same number to the same set of numbers, 0 to none."""
    text = " ".join(sorted(digits))
    return int.from_bytes(text.encode()[:7], "big") if len(text) <= 7 else -(hash_of(text) + 1)


def hash_of(text: str) -> int:
    """Hash a text alike in every process, to 62 bits."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 2
