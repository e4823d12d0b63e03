"""Read words of a query that no name of the registry has: digits for letters, slips in common words, two in one.

Only common words are mended ('Polcie', 'Rechttbank'); a slip in a word that tells is left to the comparison, which
weighs it. A word is never taken for another of the registry.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from pipeline.matching.standardise import builtin_abbreviations, terms
from pipeline.matching.words import words

_LEAST = 5  # letters of a common word that may hold a slip
_LONG = 8  # letters from which on it may hold two
_FREQUENT = 0.005  # share of the registry's entities from which on a word is common there
_PART = 4  # letters of a telling word that may be run together with a common one
# 'Georgetown' is one word, and 'Lakewood'.
_WHOLE = words("endings") | words("directions") | words("municipal") | words("place_words") | words("county") | {"free"}


class Speller:
    """Mends the queries of one registry. `counts` tells in how many of its entities each word occurs."""

    def __init__(self, counts: Mapping[str, int], entities: int) -> None:
        self._known = counts.keys() | words("stop") | words("legal")
        frequent = {word: word for word, count in counts.items() if count >= max(_FREQUENT * entities, 5)}
        abbreviations = builtin_abbreviations("")
        told = {word: word for name in ("common", "remarks") for word in words(name) if word.isalpha()}
        self._common = {**{word: word for word in terms().values()}, **told, **frequent, **terms()}
        parts = {**abbreviations, **frequent, **terms()}
        self._parts = {word: english for word, english in parts.items() if word not in _WHOLE}
        self._stop = words("stop") | {"de", "di", "da", "du", "la", "le", "w"}
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._common):
            if len(word) >= _LEAST and word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)
        self._lexicon: dict[str, list[str]] = {}
        for word in counts:
            if len(word) >= _LEAST - 1:
                self._lexicon.setdefault(word[0], []).append(word)

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """Mend standardised names; one without anything to mend is given back as it is."""
        unknown = sorted({word for text in texts for word in text.split() if self._is_odd(word)})
        mended = {word: letters for word in unknown if (letters := self._letters(word))}
        unknown = [word for word in unknown if word not in mended]
        mended |= self._slips(unknown)
        for word in unknown:
            if word not in mended and (apart := self._apart(word)):
                mended[word] = apart
        return [_written(text, mended) for text in texts]

    def _is_odd(self, word: str) -> bool:
        return len(word) >= _LEAST and word not in self._known and not word.isdigit()

    def _letters(self, word: str) -> str:
        """Read the digits inside a word as the letters that they look like, if that makes a known word; else ''."""
        if word.isalpha() or sum(letter.isdigit() for letter in word) * 2 > len(word):
            return ""
        for one in "li":
            read = word.translate(str.maketrans("0589", "osbg") | {ord("1"): one})
            if read.isalpha() and (read in self._known or read in self._common):
                return self._common.get(read, read)
        return ""

    def _slips(self, unknown: Sequence[str]) -> dict[str, str]:
        """Find the common word that each is a slip of, if that is the only word it can be."""
        found: dict[str, str] = {}
        for letter, said in _by_first_letter(unknown).items():
            letters_off: dict[str, int] = {}
            for word, near, letters in _nearest(said, self._by_letter.get(letter, [])):
                english = {self._common[each] for each in near}
                if len(english) == 1 and not any(word.startswith(each) for each in near):
                    found[word], letters_off[word] = english.pop(), letters
            for word, near, letters in _nearest(list(letters_off), self._lexicon.get(letter, [])):
                if letters <= letters_off[word] and any(self._common.get(each) != found[word] for each in near):
                    del found[word]
        return found

    def _apart(self, word: str) -> str:
        """Take a common word and another apart: 'vashonpolice', 'ayuntamientode'; '' if they are not two."""
        best, size = "", 0
        for place in range(2, len(word) - 1):
            one, other = word[:place], word[place:]
            if min(place, len(word) - place) > size and self._are_two(one, other):
                best, size = f"{self._parts.get(one, one)} {self._parts.get(other, other)}", min(place, len(other))
        return best

    def _are_two(self, one: str, other: str) -> bool:
        for part, rest in ((one, other), (other, one)):
            common = part in self._parts and len(part) >= _PART
            if common and (rest in self._parts or rest in self._stop or (len(rest) >= _PART and rest in self._known)):
                return True
        return False


def _written(text: str, mended: Mapping[str, str]) -> str:
    said = text.split()
    if mended.keys().isdisjoint(said):
        return text
    return " ".join([mended.get(word, word) for word in said])


def _by_first_letter(said: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in said:
        found.setdefault(word[0], []).append(word)
    return found


def _nearest(said: Sequence[str], others: Sequence[str]) -> Iterable[tuple[str, Collection[str], int]]:
    """Find the words nearest to each by optimal string alignment, if one letter differs, or two of a long word."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    if not said or not others:
        return
    distances = cdist(said, others, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    for word, row in zip(said, distances, strict=True):
        least = int(row.min())
        if 0 < least <= (2 if len(word) >= _LONG else 1):
            yield word, [others[place] for place in np.flatnonzero(row == least).tolist()], least
