"""Who signed off what: append-only lines, each bound to the hash of what would be published."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table
from schemas.vocabulary import SIGNATURES


class Approvals(Table):
    """In the order of the file; a person's last word on a hash wins."""

    version: Series[str] = pa.Field(description="the version that was signed off")
    published: Series[str] = pa.Field(description="hash of all files that would be published: x and hexadecimals")
    decision: Series[str] = pa.Field(isin=SIGNATURES, description="approved or withdrawn")
    approved_by: Series[str] = pa.Field(description="who signed; private")
    approved_on: Series[str] = pa.Field(description="ISO 8601 date of the signature, empty where it was not told")
    note: Series[str] = pa.Field(description="a remark; private")
