"""check --against: what a reference holds was not altered, and every change since is explained."""

import shutil
from pathlib import Path

import pytest
from datasets import RESPONSES, ROWS, Tiny, read_csv, write_csv
from repositories import commit, git, shallow

HEADER = ("entity_id", "field", "reason", "note", "date")
MORE = [*ROWS[:4], ("Ostrey Police", "CA-NS", "640"), *ROWS[5:]]


def revise(tiny: Tiny, version: str, rows=MORE, corrections=()) -> None:
    """Publish another revision."""
    path = tiny.raw / "dataset.yml"
    lines = [f'version: "{version}"' if line.startswith("version:") else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")
    write_csv(tiny.raw / "list.csv", rows)
    write_csv(tiny.raw / "corrections.csv", [HEADER, *corrections])
    result = tiny.run("publish")
    assert result.code == 0, result.err


RAISED = ("ns-1", "count_range", "new_data", "A later list", "2024-05-01")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """1.0.0, tagged v1; 1.1.0 with an explained change, tagged v2."""
    tiny = Tiny(tmp_path_factory.mktemp("against"))
    assert tiny.run("publish").code == 0
    commit(tiny, "v1")
    revise(tiny, "1.1.0", corrections=[RAISED])
    commit(tiny, "v2")
    return tiny


@pytest.fixture
def tiny(original: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path / "desk", like=original)


@pytest.mark.parametrize("ref", ["v1", "v2", "HEAD", "HEAD~1", "1.0.0", "1.1.0"])
def test_an_explained_change_is_clean(tiny: Tiny, ref: str) -> None:
    result = tiny.run("check", "tiny", "--against", ref)
    assert (result.code, result.err) == (0, ""), result.out


@pytest.mark.parametrize("name", [".", "published", "published/tiny"])
def test_a_folder_is_a_reference(tiny: Tiny, tmp_path: Path, name: str) -> None:
    kept = tmp_path / "kept"
    git(tmp_path, "clone", "--quiet", "--branch=v1", tiny.root.as_uri(), str(kept))
    assert tiny.run("check", "tiny", "--against", str(kept / name)).code == 0
    (kept / "published" / "tiny" / "revisions" / "1.0.0" / "claims.json").write_text("[]\n")
    result = tiny.run("check", "tiny", "--against", str(kept / name))
    assert result.code == 1 and "revisions/1.0.0/claims.json: revision 1.0.0, which" in result.err


def test_it_works_in_a_shallow_clone(tiny: Tiny, tmp_path: Path) -> None:
    clone = shallow(tiny, tmp_path / "clone")
    assert clone.run("check", "tiny", "--against", "HEAD").code == 0
    first = git(tiny.root, "rev-parse", "v1")
    result = clone.run("check", "tiny", "--against", first)
    assert result.code == 2 and "git fetch --depth=1 origin COMMIT" in result.err
    git(tiny.root, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(clone.root, "fetch", "--quiet", "--depth=1", "origin", first)
    assert clone.run("check", "tiny", "--against", first).code == 0
    assert "ns-1" in clone.run("diff", "tiny", "--against", first).out


@pytest.mark.parametrize("ref", ["nowhere", "--version", "v1:published", "HEAD^9", ""])
def test_a_reference_that_is_none_is_told(tiny: Tiny, ref: str) -> None:
    for command in ("check", "diff"):
        if ref:
            result = tiny.run(command, "tiny", f"--against={ref}")
            assert result.code == 2, result.out
            assert "no such version, folder or git revision" in result.err
            assert str(tiny.root) not in result.err


def test_outside_a_repository_a_revision_is_told_to_be_none(tiny: Tiny) -> None:
    shutil.rmtree(tiny.root / ".git")
    result = tiny.run("check", "tiny", "--against", "main")
    assert result.code == 2 and "this is no git repository" in result.err


def test_a_folder_without_the_dataset_is_told(tiny: Tiny, tmp_path: Path) -> None:
    result = tiny.run("diff", "tiny", "--against", str(tmp_path))
    assert result.code == 2 and "the folder holds no published table of this dataset" in result.err


def test_a_dataset_that_is_new_has_nothing_to_be_held_against(tiny: Tiny) -> None:
    git(tiny.root, "checkout", "--quiet", "--orphan", "other")
    git(tiny.root, "rm", "-r", "--quiet", "--cached", ".")
    git(tiny.root, "commit", "--quiet", "--allow-empty", "-m", "empty")
    result = tiny.run("check", "tiny", "--against", "other")
    assert result.code == 0 and "nothing of tiny is published at other" in result.out


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (lambda folder: shutil.rmtree(folder / "1.0.0"), "revision 1.0.0, which v2 holds, was removed"),
        (
            lambda folder: (folder / "1.0.0" / "totals.csv").unlink(),
            "published/tiny/revisions/1.0.0/totals.csv: a published table is missing",
        ),
        (
            lambda folder: (folder / "1.0.0" / "more.csv").write_text("a\n"),
            "revision 1.0.0, which v2 holds, was added to",
        ),
        (
            lambda folder: (folder / "1.0.0" / "claims.json").write_text("[]\n"),
            "revision 1.0.0, which v2 holds, was changed",
        ),
    ],
)
def test_a_revision_that_the_reference_holds_stays(tiny: Tiny, alter, words: str) -> None:
    alter(tiny.published / "revisions")
    tiny.run("publish")  # takes what stands there for what was published
    result = tiny.run("check", "tiny", "--against", "v2")
    assert result.code == 1
    assert words in result.err
    assert "which v2 holds, was" in result.err and "Restore published/tiny/revisions/1.0.0 from v2" in result.err


