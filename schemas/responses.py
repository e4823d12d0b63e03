"""The right of reply as it happened: append-only events, one line per question or answer."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import ANSWERS, EVENTS


class Responses(Table):
    """In the order of the file."""

    entity_id: Series[str] = pa.Field(description="the organisation asked")
    date: Series[str] = pa.Field(description="ISO 8601 date of the event")
    event: Series[str] = pa.Field(isin=EVENTS, description="asked or answered")
    channel: Series[str] = pa.Field(description="how: e-mail, telephone, letter …")
    outcome: Series[str] = pa.Field(
        isin=("", *ANSWERS), description="of an answer: confirmed, unaware, denied or declined"
    )
    statement: Series[str] = pa.Field(description="the answer in the organisation's words, for publication")
    source_url: Series[str] = pa.Field(description="where the statement can be read")
    deadline: Series[str] = pa.Field(description="ISO 8601 date by which an answer was asked for")
