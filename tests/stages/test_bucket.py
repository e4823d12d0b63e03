"""bucket: sums per organisation, placed in their ranges."""

import pandas as pd
import pytest
from tables import BOUNDS, registry, table

import schemas
from pipeline.stages.bucket import bucket


def verified(*rows: dict[str, object]) -> pd.DataFrame:
    numbered = [{"source": "leak.csv", "row": number} | row for number, row in enumerate(rows, 1)]
    return table(schemas.Verified, numbered, outcome="published")


def test_sums_published_rows_only() -> None:
    rows = verified(
        {"entity_id": "a", "count": 37},
        {"entity_id": "a", "count": 12},
        {"entity_id": "a", "count": 900, "outcome": "dropped", "reason": "out_of_scope"},
        {"entity_id": "", "count": 5, "outcome": "pending", "reason": "tie"},
    )
    got = bucket(rows, registry({"entity_id": "a", "region": "CA-ON"}, {"entity_id": "b"}), BOUNDS)
    assert got[["entity_id", "count", "count_range", "country"]].values.tolist() == [["a", 49, "11-50", "Canada"]]


def test_is_sorted_by_region_name_and_id() -> None:
    known = registry(
        {"entity_id": "3", "name": "Zeta", "region": "CA"},
        {"entity_id": "2", "name": "Alpha", "region": "GB"},
        {"entity_id": "1", "name": "Zeta", "region": "CA"},
    )
    got = bucket(verified(*({"entity_id": i, "count": 1} for i in "321")), known, BOUNDS)
    assert got["entity_id"].tolist() == ["1", "3", "2"]
    assert got.index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("regions", "expected"),
    [(["CA-ON", "CA-ON"], "CA-ON"), (["CA-ON", "CA-QC"], "CA"), (["CA", "GB"], ""), (["", "CA"], "CA"), ([""], "")],
)
def test_an_organisation_without_a_region_stands_where_all_its_rows_do(regions: list[str], expected: str) -> None:
    rows = verified(*({"entity_id": "a", "count": 1, "region": region} for region in regions))
    got = bucket(rows, registry({"entity_id": "a"}), BOUNDS)
    country = {"": "", "CA": "Canada"}[expected[:2]]
    assert got[["region", "country"]].values.tolist() == [[expected, country]]


def test_nothing_published_is_an_empty_table() -> None:
    assert bucket(verified(), registry({"entity_id": "a"}), BOUNDS).empty
