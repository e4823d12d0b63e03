"""Sums over organisations, told so that they add nothing to what the organisations' own ranges say.

A sum told as a range narrows an organisation only where it is closer than what the ranges of its members imply: the
least join of neighbouring ranges that holds all of that is safe against every reader. From there each sum is told as
closely as can be proved harmless, at best as the one range that holds it; large groups first, because they are what a
story is about. What is told in the end was proved harmless together, by solving again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.claims import with_answers
from pipeline.disclosure.bounds import Contradiction, Unproved
from pipeline.disclosure.facts import NOW, Fact, Public, grouped
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.system import BEYOND, Known, TooLarge
from pipeline.disclosure.verdict import Given, given, harmless
from pipeline.ladder import Interval, join, place
from schemas import Answers, Ranges, Totals
from schemas.base import frame

Group = tuple[str, str]


@pa.check_types(lazy=True)
def tell_totals(
    ranges: DataFrame[Ranges], answers: DataFrame[Answers], modes: Mapping[str, str], lower_bounds: Sequence[int]
) -> DataFrame[Totals]:
    """Sum by each dimension, told as its mode says: `ranges` (the safe joins), `exact` or `none` (both ends empty)."""
    rows: list[Any] = []
    for dimension, groups in grouped(with_answers(ranges, answers)).items():
        for value, members in groups.items():
            chosen = ranges.iloc[members]
            rows.append((dimension, value, len(chosen), *_ends(chosen, modes[dimension], lower_bounds)))
    return frame(Totals, rows)


def _ends(chosen: pd.DataFrame, mode: str, lower_bounds: Sequence[int]) -> tuple[int | None, int | None]:
    if mode == "none":
        return None, None
    if mode == "exact":
        total = sum(chosen["count"].tolist())
        return total, total
    low = sum(chosen["count_min"].tolist())
    high = None if chosen["count_max"].isna().any() else sum(chosen["count_max"].tolist())
    joined = join(low, high, lower_bounds)
    return joined.low, joined.high


def sharpen(
    totals: pd.DataFrame, public: Public, modes: Mapping[str, str], lower_bounds: Sequence[int], insiders: int
) -> tuple[pd.DataFrame, Public]:
    """Tell the sums told as ranges as closely as harms nobody. Returns the totals, and what is public with them."""
    if "ranges" not in modes.values():
        return totals, public
    try:
        search = _Sharpening(public, lower_bounds, insiders, given(public, insiders))
    except (Contradiction, Unproved, TooLarge):
        return totals, public
    groups = list(zip(totals["dimension"], totals["value"], strict=True))
    sizes = dict(zip(groups, totals["entities"].tolist(), strict=True))
    free = [group for group in groups if modes[group[0]] == "ranges" and group in search.plain]
    told = search.run(sorted(free, key=lambda group: -sizes[group]))
    rows = [
        (*group, sizes[group], told[group].low, told[group].high) if group in told else tuple(row)
        for group, row in zip(groups, totals.astype(object).where(totals.notna(), None).values.tolist(), strict=True)
    ]
    return frame(Totals, rows), search.public(told)


class _Sharpening:
    """Tries closer and closer ends; `plain` holds, per group, the one range that holds its sum."""

    def __init__(self, public: Public, lower_bounds: Sequence[int], insiders: int, what: Given) -> None:
        self.base, self.bounds, self.insiders, self.what = public, lower_bounds, insiders, what
        self.settled: set[bytes] = set()
        self.effort = Effort()  # for all trials: once it is spent, nothing closer is told
        self.wide: dict[Group, Interval] = {}
        self.plain: dict[Group, Interval] = {}
        counts = public.numbers.count
        for fact in public.facts:
            if fact.revision == NOW and fact.group:
                low, high = fact.known.least, None if fact.known.most >= BEYOND else fact.known.most
                plain = place(int(counts[fact.known.members].sum()), lower_bounds)
                if plain != Interval(low, high):
                    self.wide[fact.group], self.plain[fact.group] = Interval(low, high), plain

    def public(self, told: Mapping[Group, Interval]) -> Public:
        """Put other ends to the sums."""

        def put(fact: Fact) -> Fact:
            if fact.revision != NOW or not fact.group or fact.group not in told:
                return fact
            ends = told[fact.group]
            most = BEYOND if ends.high is None else ends.high
            return replace(fact, known=Known(fact.known.members, ends.low, most))

        return replace(self.base, facts=tuple(put(fact) for fact in self.base.facts))

    def safe(self, told: Mapping[Group, Interval]) -> bool:
        return harmless(self.public(told), self.insiders, self.what, self.settled, self.effort)

    def run(self, groups: Sequence[Group]) -> dict[Group, Interval]:
        """Settle the groups in their order; what harms nobody is told, whole blocks at a time."""
        told: dict[Group, Interval] = {}
        if not self.safe(told):
            return told
        waiting = [list(groups)] if groups else []
        while waiting:
            block = waiting.pop()
            trial = told | {group: self.plain[group] for group in block}
            if self.safe(trial):
                told = trial
            elif len(block) == 1:
                told = self._step(told, block[0])
            else:
                half = len(block) // 2
                waiting += [block[half:], block[:half]]
        return told

    def _step(self, told: dict[Group, Interval], group: Group) -> dict[Group, Interval]:
        """Come closer range by range, at the lower end and then at the upper one, as far as it is safe."""
        wide, plain = self.wide[group], self.plain[group]
        best = wide
        for low in reversed([bound for bound in self.bounds if wide.low < bound <= plain.low]):
            if self.safe(told | {group: Interval(low, wide.high)}):
                best = Interval(low, wide.high)
                break
        for high in self._uppers(wide, plain):
            if self.safe(told | {group: Interval(best.low, high)}):
                best = Interval(best.low, high)
                break
        return told | {group: best} if best != wide else told

    def _uppers(self, wide: Interval, plain: Interval) -> list[int]:
        if plain.high is None:
            return []
        ends = [bound - 1 for bound in self.bounds if bound - 1 >= plain.high]
        return [end for end in ends if wide.high is None or end < wide.high]
