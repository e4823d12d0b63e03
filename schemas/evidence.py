"""What people confirmed about organisations since the registry was made: append-only lines, the last one stands."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import STATUSES


class Evidence(Table):
    """In the order of the file; a line says all of an organisation's evidence, so an empty cell takes away."""

    entity_id: Series[str] = pa.Field(description="as in registry")
    status: Series[str] = pa.Field(isin=STATUSES, description="whether the organisation's existence is confirmed")
    evidence_url: Series[str] = pa.Field(description="public evidence that the organisation exists")
    archived_url: Series[str] = pa.Field(description="an archived copy of the evidence")
    confirmed_on: Series[str] = pa.Field(description="ISO 8601 date of the confirmation")
    confirmed_by: Series[str] = pa.Field(description="who confirmed it; private")
