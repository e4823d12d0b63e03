"""What people decided about names: append-only lines, the last word on a name wins."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import VERDICTS


class Decisions(Table):
    """In the order of the file."""

    name: Series[str] = pa.Field(description="the raw spelling, with runs of blanks folded to one")
    region: Series[str] = pa.Field(description="ISO 3166 code, empty for a name without one")
    decision: Series[str] = pa.Field(isin=VERDICTS, description="match, no_match, not_an_entity or unsure")
    entity_id: Series[str] = pa.Field(description="the organisation that is meant, or is not")
    decided_by: Series[str] = pa.Field(description="who decided; private")
    decided_on: Series[str] = pa.Field(description="ISO 8601 date of the decision")
    reason: Series[str] = pa.Field(description="why, in a few words")
    seen: Series[str] = pa.Field(description="hash of what the person saw, empty where unknown")
