"""What must hold before anything is published: claims, expectations, what waits or was not asked, harmless totals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.dataset import Dataset
from pipeline.errors import Problem
from pipeline.text import counted, fold_blanks, shown

if TYPE_CHECKING:
    import pandas as pd

DECLARATION = "dataset.yml"


def findings(dataset: Dataset, tables: Mapping[str, "pd.DataFrame"]) -> list[Problem]:
    """List everything that forbids publication, in words that may be printed anywhere."""
    from pipeline.claims import false_claims
    from pipeline.disclosure.words import leaks

    found = [
        *false_claims(tables["claims"]),
        *_unexpected(dataset, tables["entities"]),
        *_quality(dataset, tables),
        *leaks(tables["audit"], dataset.name, dataset.version),
    ]
    # Several datasets may be told of in one breath: each finding names its own.
    return [replace(problem, file=shown(dataset.folder, problem.file)) for problem in found]


def public_findings(dataset: Dataset, entities: "pd.DataFrame") -> list[Problem]:
    """List what forbids publication as far as the published table alone can tell: no claim on counts is looked at."""
    from pipeline.claims import false_public_claims, stated

    found = [*false_public_claims(entities, stated(dataset.claims)), *_unexpected(dataset, entities)]
    found += _unasked(dataset, entities)
    return [replace(problem, file=shown(dataset.folder, problem.file)) for problem in found]


def _unexpected(dataset: Dataset, entities: "pd.DataFrame") -> list[Problem]:
    """Both ends of an expectation stop the publication: too many are as suspicious as too few."""
    countries = int(entities.loc[entities["country"] != "", "country"].nunique())
    expected = [
        ("entities", dataset.expect.entities, len(entities)),
        ("countries", dataset.expect.countries, countries),
    ]
    return [
        Problem(
            f"the table would hold {seen:,} {what}, between {ends[0]:,} and {ends[1]:,} are expected",
            "Find out why; if it is right, change the expectation.",
            file=DECLARATION,
            column=f"expect.{what}",
        )
        for what, ends, seen in expected
        if ends is not None and not ends[0] <= seen <= ends[1]
    ]


def _quality(dataset: Dataset, tables: Mapping[str, "pd.DataFrame"]) -> list[Problem]:
    quality, found = dataset.quality, []
    pending = pending_names(tables["verified"])
    if quality.max_pending is not None and pending > quality.max_pending:
        found.append(
            _rule(
                "max_pending",
                f"{counted(pending, 'name')} wait for a person's decision, at most {quality.max_pending:,} may",
                "Decide them in decisions.csv.",
            )
        )
    return found + _unasked(dataset, tables["entities"])


def _unasked(dataset: Dataset, entities: "pd.DataFrame") -> list[Problem]:
    unasked = int((entities["response"] == "not_asked").sum())
    if not dataset.quality.all_asked or not unasked:
        return []
    said = f"of the organisations to be published, {unasked:,} have not been asked for comment"
    return [_rule("all_asked", said, "Ask them, and write it down in responses.csv.")]


def pending_names(verified: "pd.DataFrame") -> int:
    """Count the distinct names (blanks folded) and regions that wait for a person: one decision each."""
    pending = verified.loc[verified["outcome"] == "pending", ["name", "region"]].drop_duplicates()
    return len({(fold_blanks(name), region) for name, region in pending.itertuples(index=False)})


def _rule(key: str, message: str, remedy: str) -> Problem:
    return Problem(message, remedy, file=DECLARATION, column=f"quality.{key}")
