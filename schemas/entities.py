"""publish makes it: the published table. What a reader of entities.csv needs to know stands here."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import RESPONSES


class Entities(Table):
    """One row per organisation, sorted by region, name and entity_id."""

    entity_id: Series[str] = pa.Field(
        unique=True, str_length={"min_value": 1}, description="the organisation's identifier, stable over revisions"
    )
    name: Series[str] = pa.Field(str_length={"min_value": 1}, description="the organisation's name")
    region: Series[str] = pa.Field(description="ISO 3166 code of its country or region")
    country: Series[str] = pa.Field(description="its country's name in English")
    kind: Series[str] = pa.Field(description="the kind of body: police, prosecutor, university …")
    count_range: Series[str] = pa.Field(
        str_matches=r"^\d+(-\d+|\+)$", description="the range that holds its count: 11-50, or 5001+ for 5001 and more"
    )
    count_min: Series[int] = pa.Field(ge=0, description="lower end of the range, included")
    count_max: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="upper end of the range, included; empty in the open range"
    )
    response: Series[str] = pa.Field(
        isin=RESPONSES, description="its answer: confirmed, denied, declined, no_response or not_asked"
    )
    unaware_until_asked: Series[bool] = pa.Field(description="it confirmed, and had not known until it was asked")
    initially_denied: Series[bool] = pa.Field(description="it confirmed after it had denied")
    response_date: Series[str] = pa.Field(description="ISO 8601 date of the answer")
    statement: Series[str] = pa.Field(description="the answer in its own words")
    response_url: Series[str] = pa.Field(description="where the statement can be read")
    evidence_url: Series[str] = pa.Field(description="public evidence that the organisation exists")

    @pa.dataframe_check(error="count_range, count_min and count_max disagree")
    def _ends_agree(cls, table: pd.DataFrame) -> pd.Series:
        upper = table["count_max"].map(lambda end: "+" if pd.isna(end) else f"-{end}")
        return table["count_range"] == table["count_min"].astype(str) + upper.astype(str)

    @pa.dataframe_check(error="a flag stands on an answer that is not 'confirmed'")
    def _flags_only_on_confirmed(cls, table: pd.DataFrame) -> pd.Series:
        return (table["response"] == "confirmed") | ~(table["unaware_until_asked"] | table["initially_denied"])
