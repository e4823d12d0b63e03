"""Read words of a query that no name of the registry has: misplaced blanks, digits for letters, slips in common words.

Only common words are mended ('Polcie', 'Rechttbank'); a slip in a word that tells is left to the comparison, which
weighs it. A word is never taken for another of the registry.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np

from pipeline.matching.blanks import Blanks
from pipeline.matching.gazetteer import real_words
from pipeline.matching.marks import region_words
from pipeline.matching.shapes import shape
from pipeline.matching.standardise import Standardiser, builtin_abbreviations, terms, write_of
from pipeline.matching.words import words

_LEAST = 5  # letters of a common word that may hold a slip
_LONG = 8  # letters from which on it may hold two
_DIGITS = str.maketrans("0589", "osbg")
_FREQUENT = 0.005  # share of the registry's entities from which on a word is common there
_ODDS = 20  # times that a common word must outnumber the rare ones of which an unknown word may be a slip as well
# 'Georgetown' is one word, and 'Lakewood'.
_WHOLE = words("endings") | words("directions") | words("municipal") | words("place_words") | words("county") | {"free"}


# The filling words of the most used languages, by their shapes.
_FILLING = {shape(word): word for word in sorted(words("filling"))}


_OF_SOMETHING = words("of_something")
_OF_FIRST = sorted(_OF_SOMETHING)
_BODIES = words("common") | words("units") | {"academy", "board", "chamber"}  # an 'of' may follow inside a name
_OF = {"of", "fo", "o", "f", "0f", "off", "ot", "if"}  # 'of', and slips in it
_SLIPPED = _OF - {"of"}


class Speller:
    """Mends the queries of one registry. `counts` tells in how many of its entities each word occurs."""

    def __init__(self, counts: Mapping[str, int], entities: int) -> None:
        self._known = counts.keys() | words("stop") | words("legal")
        frequent = {word: word for word, count in counts.items() if count >= max(_FREQUENT * entities, 5)}
        abbreviations = builtin_abbreviations("")
        told = {word: word for name in ("common", "remarks") for word in words(name) if word.isalpha()}
        self._short = {short: long for short, long in abbreviations.items() if len(short) >= _LEAST - 1}
        self._common = {**{word: word for word in terms().values()}, **told, **frequent, **terms()}
        self._counts = counts
        parts = {**abbreviations, **frequent, **terms()}
        filling = words("stop") | {"de", "di", "da", "du", "la", "le", "w"}
        self._blanks = Blanks(self._known, frozenset(parts), _WHOLE, filling, self._common)
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(self._common):
            if len(word) >= _LEAST and word.isalpha():
                self._by_letter.setdefault(word[0], []).append(word)
        self._shapes = _by_shape(self._common)
        self._lexicon: dict[str, list[str]] = {}
        for word in counts:
            if len(word) >= _LEAST - 1:
                self._lexicon.setdefault(word[0], []).append(word)

    def __call__(self, texts: Sequence[str], regions: Sequence[str]) -> list[str]:
        """Mend standardised names, each with its region; one without anything to mend is given back as it is."""
        read = list(texts)
        odd = [place for place, text in enumerate(texts) if not self._is_known(text)]
        mended = self._mended([texts[place] for place in odd], [regions[place] for place in odd])
        for place, text in zip(odd, mended, strict=True):
            read[place] = text
        return read

    def _is_known(self, text: str) -> bool:
        """Tell whether a name has no word that could be mended: most have none."""
        said = text.split()
        return self._known.issuperset(said) and _SLIPPED.isdisjoint(said[1:2]) and " ".join(said) == text

    def _mended(self, texts: Sequence[str], regions: Sequence[str]) -> list[str]:
        countries = [region.split("-")[0] for region in regions]
        real = [real_words(country) for country in countries]
        placed = [self._placed(*each) for each in zip(texts, countries, real, strict=True)]
        said = [(word, places) for text, places in zip(placed, real, strict=True) for word in text.split()]
        unknown = sorted({word for word, places in said if self._is_odd(word, places)})
        mended = {word: read for word, places in said if word not in self._known and (read := self._typed(word))}
        mended |= {word: read for word in unknown if (read := self._letters(word))}
        mended |= self._misread([word for word in unknown if word not in mended])
        mended |= self._slips([word for word in unknown if word not in mended])
        mended |= self._halves([word for word in unknown if word not in mended])
        placed = [self._of_region(*each) for each in zip(placed, regions, real, strict=True)]
        return [
            self._parted(self._written(text, mended, country, places), country, places)
            for text, country, places in zip(placed, countries, real, strict=True)
        ]

    def _placed(self, text: str, country: str, places: Collection[str]) -> str:
        """Put the blanks between unknown words right, and standardise anew what comes to light."""
        said = self._filled(text.split(), places)
        filled = " ".join(said)
        text = text if filled == text else _again(country)(filled)
        said = text.split()
        if sum(word not in self._known and word not in places for word in said) < 2:
            return text
        placed = self._blanks.moved(said, builtin_abbreviations(country), places)
        return text if placed == said else _again(country)(" ".join(placed))

    def _filled(self, said: list[str], places: Collection[str]) -> list[str]:
        """Read a word inside a name as the filling word that it was: '0f', 'dc', 'university f x', 'city o fx'."""
        if len(said) > 2 and said[1] in _OF:
            said = self._of_something(said, places)
        inner = said[1:-1]
        if all(word in self._known or len(word) > 3 for word in inner):
            return said
        read = [
            word if word in self._known or word in places or word.isdigit() else _filling(word, before)
            for before, word in zip(said, inner, strict=False)
        ]
        return [*said[:1], *read, *said[-1:]]

    def _written(self, text: str, mended: Mapping[str, str], country: str, places: Collection[str]) -> str:
        said = text.split()
        if mended.keys().isdisjoint(said):
            return text
        read = " ".join([word if word in places else mended.get(word, word) for word in said])
        return _again(country)(read) if "of" in said else write_of(read)

    def _of_something(self, said: list[str], places: Collection[str]) -> list[str]:
        """Read the beginning of a name as what it was: 'city fo x', 'csty of x', 'city o fx'."""
        first, word, rest = said[:3]
        if first not in _OF_SOMETHING and first not in self._known and first not in places:
            near = [each for _, found, _ in _nearest([first], _OF_FIRST) for each in found]
            first = near[0] if len(near) == 1 else first
        if first not in _OF_SOMETHING:
            return said
        lost = word == "o" and rest[0] == "f" and rest not in self._known and rest not in places
        return [first, "of", rest[lost:], *said[3:]]

    def _parted(self, text: str, country: str, places: Collection[str]) -> str:
        said = text.split()
        if all(word in self._known for word in said):
            return text
        short = builtin_abbreviations(country)
        parts = [
            part
            for word in said
            for part in (self._blanks.apart(word, short) if self._is_odd(word, places) else [word])
        ]
        return text if parts == said else _again(country)(" ".join(parts))

    def _is_odd(self, word: str, places: Collection[str]) -> bool:
        return len(word) >= _LEAST and word not in self._known and word not in places and not word.isdigit()

    def _of_region(self, text: str, region: str, places: Collection[str]) -> str:
        """Read an unknown word as one of the name of its region, of which it is a slip: 'gerogia' in US-GA."""
        said = text.split()
        odd = [word for word in said if self._is_odd(word, places)] if region else []
        if not odd:
            return text
        meant = sorted(word for word in region_words(region) if len(word) >= _LEAST)
        read = {word: next(iter(near)) for word, near, _ in _nearest(odd, meant) if len(near) == 1}
        return " ".join([read.get(word, word) for word in said]) if read else text

    def _letters(self, word: str) -> str:
        """Read the digits inside a word as the letters that they look like, if that makes a known word; else ''."""
        if word.isalpha() or sum(letter.isdigit() for letter in word) * 2 > len(word):
            return ""
        for ones in product("li", repeat=min(word.count("1"), 3)):
            letters = iter(ones)
            read = "".join([next(letters, "l") if each == "1" else each for each in word.translate(_DIGITS)])
            if read.isalpha() and (read in self._known or read in self._common):
                return self._common.get(read, read)
        return ""

    def _typed(self, word: str) -> str:
        """Read a word with a letter typed twice, or two in the wrong order, as a common one, else ''."""
        for read in (*_once(word), *_swapped(word)) if len(word) >= _LEAST - 1 else ():
            if read in self._common or read in self._short:
                return self._common.get(read) or self._short[read]
        return ""

    def _misread(self, unknown: Sequence[str]) -> dict[str, str]:
        """Find the common word that a scanned one is, if that is the only word of its shape: 'Po1lce', 'Univcr5ity'."""
        return {word: self._shapes[shape(word)] for word in unknown if self._shapes.get(shape(word))}

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
                rivals = sum(self._counts[each] for each in near if self._common.get(each) != found[word])
                if letters <= letters_off[word] and rivals * _ODDS > self._bearers(found[word]):
                    del found[word]
        return found

    def _bearers(self, said: str) -> int:
        """Count the entities that bear the rarest of some common words."""
        return min(self._counts.get(word, 0) for word in said.split())

    def _halves(self, unknown: Sequence[str]) -> dict[str, str]:
        """Read a word as a known one and a common one with a slip: 'policedepratment', 'politiamuniccipiului'."""
        ways = [
            (word, parts, known)
            for word in unknown
            for at in range(_LEAST, len(word) - _LEAST + 1)
            for parts in [(word[:at], word[at:])]
            for known in (0, 1)
            if parts[known] in self._counts or parts[known] in self._common
        ]
        slips = self._slips(sorted({parts[1 - known] for _, parts, known in ways} - self._known))
        found: dict[str, tuple[int, str]] = {}
        for word, parts, known in ways:
            half, slip = parts[known], parts[1 - known]
            if slip in slips and len(half) > found.get(word, (0, ""))[0]:
                read = self._common.get(half, half), slips[slip]
                found[word] = len(half), " ".join(read[:: -1 if known else 1])
        return {word: read for word, (_, read) in found.items()}


@cache
def _again(country: str) -> Standardiser:
    """Give what standardises a name in which words came to light."""
    return Standardiser({}, country)


def _once(word: str) -> Iterable[str]:
    """Write each letter that stands twice once, in turn."""
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)) if word[at] == word[at - 1])


def _swapped(word: str) -> Iterable[str]:
    """Write each two letters in the other order, in turn."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _filling(word: str, before: str) -> str:
    if word in _OF and before in _BODIES:
        return "of"
    read = _FILLING.get(shape(word))
    return read or next((once for once in _once(word) if once in _FILLING.values()), word)


def _by_shape(common: Mapping[str, str]) -> dict[str, str]:
    """Give the one word that each shape may be, '' where it may be several."""
    found: dict[str, str] = {}
    for word, english in common.items():
        if len(word) >= _LEAST:
            read = shape(word)
            found[read] = english if found.get(read, english) == english else ""
    return found


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
