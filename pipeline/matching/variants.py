"""The names of a registry: one variant for each way in which a name or an alias of an entity may be read."""

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from pipeline.matching.lexicon import Array
from pipeline.matching.prepare import Preparer
from pipeline.matching.said import Said, take_apart
from pipeline.matching.standardise import fold_script, write_of, write_out
from pipeline.matching.words import words
from pipeline.regions import country_name, country_of

ACRONYM = range(3, 9)  # letters
_FILLING = words("stop") | words("filling") | words("particles")
_WORD = re.compile(r"[a-z]+(?:[.'][a-z]+)*")


def variants_of(
    registry: pd.DataFrame, prepare: Preparer, regions: Sequence[str]
) -> tuple[list[Said], list[str], Array, Array]:
    """Take every name of a registry apart; tell of each how it is written, its entity, and whether it is an alias.

    `regions` are those of the entities, in their order.
    """
    said: list[Said] = []
    written: list[str] = []
    entities: list[int] = []
    aliases: list[bool] = []
    for entity, (name, others, region) in enumerate(
        zip(registry["name"].tolist(), registry["aliases"].tolist(), regions, strict=True)
    ):
        seen: set[str] = set()
        names = [name, *others.split("|")] if others else [name]
        if name.endswith(")"):
            names += _without_country(name, region)
        for place, text in enumerate(names):
            for standard in prepare.both(text, region):
                if standard and standard not in seen:
                    seen.add(standard)
                    said.append(take_apart(standard, region))
                    written.append(text)
                    entities.append(entity)
                    aliases.append(place > 0)
    return said, written, np.array(entities, np.int64), np.array(aliases, bool)


def without(slips: Mapping[str, str], said: list[Said], regions: Sequence[str]) -> list[Said]:
    """Read the slips in names as what was meant; `regions` are those of the names' entities."""
    if not slips:
        return said
    return [
        each if slips.keys().isdisjoint(each.plain) else take_apart(write_of(write_out(each.text, slips)), region)
        for each, region in zip(said, regions, strict=True)
    ]


def _without_country(name: str, region: str) -> list[str]:
    """Give a name without its own country in brackets, which only tells namesakes apart: 'Zoetis (United States)'."""
    bare, _, country = name[:-1].rpartition(" (")
    return [bare] if bare and region and country.casefold() == country_name(country_of(region)).casefold() else []


def words_of_entities(said: Sequence[Said], entities: Array) -> Iterator[tuple[str, ...]]:
    """Gather the telling words of each entity, all its names together; one may have none."""
    at = 0
    for entity in range(int(entities.max(initial=-1)) + 1):
        gathered: tuple[str, ...] = ()
        while at < len(said) and entities[at] == entity:
            each = said[at]
            gathered += each.plain if each.words is each.plain else each.words + each.plain
            at += 1
        yield gathered


def acronyms(said: Sequence[Said], written: Sequence[str]) -> tuple[list[str], Array]:
    """Gather the initials of the variants, as they are written and in English, and whose they are."""
    found: list[str] = []
    variants: list[int] = []
    for variant, (each, text) in enumerate(zip(said, written, strict=True)):
        for letters in sorted(_initials(each.text.split()) | _initials(_WORD.findall(fold_script(text).casefold()))):
            if len(letters) in ACRONYM and letters.isalpha():
                found.append(letters)
                variants.append(variant)
    return found, np.array(variants, np.int64)


def _initials(every: Sequence[str]) -> set[str]:
    """Give the initials of words, with and without those that only fill, and without single letters ('w Dobra')."""
    if len(every) not in range(ACRONYM.start, ACRONYM.stop + 3):
        return set()
    told = [word for word in every if word not in _FILLING]
    return {"".join([word[0] for word in said]) for said in (every, told, [word for word in told if word[1:]])}
