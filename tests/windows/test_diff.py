"""diff: what changed between two published tables, told by organisation; strict on what it reads, and a window only."""

import re
import shutil
from pathlib import Path

import pytest
from datasets import REGISTRY, RESPONSES, ROWS, Tiny, write_csv


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Two revisions: a range went up, a body got another identifier and name, an answer came, a body was added."""
    tiny = Tiny(tmp_path_factory.mktemp("diff"))
    assert tiny.run("publish").code == 0
    tiny.edit('"1.0.0"', '"1.1.0"')
    tiny.edit("is: 3}", "is: 4}")
    rows = [("Ostrey Police", "CA-NS", "640") if row[0] == "Ostrey Police" else row for row in ROWS]
    write_csv(tiny.raw / "list.csv", [*rows, ("Quillmere University", "ON", "5")])
    moved = (
        "ab-9",
        "Tarnbridge Polytechnic",
        "CA-AB",
        "university",
        "Tarnbridge University",
        "https://example.org/ab-1",
    )
    write_csv(tiny.raw / "registry.csv", [moved if row[0] == "ab-1" else row for row in REGISTRY])
    answers = [("ab-9", *row[1:]) if row[0] == "ab-1" else row for row in RESPONSES]
    write_csv(
        tiny.raw / "responses.csv", [*answers, ("ns-1", "2024-02-01", "answered", "", "denied", "No | *never*.", "")]
    )
    reasons = [("entity_id", "field", "reason", "note", "date"), ("ns-1", "response", "new_response", "By letter", "")]
    write_csv(tiny.raw / "corrections.csv", reasons)
    assert tiny.run("publish").code == 0
    return tiny


@pytest.fixture
def tiny(original: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=original)


def test_by_default_the_last_earlier_version_is_compared(original: Tiny) -> None:
    result = original.run("diff", "tiny")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(
        "tiny: from 1.0.0 to now (1.1.0)\n  3 → 4 organisations; 1 added, 1 renamed, 1 range up"
    )
    assert "  Tarnbridge Polytechnic (ab-9)\n    renamed: ab-1 → ab-9\n    name: Tarnbridge University → " in result.out
    assert "  Quillmere University (on-2)\n    added\n" in result.out
    assert "    range up: 11-100 → 101-1000\n    response: not_asked → denied (new response: By letter)" in result.out
    assert "removed" not in result.out
    assert original.run("diff", "tiny", "--against", "1.0.0").out == result.out


def test_a_program_gets_every_change_and_total(original: Tiny) -> None:
    told = original.run("diff", "tiny", "--json").json["results"][0]
    assert (told["before"]["version"], told["after"]["version"]) == ("1.0.0", "1.1.0")
    assert (told["before"]["organisations"], told["after"]["organisations"]) == (3, 4)
    assert told["counts"] == {"added": 1, "renamed": 1, "range_up": 1, "response": 1, "statement": 1}
    assert len(told["changes"]) == 7, "a body that moved and a statement with its date are two each"
    moved = next(change for change in told["changes"] if change["field"] == "entity_id")
    assert (moved["entity_id"], moved["name"], moved["before"]) == ("ab-9", "Tarnbridge Polytechnic", "ab-1")
    totals = {each["total"]: (each["before"], each["after"]) for each in told["totals"]}
    assert totals["all"][0]["entities"] == 3 and totals["all"][1]["entities"] == 4
    assert totals["response denied"] == (None, {"entities": 1, "count_min": 101, "count_max": 1000})


def test_markdown_is_escaped(original: Tiny) -> None:
    result = original.run("diff", "tiny", "--markdown")
    assert "| Ostrey Police Service (ns-1) | statement |  | No \\| \\*never\\*. |  |" in result.out
    assert "| total | before | after |" in result.out


def test_a_difference_is_no_finding_and_the_same_is_told(original: Tiny) -> None:
    result = original.run("diff", "tiny", "--against", "1.1.0")
    assert (result.code, "no row has changed" in result.out) == (0, True)


def kept(tiny: Tiny, tmp_path: Path) -> Path:
    """Keep the published folder, to be changed and compared with."""
    return Path(shutil.copytree(tiny.published, tmp_path / "kept"))


def test_columns_that_came_or_went_are_told(tiny: Tiny, tmp_path: Path) -> None:
    path = kept(tiny, tmp_path) / "entities.csv"
    lines = path.read_text().splitlines()
    head = lines[0].replace("kind,", "sort,")
    path.write_text("\n".join([head, *lines[1:]]) + "\n")
    result = tiny.run("diff", "tiny", "--against", str(path.parent))
    assert "column added: kind" in result.out and "column removed: sort" in result.out
    assert "1 column added, 1 column removed." in result.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("entity_id,name", "entity_id,entity_id", "entities.csv, line 1, entity_id: the column is there twice"),
        ("entity_id,name", "id,name", "entities.csv, line 1, entity_id: the column is missing"),
        ("name,region", "name,name", "line 1, name: the column is there twice"),
        ("ns-1,", "ab-9,", "line 3, entity_id: the key stands in an earlier row already (found 'ab-9')"),
        ("ns-1,", ",", "line 3, entity_id: the row has no key"),
        ("ns-1,", "ns-1,,", "line 3: the row has not as many cells as the header"),
        ("101-1000,", "many,", "line 3, count_range: no range of counts (found 'many')"),
    ],
)
def test_what_cannot_be_compared_is_refused(tiny: Tiny, tmp_path: Path, old: str, new: str, words: str) -> None:
    path = kept(tiny, tmp_path) / "entities.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    result = tiny.run("diff", "tiny", "--against", str(path.parent))
    assert result.code == 2
    assert words in result.err and "published/tiny at kept/" in result.err


def test_a_first_revision_has_nothing_before_it(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert "nothing is published" in tiny.run("diff", "tiny").err
    assert tiny.run("publish").code == 0
    result = tiny.run("diff", "tiny")
    assert result.code == 2 and "published/tiny holds no revision before 1.0.0" in result.err


def test_a_withdrawn_row_is_told_without_its_name(tiny: Tiny) -> None:
    tiny.edit('"1.1.0"', '"1.2.0"')
    tiny.edit("is: 4}", "is: 3}")
    path = tiny.raw / "registry.csv"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("ns-1")))
    answers = tiny.raw / "responses.csv"
    answers.write_text("".join(line for line in answers.read_text().splitlines(True) if not line.startswith("ns-1")))
    with (tiny.raw / "corrections.csv").open("a") as file:
        file.write("ns-1,*,withdrawal,At its request,2024-06-01\n")
    result = tiny.run("publish")
    assert result.code == 0, result.err
    for form in ((), ("--json",), ("--markdown",)):
        for ref in ("1.0.0", "1.1.0"):
            told = tiny.run("diff", "tiny", "--against", ref, *form)
            assert told.code == 0, told.err
            told = told.out
            assert "withdrawn-1.2.0-1" in told and "Ostrey" not in told and "ns-1" not in told, told
    own = {name: data for name, data in tiny.files().items() if not name.startswith(("revisions/1.0", "revisions/1.1"))}
    for name, data in own.items():
        assert b"Ostrey" not in data and not re.search(rb"\bns-1\b(?!-)", data.replace(b"revisions-1", b"")), name
    assert b"At its request" in own["CORRECTIONS.md"]
    assert b"withdrawn-1.2.0-1,withdrawn,*,,,withdrawal,At its request,2024-06-01" in own["revisions/1.2.0/changes.csv"]
    assert tiny.run("check").code == 0


def test_a_withdrawn_name_in_a_note_stops_the_publication(tiny: Tiny) -> None:
    test_a_withdrawn_row_is_told_without_its_name(tiny)
    path = tiny.raw / "corrections.csv"
    path.write_text(path.read_text().replace("At its request", "Ostrey Police Service asked us"))
    result = tiny.run("publish")
    assert result.code == 1
    assert "CORRECTIONS.md, line " in result.err and "would tell a withdrawn organisation" in result.err


def test_a_count_in_a_note_stops_the_publication_and_a_year_does_not(tiny: Tiny) -> None:
    path = tiny.raw / "corrections.csv"
    rows = (tiny.raw / "list.csv").read_text().replace("1203", "2019").replace(",41", ",441")
    (tiny.raw / "list.csv").write_text(rows)
    path.write_text(path.read_text().replace("By letter", "By letter of 2019"))
    assert tiny.run("publish").code == 0
    path.write_text(path.read_text().replace("By letter of 2019", "It was 2460"))
    result = tiny.run("publish")
    assert result.code == 1, "2019 and 441 make 2460"
    assert "would tell an organisation's count" in result.err


def test_what_if_tells_which_rows_would_change_and_writes_nothing(original: Tiny) -> None:
    def state():
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes()) for path in original.root.rglob("*") if path.is_file()
        }

    before = state()
    result = original.run("diff", "tiny", "--what-if", "ranges=[1, 101]", "--what-if", "scope.kinds=[police]")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("tiny: from the declaration as it is to ranges=[1, 101], scope.kinds=[police]\n")
    assert "4 → 2 organisations; 2 removed, 2 range redrawn." in result.out
    assert "Ostrey Police Service (ns-1)\n    range redrawn: 101-1000 → 101+" in result.out
    assert state() == before
    assert "no row has changed" in original.run("diff", "tiny", "--what-if", "match.accept=0.98").out


def test_what_if_needs_no_workbench_and_makes_none(tiny: Tiny) -> None:
    shutil.rmtree(tiny.root / "interim")
    result = tiny.run("diff", "tiny", "--what-if", "scope.min_count=11", "--json")
    assert result.json["results"][0]["counts"] == {"removed": 2}
    assert not (tiny.root / "interim").exists()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("match.acept=0.9", "raw/tiny/dataset.yml, match.acept: unknown key (found '0.9'). Did you mean accept?"),
        ("match.accept=2", "raw/tiny/dataset.yml, match.accept: the number must lie from 0 to 1 (found '2')"),
        ("match.accept=0.1", "raw/tiny/dataset.yml, match"),
        ("ranges=[5, 1]", "the lower bounds must increase strictly (found '[5, 1]')"),
        ("ranges=[", "ranges, line 1: this is no YAML"),
        ("ranges", "this is no key with a value (found 'ranges')"),
        ("=1", "this is no key with a value"),
        ("sources[7].path=a.csv", "the declaration has no place for this key (found 'sources[7].path')"),
        ("sources[0].path=a.csv", "raw/tiny/a.csv: the file is absent"),
    ],
)
def test_a_wrong_what_if_is_told_as_in_the_declaration(original: Tiny, word: str, told: str) -> None:
    result = original.run("diff", "tiny", "--what-if", word)
    assert result.code == 2 and told in result.err


def test_what_if_and_against_exclude_each_other(original: Tiny) -> None:
    result = original.run("diff", "tiny", "--what-if", "ranges=[1]", "--against", "1.0.0")
    assert result.code == 2 and "Leave --against out." in result.err
