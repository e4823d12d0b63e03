"""The private account of every raw row: exactly one line, exactly one outcome."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import OUTCOMES, REASONS


class Ledger(Table):
    """One row per raw row, in the order of the sources and their rows."""

    source: Series[str] = pa.Field(description="the file's path as declared, with #sheet where one file is read twice")
    row: Series[int] = pa.Field(ge=1, description="1-based data row: neither the header nor blank lines are counted")
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="ISO 3166 code, empty where the row names none or a bad one")
    count: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="the raw count, empty where it cannot be read"
    )
    outcome: Series[str] = pa.Field(isin=OUTCOMES, description="published, dropped, pending or quarantined")
    reason: Series[str] = pa.Field(isin=("", *REASONS), description="why the row is not published, empty where it is")
    entity_id: Series[str] = pa.Field(
        description="the organisation that the row was linked to, empty where it was to none"
    )
    count_range: Series[str] = pa.Field(
        description="the published range of the organisation, empty where the row is not published"
    )
