"""What a revision changed, and why: published with it, in `revisions/<version>/changes.csv`."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import CHANGES, CORRECTION_REASONS


class Changes(Table):
    """One row per changed cell, or per row that came, went or moved, in the order of the table."""

    entity_id: Series[str] = pa.Field(
        str_length={"min_value": 1},
        description="its identifier; of a withdrawn row, one that tells nothing",
    )
    kind: Series[str] = pa.Field(isin=CHANGES, description="what happened: added, removed, renamed, range_up …")
    field: Series[str] = pa.Field(
        description="the column of entities.csv; * for a row that came or went; entity_id for one that moved"
    )
    before: Series[str] = pa.Field(description="what stood there in the revision before")
    after: Series[str] = pa.Field(description="what stands there in this one")
    reason: Series[str] = pa.Field(
        isin=("", *CORRECTION_REASONS), description="why it changed; empty where nobody has said so yet"
    )
    note: Series[str] = pa.Field(description="what readers are told about it")
    date: Series[str] = pa.Field(description="ISO 8601 date of the change, empty where it was not told")
