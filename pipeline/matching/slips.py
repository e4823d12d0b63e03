"""Slips that a registry itself holds: 'Univeristy', in a name that nobody read twice."""

from collections.abc import Collection, Mapping

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
    rare = sorted(
        word
        for word, count in counts.items()
        if count <= _RARE and len(word) >= _LEAST and word.isalpha() and word not in places and word not in known
    )
    found: dict[str, str] = {}
    for letter in sorted({word[0] for word in meant}):
        some = [word for word in rare if word[0] == letter]
        for word, near in _one_off(some, sorted(word for word in meant if word[0] == letter)).items():
            read = {meant[each] for each in near if word[-_ENDING:] == each[-_ENDING:]}
            bearers = [_bearers(english, counts) for english in read]
            if len(read) == 1 and bearers[0] >= _ODDS * counts[word]:
                found[word] = read.pop()
    return found


def _common(counts: Mapping[str, int]) -> dict[str, str]:
    """Give the words that are common in a registry, in any language, each with what stands for it there."""
    every = {**{word: word for word in counts if word.isalpha()}, **terms()}
    return {
        word: english for word, english in every.items() if len(word) > _LEAST and _bearers(english, counts) >= _ODDS
    }


def _bearers(english: str, counts: Mapping[str, int]) -> int:
    return min(counts.get(word, 0) for word in english.split())


def _one_off(said: list[str], others: list[str]) -> dict[str, list[str]]:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    if not said or not others:
        return {}
    distances = cdist(said, others, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8)
    rows, places = np.nonzero(distances == 1)
    found: dict[str, list[str]] = {}
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        found.setdefault(said[row], []).append(others[place])
    return found
