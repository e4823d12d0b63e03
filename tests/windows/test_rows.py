import csv

import pytest

from pipeline.errors import InputError
from pipeline.windows.rows import check_places, write_repeated
from pipeline.writers.table import csv_lines


@pytest.mark.parametrize("ids", [["1", "2", "3"], ["a,b", 'say "x"', "cr\rlf\n"]])
def test_rows_that_share_a_line_are_written_as_csv_writes_them(tmp_path, ids):
    lines = [("plain", ""), ('q,"u', "\r")]
    which = [1, 0, 1]
    write_repeated(tmp_path / "out.csv", ("id", "x", "y"), ids, which, csv_lines(lines))
    data = (tmp_path / "out.csv").read_bytes()
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["id", "x", "y"],
            *([each, *lines[at]] for each, at in zip(ids, which, strict=True)),
        ]
    assert data.endswith(b"\n") and b"\r\n" not in data


def test_two_files_to_write_are_two(tmp_path):
    with pytest.raises(InputError, match="one name"):
        check_places([tmp_path / "a.csv", tmp_path / "." / "a.csv"], ())
    with pytest.raises(InputError, match="never changed"):
        (tmp_path / "in.csv").write_text("x")
        check_places([tmp_path / "a.csv", tmp_path / "in.csv"], [tmp_path / "in.csv"])
