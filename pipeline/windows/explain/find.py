"""Which organisations and names a text may mean: an entity_id, a published name, or a raw spelling."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline import regions
from pipeline.errors import InputError, Problem
from pipeline.text import fold_blanks

Key = tuple[str, str]
_NEAR = 65  # of 100: below this, a spelling is no help
_MOST = 5  # spellings that are suggested


@dataclass(frozen=True)
class Meant:
    """What a text means: organisations by entity_id, and names of the sources (blanks folded) with their regions."""

    entities: tuple[str, ...]
    names: tuple[Key, ...] = ()


def find(tables: Mapping[str, pd.DataFrame], text: str, region: str | None, country: str) -> Meant:
    """Find what is meant. `region` is any form of a region, '' for names without one, None where nothing is said.

    A name that is linked to an organisation of the same name is told with it. Raises InputError with near spellings
    where nothing bears the name, and with the choices where it stands in several regions.
    """
    registry, wanted = tables["registry"], folded(text)
    by_id = [each for each in registry["entity_id"].tolist() if folded(each) == wanted]
    if by_id:
        return Meant(tuple(by_id))
    links = {
        (name, place): entity_id if decision == "link" else ""
        for name, place, entity_id, decision in _columns(tables["links"], "name", "region", "entity_id", "decision")
    }
    entities = {
        entity_id: place
        for entity_id, name, aliases, place in _columns(registry, "entity_id", "name", "aliases", "region")
        if wanted in {folded(each) for each in (name, *aliases.split("|"))}
    }
    names = _names(tables, links, wanted, bool(entities))
    if not entities and not names:
        known = [*registry["name"].tolist(), *(name for name, _ in links), *_quarantined(tables["records"])]
        raise nothing("no row, organisation or decision bears this name", text, known)
    led_to = {links.get(key, "") for key in names}
    if region is None and not entities and len(led_to) == 1 and led_to != {""}:
        return Meant((), tuple(sorted(names)))  # several regions, and all lead to one organisation
    apart = [key for key in names if links.get(key) not in entities]
    called = dict(zip(registry["entity_id"].tolist(), registry["name"].tolist(), strict=True))
    return settle(entities, apart, called, region, country)


def settle(
    entities: Mapping[str, str], names: Collection[Key], called: Mapping[str, str], region: str | None, country: str
) -> Meant:
    """Settle on one region. `entities` are the regions of organisations, `called` their names.

    Raises InputError with the choices where there are several, and where nothing stands in the region that is named.
    """
    code = None if region is None else _code(region, country)
    meant = _there(entities, names, code)
    places = {entities[each] for each in meant.entities} | {place for _, place in meant.names}
    if code is None and len(places) > 1:
        choices = [f"{called[each]} ({each}, {entities[each] or 'no region'})" for each in meant.entities]
        choices += [f"the raw name in {place or 'no region'}" for _, place in meant.names]
        remedy = f"Name an entity_id, or one region with --region: {_listed(choices)}."
        raise InputError(Problem("several are called so", remedy))
    if not meant.entities and not meant.names:
        raise InputError(Problem("nothing of this name stands in that region", "Leave --region out.", value=code))
    return meant


def folded(text: str) -> str:
    """Fold case and blanks: how names are told apart here."""
    return fold_blanks(text).casefold()


def nothing(what: str, text: str, known: Iterable[str], told: bool = True) -> InputError:
    """Tell that nothing was found, and which spellings are near. `told`: whether the text may be said again."""
    near = nearest(text, known)
    remedy = f"Near it: {'; '.join(near)}." if near else "Check the spelling, or name an entity_id of the registry."
    return InputError(Problem(what, remedy, value=text if told else None))


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """Give the few known spellings that are nearest to a text, the nearest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        folded(text), sorted(set(filter(None, known))), scorer=fuzz.token_sort_ratio, processor=folded,
        score_cutoff=_NEAR, limit=_MOST,
    )  # fmt: skip
    return [spelling for spelling, _, _ in found]


def _columns(table: pd.DataFrame, *names: str) -> Iterable[tuple[str, ...]]:
    return zip(*(table[name].tolist() for name in names), strict=True)


def _names(tables: Mapping[str, pd.DataFrame], links: Mapping[Key, str], wanted: str, known: bool) -> list[Key]:
    """List the names of rows that could be read; where nothing bears it, those of other rows and of decisions."""
    names = [key for key in links if folded(key[0]) == wanted]
    if names or known:
        return names
    others = [*_unread(tables["records"]), *_columns(tables["decisions"], "name", "region")]
    return sorted({(fold_blanks(name), place) for name, place in others if folded(name) == wanted})


def _unread(records: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    return _columns(records[records["problem"] != ""], "name", "region")


def _quarantined(records: pd.DataFrame) -> list[str]:
    return [fold_blanks(name) for name, _ in _unread(records)]


def _code(region: str, country: str) -> str:
    try:
        return regions.parse(region, country)
    except regions.RegionError as error:
        raise InputError(Problem(str(error), f"With --region, {error.remedy}.", value=region)) from None


def _there(entities: Mapping[str, str], names: Collection[Key], code: str | None) -> Meant:
    """Keep what stands in a region; organisations in a part of it only where nothing stands in it itself."""
    if code is None:
        return Meant(tuple(sorted(entities)), tuple(sorted(names)))
    here = [each for each, place in entities.items() if place == code], [key for key in names if key[1] == code]
    inside = [each for each, place in entities.items() if code and regions.within(place, code)]
    return Meant(tuple(sorted(here[0] or ([] if here[1] else inside))), tuple(sorted(here[1])))


def _listed(choices: Sequence[str]) -> str:
    choices = list(dict.fromkeys(choices))
    more = f" and {len(choices) - 20} more" if len(choices) > 20 else ""
    return "; ".join(choices[:20]) + more
