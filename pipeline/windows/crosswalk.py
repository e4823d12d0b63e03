"""Match any two files, without a dataset: each query gets its best candidate, a probability and a decision."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import regions
from pipeline.errors import InputError, Problem
from pipeline.text import fold_blanks
from pipeline.windows.rows import Row, check_place, read_rows, write_rows
from schemas import Decisions, Records, Registry
from schemas.base import empty, frame

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
_BASE = ("entity_id", "name")
_MORE = ("aliases", "region", "kind")


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
    unknown_region: tuple[int, ...]  # rows of the queries, 1-based
    missing_name: tuple[int, ...]
    registry_unknown_region: tuple[int, ...]  # rows of the registry, 1-based

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return asdict(self)

    def words(self) -> str:
        """Tell it to a person."""
        lines = [
            f"{self.queries:,} queries ({self.distinct:,} distinct) against {self.entities:,} organisations:",
            f"  {self.link:,} linked",
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
    engine: Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]] | None = None,
) -> Crosswalk:
    """Match each row of QUERIES to the REGISTRY and write OUT, one row per query, in the order of the queries.

    QUERIES is a CSV file with `name`, optionally `query_id` (else the 1-based row) and `region`; REGISTRY one with
    `entity_id` and `name`, optionally `aliases`, `region` and `kind`. `country` (ISO 3166-1 alpha-2): regions are its
    subdivisions. `engine(function, chunks)` does the work elsewhere. Raises InputError for a file that cannot be read
    whole; a query whose region is unknown is matched by its name alone, and never linked; one without a name has no
    candidate.
    """
    from pipeline.stages.match import match
    from pipeline.stages.normalize import normalize
    from pipeline.stages.resolve import resolve

    country = _country(country)
    check_place(out_path, (queries_path, registry_path))
    queries = read_rows(queries_path, ("name",), ("query_id", "region"))
    registry, registry_odd = _registry(read_rows(registry_path, _BASE, _MORE), registry_path, country)
    codes = [_code(query["region"], country) for query in queries]
    records = _records(queries, codes)
    names = normalize(records, {}, (), (), country)
    candidates = match(names, registry, {}, country, engine)
    links = resolve(names, candidates, empty(Decisions), registry, accept, review)
    decided = _decided(links, dict(zip(registry["entity_id"], registry["name"], strict=True)))
    rows = list(_rows(queries, codes, records, decided))
    write_rows(out_path, HEADER, rows)
    counts = Counter(row[HEADER.index("decision")] for row in rows)
    tied = set(links.loc[links["reason"] == "tie", ["name", "region"]].itertuples(index=False, name=None))
    return Crosswalk(
        queries=len(queries),
        distinct=len(names),
        entities=len(registry),
        link=counts["link"],
        possible_link=counts["possible_link"],
        non_link=counts["non_link"],
        tie=sum(key in tied for key in _keys(records) if key),
        unknown_region=tuple(number for number, code in enumerate(codes, start=1) if code is None),
        missing_name=tuple(records.loc[records["problem"] == "missing_name", "row"].tolist()),
        registry_unknown_region=registry_odd,
    )


def _country(country: str) -> str:
    code = country.strip().upper()
    try:
        known = not code or bool(regions.country_name(code))
    except KeyError:
        known = False
    if not known:
        raise InputError(Problem("there is no such country", "Give its ISO 3166-1 code: US.", value=country))
    return code


def _code(text: str, country: str) -> str | None:
    try:
        return regions.parse(text, country) if fold_blanks(text) else ""
    except ValueError:
        return None


def _registry(rows: list[Row], path: Path, country: str) -> tuple[pd.DataFrame, tuple[int, ...]]:
    odd: list[int] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    made = []
    for number, row in enumerate(rows, start=1):
        code = _code(row["region"], country)
        if code is None:
            odd.append(number)
        for column in _BASE:
            if not row[column].strip():
                problems.append(Problem("is empty", "Fill it in.", path.name, row=number, column=column))
        if row["entity_id"] and first.setdefault(row["entity_id"], number) != number:
            message = f"is there twice, first in row {first[row['entity_id']]}"
            remedy = "Give each organisation one row; other names go into aliases."
            problems.append(Problem(message, remedy, path.name, 0, number, "entity_id", row["entity_id"]))
        told = {**row, "region": code or "", "status": "confirmed"}
        made.append([told.get(column, "") for column in Registry.to_schema().columns])
    if problems:
        raise InputError(problems[:20])
    return frame(Registry, made).sort_values("entity_id", ignore_index=True), tuple(odd)


def _records(queries: list[Row], codes: list[str | None]) -> pd.DataFrame:
    made = []
    for number, (query, code) in enumerate(zip(queries, codes, strict=True), start=1):
        problem = "" if fold_blanks(query["name"]) else "missing_name"
        made.append(("queries", number, query["name"], code or "", 1, "", problem))
    return frame(Records, made)


def _keys(records: pd.DataFrame) -> list[tuple[str, str] | None]:
    columns = records[["name", "region", "problem"]].itertuples(index=False, name=None)
    return [None if problem else (fold_blanks(name), region) for name, region, problem in columns]


def _decided(links: pd.DataFrame, names: dict[str, str]) -> dict[tuple[str, str], tuple[str, ...]]:
    columns = ["name", "region", "entity_id", "probability", "decision", "runner_up_id", "runner_up_probability"]
    decided: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, region, best, probability, decision, second, other in links[columns].itertuples(index=False, name=None):
        runner_up = f"{other:.6f}" if second else ""
        decided[name, region] = (best, names.get(best, ""), f"{probability:.6f}", decision, second, runner_up)
    return decided


def _rows(
    queries: list[Row],
    codes: list[str | None],
    records: pd.DataFrame,
    decided: dict[tuple[str, str], tuple[str, ...]],
) -> Iterator[tuple[str, ...]]:
    nothing = ("", "", "0.000000", "non_link", "", "")
    for number, (query, code, key) in enumerate(zip(queries, codes, _keys(records), strict=True), start=1):
        best, entity, probability, decision, *runner_up = decided[key] if key else nothing
        if code is None and decision == "link":
            decision = "possible_link"  # a region was told, and nobody knows which: a person must look
        query_id = query["query_id"] or str(number)
        yield (query_id, query["name"], query["region"], best, entity, probability, decision, *runner_up)
