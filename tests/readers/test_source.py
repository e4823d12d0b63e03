"""A source is the declared file, or an error that says what to do."""

import hashlib
import os
from pathlib import Path

import pandas as pd
import pytest
from sources import cells, refused, source

from pipeline.errors import InputError
from pipeline.readers.source import read_source
from schemas import Cells
from schemas.base import columns


def test_cells_have_their_schema(tmp_path: Path) -> None:
    table = cells(tmp_path, "name\nA\n", label="list.csv#x")
    assert list(table.columns) == columns(Cells)
    assert table["source"][0] == "list.csv#x"


@pytest.mark.parametrize(
    ("more", "remedy"),
    [
        ({}, "correct `path`"),
        ({"sha256": "0" * 64}, "--mirror DIR"),
        ({"sha256": "0" * 64, "url": "https://example.org/x"}, "Run `deskcheck fetch demo`"),
    ],
)
def test_an_absent_file_is_told_with_how_to_get_it(tmp_path: Path, more: dict[str, str], remedy: str) -> None:
    (tmp_path / "demo").mkdir()
    with pytest.raises(InputError) as caught:
        read_source(source("list.csv", **more), tmp_path / "demo")
    assert "absent" in str(caught.value)
    assert remedy in caught.value.problems[0].remedy
    assert caught.value.exit_code == 2


def test_another_file_than_the_declared_one_is_refused(tmp_path: Path) -> None:
    declared = hashlib.sha256(b"name\nA\n").hexdigest()
    assert len(cells(tmp_path, "name\nA\n", sha256=declared)) == 1
    assert "sha256" in refused(tmp_path, "name\nB\n", sha256=declared)[0].message


def test_a_folder_is_no_file_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "list.csv").mkdir()
    os.mkfifo(tmp_path / "more.csv")
    for name in ("list.csv", "more.csv"):
        with pytest.raises(InputError, match="no plain file"):
            read_source(source(name), tmp_path)


def test_all_formats_give_the_same_cells(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["Ostrey Police", "Löutre"], "n": [12, 3]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "a.tsv", index=False, sep="\t")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_json(tmp_path / "a.json", orient="records")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    tables = [
        read_source(source(f"a.{kind}", {"name": "name", "count": "n"}, label="a"), tmp_path).drop(columns="line")
        for kind in ("csv", "tsv", "xlsx", "parquet", "json", "jsonl")
    ]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(table, tables[0])


def test_a_large_real_source_is_read_whole(data: Path) -> None:
    named = {"name": "Station Name (LEA)", "region": "State", "count": "Quantity"}
    table = read_source(source("holdings_rows_2020-03-31.csv", named), data / "leso-1033")
    assert len(table) == 141_288
    assert set(table["problem"]) == {""}
    assert table["count"].astype(int).sum() == 590_821
