"""Which names wait for a person, the ones first on which most depends. Pure: tables in, a table in order out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.text import fold_blanks

# Rows that a decision on their name can bring into the table, or take out of it.
_DECIDABLE = ("", "needs_review", "tie", "no_match", "unconfirmed", "below_minimum", "not_an_entity")
_LEAST = 0.02  # uncertainty of a name that the model is sure about: its count still orders it


def stakes(verified: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Sum what hangs on each name: one row per row of Links, in its order.

    `count` is the sum of the rows that a decision can move, `rows` their number, `pending` whether any waits for one.
    """
    rows = verified.loc[verified["reason"].isin(_DECIDABLE), ["name", "region", "count", "rows", "outcome"]]
    folded = {name: fold_blanks(name) for name in rows["name"].unique()}
    rows = rows.assign(name=rows["name"].map(folded), waits=rows["outcome"] == "pending")
    sums = rows.groupby(["name", "region"], sort=False)[["count", "rows", "waits"]].sum().reset_index()
    table = links[["name", "region"]].merge(sums, on=["name", "region"], how="left")
    made = pd.DataFrame(
        {
            "count": table["count"].fillna(0).astype("int64"),
            "rows": table["rows"].fillna(0).astype("int64"),
            "pending": table["waits"].fillna(0).astype(bool),
        }
    )
    made.index = links.index
    return made


def linked_sums(links: pd.DataFrame, stake: pd.DataFrame) -> pd.Series:
    """Sum the counts of the names linked to each organisation, by entity_id."""
    linked = links["decision"] == "link"
    return stake.loc[linked, "count"].groupby(links.loc[linked, "entity_id"]).sum()


def uncertainty(links: pd.DataFrame, flags: pd.Series) -> pd.Series:
    """Tell from 0 to 1 how open it is what each name means: 4p(1-p), and 1 for ties and decisions opened again."""
    p = links["probability"]
    found = (4 * p * (1 - p)).clip(lower=_LEAST)
    found = found.where(flags != "suspicious", found.clip(lower=0.25))
    return found.where((links["reason"] != "tie") & (links["basis"] != "reopened"), 1.0)


def crosses(links: pd.DataFrame, stake: pd.DataFrame, lower_bounds: Sequence[int]) -> pd.Series:
    """Tell of each name whether its count would move its best candidate into another published range."""
    before = links["entity_id"].map(linked_sums(links, stake)).fillna(0).to_numpy()
    bounds = np.asarray(lower_bounds)
    old = np.searchsorted(bounds, before, side="right")
    new = np.searchsorted(bounds, before + stake["count"].to_numpy(), side="right")
    return pd.Series((old != new) & (links["entity_id"] != "").to_numpy(), index=links.index)


def pending(
    links: pd.DataFrame, stake: pd.DataFrame, flags: pd.Series, lower_bounds: Sequence[int], min_count: int = 0
) -> pd.DataFrame:
    """List the names that wait for a person, in the order in which they should be asked.

    First those whose count would move an organisation into another range; within both parts by the count at stake
    times the uncertainty. `flags` is that of Names, `lower_bounds` the published ranges, `min_count` the least sum
    that is published. Gives the rows of `links` as index, and `count`, `crosses`, `worth`.
    """
    bounds = sorted({max(bound, min_count) for bound in lower_bounds})
    table = pd.DataFrame(
        {
            "name": links["name"],
            "region": links["region"],
            "count": stake["count"],
            "crosses": crosses(links, stake, bounds),
            "worth": (stake["count"] * uncertainty(links, flags)).round(6),
        }
    )[stake["pending"]]
    order = ["crosses", "worth", "count", "name", "region"]
    ordered = table.sort_values(order, ascending=[False, False, False, True, True], kind="stable")
    return ordered[["count", "crosses", "worth"]]
