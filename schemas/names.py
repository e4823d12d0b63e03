"""normalize makes it: one row per distinct name and region; everything after costs per name, not per row."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table


class Names(Table):
    """Sorted by name and region, which together are the key."""

    name: Series[str] = pa.Field(description="the name as written, with runs of blanks folded to one")
    region: Series[str] = pa.Field(description="ISO 3166 code stated beside the name, empty where none is")
    standard: Series[str] = pa.Field(description="the standardised name that is compared")
    place: Series[str] = pa.Field(
        description="ISO 3166 code that the name itself states ('Kennesaw GA PD'), empty where none"
    )
    flag: Series[str] = pa.Field(
        isin=("", "not_an_entity", "suspicious"),
        description="not_an_entity: a pattern says so; suspicious: deceiving or damaged characters, a person must look",
    )
