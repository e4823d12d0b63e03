"""A registry to begin with: the distinct names of a list, grouped as the matcher writes them, none confirmed."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from pipeline.dataset import Dataset
from pipeline.matching.prepare import Preparer
from pipeline.readers.source import read_source
from pipeline.stages.ingest import ingest
from pipeline.text import fold_blanks

_LONGEST = 60  # characters of an identifier


@dataclass(frozen=True)
class Candidates:
    """`rows` have entity_id, name, region, kind, aliases, status, evidence_url. `names`: how many distinct ones.

    `largest` is the largest sum of a candidate: private.
    """

    rows: list[tuple[str, ...]]
    names: int
    largest: int


@dataclass
class _Group:
    """The spellings of one candidate with the rows of each, and the sum of what is counted."""

    spellings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: int = 0

    def add(self, other: "_Group") -> None:
        for name, rows in other.spellings.items():
            self.spellings[name] += rows
        self.total += other.total


def find_candidates(dataset: Dataset) -> Candidates:
    """Group the names of a dataset's sources by their standardised form and region.

    A name without a region joins the one candidate of its form, where there is just one. The candidate bears the
    spelling of the most rows (of equals the longest), one in capitals only where there is no other; the others are its
    aliases. Raises InputError where a source cannot be read.
    """
    groups = _groups(_records(dataset), Preparer(dataset.normalize.abbreviations, (), dataset.country))
    regions = defaultdict(list)
    for standard, region in groups:
        regions[standard].append(region)
    for standard, found in regions.items():
        if "" in found and len(found) == 2:
            (whole,) = [region for region in found if region]
            groups[standard, whole].add(groups.pop((standard, "")))
    taken: set[str] = set()
    rows = [_row(*key, groups[key], taken) for key in sorted(groups, key=lambda key: (key[1], key[0]))]
    names = sum(len(group.spellings) for group in groups.values())
    return Candidates(rows, names, max((group.total for group in groups.values()), default=0))


def _records(dataset: Dataset) -> pd.DataFrame:
    (source,) = dataset.sources
    thousands = {source.label: source.thousands} if source.thousands else {}
    dated = [source.label] if source.columns.date else []
    records: pd.DataFrame = ingest(read_source(source, dataset.folder), dataset.country, thousands, dated, {})
    return records[records["problem"] == ""]


def _groups(records: pd.DataFrame, prepare: Preparer) -> dict[tuple[str, str], _Group]:
    groups: dict[tuple[str, str], _Group] = defaultdict(_Group)
    counts = records["count"].astype("int64").tolist()
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    for name, region, count in zip(records["name"].tolist(), records["region"].tolist(), counts, strict=True):
        raw = (fold_blanks(name), region)
        if raw not in keys:
            standard, place = prepare(*raw)
            keys[raw] = (standard, region or place)
        if keys[raw][0]:  # a name without a single letter or digit is nobody's
            groups[keys[raw]].spellings[raw[0]] += 1
            groups[keys[raw]].total += count
    return groups


def _row(standard: str, region: str, group: _Group, taken: set[str]) -> tuple[str, ...]:
    ordered = sorted(group.spellings, key=lambda name: (name.isupper(), -group.spellings[name], -len(name), name))
    aliases = "|".join(name for name in ordered[1:] if "|" not in name)
    stem = re.sub(r"[^a-z0-9]+", "-", f"{region} {standard}".lower()).strip("-")[:_LONGEST].rstrip("-")
    entity_id, number = stem, 1
    while entity_id in taken:
        number += 1
        entity_id = f"{stem}-{number}"
    taken.add(entity_id)
    return (entity_id, ordered[0], region, "", aliases, "unconfirmed", "")
