"""Identifiers that were given up, and where they lead: published as `redirects.csv` where there are any."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Redirects(Table):
    """Sorted by the identifier that was given up."""

    entity_id: Series[str] = pa.Field(unique=True, description="an identifier of an earlier revision")
    now: Series[str] = pa.Field(description="the identifier of the same organisation in this revision")
    version: Series[str] = pa.Field(description="the revision that changed it")
