"""Where a private source is absent all the rest is checked, and the desk's own check vouches for what is not seen."""

import json
import os
import shutil
from pathlib import Path

import pytest
from datasets import RESPONSES, Tiny, read_csv, write_csv
from repositories import commit, git, shallow

from pipeline import store
from pipeline.dataset import load
from pipeline.publication import ATTESTATION, list_files
from pipeline.revisions import read_published
from pipeline.windows.attestation import write
from pipeline.workplace import Workplace
from pipeline.writers.forms import from_tables
from pipeline.writers.page.page import with_method_of
from schemas import Entities, Totals


def private(tiny: Tiny) -> Tiny:
    tiny.edit("path: list.csv", "path: list.csv\n    private: true")
    return tiny


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    """Published and checked by the desk."""
    tiny = private(Tiny(tmp_path_factory.mktemp("attested")))
    assert tiny.run("publish").code == 0
    assert not (tiny.published / ATTESTATION).exists(), "publishing alone attests nothing"
    assert tiny.run("check").code == 0
    assert (tiny.published / ATTESTATION).exists()
    return tiny


@pytest.fixture
def desk(original: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path / "desk", like=original)


@pytest.fixture
def ci(desk: Tiny) -> Tiny:
    """What a machine sees that has neither the private source nor the workbench."""
    (desk.raw / "list.csv").unlink()
    shutil.rmtree(desk.interim)
    return desk


def test_a_valid_attestation_vouches(ci: Tiny) -> None:
    result = ci.run("check")
    assert (result.code, result.err) == (0, "")
    assert "Not checked: whether it is true to its sources and to claims on counts, for want of 1 private" in result.out
    assert "the desk's own check of exactly these files vouches for it" in result.out


def test_without_one_check_says_so(ci: Tiny) -> None:
    (ci.published / ATTESTATION).unlink()
    result = ci.run("check")
    assert result.code == 0
    assert "no attestation by the desk stands beside it" in result.out


def consistent(tiny: Tiny) -> None:
    """Change a published row in every file at once, hashes included: only the attestation can tell."""
    table = tiny.published / "entities.csv"
    table.write_bytes(table.read_bytes().replace(b"Ostrey", b"Ostley"))
    files = list_files(tiny.published)
    tables = (read_published(files, "entities.csv", Entities), read_published(files, "totals.csv", Totals))
    made = from_tables(load(tiny.raw), *tables, ())
    made["index.html"] = with_method_of(files["index.html"].read_bytes(), made["index.html"])
    for name, data in made.items():
        (tiny.published / name).write_bytes(data)
    path = tiny.published / "datapackage.json"
    package = json.loads(path.read_text())
    for each in package["resources"]:
        file = tiny.published / each["path"]
        each["hash"], each["bytes"] = f"sha256:{store.digest(file)}", file.stat().st_size
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def append(name: str, text: str):
    def change(tiny: Tiny) -> None:
        with (tiny.raw / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


VOIDED = [
    (consistent, "a published file is not the one that the desk has checked"),
    (append("dataset.yml", "# a remark\n"), "the declaration, or a file that it declares, is not the one"),
    (
        append("registry.csv", "on-7,Ostrey University,CA-ON,university,,\n"),
        "the declaration, or a file that it declares",
    ),
    (append("decisions.csv", "Ostrey,NS,unsure,,Desk,2024-01-02,\n"), "a table that people write is not the one"),
    (append("evidence.csv", "entity_id,status,evidence_url\n"), "a table that people write is not the one"),
    (lambda t: (t.published / ATTESTATION).write_text("{}"), "it cannot be read"),
    (lambda t: (t.published / ATTESTATION).write_text("["), "it cannot be read"),
]


@pytest.mark.parametrize(("change", "words"), VOIDED)
def test_it_is_void_as_soon_as_anything_differs(ci: Tiny, change, words: str) -> None:
    change(ci)
    result = ci.run("check")
    assert result.code == 1, result.out
    assert f"attestation.json: the desk's attestation is void: {words}" in result.err
    assert "Run check where all sources are present" in result.err
    (ci.published / ATTESTATION).unlink()
    assert ci.run("check").code == 0, "nothing but the attestation could tell"


def test_a_table_that_is_kept_away_too_is_told(ci: Tiny) -> None:
    (ci.raw / "decisions.csv").unlink()
    result = ci.run("check")
    assert result.code == 0
    assert "vouches for it (attestation.json), but for decisions.csv, absent here too" in result.out


def test_a_check_with_findings_attests_nothing(desk: Tiny) -> None:
    (desk.published / ATTESTATION).unlink()
    append("responses.csv", "ns-1,2024-01-03,asked,e-mail,,,\n")(desk)
    assert desk.run("check").code == 1
    assert not (desk.published / ATTESTATION).exists()
    assert desk.run("publish").code == desk.run("check").code == 0
    assert (desk.published / ATTESTATION).exists()


def test_a_publication_keeps_it_where_nothing_changes_and_drops_it_where_something_does(desk: Tiny) -> None:
    kept = (desk.published / ATTESTATION).read_bytes()
    assert "stays as it was" in desk.run("publish").out or "nothing was run" in desk.run("publish").out
    (desk.interim / "state.json").unlink()
    assert desk.run("publish").code == 0
    assert (desk.published / ATTESTATION).read_bytes() == kept
    desk.edit("invented network", "imaginary network")
    assert desk.run("publish").code == 0
    assert not (desk.published / ATTESTATION).exists()


def test_it_is_no_part_of_what_is_compared_and_the_same_each_time(desk: Tiny) -> None:
    kept = (desk.published / ATTESTATION).read_bytes()
    result = desk.run("check")
    assert (result.code, f"in {len(desk.files()) - 1} published files" in result.out) == (0, True)
    assert (desk.published / ATTESTATION).read_bytes() == kept
    assert ATTESTATION not in (desk.published / "datapackage.json").read_text()


def test_a_dataset_without_private_files_needs_none(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert tiny.run("publish").code == tiny.run("check").code == 0
    assert not (tiny.published / ATTESTATION).exists()


def test_it_holds_no_hash_of_a_private_file_and_no_name(original: Tiny) -> None:
    text = (original.published / ATTESTATION).read_text()
    told = json.loads(text)
    private = {store.digest(path) for path in original.raw.iterdir()}
    assert not private & {str(value) for value in told.values()}
    assert "list" not in text and str(original.root) not in text
    assert told["tables"] == ["decisions", "responses"]


def test_a_present_file_with_another_sha256_is_told(ci: Tiny) -> None:
    ci.edit("registry: {path: registry.csv}", f"registry: {{path: registry.csv, sha256: {'ab' * 32}}}")
    result = ci.run("check")
    assert result.code == 2 and "raw/tiny/registry.csv: the file is not the declared one" in result.err


TAMPERINGS = [
    ("entities.csv", b"11-100,11,100", b"1-10,1,10", "entities.json, line 3: ns-1: the file differs from what the pub"),
    ("entities.json", b"Ostrey", b"Ostley", "entities.json, line 3: ns-1: the file differs from what the published"),
    ("index.html", b"Ostrey", b"Ostley", "index.html, line "),
    ("totals.csv", b"all,all,3", b"all,all,4", "totals.csv, entities: all: the rows of entities.csv make 3"),
    (
        "totals.csv",
        b"kind,police",
        b"kind,navy",
        "kind navy: the rows of entities.csv make 0 organisations (found '2')",
    ),
    ("CORRECTIONS.md", b"None yet", b"Some", "CORRECTIONS.md, line 3"),
    ("METHODOLOGY.md", b"invented", b"real", "METHODOLOGY.md is not the file that it describes"),
    (
        "revisions/1.0.0/entities.csv",
        b"Ostrey",
        b"Ostley",
        "revisions/1.0.0/entities.csv, line 3: ns-1: the file differs",
    ),
    ("revisions/1.0.0/claims.json", b"3}", b"4}", "revisions/1.0.0/claims.json, line 2: the file differs"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), TAMPERINGS)
def test_files_that_disagree_are_found_without_sources(ci: Tiny, name: str, old: bytes, new: bytes, words: str) -> None:
    (ci.published / ATTESTATION).unlink()
    path = ci.published / name
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    result = ci.run("check")
    assert result.code == 1
    assert words in result.err


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("is: 3}", ""),
        ("is: 4}", "“three bodies” is false"),
        ("is: 3}\nexpect: {entities: [5, 9]}", "between 5 and 9 are expected"),
        ("is: 3}\nquality: {all_asked: true}", "have not been asked for comment"),
    ],
)
def test_public_claims_and_rules_are_held_against_the_published_table(desk: Tiny, new: str, words: str) -> None:
    desk.edit("is: 3}", new)
    (desk.raw / "list.csv").unlink()
    (desk.published / ATTESTATION).unlink()
    result = desk.run("check")
    assert (result.code == 1) == bool(words) or "claims.json" in result.err
    assert words in result.err


