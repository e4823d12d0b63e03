"""What was put to each organisation in a request for comment: append-only lines, the last one of each stands."""

import pandera.pandas as pa
from pandera.typing import Series

from schemas.base import Table

# What a letter puts to an organisation: where one of these changes, it must be asked again. Its country follows from
# its region, and the two ends from its range. Its own answer, and the public evidence that it exists, say nothing that
# it was not asked about; nor do the words around the row (title, description, limitations).
MATERIAL = ("name", "region", "kind", "count_range")


class Letters(Table):
    """In the order of the file."""

    entity_id: Series[str] = pa.Field(description="as in registry")
    version: Series[str] = pa.Field(description="the version of the dataset when the letter was written")
    row_hash: Series[str] = pa.Field(
        description="hash of what the letter puts to the organisation: its name, region, kind and range, what is "
        "counted, and what the story claims of it alone; x and hexadecimals"
    )
    deadline: Series[str] = pa.Field(description="ISO 8601 date by which an answer is asked for, empty where none is")
    written_on: Series[str] = pa.Field(description="ISO 8601 date of the letter, empty where it was not told")
