"""The least change of a declaration that closes every leak which may not be closed without asking."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from pipeline.claims import PRIVATE, Claim
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.protection import Rules, is_safe
from pipeline.ladder import place
from pipeline.revisions import Revision
from schemas.vocabulary import DIMENSIONS

_MOST = 60  # ladders that are tried


@dataclass(frozen=True)
class Proposal:
    """A change of the declaration, as its lines would read, and what readers lose by it."""

    key: str
    lines: str
    loss: str


@dataclass(frozen=True)
class Case:
    """All that a trial needs."""

    ranges: pd.DataFrame
    answers: pd.DataFrame
    rules: Rules
    claims: Sequence[Claim]
    earlier: Sequence[Revision]
    changed: Collection[str]

    def is_safe(self, effort: Effort) -> bool:
        """Tell whether nothing leaks."""
        return is_safe(self.ranges, self.answers, self.rules, self.claims, self.earlier, self.changed, effort)


def propose(case: Case) -> Proposal | None:
    """Find the first proposal, in the order of what it costs, with which nothing leaks; None where there is none.

    Exact sums become ranges (the fewest sums), then two published ranges become one (the fewest organisations), then
    claims are left out (the fewest). All trials share one effort.
    """
    effort = Effort()
    for proposal, trial in (*_fewer_exact(case), *_wider_ranges(case), *_fewer_claims(case)):
        if trial.is_safe(effort):
            return proposal
    return None


def _fewer_exact(case: Case) -> Iterator[tuple[Proposal, Case]]:
    exact = [dimension for dimension in DIMENSIONS if case.rules.modes[dimension] == "exact"]
    sizes = _sizes(case)
    choices = [chosen for number in range(1, len(exact) + 1) for chosen in combinations(exact, number)]
    for chosen in sorted(choices, key=lambda each: (sum(sizes[one] for one in each), len(each))):
        modes = dict(case.rules.modes) | dict.fromkeys(chosen, "ranges")
        told = ", ".join(f"{dimension}: {modes[dimension]}" for dimension in DIMENSIONS)
        alike = len(set(modes.values())) == 1
        totals = modes["all"] if alike else f"{{{told}}}"
        lines = f"disclosure: {{totals: {totals}, insiders: {case.rules.insiders}}}"
        loss = f"{sum(sizes[one] for one in chosen):,} sums are told as ranges instead of exactly"
        yield Proposal("disclosure", lines, loss), replace(case, rules=replace(case.rules, modes=modes))


def _sizes(case: Case) -> Mapping[str, int]:
    answered = set(case.ranges["entity_id"])
    responses = case.answers.loc[case.answers["entity_id"].isin(answered), "response"].nunique()
    return {
        "all": 1,
        "country": case.ranges["country"].nunique(),
        "kind": case.ranges["kind"].nunique(),
        "response": int(responses) + 1,
    }


def _wider_ranges(case: Case) -> Iterator[tuple[Proposal, Case]]:
    """Join published ranges, one or two borders at a time; exact sums become ranges as well, for they did not do."""
    bounds = tuple(case.rules.lower_bounds)
    modes = {key: "ranges" if mode == "exact" else mode for key, mode in case.rules.modes.items()}
    inner = bounds[1:]
    choices = [chosen for number in (1, 2) for chosen in combinations(inner, number)]
    labels = case.ranges["count_range"].tolist()
    made = []
    for chosen in choices:
        left = tuple(bound for bound in bounds if bound not in chosen)
        table = widen(case.ranges, left)
        moved = sum(new != old for new, old in zip(table["count_range"], labels, strict=True))
        made.append((moved, len(chosen), left, table))
    for moved, _, left, table in sorted(made, key=lambda each: each[:3])[:_MOST]:
        lines = f"ranges: [{', '.join(map(str, left))}]"
        if modes != dict(case.rules.modes):
            lines += f"\ndisclosure: {{totals: ranges, insiders: {case.rules.insiders}}}"
        loss = f"the ranges of {moved:,} organisations become wider"
        rules = replace(case.rules, modes=modes, lower_bounds=left)
        yield Proposal("ranges", lines, loss), replace(case, ranges=table, rules=rules)


def widen(ranges: pd.DataFrame, lower_bounds: Sequence[int]) -> pd.DataFrame:
    """Place the counts in other ranges."""
    intervals = [place(count, lower_bounds) for count in ranges["count"].tolist()]
    return ranges.assign(
        count_range=pd.Series([each.label for each in intervals], index=ranges.index, dtype="str"),
        count_min=pd.Series([each.low for each in intervals], index=ranges.index, dtype="int64"),
        count_max=pd.Series([each.high for each in intervals], index=ranges.index, dtype="Int64"),
    )


def _fewer_claims(case: Case) -> Iterator[tuple[Proposal, Case]]:
    telling = [at for at, claim in enumerate(case.claims) if claim.statistic in PRIVATE]
    choices = [chosen for number in (1, 2) for chosen in combinations(telling, number)]
    for chosen in choices[:_MOST]:
        left = [claim for at, claim in enumerate(case.claims) if at not in chosen]
        texts = "\n".join(f"  # leave out: {case.claims[at].text}" for at in chosen)
        loss = f"{len(chosen)} of the story's numbers can no longer be told"
        yield Proposal("claims", f"claims:\n{texts}", loss), replace(case, claims=left)
