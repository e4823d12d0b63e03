"""The words of a registry's names: how much each tells, and what sort of word it is."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from pipeline.matching.standardise import terms
from pipeline.matching.words import kind_patterns, words

Array = np.ndarray[Any, Any]

NONE = 0  # stands where a name has no further word
REGION = 1  # stands for the words that name the entity's own region: they tell it from nobody there
REGION_WORD = "@"
INITIALS = 6  # letters of a word that may be somebody's initials
_ACRONYM = 3  # letters of a word at least that may be the whole name of a body inside a longer name
_TELLING = 3  # letters from which on a word that the registry does not know tells all it can
SLIPS = 3  # letters that may differ in a misspelled word

# What a word may say of a name besides itself, one bit each: another direction, settlement, place makes another body.
_SORTS = {name: sorted(words(name)) for name in ("directions", "municipal", "county", "place_words")}
_COMMON = words("common") | words("stop")
# No name of a body inside a longer one, though some body has it as its acronym, or is called so alone.
_SAYS_LITTLE = _COMMON.union(
    *(words(name) for name in ("silent", "units", "directions", "municipal")),
    *(english.split() for english in terms().values()),
)
_FREQUENT = 0.55  # information of a word below which it is none either: in a thousand names it is in more than 20
_REMARKS = words("remarks")
_FILLING, _PARTICLES = words("filling"), words("particles")
_KINDS = kind_patterns()
KIND_BITS = {kind: 1 << place for place, kind in enumerate(_KINDS)}
_PATTERNS = tuple((KIND_BITS[kind], re.compile(r"\b(?:" + text + ")")) for kind, text in _KINDS.items())
_ANY_KIND = re.compile(r"\b(?:" + "|".join([f"(?:{text})" for text in _KINDS.values()]) + ")")
_STEMS = tuple(sorted(set(re.findall(r"[a-z0-9]{2,}", " ".join(_KINDS.values()).replace(r"\b", " ")))))


class Lexicon:
    """The words of a registry, numbered in the order given.

    `names` are the telling words of each entity, all its names together; `more` are words that no name need have. The
    weight of a word is the logarithm of its rarity, from 0 (in every entity) to 1 (in one, or in none): inverse
    document frequency (Spärck Jones 1972). `places` are words of which towns are called.
    """

    def __init__(
        self, names: Iterable[Iterable[str]], more: Iterable[str] = (), places: Collection[str] = frozenset()
    ) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for said in names:
            total += 1
            counts.update(tuple(dict.fromkeys(said)))
        counts.pop(REGION_WORD, None)
        self.counts: dict[str, int] = dict(counts)
        # A small registry knows too few names for rarity: act as if it had at least a thousand.
        scale = max(total, 1000) + 1
        unsaid = [word for word in more if word not in counts]
        self.words: list[str] = ["", REGION_WORD, *counts, *unsaid]
        self.numbers = {word: number for number, word in enumerate(self.words)}
        told = [math.log(scale / count) / math.log(scale) for count in counts.values()]
        self.weights: Array = np.array([0.0, 0.05, *told, *(1.0 for _ in unsaid)])
        self.letters = _letters(self.words)
        self.sorts = _sorts(self.words)
        self.place = np.array([word in places and word not in _COMMON for word in self.words], bool)

    def __len__(self) -> int:
        """Count the words, and the two that stand for none and for the region."""
        return len(self.words)

    def names_one(self, word: str) -> bool:
        """Tell whether a word inside a longer name may be the whole name of a body."""
        number = self.numbers.get(word)
        return (
            len(word) >= _ACRONYM
            and word not in _SAYS_LITTLE
            and number is not None
            and bool(self.weights[number] >= _FREQUENT)
        )


class Vocabulary:
    """A lexicon with the words of a batch of queries added: those the registry does not know tell the most.

    `more` are those words, each with whether it is a real one and no slip.
    """

    def __init__(self, lexicon: Lexicon, more: Sequence[tuple[str, bool]] = ()) -> None:
        unknown = [word for word, _ in more]
        self.known = len(lexicon)
        self.words = [*lexicon.words, *unknown]
        sorts = np.concatenate([lexicon.sorts, _sorts(unknown)])
        self.lengths = np.ascontiguousarray(sorts[:, 0])
        self.room = np.minimum(1.0, (self.lengths / _TELLING) ** 2)  # the most that a word of that length tells
        self.weights: Array = np.concatenate([lexicon.weights, self.room[self.known :]])
        self.letters: Array = np.concatenate([lexicon.letters, _letters(unknown)])
        self._begins = np.ascontiguousarray(self.letters[:, :2].T)
        self.lasts = np.ascontiguousarray(sorts[:, 1])
        self.place: Array = np.concatenate([lexicon.place, np.array([real for _, real in more], bool)])
        self.real = self.place | (np.arange(len(self.words)) < self.known)
        alphabetic, self.remark, self.filling, self.particle = np.ascontiguousarray(sorts[:, 2:].T.astype(bool))
        self.short = alphabetic & (self.lengths >= 2) & (self.lengths <= INITIALS)  # may be initials

    def may_be_alike(self, ones: Array, others: Array) -> Array:
        """Tell which pairs of words are worth a comparison: most share neither beginning, nor end and length."""
        first, second = self._begins
        near = np.abs(self.lengths[ones] - self.lengths[others]) <= SLIPS
        ends = (self.lasts[ones] == self.lasts[others]) | (second[ones] == second[others])
        return np.asarray((first[ones] == first[others]) | (near & ends))


def _sorts(said: Sequence[str]) -> Array:
    """Tell of words, a row each: length, last letter, and whether it is of letters alone, a remark, filling, particle.

    A remark is a part of a body, or of nothing.
    """
    lasts = "".join([word[-1:] or " " for word in said]).encode("ascii", "replace")
    lists = ([word in found for word in said] for found in (_REMARKS, _FILLING, _PARTICLES))
    columns = (list(map(len, said)), np.frombuffer(lasts, np.uint8), [word.isalpha() for word in said], *lists)
    return np.stack([np.asarray(column, np.int64) for column in columns], axis=1)


def _letters(said: Sequence[str]) -> Array:
    """Give the first letters of words as codes, a row each, 0 behind the last one."""
    joined = "".join([word[:INITIALS].ljust(INITIALS, "\0") for word in said])
    return np.frombuffer(joined.encode("ascii", "replace"), np.uint8).reshape(-1, INITIALS)


@cache
def bit(sort: str, word: str) -> int:
    """Give the bit of a word among those of its sort, 0 where it is none of them."""
    found = _SORTS[sort]
    if sort == "county":  # a parish is a county
        return {"county": 1, "parish": 1, "township": 2}.get(word, 0)
    return 1 << found.index(word) if word in found else 0


SAYING = frozenset(word for found in _SORTS.values() for word in found)
TOWNSHIP = bit("county", "township")
COUNTY = bit("county", "county")


def common(said: Iterable[str]) -> bool:
    """Tell whether no word says which body it is."""
    return _COMMON.issuperset(said)


def kinds(standard: Sequence[str]) -> int:
    """Find the kinds of body that the words of a standardised name state, one bit each; 0 for none."""
    return _kinds(" ".join([_SHOWING[word] for word in standard]))


class _Showing(dict[str, str]):
    """Words as they stand where kinds are sought: one that shows no kind as a blank mark; each is looked at once."""

    def __missing__(self, word: str) -> str:
        shows = word.startswith(_STEMS) or _ANY_KIND.search(word)
        return self.setdefault(word, word if shows else "_")


_SHOWING = _Showing()


@cache
def _kinds(skeleton: str) -> int:
    return sum(bit for bit, pattern in _PATTERNS if pattern.search(skeleton))
