"""Noise for training: the names of a registry as people write them, with the right answer known.

A registry labels itself: each alias is a spelling that somebody used, so it is asked with that alias taken out. To
these come parts of a body before or behind its name or its acronym, its city, slips of the keyboard, dropped words and
cut ones, names that leave out a place; and bodies of which the name is only a part, a university's hospital or a
namesake elsewhere, that are not the entity.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.matching.parts import BESIDE, BODIES, GLUE, PARTS, SCHOOLS, SUBJECTS, UNITS
from pipeline.matching.standardise import simplify

HELD = 0.2  # share of entities that are asked about and taken out of the registry
_SHORT = re.compile(r"(\w+(?: \w+)?) University")
_UNIVERSITY_OF = re.compile(r"University of (\w+(?: \w+)?)")
_COUNTRY = re.compile(r" \([A-Z][^)]*\)$")
_ACRONYM = re.compile(r"[A-Z]{2}[!-~]+")


@dataclass(frozen=True)
class Entity:
    """An entity of a registry."""

    entity_id: str
    name: str
    region: str
    aliases: tuple[str, ...]
    city: str = ""


@dataclass(frozen=True)
class Noisy:
    """A registry and queries with known answers: (name, region) and the right entity, '' for one taken out."""

    registry: list[Entity]
    queries: list[tuple[str, str]]
    right: list[str]


def noisy(entities: Sequence[Entity], size: int, seed: int) -> Noisy:
    """Make `size` queries. The same entities, in any order, and the same seed give the same queries."""
    rng = random.Random(seed)
    order = sorted(entities, key=lambda each: each.entity_id)
    held = set(rng.sample(range(len(order)), int(len(order) * HELD)))
    known = _known([each for number, each in enumerate(order) if number not in held])
    named = _known(order)
    regions = sorted({each.region for each in order})
    said = _said(order)
    asked: dict[str, set[str]] = {}
    found: dict[tuple[str, str], str] = {}
    while len(found) < size:
        number = rng.randrange(len(order))
        entity = order[number]
        others = [alias for alias in entity.aliases if " " in alias]
        text = entity.name
        if others and rng.random() < 0.45:
            text = rng.choice(others)
            asked.setdefault(entity.entity_id, set()).add(text)
        own = "" if number in held else entity.entity_id
        text = _shortened(text, entity, rng)
        turned = _turned(text, rng)
        if turned:  # 'University of Quill', 'Quill University': one of them where there is no other
            text, own = turned, known.get(turned.casefold(), "" if turned.casefold() in named else own)
        beside = order[rng.randrange(len(order))]
        if rng.random() < 0.04:
            text, own = (
                rng.choice(BESIDE).join((text, beside.name)),
                rng.choice((own, known.get(beside.name.casefold(), ""))),
            )
        other = _another(text, entity.city, order[rng.randrange(len(order))].city, rng)
        if other:
            text, own = other, known.get(other.casefold(), "")
        chance = rng.random()
        # One place in five is another: where all its words are used there, it is mostly a namesake that lies there.
        region = "" if chance < 0.5 else entity.region if chance < 0.90 else rng.choice(regions)
        if chance >= 0.92 and region != entity.region:
            region, own = (region, "") if said[region].issuperset(simplify(text).split()) else (entity.region, own)
        found.setdefault((spoil(text, entity, rng), region), own)
    registry = [
        Entity(
            e.entity_id, e.name, e.region, tuple(a for a in e.aliases if a not in asked.get(e.entity_id, ())), e.city
        )
        for number, e in enumerate(order)
        if number not in held
    ]
    return Noisy(registry, list(found), list(found.values()))


def _known(registry: Sequence[Entity]) -> dict[str, str]:
    return {name.casefold(): each.entity_id for each in registry for name in (each.name, *each.aliases)}


def _said(registry: Sequence[Entity]) -> dict[str, set[str]]:
    """Give the words of the names in each region."""
    found: dict[str, set[str]] = {}
    for each in registry:
        for name in (each.name, *each.aliases):
            found.setdefault(each.region, set()).update(simplify(name).split())
    return found


def _another(text: str, city: str, other_city: str, rng: random.Random) -> str:
    """Name another body with the help of a name: a university's hospital, the same in another city; mostly ''."""
    if "niversi" in text and rng.random() < 0.15:
        return rng.choice(BODIES).format(text)
    if rng.random() < 0.04 and other_city and other_city != city:
        return rng.choice((f"{text} {other_city}", f"{other_city} {text}", f"{text} at {other_city}"))
    if rng.random() < 0.02 and other_city:
        return _with_part(other_city, rng)
    return ""


