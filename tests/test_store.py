"""Tables on disk: what is read back is what was written, whatever the names hold."""

from pathlib import Path

import pandas as pd
import pytest
from tables import records, table

import schemas
from pipeline import store

HARD = [
    "",
    "NA",
    "nan",
    "null",
    "007",
    " a  b ",
    'a "b", c',
    "line\nbreak",
    "car\rriage",
    "#N/A",
    "=1+1",
    "ł ﷽ 👮",
    "\u200b",
    "true",
]


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    made = records(*({"name": name, "count": None if n % 2 else n} for n, name in enumerate(HARD)))
    digest = store.write_table(tmp_path / "records.csv", made)
    pd.testing.assert_frame_equal(store.read_table(tmp_path / "records.csv", schemas.Records), made)
    assert store.digest(tmp_path / "records.csv") == digest


def test_numbers_come_back_as_they_were(tmp_path: Path) -> None:
    rows = [
        {"name": "a", "probability": p, "runner_up_probability": q}
        for p, q in [(0.1, None), (1 / 3, 0.0), (1.0, 0.999999)]
    ]
    made = table(schemas.Links, rows, decision="link", basis="model")
    store.write_table(tmp_path / "links.csv", made)
    pd.testing.assert_frame_equal(store.read_table(tmp_path / "links.csv", schemas.Links), made)


def test_an_empty_table_keeps_its_types(tmp_path: Path) -> None:
    store.write_table(tmp_path / "answers.csv", table(schemas.Answers, []))
    got = store.read_table(tmp_path / "answers.csv", schemas.Answers)
    pd.testing.assert_frame_equal(got, table(schemas.Answers, []))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    store.write_bytes(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize("text", [None, "", "{", "[]", "\x00"])
def test_a_damaged_state_is_no_state(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "state.json").write_text(text)
    assert store.read_state(tmp_path) == {}
