"""The towns of several words that names are called by: 'Saint-Hilaire-de-Clisson' is not 'Saint-Hilaire'."""

from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.matching import gazetteer
from pipeline.matching.standardise import write_saints
from pipeline.matching.words import words

_SEVERAL = 2  # telling words of a town's name at least
# Words that do not tell one town from another, or that name bodies: 'State College', 'Lakewood Village'.
_PLAIN = words("common") | words("filling") | words("particles") | words("municipal") | words("county") | words("units")
_STOP = words("stop")

Name = tuple[str, ...]


@cache
def towns(country: str) -> Mapping[str, Sequence[Name]]:
    """Give the names of a country's towns that have several telling words, by their first word, the longest first."""
    found: dict[str, set[Name]] = {}
    for name in gazetteer.names(country):
        if " " in name:
            said = tuple([word for word in write_saints(name).split() if word not in _STOP])
            if len(said) - len(_PLAIN.intersection(said)) >= _SEVERAL:
                found.setdefault(said[0], set()).add(said)
    return {first: sorted(names, key=lambda name: (-len(name), name)) for first, names in found.items()}


def town_of(said: Sequence[str], country: str) -> Sequence[int]:
    """Tell of each word of a name whether it tells in the name of a town: 1 for the first such town, 2…; 0 for none.

    A town one of whose words stands elsewhere in the name as well is left out: which of the two is meant is not known.
    """
    known = towns(country)
    numbers = [0] * len(said)
    if known.keys().isdisjoint(said):
        return numbers
    at = number = 0
    while at < len(said) - 1:
        name = next((name for name in known.get(said[at], ()) if tuple(said[at : at + len(name)]) == name), None)
        if name is None:
            at += 1
            continue
        end = at + len(name)
        telling = set(name) - _PLAIN
        if telling.isdisjoint(said[:at]) and telling.isdisjoint(said[end:]):
            number += 1
            numbers[at:end] = [number if word in telling else 0 for word in name]
        at = end
    return numbers
