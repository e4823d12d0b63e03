"""Leaks and contradictions in a reporter's words: who, and by which facts; never how far."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from pipeline.disclosure.verdict import STOPS
from pipeline.errors import Problem


def leaks(audit: pd.DataFrame, dataset: str, version: str) -> list[Problem]:
    """List what forbids publication. `version` is the revision that would be published."""
    stops = audit[audit["verdict"].isin(STOPS)]
    names = dict(zip(audit["entity_id"], audit["name"], strict=True))
    return [_problem(row, names, dataset, version) for row in stops.to_dict("records")]


def _problem(row: Mapping[Hashable, Any], names: Mapping[str, str], dataset: str, version: str) -> Problem:
    if row["verdict"] == "contradiction":
        return Problem(
            f"what would be public contradicts itself: {row['facts']} cannot all be true with the published "
            "ranges, if counts are unchanged wherever nothing says otherwise",
            "Correct what is wrong; name in corrections.csv (reason new_data or correction) every organisation whose "
            "count changed within its range.",
            file="dataset.yml",
        )
    low, high = row["published_min"], row["published_max"]
    label = f"{low}+" if pd.isna(high) else f"{low}-{high}"
    when = f" in revision {row['revision']}" if row["revision"] != version else ""
    whom = f"{row['name']} ({row['entity_id']})"
    remedy = f"`deskcheck audit {dataset} --fix` proposes a change; what can be proved stands in interim/{dataset}/."
    if row["verdict"] == "unproved":
        message = f"it cannot be shown that the range {label} of {whom}{when} stays as wide as published"
        return Problem(message, remedy, file="dataset.yml", column="disclosure")
    insiders = [f"{names.get(each, each)} ({each})" for each in row["insiders"].split("|") if each]
    who = "a reader" if not insiders else f"{' and '.join(insiders)}, knowing {_own(len(insiders))},"
    return Problem(
        f"{who} can tell more of {whom} than its range {label}{when}, from {row['facts']}",
        remedy,
        file="dataset.yml",
        column="disclosure",
    )


def _own(number: int) -> str:
    return "its own count" if number == 1 else "their own counts"
