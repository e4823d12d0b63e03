"""What can be judged: the published organisations with the names that make them, or the names that were dropped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.seen import ENTRY
from pipeline.store import digest_of
from pipeline.text import fold_blanks
from schemas.base import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.dataset import Dataset

Tables = Mapping[str, "pd.DataFrame"]
_LONG = 30_000  # characters that a cell of a spreadsheet can hold, with some to spare


@dataclass(frozen=True)
class Unit:
    """One thing to judge. `unit` is the hash of all that a verdict is about; `count` is what it adds up to."""

    unit: str
    entity_id: str
    organisation: str
    region: str
    names: tuple[tuple[str, str], ...]  # (name, region) as in Names, sorted
    count: int

    def told(self) -> str:
        """Write the names for a person to read, with their regions where the organisation's does not say it."""
        texts = list(dict.fromkeys(f"{name} ({at})" if at and at != self.region else name for name, at in self.names))
        said = " | ".join(texts)
        return said if len(said) <= _LONG else f"{said[:_LONG]} … ({len(texts):,} names in all: see ledger.csv)"


def short(value: object) -> str:
    """Hash a value that JSON can hold, in a form that no spreadsheet takes for a number."""
    return f"x{digest_of(value)[:16]}"


def units(tables: Tables, drawn_from: str) -> list[Unit]:
    """List what can be judged, `published` or `dropped`, by unit."""
    found = _published(tables) if drawn_from == "published" else _dropped(tables)
    return sorted(found, key=lambda each: each.unit)


def _published(tables: Tables) -> list[Unit]:
    rows = tables["verified"]
    rows = rows[rows["outcome"] == "published"]
    sums = rows.groupby("entity_id")["count"].sum()
    counts = dict(zip(sums.index.tolist(), map(int, sums.tolist()), strict=True))
    names: dict[str, set[tuple[str, str]]] = {}
    distinct = rows[["entity_id", "name", "region"]].drop_duplicates()
    for entity_id, name, region in rows_of(distinct, *distinct.columns):
        names.setdefault(entity_id, set()).add((fold_blanks(name), region))
    registry = tables["registry"]
    entries = registry[registry["entity_id"].isin(set(tables["entities"]["entity_id"]))]
    made = []
    for entry in rows_of(entries, *ENTRY):
        entity = dict(zip(ENTRY, entry, strict=True))
        entity_id, said = entity["entity_id"], tuple(sorted(names[entity["entity_id"]]))
        unit = short(["published", list(entry), said])
        made.append(Unit(unit, entity_id, entity["name"], entity["region"], said, counts[entity_id]))
    return made


def _dropped(tables: Tables) -> list[Unit]:
    """List the names that nobody decided on and that a probability or a pattern dropped."""
    rows = tables["verified"]
    rows = rows[(rows["outcome"] == "dropped") & rows["reason"].isin(("no_match", "not_an_entity"))]
    sums = rows.groupby(["name", "region"])["count"].sum().reset_index()
    counts: Counter[tuple[str, str]] = Counter()
    for name, region, count in rows_of(sums, "name", "region", "count"):
        counts[fold_blanks(name), region] += int(count)
    links = tables["links"]
    links = links[links["basis"].isin(("model", "pattern"))]
    registry = tables["registry"]
    called = dict(zip(registry["entity_id"].tolist(), registry["name"].tolist(), strict=True))
    held = digest_of(list(rows_of(registry, *ENTRY)))
    made = []
    for name, region, best in rows_of(links, "name", "region", "entity_id"):
        if (name, region) in counts:
            unit = short(["dropped", name, region, held])  # right in one registry may be wrong in another
            made.append(Unit(unit, best, called.get(best, ""), region, ((name, region),), counts[name, region]))
    return made


def unequal(dataset: "Dataset", tables: Tables, listed: Sequence[Unit]) -> set[str]:
    """Find the units with a name that the model linked although it is not, once standardised, one of the registry's."""
    from pipeline.matching.prepare import Preparer

    rules = dataset.normalize
    prepare = Preparer(rules.abbreviations, rules.noise, dataset.country)
    registry, links, names = tables["registry"], tables["links"], tables["names"]
    wanted = {each.entity_id for each in listed}
    known = {
        entity_id: {prepare(text, region)[0] for text in (name, *aliases.split("|")) if text}
        for entity_id, name, aliases, region in rows_of(registry, "entity_id", "name", "aliases", "region")
        if entity_id in wanted
    }
    standard = {(name, region): text for name, region, text in rows_of(names, "name", "region", "standard")}
    by_model = set(rows_of(links[links["basis"] == "model"], "name", "region"))
    return {
        each.unit
        for each in listed
        if any(key in by_model and standard[key] not in known[each.entity_id] for key in each.names)
    }
