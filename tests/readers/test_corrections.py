"""corrections.csv: which counts a reader may not take for unchanged."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.readers.tables import changed_counts, read_corrections


def write(folder: Path, text: str) -> Path:
    path = folder / "corrections.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_counts_are_named_by_corrections_and_new_data_alone(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "entity_id,field,reason,note,date\n"
        "b,count_range,new_data,,2024-01-02\n"
        "a,count_max,correction,a typing error,\n"
        "c,name,correction,,\n"
        "d,count_range,method,,\n"
        "e,*,new_data,,\n"
        "a,response,new_response,,\n",
    )
    assert changed_counts(read_corrections(path)) == ["a", "b", "e"]


def test_an_absent_file_corrects_nothing(tmp_path: Path) -> None:
    assert changed_counts(read_corrections(tmp_path / "corrections.csv")) == []


def test_every_bad_cell_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "entity_id,field,reason,date\n,salary,whim,yesterday\n")
    with pytest.raises(InputError) as caught:
        read_corrections(path)
    assert [problem.column for problem in caught.value.problems] == ["entity_id", "field", "reason", "date"]
