"""Where the right of reply stands, derived from its events, never typed."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import RESPONSES


class Answers(Table):
    """One row per organisation of the registry that was asked or answered, sorted by entity_id."""

    entity_id: Series[str] = pa.Field(unique=True, description="as in registry")
    response: Series[str] = pa.Field(
        isin=RESPONSES, description="confirmed, denied, declined, no_response or not_asked"
    )
    unaware_until_asked: Series[bool] = pa.Field(description="it confirmed, and had not known until it was asked")
    initially_denied: Series[bool] = pa.Field(description="it confirmed after it had denied")
    response_date: Series[str] = pa.Field(description="ISO 8601 date of the deciding answer")
    statement: Series[str] = pa.Field(description="the deciding answer in the organisation's words")
    response_url: Series[str] = pa.Field(description="where the statement can be read")
