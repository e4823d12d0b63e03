"""What sort of university a name states: Ohio State University is not Ohio University."""

from collections.abc import Sequence

from pipeline.matching.words import words

# Words that mean one thing are one sort: 'pedagogical,normal'.
_SORTS = {
    word: 1 << place for place, sort in enumerate(sorted(words("university_sorts")), 1) for word in sort.split(",")
}
_BETWEEN = _SORTS.keys() | {"national", "research"}  # often left out
_OF = frozenset("da de del des di do dos du of".split())
SOME = 1  # the bit of any university at all


def sorts_of(every: Sequence[str]) -> int:
    """Give the sorts of university that a standardised name states, one bit each, and `SOME`; 0 without a university.

    They stand before it ('quill state university'), or behind and before what it is of ('university federal de quill').
    """
    if "university" not in every:
        return 0
    found = SOME
    for place, word in enumerate(every):
        if word == "university":
            first, end = place, place + 1
            while first and every[first - 1] in _BETWEEN:
                first -= 1
            while end < len(every) and every[end] in _BETWEEN:
                end += 1
            behind = every[place + 1 : end] if every[end : end + 1] and every[end] in _OF else []
            found |= sum({_SORTS.get(each, 0) for each in (*every[first:place], *behind)})
    return found
