"""docs/withdrawal.md, step by step: a row is taken back, and its name purged from everything that is published."""

import re
from pathlib import Path

import pytest
from datasets import Tiny, read_csv, write_csv
from repositories import commit, git

NAMES = {r"Ostrey Police Service": "withdrawn", r"\bns-1\b(?!\.)": "withdrawn-1.2.0-1"}


@pytest.fixture
def desk(tmp_path: Path) -> Tiny:
    """1.0.0 and 1.1.0 hold the row, which changed between them; 1.2.0 has withdrawn it."""
    tiny = Tiny(tmp_path)
    assert tiny.run("publish").code == 0
    tiny.edit('"1.0.0"', '"1.1.0"')
    path = tiny.raw / "list.csv"
    path.write_text(path.read_text().replace(",64", ",640"))
    reasons = [("entity_id", "field", "reason", "note", "date"), ("ns-1", "count_range", "new_data", "", "")]
    write_csv(tiny.raw / "corrections.csv", reasons)
    assert tiny.run("publish").code == 0
    tiny.edit('"1.1.0"', '"1.2.0"')
    tiny.edit("is: 3}", "is: 2}")
    registry = tiny.raw / "registry.csv"
    registry.write_text("".join(line for line in registry.read_text().splitlines(True) if not line.startswith("ns-1")))
    with (tiny.raw / "corrections.csv").open("a") as file:
        file.write("ns-1,*,withdrawal,Withdrawn at its request,2024-06-01\n")
    assert tiny.run("publish").code == 0
    commit(tiny, "old")
    return tiny


def purge(tiny: Tiny) -> None:
    """Do to the files what git filter-repo does to every commit of them."""
    for path in [*tiny.published.rglob("*"), *tiny.raw.glob("*.csv")]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for name, other in NAMES.items():
                text = re.sub(name, other, text)
            path.write_text(text, encoding="utf-8")


def test_a_tombstone_stands_in_the_new_revision_and_the_old_ones_stay(desk: Tiny) -> None:
    assert desk.run("check", "tiny").code == 0
    told = read_csv(desk.published / "revisions" / "1.2.0" / "changes.csv")
    assert [(row["entity_id"], row["kind"], row["before"]) for row in told] == [("withdrawn-1.2.0-1", "withdrawn", "")]
    assert "(withdrawn-1.2.0-1): withdrawn" in (desk.published / "CORRECTIONS.md").read_text()
    assert "Ostrey" in (desk.published / "revisions" / "1.1.0" / "entities.csv").read_text()


def test_a_purged_name_is_nowhere_and_everything_still_holds(desk: Tiny) -> None:
    purge(desk)
    result = desk.run("publish")
    assert result.code == 0, result.err
    assert "without a reason" not in result.out
    result = desk.run("check", "tiny")
    assert (result.code, result.err) == (0, "")
    for name, data in desk.files().items():
        assert b"Ostrey" not in data, name
        assert not re.search(rb"(?<![\w-])ns-1(?![\w.-])", data), name
    assert desk.run("audit", "tiny").code == 0
    for ref in ("1.0.0", "1.1.0"):
        assert "    withdrawn (withdrawal: Withdrawn at its request)" in desk.run("diff", "tiny", "--against", ref).out


def test_against_the_old_history_a_purge_is_told_and_against_the_new_one_it_is_not(desk: Tiny) -> None:
    purge(desk)
    assert desk.run("publish").code == 0
    commit(desk, "new")
    result = desk.run("check", "tiny", "--against", "old")
    assert result.code == 1
    assert "revision 1.0.0, which old holds, was changed" in result.err
    assert "Ostrey" not in result.err
    git(desk.root, "tag", "--delete", "old")
    assert desk.run("check", "tiny", "--against", "new").code == 0
