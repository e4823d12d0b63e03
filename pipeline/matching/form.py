"""What a standardised name says: its words, the kind of body, numbers, directions and the sort of settlement."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from pipeline import regions
from pipeline.matching.words import kind_patterns, words

REGION_WORD = "@"  # stands for the words that name the entity's own region: they tell it from nobody there
_STOP, _SILENT, _COMMON = (words(name) for name in ("stop", "silent", "common"))
_DIRECTIONS = words("directions")
# What sort of settlement: often left out of a name, or told differently ('X Borough Police', 'X Police').
_MUNICIPAL = words("municipal")
_COUNTY = {"county": "county", "parish": "county", "township": "township"}
# Words that make another place of a name: 'Panama City Beach' is not 'Panama City'.
_PLACE_WORDS = words("place_words")
# The kinds of body, by the beginnings of words that show them, in the languages of Europe and the Americas.
_KINDS = kind_patterns()
_KIND_PATTERNS = tuple((1 << place, re.compile(r"\b(?:" + text + ")")) for place, text in enumerate(_KINDS.values()))
SHERIFF = 1
POLICE = 1 << list(_KINDS).index("police")


@dataclass(frozen=True, slots=True)
class Form:
    """A standardised name taken apart for comparison."""

    region: str
    text: str
    sorted_text: str
    words: tuple[str, ...]  # the words that tell something; those of its own region are marked
    plain: tuple[str, ...]  # the same words, unmarked: for a query whose region is not known
    key: str
    marked_key: str
    kinds: int
    numbers: frozenset[str]
    directions: frozenset[str]
    municipal: frozenset[str]
    wider: frozenset[str]  # county, township
    place_words: frozenset[str]
    common: bool  # no word says which body it is


def form(standard: str, region: str, kind: str = "") -> Form:
    """Take a standardised name of an entity in `region` apart; `kind` is the registry's own word for its kind."""
    marked = _mark_region(standard, region) if region else standard
    every = standard.split()
    said = frozenset(every)
    return Form(
        region=region,
        text=standard,
        sorted_text=" ".join(sorted(every)),
        words=_telling(marked),
        plain=_telling(standard),
        key=exact_key(standard),
        marked_key=exact_key(marked),
        kinds=kinds(standard) or (kinds(kind.casefold()) if kind else 0),
        numbers=frozenset(word for word in every if word.isdigit()),
        directions=said & _DIRECTIONS,
        municipal=said & _MUNICIPAL,
        wider=frozenset(_COUNTY[word] for word in said & _COUNTY.keys()),
        place_words=said & _PLACE_WORDS,
        common=said <= _COMMON | _STOP,
    )


def _telling(standard: str) -> tuple[str, ...]:
    every = standard.split()
    return tuple(word for word in every if word not in _STOP) or tuple(every)


def exact_key(standard: str) -> str:
    """Give what two spellings of a name share: no filling word, no blank; a sheriff's parish is a county."""
    said = standard.split()
    if "sheriff" in said:
        said = ["county" if word == "parish" else word for word in said]
    return "".join(word for word in said if word not in _SILENT) or standard


@lru_cache(maxsize=65536)
def kinds(standard: str) -> int:
    """Find the kinds of body that a standardised name states, one bit each; 0 for none."""
    return sum(bit for bit, pattern in _KIND_PATTERNS if pattern.search(standard))


def _mark_region(standard: str, region: str) -> str:
    pattern = _region_pattern(region)
    return pattern.sub(REGION_WORD, standard) if pattern else standard


@lru_cache(maxsize=4096)
def _region_pattern(region: str) -> re.Pattern[str] | None:
    from pipeline.matching.standardise import simplify

    country = regions.country_of(region)
    said: Collection[str] = [regions.country_name(region)]
    if "-" in region:
        said = [*said, regions.subdivisions(country).get(region, ""), region.split("-", 1)[1]]
    forms = sorted({simplify(text) for text in said if simplify(text)}, key=lambda text: (-len(text), text))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, forms)) + r")\b") if forms else None
