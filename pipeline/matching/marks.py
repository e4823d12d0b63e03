"""The words by which a name says its own region, and the mark that stands for them."""

import re
from collections.abc import Collection
from functools import lru_cache

from pipeline import regions
from pipeline.matching.lexicon import REGION_WORD


@lru_cache(maxsize=4096)
def region_words(region: str) -> frozenset[str]:
    """Give the words by which a region is called: its country's name, its own and its code."""
    return frozenset(word for text in _region_texts(region) for word in text.split()) if region else frozenset()


def mark_region(standard: str, region: str) -> str:
    """Put the mark of the own region where a standardised name says it."""
    if region_words(region).isdisjoint(standard.split()):
        return standard  # most names: no pattern is tried on them
    pattern = _region_pattern(region)
    return pattern.sub(REGION_WORD, standard) if pattern else standard


@lru_cache(maxsize=4096)
def _region_pattern(region: str) -> re.Pattern[str] | None:
    forms = sorted(_region_texts(region), key=lambda text: (-len(text), text))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, forms)) + r")\b") if forms else None


def _region_texts(region: str) -> set[str]:
    from pipeline.matching.standardise import simplify

    country = regions.country_of(region)
    said: Collection[str] = [regions.country_name(region)]
    if "-" in region:
        said = [*said, regions.subdivisions(country).get(region, ""), region.split("-", 1)[1]]
    return {simplify(text) for text in said if simplify(text)}