def test_another_table_under_the_same_version_is_told(tiny: Tiny) -> None:
    revise(tiny, "1.1.0", ROWS, [RAISED])
    assert tiny.run("check").code == 0, "1.1.0 is again as 1.0.0 was"
    result = tiny.run("check", "tiny", "--against", "v2")
    assert result.code == 1
    assert "revision 1.1.0, which v2 holds, was changed" in result.err
    assert "Give the table a new version in raw/tiny/dataset.yml" in result.err
    assert "line 3, count_range: ns-1: count_range went from '101-1000' to '11-100' since v2" in result.err


def test_a_reason_may_be_added_where_there_was_none(tiny: Tiny) -> None:
    revise(tiny, "1.2.0", ROWS, [RAISED])
    assert "1 change of published rows without a reason" in tiny.run("publish").out
    commit(tiny, "v3")
    result = tiny.run("check", "tiny", "--against", "v2")
    assert result.code == 1 and "ns-1: count_range went from '101-1000' to '11-100' since revision 1.1.0" in result.err
    assert result.err.count("went from") == 1, "told once"
    revise(tiny, "1.2.0", ROWS, [RAISED, ("ns-1", "count_range", "correction", "The later list was wrong", "")])
    for ref in ("v1", "v2", "v3"):
        result = tiny.run("check", "tiny", "--against", ref)
        assert (result.code, result.err) == (0, ""), ref
    revise(tiny, "1.2.0", ROWS, [RAISED, ("ns-1", "count_range", "method", "Another reason", "")])
    commit(tiny, "v4")
    revise(tiny, "1.2.0", ROWS, [RAISED, ("ns-1", "count_range", "correction", "A third", "")])
    assert "1.2.0/changes.csv: revision 1.2.0, which v4 holds, was changed" in tiny.run("check", "--against", "v4").err


def test_a_change_of_a_revision_between_is_looked_for_too(tiny: Tiny) -> None:
    write_csv(tiny.raw / "responses.csv", RESPONSES[:-2])
    revise(tiny, "1.2.0", MORE, [RAISED])
    commit(tiny, "v3")
    revise(tiny, "1.3.0", MORE, [RAISED])
    assert tiny.run("check", "tiny").code == 0, "1.3.0 is as 1.2.0 was"
    assert tiny.run("check", "tiny", "--against", "v3").code == 0
    result = tiny.run("check", "tiny", "--against", "v1")
    assert result.code == 1 and "response" in result.err and "since v1" in result.err
    assert "count_range" not in result.err, "that one is explained"


