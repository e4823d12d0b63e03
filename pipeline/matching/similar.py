"""How alike two differing words are: abbreviated, misspelled, initials of several, or two words."""

import re
from collections.abc import Sequence

import numpy as np

from pipeline.matching.lexicon import SLIPS, Array
from pipeline.matching.shapes import shape
from pipeline.matching.words import words

SPELLED, SHORTENED, INFLECTED = 1, 2, 3  # how two words agree
MISREAD = 0.9  # how alike words of the same shape are
_LEAST = 0.7  # of one minus the share of letters that differ
_ENDINGS = re.compile("(?:" + "|".join(sorted(words("endings"), key=lambda word: (-len(word), word))) + ")$")


def similarities(ones: Sequence[str], others: Sequence[str], known: Array) -> tuple[Array, Array]:
    """Tell of pairs of differing words how alike they are, from 0 to 1, and in which way (0, SPELLED,
    SHORTENED, INFLECTED).

    Spelling is compared by optimal string alignment (Damerau 1964, restricted). Where both words are `known` to be no
    slips, an ending that both share and that many names have does not count: 'Caryville' and 'Maryville' differ in one
    letter of four, and 'Mdfield' is 'Medfield'.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    found = np.zeros(len(ones))
    ways = np.zeros(len(ones), np.int8)
    if not len(ones):
        return found, ways
    distances = cpdist(ones, others, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.int32)
    first = np.array([one[0] == other[0] for one, other in zip(ones, others, strict=True)], bool)
    for place in np.flatnonzero((distances <= SLIPS) | first).tolist():
        one, other, distance = ones[place], others[place], int(distances[place])
        if distance <= SLIPS:
            found[place] = spelled(one, other, distance, bool(known[place]))
        if not known[place] and found[place] < MISREAD and misread(one, other):
            found[place] = MISREAD
        if distance <= 2 and inflected(one, other):
            found[place], ways[place] = 0.98, INFLECTED
        elif one[0] == other[0] and found[place] < 0.9:
            short = shortened(one, other)
            if short > found[place]:
                found[place], ways[place] = short, SHORTENED
    ways[(found > 0) & (ways == 0)] = SPELLED
    return found, ways


def spelled(one: str, other: str, distance: int, known: bool = True) -> float:
    """Tell how alike two words are in spelling, given how many letters differ; 0 if they are two words."""
    if one.isdigit() or other.isdigit():
        return 0.0
    if min(len(one), len(other)) < 4:  # of three letters, only two that changed places: 'sru', 'sur'
        return _LEAST if len(one) == len(other) == 3 and distance == 1 and sorted(one) == sorted(other) else 0.0
    size = max(len(one), len(other))
    ending = _ENDINGS.search(one)
    if known and ending and other.endswith(ending.group()):
        size -= len(ending.group())
    similarity = 1 - distance / max(size, 1)
    return similarity if similarity >= _LEAST else 0.0


def misread(one: str, other: str) -> bool:
    """Tell whether a machine that reads a scan may take one of two words for the other: '5wlft', 'swift'."""
    return min(len(one), len(other)) > 2 and not one.isdigit() and not other.isdigit() and shape(one) == shape(other)


def inflected(one: str, other: str) -> bool:
    """Tell whether one of two words is the other in the plural: 'science', 'sciences'."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= 4 and long in (short + "s", short + "es")


def shortened(one: str, other: str) -> float:
    """Tell whether one of two words with the same first letter abbreviates the other: 'univ', 'rngrs'; 0 if not."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < 2 or long.isdigit() or short.isdigit():
        return 0.0
    if long.startswith(short):
        # 'Kirbyville' is another place than 'Kirby'.
        if _ENDINGS.fullmatch(long[len(short) :]):
            return 0.0
        return 0.9 if len(short) <= 5 else 0.0
    if len(long) >= 5 and 3 <= len(short) <= 5 and _skips(short, long):
        return 0.8
    return 0.0


def _skips(short: str, long: str) -> bool:
    """Tell whether `short` is `long` with letters, mostly vowels, left out: 'rngrs', 'hgts'."""
    letters = iter(long)
    return sum(letter in "aeiou" for letter in short) * 3 <= len(short) and all(letter in letters for letter in short)
