"""protect makes it: the published facts of each organisation. No raw count from here on."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Protected(Table):
    """One row per published organisation, sorted by region, name and entity_id."""

    entity_id: Series[str] = pa.Field(unique=True, description="as in registry")
    name: Series[str] = pa.Field(description="as in registry")
    region: Series[str] = pa.Field(description="ISO 3166 code, empty where none is known")
    country: Series[str] = pa.Field(description="the country's name in English, empty where none is known")
    kind: Series[str] = pa.Field(description="as in registry")
    count_range: Series[str] = pa.Field(description="the range that holds the sum: 11-50, or 5001+ for the open one")
    count_min: Series[int] = pa.Field(ge=0, description="lower end of the range, included")
    count_max: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="upper end of the range, included; empty in the open range"
    )
    evidence_url: Series[str] = pa.Field(description="as in registry")
