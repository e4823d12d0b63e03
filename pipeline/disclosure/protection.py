"""What is told of sums, made safe where we may choose, and the audit of all that would then be public."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.claims import Claim
from pipeline.disclosure.bounds import Contradiction, Unproved
from pipeline.disclosure.facts import gather, true_claims
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import contradict
from pipeline.disclosure.system import TooLarge
from pipeline.disclosure.totals import sharpen, tell_totals
from pipeline.disclosure.verdict import audit, given, harmless
from pipeline.revisions import Revision


@dataclass(frozen=True)
class Rules:
    """What of a declaration decides on disclosure: `modes` tells how the sums of each dimension are told."""

    version: str
    modes: Mapping[str, str]
    lower_bounds: Sequence[int]
    insiders: int


def tell_safely(
    ranges: pd.DataFrame,
    answers: pd.DataFrame,
    rules: Rules,
    claims: Sequence[Claim],
    earlier: Sequence[Revision],
    changed: Collection[str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell the sums, those told as ranges so that they harm nobody, and audit the whole. Returns `totals`, `audit`.

    `earlier`: the revisions published before, the oldest first; `changed`: the entity_id of those whose counts a
    correction names.
    """
    totals = tell_totals(ranges, answers, rules.modes, rules.lower_bounds)
    true = true_claims(ranges, answers, claims)
    if len(true) < len(claims):  # a false claim stops the publication; facts that contradict one another are told too
        public = gather(ranges, answers, totals, claims, earlier, changed)
        told = audit(public, 0, rules.version)
        if (told["verdict"] == "contradiction").any():
            return totals, told
    public = gather(ranges, answers, totals, true, earlier, changed)
    totals, public = sharpen(totals, public, rules.modes, rules.lower_bounds, rules.insiders)
    return totals, audit(public, rules.insiders, rules.version)


def is_safe(
    ranges: pd.DataFrame,
    answers: pd.DataFrame,
    rules: Rules,
    claims: Sequence[Claim],
    earlier: Sequence[Revision],
    changed: Collection[str],
    effort: Effort,
) -> bool:
    """Tell whether nothing would leak, as far as the effort goes; what cannot be decided is no.

    The sums as they are told before they are made closer decide: a closer sum is told only where it harms nobody.
    """
    totals = tell_totals(ranges, answers, rules.modes, rules.lower_bounds)
    public = gather(ranges, answers, totals, claims, earlier, changed)
    true = true_claims(ranges, answers, claims)
    try:
        if len(true) < len(claims):
            if contradict(public.numbers, public.known(), effort):
                return False
            public = gather(ranges, answers, totals, true, earlier, changed)
        what = given(public, rules.insiders, effort)
    except (Contradiction, Unproved, TooLarge):
        return False
    return harmless(public, rules.insiders, what, set(), effort)
