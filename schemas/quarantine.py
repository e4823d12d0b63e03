"""ingest makes it: what a person needs to find and mend the rows that could not be read. Private."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import QUARANTINED


class Quarantine(Table):
    """One row per quarantined raw row."""

    source: Series[str] = pa.Field(description="the file's path as declared")
    row: Series[int] = pa.Field(ge=1, description="1-based data row")
    line: Series[int] = pa.Field(ge=0, description="1-based line of the file; 0 where the format has no lines")
    reason: Series[str] = pa.Field(isin=QUARANTINED, description="why the row could not be read")
    column: Series[str] = pa.Field(description="our name of the column at fault, empty where the whole row is")
    value: Series[str] = pa.Field(description="the value found there")
    raw: Series[str] = pa.Field(description="the row's raw text, or its declared cells as one CSV line")
