"""The fact-check sheet: every number of the story beside what the data say. Private: for the desk, never published."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.writers.methodology import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = """\
# Fact-check: {title}

Version {version}. **Private: the values seen are exact.** For each number of the story: what the data say, whether it
holds, by how much the value may fall or rise with the claim still true, and what the claim makes public of counts
beyond their published ranges. What follows from several facts together is what `deskcheck audit` tells.

"""
_COLUMNS = ("In the story", "Checked as", "The data say", "Holds", "May fall by", "May rise by", "Gives away")
_NONE = "No number of the story is declared: write `claims:` in dataset.yml.\n"


def fact_check(claims: pd.DataFrame, title: str, version: str) -> bytes:
    """Write the table `claims` as a page of Markdown, false claims first."""
    rows = sorted(claims.to_dict("records"), key=lambda row: bool(row["holds"]))
    lines = ["| " + " | ".join(cells) + " |" for cells in (_COLUMNS, ("---",) * len(_COLUMNS), *map(_cells, rows))]
    head = _HEAD.format(title=escape(title), version=escape(version))
    return (head + ("\n".join(lines) + "\n" if rows else _NONE)).encode("utf-8")


def _cells(row: "Mapping[Any, Any]") -> tuple[str, ...]:
    where = f" where {row['where']}" if row["where"] else ""
    checked = f"{row['statistic']}{where} {row['claimed']}"
    moves = ("", "") if not row["holds"] else tuple(_limit(row[way]) for way in ("may_fall", "may_rise"))
    holds = "yes" if row["holds"] else "**NO**" + _missed(row["margin"])
    return (
        escape(row["text"]),
        escape(checked),
        escape(row["observed"]),
        holds,
        *moves,
        escape(row["gives_away"] or ("" if not row["holds"] else "nothing")),
    )


def _missed(margin: Any) -> str:
    return "" if pd.isna(margin) else f", by {-margin:,}"


def _limit(way: Any) -> str:
    return "no limit" if pd.isna(way) else f"{way:,}"
