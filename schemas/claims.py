"""Every number of the story, held against the data. Private: it tells by how much each one holds."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class CheckedClaims(Table):
    """One row per declared claim, in the order of the declaration."""

    text: Series[str] = pa.Field(description="the words of the story")
    statistic: Series[str] = pa.Field(description="what is measured")
    where: Series[str] = pa.Field(description="over which organisations")
    claimed: Series[str] = pa.Field(description="what the story says: the comparison and its number")
    observed: Series[str] = pa.Field(description="what the data say; private for counts and totals")
    told: Series[str] = pa.Field(
        description="what may be said of it aloud: the value, or only its range for counts and totals"
    )
    holds: Series[bool] = pa.Field(description="whether the claim is true")
