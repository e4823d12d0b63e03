"""Earlier revisions as they are read back: in their order, with what their stories claimed."""

from pathlib import Path

import pytest
from samples import ENTITIES, TOTALS, entities, totals

from pipeline.claims import Claim
from pipeline.errors import InputError
from pipeline.revisions import age, read_revisions
from pipeline.writers.table import to_csv


def test_versions_stand_in_the_order_of_their_numbers() -> None:
    versions = ["1.10.0", "1.2.0", "2024-03", "1.2.0-b", "2024-01", "10", "9"]
    assert sorted(versions, key=age) == ["1.2.0", "1.2.0-b", "1.10.0", "9", "10", "2024-01", "2024-03"]


def published(folder: Path, version: str, claims: str) -> dict[str, Path]:
    files = {
        "entities.csv": to_csv(entities(*ENTITIES)),
        "totals.csv": to_csv(totals(*TOTALS)),
        "claims.json": claims.encode(),
    }
    told = {}
    for name, data in files.items():
        path = folder / f"{version}-{name}"
        path.write_bytes(data)
        told[f"revisions/{version}/{name}"] = path
    return told


def test_claims_are_read_back(tmp_path: Path) -> None:
    text = '[{"text": "many", "statistic": "total", "where": {"kind": "police"}, "between": [3, 9]}]'
    files = published(tmp_path, "1.10.0", "[]") | published(tmp_path, "1.9.0", text)
    first, second = read_revisions(files)
    assert (first.version, second.version, second.claims) == ("1.9.0", "1.10.0", ())
    assert first.claims == (Claim("many", "total", "between", (3, 9), {"kind": "police"}),)


@pytest.mark.parametrize(
    "claims",
    [
        "{",
        "[1]",
        '[{"text": "x", "statistic": "total"}]',
        '[{"text": "x", "statistic": "total", "is": "9"}]',
        '[{"text": "x", "statistic": "count", "between": [1]}]',
        '[{"statistic": "total", "is": 9}]',
    ],
)
def test_damaged_claims_are_told(tmp_path: Path, claims: str) -> None:
    with pytest.raises(InputError) as caught:
        read_revisions(published(tmp_path, "1.0.0", claims))
    assert caught.value.problems[0].file == "revisions/1.0.0/claims.json"
