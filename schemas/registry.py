"""The organisations that may be named. People write it, or fetch brings it."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import STATUSES


class Registry(Table):
    """One row per organisation, sorted by entity_id."""

    entity_id: Series[str] = pa.Field(
        unique=True, str_length={"min_value": 1}, description="the organisation's identifier, stable over revisions"
    )
    name: Series[str] = pa.Field(str_length={"min_value": 1}, description="the organisation's name, as published")
    aliases: Series[str] = pa.Field(description="other names, separated by |")
    region: Series[str] = pa.Field(description="ISO 3166 code, empty where none is known")
    kind: Series[str] = pa.Field(description="the kind of body: police, prosecutor, university …")
    status: Series[str] = pa.Field(isin=STATUSES, description="whether the organisation's existence is confirmed")
    evidence_url: Series[str] = pa.Field(description="public evidence that the organisation exists")
    archived_url: Series[str] = pa.Field(description="an archived copy of the evidence")
    confirmed_on: Series[str] = pa.Field(description="ISO 8601 date of the confirmation")
    confirmed_by: Series[str] = pa.Field(description="who confirmed it; private")
