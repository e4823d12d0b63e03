"""A source as it stands in its file: the declared columns as text, before anything is understood."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Cells(Table):
    """One row per data row of a source file, in the file's order."""

    source: Series[str] = pa.Field(description="the file's path as declared, with #sheet where one file is read twice")
    row: Series[int] = pa.Field(ge=1, description="1-based data row: neither the header nor blank lines are counted")
    line: Series[int] = pa.Field(
        ge=0, description="1-based line of the file where the row begins; 0 where the format has no lines"
    )
    name: Series[str] = pa.Field(description="the name as written")
    region: Series[str] = pa.Field(description="the region as written, empty where the source has none")
    count: Series[str] = pa.Field(description="the count as written; '1' where every row counts one")
    date: Series[str] = pa.Field(description="the date as written, empty where the source has none")
    problem: Series[str] = pa.Field(
        isin=("", "bad_row", "unreadable"), description="why the row could not be read, empty where it could"
    )
    raw: Series[str] = pa.Field(description="the raw text of a row that could not be read, empty elsewhere")