def test_reasons_are_asked_for_without_sources_too(desk: Tiny) -> None:
    desk.edit('"1.0.0"', '"1.1.0"')
    write_csv(desk.raw / "responses.csv", [*RESPONSES, ("ns-1", "2024-01-03", "asked", "e-mail", "", "", "")])
    assert desk.run("publish").code == 0
    (desk.raw / "list.csv").rename(desk.root / "kept.csv")
    result = desk.run("check")
    assert result.code == 1 and "ns-1: response went from 'not_asked' to 'no_response'" in result.err
    proposed = desk.run("check", "tiny", "--propose").out
    (desk.root / "kept.csv").rename(desk.raw / "list.csv")
    (desk.raw / "corrections.csv").write_text(proposed)
    assert [row["reason"] for row in read_csv(desk.raw / "corrections.csv")] == ["new_response"]
    assert desk.run("publish").code == desk.run("check").code == 0
    (desk.raw / "list.csv").unlink()
    assert desk.run("check").code == 0


def test_in_a_shallow_clone_where_it_went_missing_the_reference_tells(desk: Tiny, tmp_path: Path) -> None:
    (desk.root / ".gitignore").write_text("interim/\nlist.csv\n")
    commit_with_ignored(desk)
    clone = shallow(desk, tmp_path / "clone")
    assert not (clone.raw / "list.csv").exists()
    result = clone.run("check", "tiny", "--against", "HEAD")
    assert (result.code, result.err) == (0, "")
    (clone.published / ATTESTATION).unlink()
    assert clone.run("check", "tiny").code == 0
    result = clone.run("check", "tiny", "--against", "HEAD")
    assert result.code == 1 and "the desk's attestation, which HEAD holds, is gone" in result.err


def commit_with_ignored(desk: Tiny) -> None:
    git(desk.root, "init", "--quiet")
    commit(desk, "v1")


def test_an_attestation_is_whole_or_not_there(desk: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.published / ATTESTATION).unlink()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        write(Workplace(desk.root, "tiny"), load(desk.raw))
    assert sorted(path.name for path in desk.published.iterdir() if "attest" in path.name) == []
