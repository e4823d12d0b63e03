"""protect makes it: sums over organisations, as far as they may be told."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import DIMENSIONS


class Totals(Table):
    """One row for all, then one per country, kind and response, in the order of their values."""

    dimension: Series[str] = pa.Field(
        isin=DIMENSIONS, description="what the organisations are grouped by: all, country, kind or response"
    )
    value: Series[str] = pa.Field(description="the group: 'all', the country's name, the kind or the response")
    entities: Series[int] = pa.Field(ge=0, description="how many organisations the group holds")
    count_min: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="the group's total is at least this; empty where it is withheld"
    )
    count_max: Series[pd.Int64Dtype] = pa.Field(
        ge=0,
        nullable=True,
        description="the group's total is at most this; empty where it is withheld or has no upper end",
    )
