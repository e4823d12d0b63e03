"""What a claim of the story leaves room for: how far its number may move, and what it gives away of the counts."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.ladder import Interval

_MOST = 20  # organisations named in one cell


def said(comparison: str, value: Any) -> Interval:
    """Tell which whole numbers a comparison leaves possible; `value` is a number, or two of them for `between`."""
    low, high = value if comparison == "between" else (value, value)
    ends: dict[str, tuple[int, int | None]] = {
        "at_least": (low, None),
        "more_than": (low + 1, None),
        "at_most": (0, high),
        "less_than": (0, high - 1),
    }
    return Interval(*ends.get(comparison, (low, high)))


def room(seen: int, said: Interval) -> tuple[int | None, int | None, int | None]:
    """Tell how far the number seen may fall and rise with the claim still true, and the smaller of the two.

    None stands for any distance. Of a false claim there is no room, and the last is minus the way to where it is true.
    """
    if not said.holds(seen):
        return 0, 0, -(said.low - seen if seen < said.low else seen - int(said.high or 0))
    fall = seen - said.low if said.low else None
    rise = said.high - seen if said.high is not None else None
    return fall, rise, min((way for way in (fall, rise) if way is not None), default=None)


def gives_away(chosen: pd.DataFrame, said: Interval) -> str:
    """Tell in words what the sum over these organisations lying in `said` adds to their ranges; '' where nothing.

    `chosen` has the columns of the table `ranges`. What follows from this one claim is exact; what follows from it
    together with other facts is what an audit is for.
    """
    open_end = bool(chosen["count_max"].isna().any())
    told = Interval(int(chosen["count_min"].sum()), None if open_end else int(chosen["count_max"].sum()))
    known = _meet(told, said)
    if chosen.empty or known == told:
        return ""
    parts = list(_narrowed(chosen, told, said))
    if len(chosen) > 1:
        parts.insert(0, f"the sum of {len(chosen):,} organisations is {_words(known)} (their ranges: {_words(told)})")
    rest = len(parts) - _MOST
    return "; ".join([*parts[:_MOST], *([f"and {rest:,} more"] if rest > 0 else [])])


def _narrowed(chosen: pd.DataFrame, told: Interval, said: Interval) -> Iterator[str]:
    """Name the organisations of which the claim alone tells more than their range."""
    open_ends = int(chosen["count_max"].isna().sum())
    upper = int(chosen["count_max"].sum())
    for row in chosen.to_dict("records"):
        own = Interval(row["count_min"], None if pd.isna(row["count_max"]) else row["count_max"])
        others_open = open_ends - (own.high is None)
        low = 0 if others_open else said.low - (upper - (own.high or 0))
        high = None if said.high is None else said.high - (told.low - own.low)
        known = _meet(own, Interval(low, high))
        if known != own:
            yield f"{row['name']} ({row['entity_id']}) is {_words(known)} (its range: {row['count_range']})"


def _meet(one: Interval, other: Interval) -> Interval:
    highs = [end for end in (one.high, other.high) if end is not None]
    return Interval(max(one.low, other.low), min(highs) if highs else None)


def _words(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if high is None:
        return f"at least {low:,}"
    return f"exactly {low:,}" if low == high else f"between {low:,} and {high:,}"
