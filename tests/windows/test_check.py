"""check: what was published is what the sources make; anything else is told by file, row and column."""

import csv
import shutil
from pathlib import Path

import pytest
from datasets import Tiny, write_csv


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("check"))
    assert tiny.run("publish").code == 0
    return tiny


@pytest.fixture
def published(original: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=original)


def test_what_was_just_published_has_no_findings(published: Tiny) -> None:
    result = published.run("check")
    assert (result.code, result.err) == (0, "")
    assert "tiny: no findings" in result.out


def test_it_needs_no_workbench_and_changes_nothing_published(published: Tiny) -> None:
    before = published.files()
    shutil.rmtree(published.interim)
    assert published.run("check").code == 0
    assert published.files() == before


def swap(name: str, old: bytes, new: bytes):
    def tamper(tiny: Tiny) -> None:
        path = tiny.published / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return tamper


def drop_last_row(tiny: Tiny) -> None:
    path = tiny.published / "entities.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def edit_csv(name: str, change):
    """Change the rows of a published CSV file, header first."""

    def tamper(tiny: Tiny) -> None:
        path = tiny.published / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file)]
        write_csv(path, change(rows))

    return tamper


TAMPERINGS = [
    (swap("entities.csv", b"11-100,11,100", b"1-10,1,10"), "line 3, count_range: ns-1: the sources make '11-100'"),
    (swap("entities.csv", b"11-100,11,100", b"11-100,11,99"), "line 3: a published table cannot be read: count_range,"),
    (swap("entities.csv", b"no_response", b"denied"), "line 2, response: ab-1: the sources make 'no_response'"),
    (swap("entities.csv", b"no_response", b"perhaps"), "entities.csv, line 2, response: a published table cannot be"),
    (swap("entities.csv", b"Ostrey", b"Ostley"), "line 3, name: ns-1: the sources make 'Ostrey Police Service'"),
    (swap("entities.csv", b"ns-1", b"ns-9"), "line 3: the sources do not make this row (found 'ns-9')"),
    (drop_last_row, "entities.csv: the row is missing (found 'on-1')"),
    (edit_csv("entities.csv", lambda rows: [*rows, rows[-1]]), "line 4, entity_id: a published table cannot be read"),
    (edit_csv("entities.csv", lambda rows: [row[:-1] for row in rows]), "entities.csv: a published table cannot be"),
    (edit_csv("entities.csv", lambda rows: [rows[0], *rows[:0:-1]]), "entities.csv, line 2: on-1: the file differs"),
    (swap("entities.json", b"11-100", b"1-10"), "entities.json, line 3: ns-1: the file differs"),
    (swap("totals.csv", b"all,all,3", b"all,all,4"), "totals.csv, line 2: all: the file differs"),
    (swap("index.html", b"Ostrey", b"Ostley"), "index.html, line "),
    (swap("METHODOLOGY.md", b"invented", b"real"), "METHODOLOGY.md, line 1: the file differs"),
    (swap("CORRECTIONS.md", b"None yet", b"Some"), "CORRECTIONS.md, line 3: the file differs"),
    (swap("datapackage.json", b"sha256:", b"sha256:0"), "is not the file that it describes"),
    (swap("datapackage.json", b"CORRECTIONS.md", b"RETRACTIONS.md"), "CORRECTIONS.md is not described"),
    (lambda t: (t.published / "totals.csv").unlink(), "totals.csv: the file is missing"),
    (lambda t: (t.published / "notes.txt").write_text("x"), "notes.txt: the file is not one that publish writes"),
    (lambda t: shutil.rmtree(t.published), "nothing is published"),
    (
        swap("revisions/1.0.0/entities.csv", b"11-100,11,100", b"1-10,1,10"),
        "1.0.0/entities.csv, line 3: ns-1: the file",
    ),
    (swap("revisions/1.0.0/claims.json", b"three", b"four"), "revisions/1.0.0/claims.json, line 2: the file differs"),
    (lambda t: shutil.rmtree(t.published / "revisions"), "revisions/1.0.0/totals.csv: the file is missing"),
    (lambda t: t.edit("is: 3}", "is: 2}"), "“three bodies” is false"),
    (lambda t: t.edit("invented network", "other network"), "index.html, line "),
    (lambda t: t.edit("claims:", "expect: {entities: [5, 9]}\nclaims:"), "between 5 and 9 are expected"),
    (lambda t: t.edit("claims:", "expect: {countries: [0, 0]}\nclaims:"), "1 countries, between 0 and 0 are expected"),
    (lambda t: t.edit("claims:", "quality: {max_error: 0.01}\nclaims:"), "no random sample bounds"),
]


@pytest.mark.parametrize(("tamper", "words"), TAMPERINGS)
def test_every_tampering_is_found(published: Tiny, tamper, words: str) -> None:
    tamper(published)
    result = published.run("check")
    assert result.code == 1, result.out + result.err
    assert words in result.err
    assert "Traceback" not in result.err


def test_a_private_source_may_be_absent_and_check_says_what_it_could_not_see(published: Tiny) -> None:
    published.edit("path: list.csv", "path: list.csv\n    private: true")
    (published.raw / "list.csv").unlink()
    result = published.run("check")
    assert result.code == 0
    assert "Not checked: whether it is true to its sources" in result.out


def test_an_open_source_may_not(published: Tiny) -> None:
    (published.raw / "list.csv").unlink()
    result = published.run("check")
    assert result.code == 2
    assert "raw/tiny/list.csv: the file is absent" in result.err
