"""Slips that a registry itself holds: 'Univeristy', in a name that nobody read twice."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from pipeline.matching.standardise import terms
from pipeline.matching.words import words

_LEAST = 6  # letters of a slip; the word that was meant has one more at least
_RARE = 2  # entities at most that bear a slip
_ODDS = 200  # times that the word that was meant must outnumber it
_ENDING = 2  # letters at the end that must agree: 'materiale' is another language's, 'federals' a plural


def slips_in(counts: Mapping[str, int], places: Collection[str]) -> dict[str, str]:
    """Find the words of a registry that are a slip of a common one, and what was meant.

    `counts` tells in how many entities each word occurs; `places` are words of which towns are called. A slip is one
    letter away (optimal string alignment) from words that mean one thing alone.
    """
    meant = _common(counts)
    known = terms().keys() | words("stop") | words("legal")
    others = _by_letter(meant)
    rare = _by_letter(
        word
        for word, count in counts.items()
        if count <= _RARE and len(word) >= _LEAST and word.isalpha() and word not in places and word not in known
    )
    found: dict[str, str] = {}
    for letter in sorted(others.keys() & rare.keys()):
        for word, near in _one_off(rare[letter], others[letter]).items():
            read = {meant[each] for each in near if word[-_ENDING:] == each[-_ENDING:]}
            bearers = [_bearers(english, counts) for english in read]
            if len(read) == 1 and bearers[0] >= _ODDS * counts[word]:
                found[word] = read.pop()
    return found


def _common(counts: Mapping[str, int]) -> dict[str, str]:
    """Give the words that are common in a registry, in any language, each with what stands for it there."""
    frequent = {word: word for word, count in counts.items() if count >= _ODDS and word.isalpha()}
    foreign = {word: english for word, english in terms().items() if _bearers(english, counts) >= _ODDS}
    return {word: english for word, english in (frequent | foreign).items() if len(word) > _LEAST}


def _bearers(english: str, counts: Mapping[str, int]) -> int:
    return min(counts.get(word, 0) for word in english.split())


def _by_letter(said: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(said):
        found.setdefault(word[0], []).append(word)
    return found


def _one_off(said: list[str], others: list[str]) -> dict[str, list[str]]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    distances = cdist(said, others, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    rows, places = np.nonzero(distances == 1)
    found: dict[str, list[str]] = {}
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        found.setdefault(said[row], []).append(others[place])
    return found
