"""The invented log has the rows that were asked for, the same each time, and the fit is the line through its points."""

import csv
from pathlib import Path

import pytest
from datasets import write_csv

from benchmarks import scale, shards
from benchmarks.measure import Failed
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


def test_a_worker_answers_an_index_that_was_made_for_it(invented: Path, tmp_path: Path) -> None:
    assert shards.make(invented, 1, tmp_path / "index") == 1
    answers = shards.ask(invented, tmp_path / "index")
    write_csv(invented / "registry.csv", [("entity_id", "name"), ("e2", "Ostrey Police")])
    shards.make(invented, 1, tmp_path / "index")
    assert shards.ask(invented, tmp_path / "index") != answers


def test_shards_that_answer_in_another_way_are_no_result(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shards, "generated", lambda *sizes: tmp_path)
    monkeypatch.setattr(shards, "_measured", lambda folder, mib: ("the same", "1 | 2.0"))
    assert shards.table()[-1] == "| 100,000 | 1 | 2.0 |"
    monkeypatch.setattr(shards, "_measured", lambda folder, mib: (str(mib), "1 | 2.0"))
    with pytest.raises(Failed, match="in another way"):
        shards.table()
