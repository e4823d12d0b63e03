"""Everything public about the counts: ranges, sums and claims, of this revision and of every earlier one.

Each revision has counts of its own. A reader may take an organisation's count for unchanged only while its published
range stays the same from one revision to the next, and no correction names it: then both revisions speak of one number.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.claims import PRIVATE, Claim, measure, select, with_answers
from pipeline.disclosure.bounds import Numbers
from pipeline.disclosure.system import BEYOND, Known, Whole
from pipeline.factcheck import said
from pipeline.revisions import Revision
from schemas.vocabulary import DIMENSIONS

NOW = ""  # the revision about to be published


@dataclass(frozen=True)
class Subject:
    """Whose count a number is, as a revision tells it: the latest that does (NOW for the one to be published)."""

    entity_id: str
    name: str
    revision: str


@dataclass(frozen=True)
class Fact:
    """A public statement on a sum of counts. `group` is the dimension and value of a published sum, else empty."""

    revision: str
    words: str
    known: Known
    group: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True)
class Public:
    """What readers hold: the numbers they ask about, and the facts they have of them."""

    numbers: Numbers
    subjects: tuple[Subject, ...]
    facts: tuple[Fact, ...]

    def known(self) -> list[Known]:
        """List the facts as sums."""
        return [fact.known for fact in self.facts]


def gather(
    ranges: pd.DataFrame,
    answers: pd.DataFrame,
    totals: pd.DataFrame,
    claims: Sequence[Claim],
    earlier: Sequence[Revision],
    changed: Collection[str],
) -> Public:
    """Put together what readers would know. `earlier`: the oldest first. `changed`: those whom a correction names."""
    table = with_answers(ranges, answers)
    book = _Book(set(changed))
    facts = list(_facts(table, totals, claims, book.enter(table, NOW), NOW))
    for revision in reversed(earlier):
        columns = book.enter(revision.entities, revision.version)
        facts += _facts(revision.entities, revision.totals, revision.claims, columns, revision.version)
    return Public(book.numbers(), tuple(book.subjects), tuple(facts))


def true_claims(ranges: pd.DataFrame, answers: pd.DataFrame, claims: Sequence[Claim]) -> list[Claim]:
    """Leave out claims that the data do not bear: they stop the publication by themselves."""
    table = with_answers(ranges, answers)
    return [claim for claim in claims if claim.statistic not in PRIVATE or _holds(table, claim)]


def _holds(table: pd.DataFrame, claim: Claim) -> bool:
    seen = measure(table[select(table, claim.where)], claim.statistic)
    return isinstance(seen, int) and said(claim.comparison, claim.value).holds(seen)


def grouped(table: pd.DataFrame) -> dict[str, dict[str, Whole]]:
    """List the places of the rows by dimension and group; an empty country or kind makes no group."""
    found: dict[str, dict[str, Whole]] = {}
    for dimension in DIMENSIONS:
        key = ["all"] * len(table) if dimension == "all" else table[dimension].tolist()
        groups: dict[str, list[int]] = {}
        for at, value in enumerate(key):
            if value:
                groups.setdefault(str(value), []).append(at)
        found[dimension] = {value: np.array(rows, dtype=np.int64) for value, rows in sorted(groups.items())}
    return found


class _Book:
    """Gives every count its number, from the latest revision backwards."""

    def __init__(self, changed: set[str]) -> None:
        self.changed = changed
        self.subjects: list[Subject] = []
        self.rows: list[tuple[int, int, int, int]] = []
        self.owners: dict[str, int] = {}
        self.later: dict[str, tuple[str, int]] = {}  # range and number in the next revision

    def enter(self, table: pd.DataFrame, revision: str) -> Whole:
        """Give the number of each row of a revision's table: that of the next revision, or a new one."""
        here: dict[str, tuple[str, int]] = {}
        counts = table["count"].tolist() if "count" in table else [-1] * len(table)
        facts = ("entity_id", "name", "count_range", "count_min", "count_max")
        for (entity, name, label, low, high), count in zip(
            table[list(facts)].itertuples(index=False, name=None), counts, strict=True
        ):
            known = self.later.get(entity)
            if known and known[0] == label and entity not in self.changed:
                here[entity] = known
                continue
            owner = self.owners.setdefault(entity, len(self.owners))
            here[entity] = (label, len(self.rows))
            self.rows.append((int(low), BEYOND if pd.isna(high) else int(high), owner, int(count)))
            self.subjects.append(Subject(entity, name, revision))
        self.later = here
        return np.array([here[entity][1] for entity in table["entity_id"]], dtype=np.int64)

    def numbers(self) -> Numbers:
        columns = np.array(self.rows, dtype=np.int64).reshape(-1, 4).T
        return Numbers(*(np.ascontiguousarray(column) for column in columns))


def _facts(
    table: pd.DataFrame, totals: pd.DataFrame, claims: Sequence[Claim], columns: Whole, revision: str
) -> Iterator[Fact]:
    groups = grouped(table)
    for row in totals.to_dict("records"):
        low, high = row["count_min"], row["count_max"]
        members = groups[row["dimension"]].get(row["value"])
        if members is None or (pd.isna(low) and pd.isna(high)):
            continue
        known = Known(columns[members], 0 if pd.isna(low) else int(low), BEYOND if pd.isna(high) else int(high))
        yield Fact(revision, _sum_words(row), known, (str(row["dimension"]), str(row["value"])))
    for claim in claims:
        if claim.statistic in PRIVATE:
            told = said(claim.comparison, claim.value)
            chosen = np.flatnonzero(select(table, claim.where).to_numpy())
            if len(chosen):
                known = Known(columns[chosen], told.low, BEYOND if told.high is None else told.high)
                yield Fact(revision, f"the claim “{claim.text}”", known)


def _sum_words(row: Mapping[Any, Any]) -> str:
    if row["dimension"] == "all":
        return "the sum over all organisations"
    word = "the answer" if row["dimension"] == "response" else row["dimension"]
    return f"the sum for {word} {row['value']}"
