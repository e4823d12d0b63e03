"""Match any two files, without a dataset: each query gets its best candidate, a probability and a decision."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.windows.inputs import Asked, check_country, read_queries, read_registry, spellings
from pipeline.windows.reasons import HEADER as REASONS
from pipeline.windows.reasons import Subject, reasons
from pipeline.windows.rows import check_places, write_repeated
from pipeline.writers.table import csv_lines
from schemas import Decisions
from schemas.base import empty

HEADER = (
    "query_id",
    "name",
    "region",
    "entity_id",
    "entity",
    "probability",
    "decision",
    "runner_up_id",
    "runner_up_probability",
)
_TOLD = 5  # rows named of each thing that is odd
_NOTHING = ("", "", "0.000000", "non_link", "", "")

Engine = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]
Notify = Callable[[str], None]


@dataclass(frozen=True)
class Crosswalk:
    """What a crosswalk did. Numbers of rows; `distinct` is of names and regions."""

    queries: int
    distinct: int
    entities: int
    link: int
    possible_link: int
    non_link: int
    tie: int
    expected_wrong: float  # of the links, by their probabilities
    unknown_region: tuple[int, ...]  # rows of the queries, 1-based
    missing_name: tuple[int, ...]
    registry_unknown_region: tuple[int, ...]  # rows of the registry, 1-based

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return asdict(self)

    def words(self) -> str:
        """Tell it to a person."""
        wrong = f", of which about {self.expected_wrong:,.1f} are wrong by their probabilities" if self.link else ""
        lines = [
            f"{self.queries:,} queries ({self.distinct:,} distinct) against {self.entities:,} organisations:",
            f"  {self.link:,} linked{wrong}",
            f"  {self.possible_link:,} possible links that a person must decide ({self.tie:,} of them ties)",
            f"  {self.non_link:,} not linked",
        ]
        odd = (
            (
                self.unknown_region,
                "queries have a region unknown or shared by several; matched by name alone, never linked",
            ),
            (self.missing_name, "queries have no name; they are not linked"),
            (self.registry_unknown_region, "organisations have a region that is unknown; it is left out of account"),
        )
        for rows, what in odd:
            if rows:
                named = ", ".join(map(str, rows[:_TOLD])) + (", …" if len(rows) > _TOLD else "")
                lines.append(f"  {len(rows):,} {what} (row {named})")
        return "\n".join(lines)


def crosswalk(
    queries_path: Path,
    registry_path: Path,
    out_path: Path,
    country: str = "",
    accept: float = 0.99,
    review: float = 0.5,
    engine: Engine | None = None,
    explain_path: Path | None = None,
    notify: Notify = lambda step: None,
    model_path: Path | None = None,
) -> Crosswalk:
    """Match each row of QUERIES to the REGISTRY and write OUT, one row per query, in the order of the queries.

    QUERIES is a CSV file with `name`, optionally `query_id` (else the 1-based row) and `region`; REGISTRY one with
    `entity_id` and `name`, optionally `aliases`, `region` and `kind`. `country` (ISO 3166-1 alpha-2): regions are its
    subdivisions. `engine(function, chunks)` does the work elsewhere. `explain_path` gets what spoke for and against
    each candidate (see `reasons`); `notify` is told each step; `model_path` holds other weights. Raises InputError for
    a file that cannot be read whole; a query whose region is unknown is matched by its name alone, and never linked;
    one without a name has no candidate.
    """
    from pipeline.matching.model import read as read_model
    from pipeline.stages.match import match
    from pipeline.stages.normalize import normalize
    from pipeline.stages.resolve import resolve

    country = check_country(country)
    check_places([path for path in (out_path, explain_path) if path], (queries_path, registry_path))
    model = read_model(model_path) if model_path else None
    notify("reading")
    asked = read_queries(queries_path, country)
    registry, registry_odd = read_registry(registry_path, country)
    notify("standardising")
    names = normalize(spellings(asked), {}, (), (), country)
    notify("matching")
    candidates = match(names, registry, {}, country, engine, model=model)
    notify("deciding")
    links = resolve(names, candidates, empty(Decisions), registry, accept, review)
    del candidates
    notify("writing")
    told = _told(asked, links, dict(zip(registry["entity_id"].tolist(), registry["name"].tolist(), strict=True)))
    write_repeated(out_path, HEADER, asked.ids, asked.which, _lines(asked, told))
    if explain_path:
        subjects = [
            Subject(*key, row[0], float(row[2]), row[4], float(row[5] or 0)) if key else None
            for key, row in zip(asked.keys, told, strict=True)
        ]
        why = reasons(subjects, names, registry, country, lambda done: notify(f"explaining, {done:.0%}"))
        write_repeated(explain_path, (*HEADER, *REASONS), asked.ids, asked.which, _lines(asked, told, why))
    return _report(asked, links, told, len(names), len(registry), registry_odd)


def _told(asked: Asked, links: pd.DataFrame, entities: dict[str, str]) -> list[tuple[str, ...]]:
    """Write what was decided on each pair, as OUT has it."""
    columns = ["name", "region", "entity_id", "probability", "decision", "runner_up_id", "runner_up_probability"]
    decided: dict[tuple[str, str], tuple[str, ...]] = {}
    rows = zip(*(links[column].tolist() for column in columns), strict=True)
    for name, region, best, probability, decision, second, other in rows:
        runner_up = f"{other:.6f}" if second else ""
        decided[name, region] = (best, entities.get(best, ""), f"{probability:.6f}", decision, second, runner_up)
    told = []
    for key, code in zip(asked.keys, asked.codes, strict=True):
        row = decided[key] if key else _NOTHING
        if code is None and row[3] == "link":
            row = (*row[:3], "possible_link", *row[4:])  # a region was told, and nobody knows which: a person must look
        told.append(row)
    return told


def _lines(asked: Asked, told: Sequence[tuple[str, ...]], why: Sequence[tuple[str, ...]] = ()) -> list[str]:
    """Write each pair as a line of OUT, but for the query's id."""
    if not why:
        return csv_lines((*pair, *row) for pair, row in zip(asked.pairs, told, strict=True))
    return csv_lines((*pair, *row, *more) for pair, row, more in zip(asked.pairs, told, why, strict=True))


def _report(
    asked: Asked,
    links: pd.DataFrame,
    told: Sequence[tuple[str, ...]],
    distinct: int,
    entities: int,
    registry_odd: tuple[int, ...],
) -> Crosswalk:
    tied = links.loc[links["reason"] == "tie", ["name", "region"]]
    ties = set(zip(tied["name"].tolist(), tied["region"].tolist(), strict=True))
    times = Counter(asked.which)
    counts: Counter[str] = Counter()
    wrong = 0.0
    tie = 0
    for pair, row in enumerate(told):
        counts[row[3]] += times[pair]
        tie += times[pair] * (asked.keys[pair] in ties)
        wrong += times[pair] * (1 - float(row[2])) * (row[3] == "link")
    return Crosswalk(
        queries=len(asked.which),
        distinct=distinct,
        entities=entities,
        link=counts["link"],
        possible_link=counts["possible_link"],
        non_link=counts["non_link"],
        tie=tie,
        expected_wrong=round(wrong, 3),
        unknown_region=asked.rows({pair for pair, code in enumerate(asked.codes) if code is None}),
        missing_name=asked.rows({pair for pair, key in enumerate(asked.keys) if key is None}),
        registry_unknown_region=registry_odd,
    )
