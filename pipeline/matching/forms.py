"""What standardised names say, in columns: words, kind of body, numbers, directions, the sort of settlement."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pipeline.matching.lexicon import KIND_BITS, REGION_WORD, SAYING, Array, bit, common, kinds
from pipeline.matching.marks import mark_region
from pipeline.matching.texts import Texts
from pipeline.matching.towns import town_of
from pipeline.matching.universities import sorts_of
from pipeline.matching.words import remark, words

WIDTH = 12  # telling words of a name that are compared
_FORCE = frozenset({"service", "force", "division"})
_STOP, _SILENT = words("stop"), words("silent")
_KEYLESS = _SILENT | {"at"}  # 'University of Texas at Austin', 'University of Texas, Austin'
_NAMES = _STOP - _SILENT - {"at"}  # filling words that may be the name of a town
_LEGAL = words("legal")
_LEGAL_BITS = {word: 1 << min(place, 62) for place, word in enumerate(sorted(_LEGAL))}
_SHORTEST = 3  # words of a name with a legal form
_BEHIND = remark()
_LEGAL_GLUE = words("legal_glue")
_PUBLIC = sum(
    KIND_BITS[kind]
    for kind in (
        "sheriff",
        "state police",
        "police",
        "gendarmerie",
        "constable",
        "prosecutor",
        "ministry",
        "municipality",
    )
)
_PLACES = words("municipal") | words("county") | words("place_words")
_PROPER = sum(KIND_BITS[kind] for kind in ("university", "school", "hospital", "company"))


Unknown = tuple[str, bool]
"""A word that no name of the registry has, and whether it is a real one: the name of a place."""


class Said(NamedTuple):
    """A standardised name taken apart."""

    text: str
    words: tuple[str, ...]  # the words that tell something; those of its own region are marked
    plain: tuple[str, ...]  # the same words, unmarked: for a query whose region is not known
    key: str  # what two spellings of a name share
    marked_key: str
    bare_key: str  # without its own region: 'New Mexico State Police' is New Mexico's 'State Police'


def keys_of(said: Said) -> tuple[str, str, str]:
    """Give what another spelling of a name may share with it."""
    return said.key, said.marked_key, said.bare_key


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


def take_apart(standard: str, region: str) -> Said:
    """Take the standardised name of an entity in `region` apart."""
    marked = mark_region(standard, region) if region else standard
    plain, key = _telling(standard), exact_key(standard)
    if marked == standard:
        return Said(standard, plain, plain, key, key, key)
    return Said(standard, _telling(marked), plain, key, exact_key(marked), _bare_key(marked) or key)


def _bare_key(marked: str) -> str:
    """Give what is left of a name without its own region, '' where that says too little.

    The region is part of the proper name of a university, a school, a hospital or a company ('Indiana University'), and
    of a place that is called like it ('New York City Police').
    """
    rest = marked.replace(REGION_WORD, " ").split()
    enough = len(rest) - len(_SILENT.intersection(rest)) > 1
    return exact_key(" ".join(rest)) if enough and not kinds(rest) & _PROPER and _PLACES.isdisjoint(rest) else ""


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
    legal = sum({_LEGAL_BITS.get(word, 0) for word in form}) if form else 0
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


def legal_form(every: Sequence[str]) -> slice:
    """Find the legal form at the end of a name, or before a remark: that of 'weber motoren gmbh kg legal department'.

    A public body has none: 'commune de spa' is a town; and 'kg' alone is a name.
    """
    end = len(every)
    if _LEGAL.isdisjoint(every):
        return slice(end, end)
    while end > _SHORTEST and (every[end - 1] in _BEHIND or every[end - 1].isdigit()):
        end -= 1
    if every[:end] and every[end - 1] in _LEGAL_BITS and kinds(every[:end]) & _PUBLIC:
        return slice(end, end)
    longest = 0
    for size, word in enumerate(reversed(every[_SHORTEST - 1 : end]), start=1):
        if word in _LEGAL_BITS:
            longest = size
        elif word not in _LEGAL_GLUE:
            break
    return slice(end - longest, end)


def _telling(standard: str) -> tuple[str, ...]:
    every = standard.split()
    form = legal_form(every)
    if form.start < form.stop:
        every = every[: form.start] + every[form.stop :]
    told = [word for word in every if word not in _STOP]
    # No name ends with a filling word: 'Fiscalía Provincial de Das' is one of a town.
    return tuple([*told, every[-1]] if every and every[-1] in _NAMES else told or every)


def exact_key(standard: str) -> str:
    """Give what two spellings of a name share: no filling word, no blank; a sheriff's parish is a county."""
    said = standard.split()
    if "sheriff" in said:
        said = ["county" if word == "parish" else word for word in said]
    if "police" in said and not _FORCE.isdisjoint(said):  # its service, force or division is the police
        said = [
            word for word, before in zip(said, ["", *said], strict=False) if before != "police" or word not in _FORCE
        ]
    return "".join([word for word in said if word not in _KEYLESS]) or standard
