"""Why a published row differs from the last revision: append-only, one line per change."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import CORRECTION_REASONS


class Corrections(Table):
    """In the order of the file."""

    entity_id: Series[str] = pa.Field(description="the organisation whose row changed")
    field: Series[str] = pa.Field(description="the column of entities.csv, or * for a row that came or went")
    reason: Series[str] = pa.Field(isin=CORRECTION_REASONS, description="why it changed")
    note: Series[str] = pa.Field(description="what readers are told about it")
    date: Series[str] = pa.Field(description="ISO 8601 date of the change")
