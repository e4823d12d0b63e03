"""ingest makes it beside records: the distinct raw counts, none of which may show in what is published. Private."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Counts(Table):
    """One row per distinct count, ascending."""

    count: Series[int] = pa.Field(ge=0, description="a count as some row states it")
    rows: Series[int] = pa.Field(ge=1, description="number of raw rows that state it")
