"""resolve makes it: which organisation each name means, and on what basis."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import DROPPED, LINK_BASES, LINK_DECISIONS, PENDING


class Links(Table):
    """One row per row of names, in the same order."""

    name: Series[str] = pa.Field(description="as in names")
    region: Series[str] = pa.Field(description="as in names")
    entity_id: Series[str] = pa.Field(description="the organisation linked, else the best candidate, else empty")
    probability: Series[float] = pa.Field(
        ge=0, le=1, description="the model's probability of entity_id; 0 where it is no candidate"
    )
    decision: Series[str] = pa.Field(isin=LINK_DECISIONS, description="link, possible_link or non_link")
    basis: Series[str] = pa.Field(
        isin=LINK_BASES,
        description="model: the probability decided; decision: a person; pattern: the declaration; "
        "reopened: a person, but what was seen has changed",
    )
    reason: Series[str] = pa.Field(
        isin=("", *DROPPED, *PENDING), description="why it is no link, empty where it is one"
    )
    runner_up_id: Series[str] = pa.Field(description="the second-best candidate, empty where there is none")
    runner_up_probability: Series[pd.Float64Dtype] = pa.Field(ge=0, le=1, nullable=True, description="its probability")
