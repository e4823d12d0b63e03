"""The invented log has the rows that were asked for, the same each time, and the fit is the line through its points."""

import csv
from pathlib import Path

import pytest
from datasets import write_csv

from benchmarks import scale
from pipeline.dataset import load


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    folder = tmp_path / "names"
    folder.mkdir()
    write_csv(folder / "registry.csv", [("entity_id", "name"), ("e1", "Ostrey Police")])
    names = [("q1", "Ostrey Police", "CA"), ("q2", "Police, Ostrey", ""), ("q3", "Loutre Police", "CA-QC")]
    write_csv(folder / "queries.csv", [("query_id", "name", "region"), *names])
    return folder


def test_a_log_has_as_many_rows_as_were_asked_for_in_order_of_days(invented: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        scale.write_log(tmp_path / name, invented, 1000)
    one, two = ((tmp_path / name / "log.csv").read_bytes() for name in ("one", "two"))
    assert one == two
    with (tmp_path / "one" / "log.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1000
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)
    assert {row["agency"] for row in rows} == {"Ostrey Police", "Police, Ostrey", "Loutre Police"}
    assert load(tmp_path / "one").sources[0].columns.name == "agency"


def test_a_line_is_fitted() -> None:
    assert scale._line([1, 2, 3], [5, 7, 9]) == (2, 3)
