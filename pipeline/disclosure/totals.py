"""Sums over organisations, told so that they add nothing to what the organisations' own ranges say.

A published interval of a sum narrows an organisation only where it is tighter than what the ranges already imply,
which is everything from the sum of their lower ends to the sum of their upper ends. The least join of neighbouring
ranges that holds all of that is therefore safe against every reader: one who subtracts across crossing totals, one who
compares revisions, and an organisation that knows its own count.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.ladder import Interval, join
from schemas import Answers, Ranges, Totals
from schemas.base import frame
from schemas.vocabulary import DIMENSIONS


@pa.check_types(lazy=True)
def tell_totals(
    ranges: DataFrame[Ranges], answers: DataFrame[Answers], modes: Mapping[str, str], lower_bounds: Sequence[int]
) -> DataFrame[Totals]:
    """Sum by each dimension, told as its mode says: `ranges`, `exact` or `none` (both ends empty)."""
    rows: list[Any] = []
    for dimension, groups in grouped(ranges, answers).items():
        for value, members in sorted(groups.items()):
            chosen = ranges.loc[members]
            rows.append((dimension, value, len(chosen), *_ends(chosen, modes[dimension], lower_bounds)))
    return frame(Totals, rows)


def grouped(ranges: pd.DataFrame, answers: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """List the row labels of `ranges` by dimension and group; an empty country or kind makes no group."""
    responses = dict(zip(answers["entity_id"], answers["response"], strict=True))
    answered = [responses.get(entity_id, "not_asked") for entity_id in ranges["entity_id"]]
    keys = {
        "all": pd.Series("all", index=ranges.index),
        "country": ranges["country"],
        "kind": ranges["kind"],
        "response": pd.Series(answered, index=ranges.index, dtype="str"),
    }
    return {
        dimension: {
            str(value): list(rows) for value, rows in keys[dimension].groupby(keys[dimension]).groups.items() if value
        }
        for dimension in DIMENSIONS
    }


def _ends(chosen: pd.DataFrame, mode: str, lower_bounds: Sequence[int]) -> tuple[int | None, int | None]:
    if mode == "none":
        return None, None
    if mode == "exact":
        total = sum(chosen["count"].tolist())
        return total, total
    interval = implied(chosen)
    joined = join(interval.low, interval.high, lower_bounds)
    return joined.low, joined.high


def implied(chosen: pd.DataFrame) -> Interval:
    """Tell what the organisations' own ranges say of their sum."""
    low = sum(chosen["count_min"].tolist())
    open_ended = bool(chosen["count_max"].isna().any())
    return Interval(low, None if open_ended else sum(chosen["count_max"].tolist()))
