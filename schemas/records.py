"""ingest makes it: every raw row with our columns and types, or with the reason why not."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import QUARANTINED


class Records(Table):
    """One row per raw row, in the order of the sources and their rows."""

    source: Series[str] = pa.Field(description="the file's path as declared, with #sheet where one file is read twice")
    row: Series[int] = pa.Field(ge=1, description="1-based data row: neither the header nor blank lines are counted")
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="ISO 3166 code, empty where the row names none or a bad one")
    count: Series[pd.Int64Dtype] = pa.Field(
        ge=0,
        nullable=True,
        description="what is counted, in units of the declared noun; missing where it cannot be read",
    )
    date: Series[str] = pa.Field(description="ISO 8601 date, empty where the source has none")
    outside: Series[bool] = pa.Field(description="whether the date lies outside the dates in scope")
    problem: Series[str] = pa.Field(
        isin=("", *QUARANTINED), description="why the row is quarantined, empty where it is not"
    )
    spelling: Series[int] = pa.Field(ge=0, description="its row of spellings, counted from 0")
