"""Tables of rows stream: in whatever blocks a source comes, the same tables; many rows make a ledger of parts."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ROWS, Tiny, read_csv, write_csv
from tables import table

import schemas
from pipeline import ledger, parts, store
from pipeline.intake import Intake
from pipeline.readers import files
from pipeline.stages.ingest import ingest, quarantine
from schemas.base import columns


def streamed(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, block: int) -> dict[str, bytes]:
    monkeypatch.setattr(files, "BLOCK", block)
    assert tiny.run("publish", "tiny").code == 0
    tables = {path.name: path.read_bytes() for path in tiny.interim.glob("*.csv")}
    return tiny.files() | tables


def test_the_size_of_blocks_shows_nowhere_but_in_the_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, many = Tiny(tmp_path / "one"), Tiny(tmp_path / "many")
    assert streamed(one, monkeypatch, 1 << 20) == streamed(many, monkeypatch, 40)
    assert len(list((one.interim / "records").iterdir())) == 1
    assert len(list((many.interim / "records").iterdir())) > 3


def test_a_ledger_of_many_rows_is_a_folder_of_parts_with_the_same_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.run("publish", "tiny").code == 0
    told = read_csv(tiny.interim / "ledger.csv")
    monkeypatch.setattr(ledger, "MOST_ROWS", len(ROWS) - 2)
    monkeypatch.setattr(files, "BLOCK", 100)
    tiny.edit("ranges: [1, 11", "ranges: [1, 12")
    done = tiny.run("publish", "tiny")
    assert done.code == 0
    assert "interim/tiny/ledger/ (private)" in done.out
    assert not (tiny.interim / "ledger.csv").exists()
    found = pq.read_table(tiny.interim / "ledger").to_pandas()
    assert list(found.columns) == columns(schemas.Ledger)
    kept = ["source", "row", "name", "region", "outcome", "reason", "entity_id"]
    assert found[kept].astype(str).values.tolist() == [[row[name] for name in kept] for row in told]
    assert found["count"].sum() == sum(int(row["count"] or 0) for row in told)
    staged = tiny.run("stage", "tiny", "bucket")
    assert f"interim/tiny/ledger: {len(ROWS) - 1} rows" in staged.out


def test_a_ledger_of_fewer_rows_takes_the_place_of_a_folder(tmp_path: Path) -> None:
    made = pa.table({"row": [1, 2], "name": pa.array(["a", 'b "c", d']).dictionary_encode()})
    one = parts.write(tmp_path, "ledger", parts.Parts([made, made], ["row", "name"]))
    assert parts.place(tmp_path, "ledger") == tmp_path / "ledger"
    assert one == store.digest(tmp_path / "ledger")
    parts.write(tmp_path, "ledger", parts.Parts([made], ["row", "name"], as_folder=False))
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.csv"]
    assert (tmp_path / "ledger.csv").read_bytes() == b'row,name\n1,a\n2,"b ""c"", d"\n'


def test_a_folder_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    made = pa.table({"row": [1, 2]})
    before = parts.write(tmp_path, "records", parts.Parts([made]))

    def broken():
        yield made.slice(1)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        parts.write(tmp_path, "records", parts.Parts(broken()))
    assert [path.name for path in tmp_path.iterdir()] == ["records"]
    assert store.digest(tmp_path / "records") == before


def test_records_in_parts_are_the_records_of_all_rows_at_once(tmp_path: Path) -> None:
    rows = [
        {
            "name": f"Police {at % 5}",
            "region": ["CA", "Ontario", "Atlantis"][at % 3],
            "count": ["3", "x", "", "12"][at % 4],
        }
        | {"date": f"2020-0{1 + at % 9}-01", "source": "a.csv", "row": at + 1, "line": at + 2}
        for at in range(200)
    ]
    cells = table(schemas.Cells, rows)

    def typed(contents: pd.DataFrame) -> pd.DataFrame:
        return ingest(contents, "", {}, ["a.csv"], {}, "2020-03-01", "")

    intake = Intake(typed, quarantine)
    blocks = [cells.iloc[start : start + 37].reset_index(drop=True) for start in range(0, 200, 37)]
    parts.write(tmp_path, "records", parts.Parts(intake.parts(blocks)))
    whole = pd.DataFrame(typed(cells))
    pd.testing.assert_frame_equal(parts.read_whole(tmp_path / "records", schemas.Records), whole)
    pd.testing.assert_frame_equal(intake.quarantine(), pd.DataFrame(quarantine(cells, whole)))
    sums = whole.groupby(["source", "name", "region", "outside", "problem"], sort=False)["count"].agg(
        ["size", "sum", "max"]
    )
    spelt = intake.spellings()
    assert spelt[["rows", "count", "largest"]].values.tolist() == sums.fillna(0).astype(int).values.tolist()
    assert spelt["name"].tolist() == sums.index.get_level_values("name").tolist()
    assert intake.counts().values.tolist() == [[3, 50], [12, 50]]


def test_a_source_without_rows_makes_empty_tables(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    write_csv(tiny.raw / "list.csv", ROWS[:1])
    assert tiny.run("stage", "tiny", "bucket").code == 0
    assert read_csv(tiny.interim / "ledger.csv") == []
