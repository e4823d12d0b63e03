"""protect makes it: what a reader could prove of each count. Private: provable intervals stand only here."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import AUDIT_VERDICTS, AUDITED


class Audit(Table):
    """One row per organisation and range told (of earlier revisions too), per exposed difference and contradiction."""

    subject: Series[str] = pa.Field(isin=AUDITED, description="organisation, difference or contradiction")
    revision: Series[str] = pa.Field(description="the latest revision that tells the range")
    entity_id: Series[str] = pa.Field(description="the organisation; of a difference, those that it is made of")
    name: Series[str] = pa.Field(description="its name; of a difference, how it is made")
    published_min: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="lower end of what the ranges tell")
    published_max: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="upper end; empty where it is open")
    provable_min: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="the least that a reader cannot exclude")
    provable_max: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="the most; empty where nothing bounds it")
    insider_min: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="the same for the best-placed organisations that know their own counts"
    )
    insider_max: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="the same for the upper end")
    verdict: Series[str] = pa.Field(
        isin=AUDIT_VERDICTS,
        description="safe; declared (claims of the story alone narrow it); known (earlier revisions alone do); "
        "exposed (a difference, told for information); leak; unproved (not decided: counts as a leak); contradiction",
    )
    insiders: Series[str] = pa.Field(description="whose counts it takes to narrow it, separated by |; empty: nobody's")
    facts: Series[str] = pa.Field(description="the published facts that narrow it, none of which could be missing")
