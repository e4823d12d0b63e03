"""The main job on a tiny whole dataset, driven through the command line."""

import errno
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasets import DECISIONS, REGISTRY, ROOT, ROWS, Tiny, read_csv, write_csv

from pipeline.run import locked
from pipeline.workplace import Workplace

STAGES = ["ingest", "registry", "decisions", "responses"]
STAGES += ["normalize", "match", "resolve", "evidence", "verify", "bucket", "protect", "publish"]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tiny, str]:
    tiny = Tiny(tmp_path_factory.mktemp("done"))
    result = tiny.run("publish")
    assert result.code == 0, result.err
    return tiny, result.out + result.err


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return Tiny(tmp_path)


@pytest.fixture
def published(done: tuple[Tiny, str], tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=done[0])


def test_a_folder_in_the_place_of_a_file_is_told_not_skipped(tiny: Tiny) -> None:
    (tiny.raw / "list.csv").unlink()
    (tiny.raw / "list.csv").mkdir()
    for command in ("publish", "check"):
        result = tiny.run(command)
        assert (command, result.code) != (command, 0)
    result = tiny.run("publish")
    assert (result.code, "no plain file" in result.err) == (2, True)
    assert (tiny.run("fetch", "tiny").code) == 2


def test_the_published_table(done: tuple[Tiny, str]) -> None:
    rows = read_csv(done[0].published / "entities.csv")
    facts = [tuple(row[c] for c in ("entity_id", "region", "country", "count_range", "response")) for row in rows]
    assert facts == [
        ("ab-1", "CA-AB", "Canada", "1-10", "no_response"),
        ("ns-1", "CA-NS", "Canada", "11-100", "not_asked"),
        ("on-1", "CA-ON", "Canada", "1001+", "confirmed"),
    ]
    assert rows[2]["unaware_until_asked"] == "true" and rows[2]["statement"] == "We had not known."
    assert rows[2]["count_max"] == ""
    records = json.loads((done[0].published / "entities.json").read_text())
    assert [r["count_max"] for r in records] == [10, 100, None]
    assert list(records[0]) == list(rows[0])


def test_the_ledger_has_every_row_once(done: tuple[Tiny, str]) -> None:
    ledger = read_csv(done[0].interim / "ledger.csv")
    assert [(r["row"], r["name"]) for r in ledger] == [(str(n), row[0]) for n, row in enumerate(ROWS[1:], 1)]
    assert [(r["outcome"], r["reason"]) for r in ledger] == [
        ("published", ""),
        ("published", ""),
        ("published", ""),
        ("published", ""),
        ("dropped", "no_match"),
        ("dropped", "not_an_entity"),
        ("dropped", "out_of_scope"),
        ("quarantined", "bad_count"),
        ("quarantined", "bad_region"),
    ]
    assert sum(int(r["count"] or 0) for r in ledger) == sum(int(r[2]) for r in ROWS[1:] if r[2].isdigit())
    assert [r["value"] for r in read_csv(done[0].interim / "quarantine.csv")] == ["twelve", "Atlantis"]


def test_nothing_private_leaves(done: tuple[Tiny, str]) -> None:
    tiny, told = done
    public = b"\n".join(tiny.files().values()).decode() + told
    for private in ["1203", "1244", "1,244", "90817", "Nobody Knows", "Test account", "Loutre", "list.csv", "Desk"]:
        assert not re.search(rf"\b{private}\b", public), private  # the program's own name begins with a person's here
    assert str(tiny.root) not in public


def test_the_summary_tells_rows_by_outcome_and_where_to_look(done: tuple[Tiny, str]) -> None:
    told = done[1]
    assert "3 organisations in 1 country, from 9 rows" in told
    assert re.search(r"4 rows published", told) and re.search(r"2 rows quarantined", told)
    assert "interim/tiny/ledger.csv" in told and "interim/tiny/quarantine.csv" in told


def test_the_fact_check_sheet_is_private_and_told_in_one_line(published: Tiny) -> None:
    claim = '  - {text: "over 1,200", statistic: count, where: {entity_id: on-1}, more_than: 1200}\n'
    published.edit("claims:\n", "claims:\n" + claim)
    told = published.run("publish")
    assert told.code == 0, told.err
    line = "2 numbers of the story held against the table; 1 of them say more of counts than the ranges do"
    assert line in told.out and "1244" not in told.out and "1,244" not in told.out
    sheet = (published.interim / "claims.md").read_text(encoding="utf-8")
    assert "1244" in sheet and "is at least 1,201 (its range: 1001+)" in sheet
    row = read_csv(published.interim / "claims.csv")[0]
    assert (row["observed"], row["holds"], row["margin"], row["may_rise"]) == ("1244", "true", "43", "")
    assert not any("claims" in name and "revisions" not in name for name in published.files())
    (published.interim / "claims.md").unlink()
    assert published.run("publish").code == 0
    assert (published.interim / "claims.md").is_file()
    published.edit("more_than: 1200", "more_than: 1300")
    assert published.run("publish").code == 1
    assert "**NO**, by 57" in (published.interim / "claims.md").read_text(encoding="utf-8")


