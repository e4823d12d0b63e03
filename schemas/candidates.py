"""match makes it: the best organisations for each name, with a calibrated probability."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Candidates(Table):
    """Sorted by name, region and rank; a name without candidates has no row."""

    name: Series[str] = pa.Field(description="as in names")
    region: Series[str] = pa.Field(description="as in names")
    rank: Series[int] = pa.Field(ge=1, description="1 is the best; equal probabilities are ordered by entity_id")
    entity_id: Series[str] = pa.Field(description="as in registry")
    probability: Series[float] = pa.Field(
        ge=0, le=1, description="of the links at this probability, this share is right; six decimals"
    )
