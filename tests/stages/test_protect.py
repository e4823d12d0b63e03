"""protect: no raw count goes any further."""

import pandas as pd
import pandera.errors
import pytest
from tables import ranges

from pipeline.stages.protect import protect


def test_the_count_stays_behind_and_all_else_goes_on() -> None:
    table = ranges({"count": 37, "name": "Body", "region": "CA", "country": "Canada", "kind": "police"})
    got = protect(table)
    assert "count" not in got.columns
    pd.testing.assert_frame_equal(got, table.drop(columns="count"))


def test_a_table_without_ranges_is_refused() -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        protect(ranges({"count": 37}).drop(columns="count_range"))
