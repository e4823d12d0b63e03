"""verify makes it: every raw row with its one outcome."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import OUTCOMES, REASONS


class Verified(Table):
    """One row per row of records, in the same order."""

    source: Series[str] = pa.Field(description="as in records")
    row: Series[int] = pa.Field(ge=1, description="as in records")
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="as in records")
    count: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True, description="as in records")
    outcome: Series[str] = pa.Field(isin=OUTCOMES, description="published, dropped, pending or quarantined")
    reason: Series[str] = pa.Field(isin=("", *REASONS), description="why the row is not published, empty where it is")
    entity_id: Series[str] = pa.Field(
        description="the organisation that the row was linked to, empty where it was to none"
    )
