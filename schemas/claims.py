"""Every number of the story, held against the data: the fact-check sheet. Private: it tells by how much each holds."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table

COMPARISONS = ("is", "at_least", "at_most", "more_than", "less_than", "between")


class CheckedClaims(Table):
    """One row per declared claim, in the order of the declaration."""

    text: Series[str] = pa.Field(description="the words of the story")
    statistic: Series[str] = pa.Field(description="what is measured")
    where: Series[str] = pa.Field(description="over which organisations; empty for all")
    comparison: Series[str] = pa.Field(isin=COMPARISONS, description="how the value is compared with the story's")
    claimed: Series[str] = pa.Field(description="what the story says: the comparison and its number")
    observed: Series[str] = pa.Field(description="what the data say; private for counts and totals")
    told: Series[str] = pa.Field(
        description="what may be said of it aloud: the value, or only its range for counts and totals"
    )
    holds: Series[bool] = pa.Field(description="whether the claim is true")
    margin: Series[pd.Int64Dtype] = pa.Field(
        nullable=True,
        description="how far the value may move with the claim still true; negative: how far it is from true; "
        "empty where it may move without limit, or where nothing was measured",
    )
    may_fall: Series[pd.Int64Dtype] = pa.Field(
        ge=0,
        nullable=True,
        description="how far it may fall with the claim still true, empty where there is no limit; for top_country the "
        "organisations that the country may lose",
    )
    may_rise: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="how far it may rise with the claim still true, empty where there is no limit"
    )
    gives_away: Series[str] = pa.Field(
        description="what the claim makes public of counts beyond their ranges; empty where nothing"
    )
