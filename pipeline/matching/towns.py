"""The towns of several words that names are called by: 'Saint-Hilaire-de-Clisson' is not 'Saint-Hilaire'."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from pipeline.matching import gazetteer
from pipeline.matching.standardise import write_saints
from pipeline.matching.words import words

_SEVERAL = 2  # telling words of a town's name at least
_LEAST = 4  # letters of a town's name of one word
# Words that do not tell one town from another, or that name bodies: 'State College', 'Lakewood Village'.
_PLAIN = words("common") | words("filling") | words("particles") | words("municipal") | words("county") | words("units")
_STOP = words("stop")

Name = tuple[str, ...]


@cache
def _names(country: str) -> Collection[Name]:
    said = (write_saints(name).split() for name in gazetteer.names(country))
    return frozenset([tuple([word for word in name if word not in _STOP]) for name in said])


@cache
def _longer(country: str) -> Mapping[str, Sequence[Name]]:
    """Give the names with several telling words, by their first word, the longest first."""
    found: dict[str, list[Name]] = {}
    for name in sorted(_names(country), key=lambda name: (-len(name), name)):
        if len(name) >= _SEVERAL and len(name) - len(_PLAIN.intersection(name)) >= _SEVERAL:
            found.setdefault(name[0], []).append(name)
    return found


def is_town(said: Sequence[str], country: str) -> bool:
    """Tell whether words, but for filling ones at either end, are the name of a town."""
    kept = list(said)
    while kept and kept[-1] in _PLAIN:
        kept.pop()
    names = [tuple(kept[start:]) for start in range(len(kept)) if start == 0 or kept[start - 1] in _PLAIN]
    return any(name in _names(country) and (len(name) > 1 or len(name[0]) >= _LEAST) for name in names)


def town_of(said: Sequence[str], country: str) -> Sequence[int]:
    """Tell of each word of a name whether it belongs to the name of a town: 1 for the first such town, 2…; 0 for none.

    Below 0 stand the words of it that tell nothing. A town one of whose words stands elsewhere in the name as well is
    left out: which of the two is meant is not known.
    """
    known = _longer(country)
    numbers = [0] * len(said)
    if known.keys().isdisjoint(said):
        return numbers
    at = number = 0
    while at < len(said) - 1:
        near = known.get(said[at])  # of most words none
        name = next((name for name in near if tuple(said[at : at + len(name)]) == name), None) if near else None
        if name is None:
            at += 1
            continue
        end = at + len(name)
        telling = set(name) - _PLAIN
        if telling.isdisjoint(said[:at]) and telling.isdisjoint(said[end:]):
            number += 1
            numbers[at:end] = [number if word in telling else -number for word in name]
        at = end
    return numbers
