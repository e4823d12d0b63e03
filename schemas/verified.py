"""verify makes it: every spelling with the one outcome of all its rows."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import OUTCOMES, REASONS


class Verified(Table):
    """One row per row of spellings, in the same order."""

    source: Series[str] = pa.Field(description="as in spellings")
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="as in spellings")
    rows: Series[int] = pa.Field(ge=1, description="as in spellings")
    count: Series[int] = pa.Field(ge=0, description="as in spellings")
    largest: Series[int] = pa.Field(ge=0, description="as in spellings")
    outcome: Series[str] = pa.Field(isin=OUTCOMES, description="published, dropped, pending or quarantined")
    reason: Series[str] = pa.Field(isin=("", *REASONS), description="why they are not published, empty where they are")
    entity_id: Series[str] = pa.Field(
        description="the organisation that the rows were linked to, empty where they were to none"
    )
