"""The words of the names of real towns and counties: a word that is one of them is hardly a slip of the pen.

`gazetteer.txt` has a line per country (ISO 3166-1 alpha-2) with the words, folded as names are, of at least four
letters, of its populated places with 500 people and more, and of the counties of the US: GeoNames
(https://www.geonames.org, CC BY 4.0). `python -m benchmarks.gazetteer` writes it anew.
"""

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("gazetteer.txt")


@cache
def real_words(country: str) -> frozenset[str]:
    """Give the words of a country's places; none where the country is not known."""
    return frozenset(_lines().get(country, "").split())


@cache
def _lines() -> dict[str, str]:
    """Read the file once: a registry may lie in all countries."""
    return {line[:2]: line[3:] for line in FILE.read_text(encoding="ascii").splitlines()}
