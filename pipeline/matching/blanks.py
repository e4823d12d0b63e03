"""Put blanks where they belong: 'bostonp olice', 'cityof boston', 'policedepartment', if that makes known words.

A blank that was lost, set one letter too early or too late, or typed over, hides two words at once.
"""

from collections.abc import Collection, Iterator, Sequence, Set

_PART = 4  # letters of a word that is believed in a new place
_LONG = 8  # letters of two words with another letter typed over the blank
_TWO = 12  # letters of two telling words: shorter ones make many a place, 'Whitemarsh'
_PLAIN = frozenset({"of", "the"})  # begin no name


class Blanks:
    """Finds misplaced blanks. `known` are all words, `common` those that many names have, `whole` what ends a word.

    `filling` are words that only fill: most also begin a name ('Delanson') and are believed beside a common word alone.
    `right` are words from which no letter is moved: 'medical school' is no 'medica lschool'.
    """

    def __init__(
        self,
        known: Collection[str],
        common: Collection[str],
        whole: Set[str],
        filling: Collection[str],
        right: Collection[str] = (),
    ) -> None:
        self._known = known
        self._common = common
        self._whole = whole
        self._filling = filling
        self._right = right

    def moved(self, said: list[str], short: Collection[str], places: Collection[str] = ()) -> list[str]:
        """Move or drop the blank between two unknown words.

        `short` are abbreviations that hold where the body lies, `places` words of the names of towns there.
        """
        for place in range(len(said) - 1, 0, -1):
            one, other = said[place - 1 : place + 1]
            if any(self._is_known(word, short) or word in places or word in self._right for word in (one, other)):
                continue
            if not (one + other).isalpha():
                continue
            ways = [(one[:-1], one[-1] + other), (one + other[0], other[1:]), (one + other,)]
            read = [way for way in ways if all(way) and self._believed(way, short)]
            if read:
                best = max(read, key=lambda way: (sum(len(word) for word in way if self._is_known(word, short)), way))
                said = [*said[: place - 1], *best, *said[place + 1 :]]
        return said

    def apart(self, word: str, short: Collection[str]) -> tuple[str, ...]:
        """Take a word apart that is two known ones, of which one is common; a letter may stand in the blank's place."""
        found = list(self._apart(word, short))
        return max(found, key=lambda way: (sum(map(len, way)), way)) if found else (word,)

    def _is_known(self, word: str, short: Collection[str]) -> bool:
        known = word in short or word in self._common or word in self._filling
        return known or (len(word) >= _PART and word in self._known)

    def _believed(self, way: Sequence[str], short: Collection[str]) -> bool:
        """Tell whether both words are known, or one is a common one and the other may be misspelled."""
        if max(map(len, way)) < _PART:
            return False
        return all(self._is_known(word, short) for word in way) or any(
            len(word) > _PART and word in self._common for word in way
        )

    def _apart(self, word: str, short: Collection[str]) -> Iterator[tuple[str, str]]:
        for at in range(2, len(word)):
            one, other = word[:at], word[at:]
            if self._common_beside(one, other, short) or self._plain_beside(one, other, short):
                yield one, other
            typed_over = word[at + 1 :]
            if other in self._whole:  # so is 'Franceville'
                continue
            if at + len(typed_over) >= _LONG and self._common_beside(one, typed_over, short):
                yield one, typed_over

    def _common_beside(self, one: str, other: str, short: Collection[str]) -> bool:
        if other in self._whole:  # 'Collegedale' is one word
            return False
        common = [len(part) >= _PART and (part in self._common or part in short) for part in (one, other)]
        if one in self._whole:  # and so is 'Northhampton'; 'countysheriff' is two
            return common[1]
        return (common[0] and self._is_known(other, short)) or (common[1] and self._is_known(one, short))

    def _plain_beside(self, one: str, other: str, short: Collection[str]) -> bool:
        if one in _PLAIN:
            return len(other) >= _PART and other in self._known
        if other == "of":
            return len(one) >= _PART and self._is_known(one, short)
        long = min(len(one), len(other)) > _PART and len(one) + len(other) >= _TWO
        return long and self._whole.isdisjoint((one, other)) and one in self._known and other in self._known
