"""Leaks and contradictions in a reporter's words: who, and by which facts; never how far."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.disclosure.verdict import STOPS
from pipeline.errors import Problem


def leaks(audit: pd.DataFrame, dataset: str, version: str) -> list[Problem]:
    """List what forbids publication. `version` is the revision that would be published.

    One remedy serves for all, so that the last one alone tells it.
    """
    stops = audit[audit["verdict"].isin(STOPS)]
    names = dict(zip(audit["entity_id"], audit["name"], strict=True))
    found = [_problem(row, names, dataset, version) for row in stops.to_dict("records")]
    return [*(replace(problem, remedy="") for problem in found[:-1]), *found[-1:]]


def _problem(row: Mapping[Hashable, Any], names: Mapping[str, str], dataset: str, version: str) -> Problem:
    if row["verdict"] == "contradiction":
        return _contradiction(row["facts"])
    low, high = row["published_min"], row["published_max"]
    label = f"{low}+" if pd.isna(high) else f"{low}-{high}"
    when = f" in revision {row['revision']}" if row["revision"] != version else ""
    whom = f"{row['name']} ({row['entity_id']})"
    remedy = f"`deskcheck audit {dataset} --fix` proposes a change; what can be proved stands in interim/{dataset}/."
    if row["verdict"] == "unproved":
        message = (
            f"it could not be shown, within the effort allowed, that nobody can tell more of {whom} than its range "
            f"{label}{when}: this counts as a leak"
        )
        return Problem(message, remedy, file="dataset.yml", column="disclosure")
    insiders = [f"{names.get(each, each)} ({each})" for each in row["insiders"].split("|") if each]
    who = "a reader" if not insiders else f"{' and '.join(insiders)}, knowing {_own(len(insiders))},"
    return Problem(
        f"{who} can tell more of {whom} than its range {label}{when}, from {row['facts']}",
        remedy,
        file="dataset.yml",
        column="disclosure",
    )


def _contradiction(facts: str) -> Problem:
    several, revisions = "; " in facts, "(revision " in facts
    unless = ", if counts are unchanged wherever nothing says otherwise" if revisions else ""
    remedy = "Correct what is wrong"
    if revisions:
        remedy += (
            "; name in corrections.csv (reason new_data or correction) every organisation whose count changed "
            "within its range"
        )
    return Problem(
        f"what would be public contradicts itself: {facts} cannot {'all ' if several else ''}be true with the "
        f"published ranges{unless}",
        f"{remedy}.",
        file="dataset.yml",
    )


def _own(number: int) -> str:
    return "its own count" if number == 1 else "their own counts"
