"""match makes it beside candidates: the names that candidates answer, as they were when they were matched."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Asked(Table):
    """One row per row of names, in the same order. A name that is the same here and there is not matched again."""

    name: Series[str] = pa.Field(description="as in names")
    region: Series[str] = pa.Field(description="as in names")
    standard: Series[str] = pa.Field(description="as in names")
    place: Series[str] = pa.Field(description="as in names")
