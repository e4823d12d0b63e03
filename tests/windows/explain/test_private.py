"""The desk's own view: every row, count, person and reason that led to a row, or kept a name out of the table."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from datasets import ROOT, Tiny, read_csv, run_here, write_csv


@pytest.fixture(scope="module")
def argus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("argus")
    shutil.copytree(ROOT / "raw" / "argus", root / "raw" / "argus")
    shutil.copytree(ROOT / "published" / "argus", root / "published" / "argus")
    assert run_here("stage", "argus", "publish", "--root", str(root)).code == 0
    return root


def facts(argus: Path, *words: str) -> dict[str, Any]:
    result = run_here("explain", "argus", *words, "--json", "--root", str(argus))
    assert result.code == 0, result.out
    (told,) = result.json["results"]
    assert told["private"] is True and told["dataset"] == "argus"
    return dict(told)


def said(argus: Path, *words: str) -> str:
    result = run_here("explain", "argus", *words, "--root", str(argus))
    assert result.code == 0, result.err
    assert result.out.startswith("PRIVATE: ")
    return result.out


def test_the_rows_and_sums_are_those_of_the_ledger(argus: Path) -> None:
    ledger = read_csv(argus / "interim" / "argus" / "ledger.csv")
    told = facts(argus, "ca-017")["organisation"]
    rows = [row for name in told["names"] for row in name["rows"]]
    wanted = [row for row in ledger if row["entity_id"] == "ca-017"]
    assert sorted((row["source"], row["row"], row["count"]) for row in rows) == sorted(
        (row["source"], int(row["row"]), int(row["count"])) for row in wanted
    )
    assert told["count"] == sum(int(row["count"]) for row in wanted) == sum(name["count"] for name in told["names"])
    assert told["to_publish"]["count_range"] == wanted[0]["count_range"] == "1001-5000"
    public = {row["entity_id"]: row for row in read_csv(argus / "published" / "argus" / "entities.csv")}["ca-017"]
    assert told["history"][-1]["row"]["statement"] == public["statement"]


def test_the_steps_of_a_candidate_make_up_what_is_said(argus: Path) -> None:
    told = facts(argus, "MMPS Sex Crimes Unit")
    candidates = told["name"]["candidates"]
    assert [each["entity_id"] for each in candidates][:1] == ["ca-017"]
    assert candidates[0]["agree"] == ["mmps"] and "crimes" in candidates[0]["only_query"]
    assert all(each["steps"] for each in candidates)
    assert [each["probability"] for each in candidates] == sorted(
        (each["probability"] for each in candidates), reverse=True
    )


CASES = {
    "a published organisation": (["ca-017"], [
        "Marrowick Metropolitan Police Service (ca-017)",
        "as 1001-5000 searches, confirmed, in version 1.0.0",
        "3,431 searches under 9 names, which lies in 1001-5000",
        "2021-05-16 answered denied by e-mail",
        "“the metropolitan police of Marrowick ran more than 3,400”",
        "“MMPS Sex Crimes Unit”, Ontario: 40 searches, decided by foreign desk; accounts.csv row 120",
    ]),
    "linked by a person": (["MMPS Sex Crimes Unit"], [
        "A person decided: it means Marrowick Metropolitan Police Service (ca-017).",
        "line 7 (stands): match Marrowick Metropolitan Police Service (ca-017), by foreign desk, 2021-05-11: unit of",
        "accounts.csv row 120         40  2019-01-20  “MMPS Sex Crimes Unit”  published",
    ]),
    "linked by the model": (["Skellerton Polcie Service"], [
        "Linked by the model: Skellerton Police Service (ca-007) is 0.99",
        "as it is compared: skellerton polcie service",
        "What speaks for (+) and against (-) Skellerton Police Service (ca-007)",
        "which makes it 0.99",
    ]),
    "a tie": (["ashlorne police service", "--region", "CA"], [
        "Waits for a person: several organisations fit equally well",
        "pending: two organisations fit the name equally well",
        "beside the other candidates",
    ]),
    "unsure, after a decision was taken back": (["Thexcombe"], [
        "Waits for a person: somebody was unsure about it.",
        "line 34 (superseded): match University of Thexcombe (gb-003)",
        "line 35 (stands): unsure, by foreign desk, 2021-07-12: taken back",
    ]),
    "a pattern": (["ARGUS SALES TRIAL"], [
        r"Dropped: the pattern (?i)\bsales trial\b of the declaration says that it is no organisation.",
        "dropped: the name is no organisation",
    ]),
    "no organisation, by a person": (["asdfgh"], ["Dropped: a person decided that the name is no organisation."]),
    "ruled out": (["Corvannon Police Supply Store"], [
        "now that a person has ruled out Corvannon Police Service",
        "Corvannon Police Service (ca-011, CA-ON), ruled out by a person",
        "line 37 (stands): no match Oxmere Regional Police Service (ca-021)",
    ]),
    "an organisation that is not confirmed": (["un-001"], [
        "no: the organisation's existence is not confirmed",
        "42 searches under 2 names, and no range, for it is not published",
        "said by 1 line of evidence.csv, of which the last stands over the registry",
        "Dropped all the same: the organisation's existence is not confirmed.",
    ]),
    "a row that could not be read": (["Politie Lauwerdrecht"], ["accounts.csv rows 98 (not read), 167, 254"]),
    "below the smallest range": (["ze-001"], ["no: the organisation's total is below the smallest published range"]),
    "standardised": (["Univ. of Tamsley"], [
        "in small letters, without accents and marks: univ of tamsley",
        "as it is compared: university of tamsley",
    ]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_the_desk_is_told(argus: Path, case: str) -> None:
    words, wanted = CASES[case]
    told = said(argus, *words)
    for text in wanted:
        assert text in told, told


def test_it_changes_nothing_but_its_tables(argus: Path) -> None:
    def state() -> dict[str, bytes]:
        folders = (argus / "raw", argus / "published")
        return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}

    before = state()
    assert said(argus, "ca-017") == said(argus, "ca-017")
    assert state() == before


def test_revisions_corrections_and_what_publish_would_change(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    assert "not yet; publish would add it as 11-100 searches" in tiny.run("explain", "tiny", "ns-1").out
    assert tiny.run("publish").code == 0
    tiny.edit('version: "1.0.0"', 'version: "1.1.0"')
    rows = [row if row[0] != "Ostrey Police" else ("Ostrey Police", "CA-NS", "164") for row in read_rows(tiny)]
    write_csv(tiny.raw / "list.csv", rows)
    line = ("ns-1", "count_range", "new_data", "A later list.", "2024-02-01")
    write_csv(tiny.raw / "corrections.csv", [("entity_id", "field", "reason", "note", "date"), line])
    before = tiny.run("explain", "tiny", "ns-1").out
    assert "as 11-100 searches, not_asked, in version 1.0.0; publish would make it 101-1000 searches" in before
    assert tiny.run("publish").code == 0
    after = tiny.run("explain", "tiny", "ns-1").out
    assert "as 101-1000 searches, not_asked, in version 1.1.0\n" in after
    assert "the row came with version 1.0.0\n" in after
    assert "version 1.1.0: count_range was '11-100', became '101-1000'" in after
    assert "corrections.csv, 2024-02-01: count_range, new_data: A later list." in after
    registry = [
        row for row in (tiny.raw / "registry.csv").read_text("utf-8").splitlines() if not row.startswith("ns-1")
    ]
    (tiny.raw / "registry.csv").write_text("\n".join(registry) + "\n", encoding="utf-8")
    gone = tiny.run("explain", "tiny", "Ostrey Police")
    assert "Dropped: " in gone.out and gone.code == 0


def read_rows(tiny: Tiny) -> list[tuple[str, ...]]:
    rows = read_csv(tiny.raw / "list.csv")
    return [tuple(rows[0]), *(tuple(row.values()) for row in rows)]


def test_a_decision_that_lapsed_and_one_that_is_not_used(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    columns = ("name", "region", "decision", "entity_id", "decided_by", "decided_on", "reason", "seen")
    lapsed = ("Nobody Knows This Outfit", "ON", "match", "on-2", "Wim", "2024-01-02", "seems so", "1:000000000000")
    unused = ("Gone", "ON", "match", "on-9", "Wim", "2024-01-02", "was there", "")
    write_csv(tiny.raw / "decisions.csv", [columns, lapsed, unused])
    told = tiny.run("explain", "tiny", "Nobody Knows This Outfit").out
    assert "Waits for a person again" in told and "line 2 (reopened): match Quillmere University (on-2), by Wim" in told
    told = tiny.run("explain", "tiny", "Gone").out
    assert "No row bears it any more. What was decided of it is not used." in told
    assert "match an organisation that is gone (on-9)" in told


def test_a_row_that_could_not_be_read_alone(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    write_csv(tiny.raw / "list.csv", [*read_rows(tiny), ("Loose End", "ON", "many"), ("Loutre Police", "", "x")])
    told = tiny.run("explain", "tiny", "loose end").out
    assert (
        "No row that could be read bears it." in told and "quarantined: the count is not a whole number, “many”" in told
    )


def test_an_organisation_that_no_row_names(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    told = tiny.run("explain", "tiny", "on-2").out
    assert "no: no row was linked to it" in told and "Names that led to it: 0\n    none" in told
    write_csv(tiny.raw / "list.csv", [*read_rows(tiny), ("Quillmere University", "ON", "lots")])
    told = tiny.run("explain", "tiny", "on-2").out
    assert "Rows of its name that could not be read\n    list.csv row 10" in told


def test_rows_of_another_region_or_spelling_are_not_of_the_name(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    others = [("Half Way", "AB", "2"), ("Half  Way", "AB", "3"), ("HALF WAY", "AB", "5"), ("Half Way", "ON", "7")]
    unread = [("half way", "Atlantis", "11"), ("Half Way", "ON", "x")]
    write_csv(tiny.raw / "list.csv", [*read_rows(tiny), *others, *unread])
    result = tiny.run("explain", "tiny", "half way", "--region", "AB", "--json")
    told = {each["name"]["name"]: each["name"] for each in result.json["results"]}
    assert {name: [(row["row"], row["outcome"]) for row in each["rows"]] for name, each in told.items()} == {
        "Half Way": [(10, "dropped"), (11, "dropped"), (14, "quarantined")],
        "HALF WAY": [(12, "dropped"), (14, "quarantined")],
    }
    assert (told["Half Way"]["count"], told["HALF WAY"]["count"]) == (5, 5)