def _shortened(text: str, entity: Entity, rng: random.Random) -> str:
    """Write less than the name: its acronym alone, with a part, or behind it; no country, no city; a university's word.

    Mostly the name stays.
    """
    acronyms = [each for each in entity.aliases if _ACRONYM.fullmatch(each)]
    chance = rng.random()
    if acronyms and chance < 0.3:
        short = rng.choice(acronyms)
        return short if chance < 0.05 else _with_part(short, rng) if chance < 0.15 else f"{text} ({short})"
    if chance < 0.7:
        text = _COUNTRY.sub("", text)
    if entity.city and chance > 0.6:
        text = re.sub(rf"(?:,| in| of| at| -)? {re.escape(entity.city)}$", "", text)
    short_name = _SHORT.fullmatch(text)
    return _school_of(short_name[1], rng) if short_name and chance > 0.7 else text


def _turned(text: str, rng: random.Random) -> str:
    """Turn a university's name round; '' mostly, and for any other."""
    behind, before = _UNIVERSITY_OF.fullmatch(text), _SHORT.fullmatch(text)
    if not (behind or before) or rng.random() > 0.1:
        return ""
    return f"{behind[1]} University" if behind else f"University of {before[1]}" if before else ""


def _school_of(short: str, rng: random.Random) -> str:
    """Write a part of a university that is called by what tells of its name: 'Quill Law School'."""
    at = rng.random() < 0.4
    part = rng.choice(tuple(PARTS) if at else SCHOOLS).format(rng.choice(SUBJECTS), rng.choice(SUBJECTS))
    return f"{part} at {short}" if at else f"{short} {part}"


def spoil(text: str, entity: Entity, rng: random.Random) -> str:
    """Write a name as somebody might."""
    if rng.random() < 0.35:
        text = _with_part(text, rng)
    if entity.city and rng.random() < 0.08:
        text = f"{text}, {entity.city}"
    if rng.random() < 0.10:
        text = _without_word(text, rng)
    if rng.random() < 0.15:
        text = _cut(text, rng)
    for chance in (0.2, 0.05):
        if rng.random() < chance:
            text = _slip(text, rng)
    case = rng.random()
    return text.upper() if case < 0.08 else text.lower() if case < 0.14 else text


def _with_part(text: str, rng: random.Random) -> str:
    if rng.random() < 0.25:
        return f"{text}{rng.choice(GLUE['behind'])}{rng.choice(UNITS)}"
    part = rng.choice(tuple(PARTS))
    side = PARTS[part] if PARTS[part] != "both" else rng.choice(("before", "behind"))
    told = part.format(rng.choice(SUBJECTS), rng.choice(SUBJECTS))
    glue = rng.choice(GLUE[side])
    return f"{told}{glue}{text}" if side == "before" else f"{text}{glue}{told}" + (")" if "(" in glue else "")


def _without_word(text: str, rng: random.Random) -> str:
    words = text.split()
    if len(words) > 2:
        del words[rng.randrange(len(words))]
    return " ".join(words)


def _cut(text: str, rng: random.Random) -> str:
    """Shorten a long word to its beginning: 'Univ.', 'Dept'."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 6]
    if long:
        place = rng.choice(long)
        words[place] = words[place][: rng.randint(3, 5)] + rng.choice(("", "."))
    return " ".join(words)


def _slip(text: str, rng: random.Random) -> str:
    """Swap, drop, double or mistake a letter."""
    if len(text) < 6:
        return text
    place, kind = rng.randrange(1, len(text) - 1), rng.random()
    if kind < 0.3:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind < 0.55:
        return text[:place] + text[place + 1 :]
    if kind < 0.8:
        return text[:place] + rng.choice("etaoinshrdlu") + text[place + 1 :]
    return text[:place] + text[place] + text[place:]
