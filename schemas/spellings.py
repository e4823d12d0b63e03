"""ingest makes it beside records: what rows that are alike add up to; all that follows costs per spelling."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import QUARANTINED


class Spellings(Table):
    """One row per distinct source, name, region, problem and side of the window of dates, in order of appearance."""

    source: Series[str] = pa.Field(description="as in records")
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="as in records")
    outside: Series[bool] = pa.Field(description="as in records")
    problem: Series[str] = pa.Field(isin=("", *QUARANTINED), description="as in records")
    rows: Series[int] = pa.Field(ge=1, description="number of raw rows")
    count: Series[int] = pa.Field(ge=0, description="sum of their counts, as far as they can be read")
    largest: Series[int] = pa.Field(ge=0, description="the largest count of one of them, 0 where none can be read")
