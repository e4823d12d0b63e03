"""ranges → protected: the raw count leaves the house here; what a reader gets is a range."""

import pandera.pandas as pa
from pandera.typing import DataFrame

from schemas import Protected, Ranges
from schemas.base import columns


@pa.check_types(lazy=True)
def protect(ranges: DataFrame[Ranges]) -> DataFrame[Protected]:
    """Keep the published facts of each organisation, and no count."""
    return ranges[columns(Protected)]
