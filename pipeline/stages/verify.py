"""records + links + registry → verified: every raw row gets its one outcome. This is where rows are dropped."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.regions import within
from pipeline.text import fold_blanks
from schemas import Links, Records, Registry, Verified
from schemas.base import columns

PUBLISHED = ("published", "")


@pa.check_types(lazy=True)
def verify(
    records: DataFrame[Records],
    links: DataFrame[Links],
    registry: DataFrame[Registry],
    exclude_regions: Sequence[str] = (),
    kinds: Sequence[str] = (),
    from_date: str = "",
    to_date: str = "",
    min_count: int = 0,
) -> DataFrame[Verified]:
    """Give every row its outcome and reason.

    A linked row stands in the region of its organisation, any other in its own. `kinds` empty: every kind is in scope.
    `from_date` and `to_date` are ISO dates, included; empty: no limit. `min_count` applies to an organisation's sum.
    """
    rows = _with_links(records, links, registry)
    linked = rows["decision"] == "link"
    excluded = _is_excluded(rows["region"], exclude_regions)
    entity_excluded = _is_excluded(
        rows["entity_region"].where(rows["entity_region"] != "", rows["region"]), exclude_regions
    )
    wanted = {kind.casefold() for kind in kinds}
    other_kind = ~rows["kind"].str.casefold().isin(wanted) if wanted else pd.Series(False, index=rows.index)
    outside_dates = _outside(rows["date"], from_date, to_date)
    # The first that is true decides, so the order of these lines is the order of precedence.
    tests: list[tuple[pd.Series, str, pd.Series | str]] = [
        (rows["problem"] != "", "quarantined", rows["problem"]),
        (rows["reason"] == "not_an_entity", "dropped", "not_an_entity"),
        (outside_dates, "dropped", "out_of_scope"),
        (~linked & excluded, "dropped", "out_of_scope"),
        (rows["decision"] == "possible_link", "pending", rows["reason"]),
        (~linked, "dropped", "no_match"),
        (rows["status"] == "unconfirmed", "dropped", "unconfirmed"),
        (entity_excluded | other_kind, "dropped", "out_of_scope"),
    ]
    conditions = [condition.to_numpy(dtype=bool) for condition, _, _ in tests]
    rows["outcome"] = np.select(conditions, [outcome for _, outcome, _ in tests], PUBLISHED[0])
    rows["reason"] = np.select(conditions, [reason for _, _, reason in tests], PUBLISHED[1])
    rows["entity_id"] = rows["entity_id"].where(linked & (rows["problem"] == ""), "")
    _drop_small(rows, min_count)
    return rows[columns(Verified)]


def _with_links(records: pd.DataFrame, links: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """Set each row's link and organisation beside it; a quarantined row has neither."""
    folded = {name: fold_blanks(name) for name in records["name"].unique()}
    rows = records.assign(key=records["name"].map(folded))
    facts = links[["name", "region", "entity_id", "decision", "reason"]].rename(columns={"name": "key"})
    rows = rows.merge(facts, on=["key", "region"], how="left", validate="many_to_one")
    entities = registry[["entity_id", "region", "kind", "status"]].rename(columns={"region": "entity_region"})
    rows = rows.merge(entities, on="entity_id", how="left", validate="many_to_one")
    text = ["entity_id", "decision", "reason", "entity_region", "kind", "status"]
    rows[text] = rows[text].fillna("")
    return rows


def _is_excluded(regions: pd.Series, areas: Sequence[str]) -> pd.Series:
    inside = {code for code in regions.unique() if any(within(code, area) for area in areas)}
    return regions.isin(inside)


def _outside(dates: pd.Series, from_date: str, to_date: str) -> pd.Series:
    # ISO dates sort as text; a row without a date cannot be outside a window.
    outside = pd.Series(False, index=dates.index)
    if from_date:
        outside |= dates < from_date
    if to_date:
        outside |= dates > to_date
    return outside & (dates != "")


def _drop_small(rows: pd.DataFrame, min_count: int) -> None:
    published = rows["outcome"] == "published"
    sums = rows.loc[published].groupby("entity_id")["count"].sum()
    small = published & rows["entity_id"].isin(sums.index[sums < min_count])
    rows.loc[small, ["outcome", "reason"]] = ["dropped", "below_minimum"]
