"""spellings + links + registry → verified: all rows of a spelling get their one outcome. Here rows are dropped."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.regions import within
from pipeline.text import fold_blanks
from schemas import Links, Registry, Spellings, Verified
from schemas.base import columns

PUBLISHED = ("published", "")


@pa.check_types(lazy=True)
def verify(
    spellings: DataFrame[Spellings],
    links: DataFrame[Links],
    registry: DataFrame[Registry],
    exclude_regions: Sequence[str] = (),
    kinds: Sequence[str] = (),
    min_count: int = 0,
) -> DataFrame[Verified]:
    """Give every spelling the outcome and reason of its rows.

    A linked row stands in the region of its organisation, any other in its own. `kinds` empty: every kind is in scope.
    `min_count` applies to an organisation's sum.
    """
    rows = _with_links(spellings, links, registry)
    linked = rows["decision"] == "link"
    excluded = _is_excluded(rows["region"], exclude_regions)
    entity_excluded = _is_excluded(
        rows["entity_region"].where(rows["entity_region"] != "", rows["region"]), exclude_regions
    )
    wanted = {kind.casefold() for kind in kinds}
    other_kind = ~rows["kind"].str.casefold().isin(wanted) if wanted else pd.Series(False, index=rows.index)
    # The first that is true decides, so the order of these lines is the order of precedence.
    tests: list[tuple[pd.Series, str, pd.Series | str]] = [
        (rows["problem"] != "", "quarantined", rows["problem"]),
        (rows["reason"] == "not_an_entity", "dropped", "not_an_entity"),
        (rows["outside"], "dropped", "out_of_scope"),
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


def _with_links(spellings: pd.DataFrame, links: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    """Set each row's link and organisation beside it; a quarantined row has neither."""
    keys = [fold_blanks(name) for name in spellings["name"]], spellings["region"]
    decided = pd.MultiIndex.from_frame(links[["name", "region"]]).get_indexer(pd.MultiIndex.from_arrays(keys))
    rows = spellings.assign(**_taken(links, decided, entity_id="entity_id", decision="decision", reason="reason"))
    known = pd.Index(registry["entity_id"]).get_indexer(rows["entity_id"])
    return rows.assign(**_taken(registry, known, entity_region="region", kind="kind", status="status"))


def _taken(table: pd.DataFrame, places: "np.ndarray", **columns: str) -> "dict[str, Any]":
    """Take columns of text at places of a table, under other names; '' where the place is -1: nowhere."""
    return {to: table[name].array.take(places, allow_fill=True, fill_value="") for to, name in columns.items()}


def _is_excluded(regions: pd.Series, areas: Sequence[str]) -> pd.Series:
    inside = {code for code in regions.unique() if any(within(code, area) for area in areas)}
    return regions.isin(inside)


def _drop_small(rows: pd.DataFrame, min_count: int) -> None:
    published = rows["outcome"] == "published"
    sums = rows.loc[published].groupby("entity_id")["count"].sum()
    small = published & rows["entity_id"].isin(sums.index[sums < min_count])
    rows.loc[small, ["outcome", "reason"]] = ["dropped", "below_minimum"]