def test_a_second_run_runs_nothing_and_loads_nothing_heavy(published: Tiny) -> None:
    before = published.files()
    code = (
        "import sys; from pipeline.cli import main\n"
        f"sys.argv = ['deskcheck', 'publish', '--json', '--root', {str(published.root)!r}]\n"
        "try: main()\n"
        "except SystemExit as e: assert e.code == 0, e.code\n"
        "assert not {'pandas', 'numpy', 'pyarrow', 'sklearn'} & set(sys.modules), 'heavy'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["results"][0]["ran"] == []
    assert published.files() == before


@pytest.mark.parametrize(
    ("change", "ran"),
    [
        (lambda t: None, []),
        (lambda t: t.edit("invented network", "imaginary network"), []),
        (lambda t: t.edit("[1, 11, 101, 1001]", "[1, 11, 101]"), ["bucket", "protect", "publish"]),
        (
            lambda t: write_csv(
                t.raw / "decisions.csv", [*DECISIONS, ("Nobody Knows This Outfit", "ON", "unsure", *[""] * 4)]
            ),
            ["decisions", "resolve", "verify", "bucket"],
        ),
        (lambda t: (t.interim / "links.csv").write_text("spoilt"), ["resolve"]),
        (lambda t: (t.interim / "state.json").unlink(), STAGES),
    ],
)
def test_only_what_changed_runs_again(published: Tiny, change: object, ran: list[str]) -> None:
    change(published)  # type: ignore[operator]
    result = published.run("publish", "--json")
    assert result.code == 0, result.err
    assert result.json["results"][0]["ran"] == ran


def test_a_spoilt_publication_is_mended(published: Tiny) -> None:
    before = published.files()
    (published.published / "entities.csv").write_text("spoilt")
    (published.published / "stray.txt").write_text("stray")
    assert published.run("publish").code == 0
    assert published.files() == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("is: 3}", "is: 4}", "“three bodies” is false: the story says that entities is 4, the data say 3"),
        ("limitations:", "expect: {entities: [1, 2]}\nlimitations:", "between 1 and 2 are expected"),
        (
            "limitations:",
            "expect: {countries: [2, 9]}\nlimitations:",
            "the table would hold 1 countries, between 2 and 9",
        ),
        ("limitations:", "quality: {all_asked: true}\nlimitations:", "1 have not been asked"),
        ("limitations:", "quality: {approved: true}\nlimitations:", "no sign-off"),
        ("limitations:", "quality: {max_error: 0.01}\nlimitations:", "no random sample"),
        (
            "limitations:",
            "disclosure: {totals: exact}\nlimitations:",
            "(ab-1) than its range 1-10, from the sum for",
        ),
    ],
)
def test_a_finding_stops_the_publication(published: Tiny, old: str, new: str, words: str) -> None:
    before = published.files()
    published.edit(old, new)
    result = published.run("publish")
    assert result.code == 1
    assert words in result.err
    assert result.err.startswith("error: raw/tiny/dataset.yml, ")
    assert "Traceback" not in result.err
    assert "nothing was published" in result.out
    assert published.files() == before


def test_a_pending_name_counts_once_however_its_blanks_are_written(tiny: Tiny) -> None:
    tiny.edit("limitations:", "quality: {max_pending: 1}\nlimitations:")
    write_csv(tiny.raw / "list.csv", [*ROWS, ("Nobody  Knows This\nOutfit", "Ontario", "2")])
    write_csv(tiny.raw / "decisions.csv", [*DECISIONS, ("Nobody Knows This Outfit", "ON", "unsure", *[""] * 4)])
    result = tiny.run("publish", "--json")
    assert result.code == 0, result.out
    assert result.json["results"][0]["pending_names"] == 1


def test_too_many_pending_names_stop_the_publication(published: Tiny) -> None:
    published.edit("limitations:", "quality: {max_pending: 0}\nlimitations:")
    write_csv(published.raw / "decisions.csv", [*DECISIONS, ("Nobody Knows This Outfit", "ON", "unsure", *[""] * 4)])
    result = published.run("publish")
    assert result.code == 1
    assert "1 name wait for a person's decision" in result.err
    assert "Nobody" not in result.err + result.out


def test_a_new_version_keeps_the_old_revision_and_the_same_version_replaces_it(published: Tiny) -> None:
    first = published.files()
    published.edit('"1.0.0"', '"1.1.0"')
    published.edit("[1, 11, 101, 1001]", "[1, 11, 101]")
    assert published.run("publish").code == 0
    files = published.files()
    assert files["revisions/1.0.0/entities.csv"] == first["revisions/1.0.0/entities.csv"]
    assert b"101+" in files["revisions/1.1.0/entities.csv"]
    published.edit("[1, 11, 101]", "[1, 11]")
    assert published.run("publish").code == 0
    files = published.files()
    assert b"101+" not in files["revisions/1.1.0/entities.csv"]
    assert files["revisions/1.0.0/entities.csv"] == first["revisions/1.0.0/entities.csv"]