def test_a_row_that_went_and_came_back_otherwise_is_explained_by_that(tiny: Tiny) -> None:
    gone, back = ("ns-1", "*", "correction", "Not it", ""), ("ns-1", "*", "new_data", "It after all", "")
    tiny.edit("is: 3}", "is: 2}")
    revise(tiny, "1.2.0", [row for row in ROWS if row[0] != "Ostrey Police"], [RAISED, gone])
    tiny.edit("is: 2}", "is: 3}")
    revise(tiny, "1.3.0", [*ROWS[:4], ("Ostrey Police", "NS", "6400"), *ROWS[5:]], [RAISED, gone, back])
    for ref in ("v1", "v2", "1.2.0"):
        result = tiny.run("check", "tiny", "--against", ref)
        assert (result.code, result.err) == (0, ""), ref
    assert "range up: 101-1000 → 1001+ (new data: It after all)" in tiny.run("diff", "tiny", "--against", "v2").out


def test_proposed_lines_make_it_clean(tiny: Tiny) -> None:
    write_csv(tiny.raw / "responses.csv", RESPONSES[:-2])
    rows = [row for row in MORE if row[0] != "Tarnbridge University"] + [("Quillmere University", "ON", "3")]
    revise(tiny, "1.2.0", rows, [RAISED])
    result = tiny.run(
        "check", "tiny", "--propose", "--reason", "method", "--note", "Now, by hand", "--date", "2024-06-01"
    )
    assert result.code == 1 and "changed cells without a line" in result.err
    path = tiny.raw / "corrections.csv"
    with path.open("a") as file:
        file.write(result.out)
    lines = {(row["entity_id"], row["field"]): row["reason"] for row in read_csv(path)}
    assert lines["ab-1", "*"] == lines["on-2", "*"] == "method"
    assert lines["on-1", "response"] == lines["on-1", "statement"] == "new_response"
    assert tiny.run("publish").code == 0
    for ref in ("v1", "v2"):
        result = tiny.run("check", "tiny", "--against", ref)
        assert (result.code, result.err) == (0, "")
    assert tiny.run("check", "tiny", "--propose").out == ""
    told = (tiny.published / "CORRECTIONS.md").read_text()
    assert "**Quillmere University** (on-2): added to the table. Now, by hand (2024-06-01)" in told
    assert "**Tarnbridge University** (ab-1): removed from the table." in told


def test_lines_are_proposed_in_the_columns_of_the_file(tiny: Tiny) -> None:
    revise(tiny, "1.2.0", ROWS, [RAISED])
    rows = [("reason", "entity_id", "field"), ("new_data", "ns-1", "count_range")]
    write_csv(tiny.raw / "corrections.csv", rows)
    assert tiny.run("check", "tiny", "--propose").out == ",ns-1,count_range\n"
    result = tiny.run("check", "tiny", "--propose", "--json")
    assert result.json["results"][0]["proposed"] == ",ns-1,count_range" and result.json["exit_code"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--reason", "method"], "Add --propose."),
        (["--propose", "--date", "May"], "--date is no day of the calendar"),
        (["--propose", "--reason", "whim"], "'whim' is not one of"),
    ],
)
def test_wrong_wishes_are_told(tiny: Tiny, words: list[str], told: str) -> None:
    result = tiny.run("check", "tiny", *words)
    assert result.code == 2 and told in result.err


def test_lines_of_no_use_are_noted_by_number(tiny: Tiny) -> None:
    more = [("nobody", "kind", "correction", "", ""), ("ab-1", "kind", "correction", "", "")]
    write_csv(tiny.raw / "corrections.csv", [HEADER, RAISED, *more])
    result = tiny.run("check", "tiny")
    assert result.code == 0
    assert "corrections.csv: 1 line not used: the table never held the organisation (line 3)" in result.out
    assert "corrections.csv: 1 line not used: nothing of that kind has changed (line 4)" in result.out


def test_a_withdrawal_that_did_not_happen_is_a_finding(tiny: Tiny) -> None:
    revise(tiny, "1.1.0", corrections=[RAISED, ("ab-1", "*", "withdrawal", "", "")])
    result = tiny.run("check", "tiny")
    assert result.code == 1 and "raw/tiny/corrections.csv, line 3: ab-1 is said to be withdrawn" in result.err
