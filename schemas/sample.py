"""What was drawn at random to be judged, and what people found: lines that are added, the last word wins."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import FINDINGS, LISTS, LOOKS, STRATA


class Sample(Table):
    """In the order of the file. A line belongs to one draw, one unit and one look; hashes are `x` and hexadecimals."""

    draw: Series[str] = pa.Field(description="the draw: its number and a hash of all that was drawn")
    drawn_from: Series[str] = pa.Field(isin=LISTS, description="published (organisations) or dropped (names)")
    unit: Series[str] = pa.Field(description="hash of what is judged; names the line, whatever else is edited")
    stratum: Series[str] = pa.Field(isin=STRATA, description="whole: all of these are judged; random: drawn by lot")
    look: Series[str] = pa.Field(isin=LOOKS, description="1, or 2 for a second person's verdict")
    entity_id: Series[str] = pa.Field(description="as in registry; of a dropped name the closest organisation")
    organisation: Series[str] = pa.Field(description="its name")
    region: Series[str] = pa.Field(description="ISO 3166 code of the organisation, or of a dropped name")
    names: Series[str] = pa.Field(description="the names that are published as this organisation, or the dropped name")
    verdict: Series[str] = pa.Field(isin=("", *FINDINGS), description="right, wrong or unsure; empty until judged")
    reviewer: Series[str] = pa.Field(description="who judged; private")
    reviewed_on: Series[str] = pa.Field(description="ISO 8601 date of the verdict")
    note: Series[str] = pa.Field(description="why, in a few words")
    matcher: Series[str] = pa.Field(description="hash of the matcher, its model and its lock when this was drawn")
    registry: Series[str] = pa.Field(description="hash of the registry then")
    thresholds: Series[str] = pa.Field(description="hash of thresholds and rules for names then")
    list: Series[str] = pa.Field(description="hash of the whole list that it was drawn from")