def test_a_damaged_earlier_revision_is_not_carried_on(published: Tiny) -> None:
    (published.published / "revisions" / "1.0.0" / "entities.csv").write_text("spoilt")
    published.edit('"1.0.0"', '"1.1.0"')
    result = published.run("publish")
    assert result.code == 2
    assert "revisions/1.0.0/entities.csv: a published table cannot be read" in result.err


def test_without_a_name_a_dataset_whose_files_are_absent_is_named_and_skipped(tiny: Tiny) -> None:
    (tiny.raw / "list.csv").unlink()
    result = tiny.run("publish")
    assert result.code == 0
    assert "tiny: skipped" in result.out
    assert "list.csv" not in result.out + tiny.run("publish", "--json").out
    result = tiny.run("publish", "tiny")
    assert result.code == 2
    assert "raw/tiny/list.csv: the file is absent. Put it there" in result.err


def test_an_unknown_dataset_is_told_with_those_there_are(tiny: Tiny) -> None:
    result = tiny.run("publish", "tinny")
    assert (result.code, "there are: tiny" in result.err) == (2, True)


def test_two_runs_at_once_one_refuses(published: Tiny) -> None:
    import fcntl

    with (published.interim / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = published.run("publish")
    assert result.code == 2
    assert "another run is at work on tiny" in result.err


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    ],
)
def test_the_same_bytes_in_any_environment(done: tuple[Tiny, str], tiny: Tiny, environment: dict[str, str]) -> None:
    assert tiny.run("publish", **environment).code == 0
    assert tiny.files() == done[0].files()


def test_the_same_bytes_from_shuffled_rows_and_two_workers(done: tuple[Tiny, str], tiny: Tiny) -> None:
    for name in ("list.csv", "registry.csv"):
        head, *rows = read_rows(tiny.raw / name)
        random.Random(7).shuffle(rows)
        write_csv(tiny.raw / name, [head, *rows])
    assert tiny.run("publish", "--workers", "2").code == 0
    assert tiny.files() == done[0].files()


def read_rows(path: Path) -> list[tuple[str, ...]]:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def test_a_full_disk_is_told_and_changes_nothing(published: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    old, real = published.files(), os.fsync
    published.edit("[1, 11, 101, 1001]", "[1, 11, 101]")
    # The disk is full at the first, the second … file of a run.
    for room in range(0, 40, 3):
        left = iter(range(room))

        def fsync(handle: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        result = published.run("publish")
        if result.code == 0:
            break
        assert result.code == 2
        assert published.files() == old
        assert "Make room on the disk" in result.err
        assert "what was published before stays as it was" in result.out
        assert not list(published.root.rglob("*.partial"))
    assert room > 9
    monkeypatch.undo()
    assert published.run("publish").code == 0
    assert published.files() != old
    assert not (published.interim / "next").exists()


def test_one_run_at_a_time(published: Tiny) -> None:
    with locked(Workplace(published.root, "tiny")):
        for command in (["publish"], ["fetch", "tiny"]):
            result = published.run(*command)
            assert (result.code, "another run is at work" in result.err) == (2, True)


def test_a_kill_at_any_moment_leaves_a_whole_folder(published: Tiny) -> None:
    old = published.files()
    published.edit("[1, 11, 101, 1001]", "[1, 11, 101]")
    command = [sys.executable, "-m", "pipeline", "publish", "--root", str(published.root)]
    started = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    whole, new = time.monotonic() - started, published.files()
    assert new != old
    for part in range(6):
        published.edit(
            "[1, 11, 101]" if part % 2 == 0 else "[1, 11, 101, 1001]",
            "[1, 11, 101, 1001]" if part % 2 == 0 else "[1, 11, 101]",
        )
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.4 + 0.12 * part))
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert published.files() in (old, new)
    assert published.run("publish").code == 0
    assert published.files() in (old, new)
    assert not (published.interim / "next").exists()


def test_a_declared_region_is_read_once(tiny: Tiny) -> None:
    """Canada is CA, and so is California in a list of the US: what the declaration says is a code from then on."""
    tiny.edit("country: CA", "country: US")
    tiny.edit(", region: Province", "")
    tiny.edit("path: list.csv", "path: list.csv\n    region: Canada")
    tiny.edit("scope: {exclude_regions: [CA-QC]}", "scope: {exclude_regions: [CA-QC, US]}")
    tiny.edit("statistic: entities, is: 3", "statistic: entities, where: {region: Canada}, at_least: 3")
    for where in (
        "{text: b, statistic: entities, where: {country: CA}, at_least: 3}",
        "{text: t, statistic: top_country, is: CA}",
    ):
        tiny.edit("claims:", f"claims:\n  - {where}")
    rows = [(i, n, "Canada", *rest) for i, n, _, *rest in REGISTRY[1:]]
    write_csv(tiny.raw / "registry.csv", [REGISTRY[0], *rows])
    (tiny.raw / "decisions.csv").unlink()
    result = tiny.run("publish")
    assert result.code == 0, result.err
    assert {row["region"] for row in read_csv(tiny.interim / "ledger.csv")} == {"CA"}
