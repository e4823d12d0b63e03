"""The names of real towns and counties: a word of one is hardly a slip of the pen, and a longer name another town.

`gazetteer.txt` has a line per country (ISO 3166-1 alpha-2) with the names, folded as names are, of its populated places
with 500 people and more, and of the counties of the US: GeoNames (https://www.geonames.org, CC BY 4.0).
`python -m benchmarks.gazetteer` writes it anew.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("gazetteer.txt")
NEXT = "|"  # stands between two names
_LEAST = 4  # letters of a word


@cache
def _countries() -> Mapping[str, str]:
    return {line[:2]: line[3:].rstrip("\n") for line in FILE.open(encoding="ascii")}


def names(country: str) -> Sequence[str]:
    """Give the names of a country's places; none where the country is not known."""
    return _countries().get(country, "").split(NEXT)


@cache
def real_words(country: str) -> frozenset[str]:
    """Give the words of at least four letters of the names of a country's places."""
    said = _countries().get(country, "").replace(NEXT, " ").split()
    return frozenset([word for word in said if len(word) >= _LEAST and word.isalpha()])
