"""Exact sums of two revisions, subtracted, tell of what changed between them: that is refused here."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.claims import with_answers
from pipeline.disclosure.totals import implied
from pipeline.errors import Problem
from pipeline.revisions import Revision


def differing_revisions(
    ranges: pd.DataFrame, answers: pd.DataFrame, modes: Mapping[str, str], earlier: Sequence[Revision]
) -> list[Problem]:
    """Name every earlier revision whose sums, subtracted from exact ones now, would tell of what changed between.

    Only a revision with the same organisations, groups and ranges is one with this one; any other is refused.
    """
    if "exact" not in modes.values():
        return []
    facts = ["entity_id", "country", "kind", "count_range", "response"]
    now = set(with_answers(ranges, answers)[facts].itertuples(index=False, name=None))
    return [
        Problem(
            f"exact totals next to those of revision {revision.version} tell the counts of what changed between them",
            "Publish totals as ranges or not at all.",
            file="dataset.yml",
            column="disclosure.totals",
        )
        for revision in earlier
        if _tells(revision) and set(revision.entities[facts].itertuples(index=False, name=None)) != now
    ]


def _tells(revision: Revision) -> bool:
    """Whether any of its sums is tighter than its organisations' ranges imply."""
    entities = revision.entities
    for row in revision.totals.to_dict("records"):
        inside = entities if row["dimension"] == "all" else entities[entities[row["dimension"]] == row["value"]]
        open_ends = implied(inside)
        low, high = row["count_min"], row["count_max"]
        if not pd.isna(low) and low > open_ends.low:
            return True
        if not pd.isna(high) and (open_ends.high is None or high < open_ends.high):
            return True
    return False
