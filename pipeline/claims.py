"""The numbers of the story, each held against the data before anything is published."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.errors import Problem
from pipeline.factcheck import gives_away, room, said
from pipeline.ladder import place
from pipeline.regions import country_of, within
from schemas import Answers, CheckedClaims, Ranges
from schemas.base import frame

# A count or a total is private: of a false claim on one, only its range may be said aloud.
PRIVATE = ("count", "total")

COMPARE: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "is": ("is {}", lambda seen, said: bool(seen == said)),
    "at_least": ("is at least {}", lambda seen, said: bool(seen >= said)),
    "at_most": ("is at most {}", lambda seen, said: bool(seen <= said)),
    "more_than": ("is more than {}", lambda seen, said: bool(seen > said)),
    "less_than": ("is less than {}", lambda seen, said: bool(seen < said)),
    "between": ("lies between {} and {}", lambda seen, said: bool(said[0] <= seen <= said[1])),
}


@dataclass(frozen=True)
class Claim:
    """One number of the story: which statistic, over which organisations, compared how with what.

    Regions and countries, in `where` and as the value of `top_country`, are ISO 3166 codes.
    """

    text: str
    statistic: str
    comparison: str
    value: Any
    where: Mapping[str, Any]


def stated(declared: Iterable[Any]) -> tuple[Claim, ...]:
    """Take the claims out of a declaration."""
    return tuple(Claim(c.text, c.statistic, c.comparison, c.value, c.where.given()) for c in declared)


@pa.check_types(lazy=True)
def check_claims(
    ranges: DataFrame[Ranges],
    answers: DataFrame[Answers],
    claims: Sequence[Claim],
    lower_bounds: Sequence[int],
) -> DataFrame[CheckedClaims]:
    """Hold every claim against the table about to be published."""
    table = with_answers(ranges, answers)
    return frame(CheckedClaims, [_check(table, claim, lower_bounds) for claim in claims])


def with_answers(ranges: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Set each organisation's answer beside it; one without events was not asked."""
    table = ranges.merge(answers, on="entity_id", how="left", validate="one_to_one")
    table["response"] = table["response"].fillna("not_asked")
    for flag in ("unaware_until_asked", "initially_denied"):
        table[flag] = table[flag].eq(True)
    return table


def false_claims(checked: pd.DataFrame) -> list[Problem]:
    """Tell each false claim: its words, and what the data say as far as that may be said."""
    return [
        Problem(
            f"the claim “{row['text']}” is false: the story says that {_statistic(row)} {row['claimed']}, "
            f"the data say {row['told']}",
            "Correct the story, or find out why the data changed.",
            file="dataset.yml",
            column="claims",
        )
        for row in checked.loc[~checked["holds"]].to_dict("records")
    ]


def false_public_claims(entities: pd.DataFrame, claims: Sequence[Claim]) -> list[Problem]:
    """Tell the false claims among those that the published table alone can prove or disprove: none on counts."""
    public = [claim for claim in claims if claim.statistic not in PRIVATE]
    return false_claims(frame(CheckedClaims, [_check(entities, claim, ()) for claim in public]))


def _statistic(row: Mapping[Hashable, Any]) -> str:
    return f"{row['statistic']} where {row['where']}" if row["where"] else str(row["statistic"])


def _check(table: pd.DataFrame, claim: Claim, lower_bounds: Sequence[int]) -> dict[str, Any]:
    chosen = table[select(table, claim.where)]
    observed = measure(chosen, claim.statistic)
    words, compare = COMPARE[claim.comparison]
    bounds = claim.value if claim.comparison == "between" else [claim.value]
    holds = observed is not None and compare(observed, claim.value)
    fall, rise, margin = _room(chosen, claim, observed, holds)
    return {
        "text": claim.text,
        "statistic": claim.statistic,
        "where": ", ".join(f"{key} is {_word(value)}" for key, value in sorted(claim.where.items())),
        "comparison": claim.comparison,
        "claimed": words.format(*(_word(bound) for bound in bounds)),
        "observed": "nothing" if observed is None else str(observed),
        "told": _tell(claim.statistic, observed, lower_bounds),
        "holds": holds,
        "margin": margin,
        "may_fall": fall,
        "may_rise": rise,
        # A false claim is never published, so it gives nothing away.
        "gives_away": gives_away(chosen, said(claim.comparison, claim.value))
        if holds and claim.statistic in PRIVATE
        else "",
    }


def _room(
    chosen: pd.DataFrame, claim: Claim, observed: int | str | None, holds: bool
) -> tuple[int | None, int | None, int | None]:
    if claim.statistic == "top_country":
        lead = _lead(chosen) - 1 if holds else 0
        return lead, None if holds else 0, lead if holds else None
    if not isinstance(observed, int):
        return 0, 0, None
    return room(observed, said(claim.comparison, claim.value))


def measure(chosen: pd.DataFrame, statistic: str) -> int | str | None:
    """Compute a statistic over the chosen organisations; None where it has no answer."""
    if statistic == "entities":
        return len(chosen)
    if statistic == "countries":
        return int(chosen.loc[chosen["country"] != "", "country"].nunique())
    if statistic == "total":
        return int(sum(chosen["count"].tolist()))
    if statistic == "count":
        return int(chosen["count"].iloc[0]) if len(chosen) == 1 else None
    return _top_country(chosen)


def _top_country(chosen: pd.DataFrame) -> str | None:
    # A tie at the top has no winner.
    return str(_by_country(chosen).index[0]) if _lead(chosen) else None


def _lead(chosen: pd.DataFrame) -> int:
    """Tell by how many organisations the first country is ahead of the second; 0 for a tie, or for no country."""
    sizes = [*_by_country(chosen).tolist(), 0, 0]
    return int(sizes[0] - sizes[1])


def _by_country(chosen: pd.DataFrame) -> "pd.Series[int]":
    codes = [country_of(region) for region in chosen["region"] if region]
    return pd.Series(codes, dtype="str").value_counts()


def select(table: pd.DataFrame, where: Mapping[str, Any]) -> pd.Series:
    """Mark the organisations that fulfil every condition of a claim's `where`."""
    chosen = pd.Series(True, index=table.index)
    for key, value in where.items():
        if key == "region":
            chosen &= pd.Series([within(code, value) for code in table["region"]], index=table.index, dtype=bool)
        elif key == "country":
            chosen &= pd.Series([country_of(code) == value for code in table["region"]], index=table.index, dtype=bool)
        elif key == "kind":
            chosen &= table["kind"].str.casefold() == str(value).casefold()
        else:
            chosen &= table[key] == value
    return chosen


def _tell(statistic: str, observed: int | str | None, lower_bounds: Sequence[int]) -> str:
    if observed is None:
        return "that there is no such organisation" if statistic == "count" else "that no country comes first"
    if statistic not in PRIVATE:
        return str(observed)
    number = int(observed)
    return f"the range {place(number, lower_bounds).label}" if number >= lower_bounds[0] else "less than every range"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:,}" if isinstance(value, int) else str(value)
