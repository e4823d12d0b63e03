"""What machines are told: sorted, placed in the repository, and without private values."""

from pathlib import Path

import pytest
from datasets import Tiny

from pipeline.ci.outcome import INPUT, NOTE, PUBLISHED, RULE, UNCHECKED, outcome, public, worst_first
from pipeline.errors import Problem


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return Tiny(tmp_path / "desk").root


def test_a_file_is_named_from_the_top_of_the_repository(root: Path) -> None:
    problems = [
        Problem("a", file="raw/tiny/decisions.csv", line=3),
        Problem("b", file="dataset.yml"),
        Problem("c", file="nowhere.csv"),
        Problem("d"),
    ]
    told = outcome(root, "tiny", 0, 2, problems, ["e"], ["registry.csv: f"]).told
    assert [(each.file, each.line) for each in told] == [
        ("desk/raw/tiny/decisions.csv", 3),
        ("desk/raw/tiny/dataset.yml", 0),
        ("", 0),
        ("", 0),
        ("desk/raw/tiny/dataset.yml", 0),
        ("desk/raw/tiny/registry.csv", 0),
    ]
    assert [each.text for each in told] == ["a.", "b.", "nowhere.csv: c.", "d.", "e", "registry.csv: f"]


def test_without_a_repository_files_are_named_from_the_root(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    (told,) = outcome(tiny.root, "tiny", 0, 1, [Problem("a", file="raw/tiny/dataset.yml")]).told
    assert told.file == "raw/tiny/dataset.yml"


def test_the_worst_comes_first_and_a_line_before_a_file(root: Path) -> None:
    first = outcome(root, "tiny", 9, 1, [
        Problem("differs", file="published/tiny/index.html"),
        Problem("false", file="raw/tiny/dataset.yml"),
        Problem("row", file="published/tiny/entities.csv", line=2),
    ], ["unseen"], ["note"])  # fmt: skip
    other = outcome(root, "other", 0, 2, [Problem("broken", file="raw/other/dataset.yml")])
    told = worst_first([first, other])
    assert [each.kind for each in told] == [INPUT, RULE, PUBLISHED, PUBLISHED, UNCHECKED, NOTE]
    assert [each.text for each in told][2:4] == ["row.", "differs."]


def test_a_bare_name_of_a_published_table_is_a_published_file(root: Path) -> None:
    folder = root / "published" / "tiny"
    folder.mkdir(parents=True)
    (folder / "entities.csv").write_text("x")
    (told,) = outcome(root, "tiny", 1, 1, [Problem("odd", file="entities.csv", value="x")]).told
    assert (told.kind, told.file, told.text) == (PUBLISHED, "desk/published/tiny/entities.csv", "odd (found 'x').")


def test_what_was_found_in_a_private_file_is_left_out() -> None:
    private = Problem("odd", "Mend it.", "raw/tiny/list.csv", 4, 3, "count", value="Wanda", aside="it has Winter")
    assert "Wanda" in str(private) and "Winter" in str(private)
    told = str(public(private))
    assert told.startswith("raw/tiny/list.csv, line 4, row 3, count: odd. Mend it. The value found there is not told")
    assert "W" not in told.replace("raw", "")
    keys = Problem("odd", "", "raw/tiny/dataset.yml", 4, column="normalize.abbreviations.Wanda")
    assert public(keys).column == "normalize.abbreviations"


def test_what_was_found_in_a_published_file_or_in_none_is_told() -> None:
    for file in ("published/tiny/entities.csv", ""):
        told = Problem("odd", "", file, value="x")
        assert public(told) == told


def test_a_text_that_nobody_would_read_to_its_end_is_cut(root: Path) -> None:
    (told,) = outcome(root, "tiny", 0, 1, [Problem("x" * 10_000)]).told
    assert len(told.text) == 2001
