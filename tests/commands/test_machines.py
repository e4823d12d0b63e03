"""A report for machines: what may be private is left out of the output too, and every file is written."""

from pathlib import Path

import pytest

from pipeline.ci.outcome import outcome
from pipeline.commands.machines import Forms, told
from pipeline.commands.report import Report
from pipeline.errors import InputError, Problem

PRIVATE = Problem("odd", "Mend it.", "raw/tiny/list.csv", 3, value="Wanda")


def report() -> Report:
    made = Report([{"dataset": "tiny", "findings": [str(PRIVATE)]}], ["tiny: 1 finding."], [PRIVATE], 1)
    made.outcomes.append(outcome(Path("/nowhere"), "tiny", 1, 1, [PRIVATE]))
    return made


def test_in_ci_no_part_of_a_report_holds_a_private_value() -> None:
    open_, withheld = told(Forms(), Path("/nowhere"), report), told(Forms(withheld=True), Path("/nowhere"), report)
    assert str(open_.to_json()).count("Wanda") == 2
    assert "Wanda" not in str(withheld.to_json()) and "Wanda" not in withheld.words()
    assert withheld.to_json()["problems"] == withheld.results[0]["findings"]
    assert withheld.exit_code == 1


def test_every_file_that_is_asked_for_is_written(tmp_path: Path) -> None:
    paths = {name: tmp_path / name for name in ("summary", "junit", "sarif")}
    told(Forms(**paths), tmp_path, report)
    assert all(b"odd" in path.read_bytes() and b"Wanda" not in path.read_bytes() for path in paths.values())
    told(Forms(**paths), tmp_path, report)
    assert paths["summary"].read_text().count("## Deskcheck") == 2  # the summary is added to
    assert paths["junit"].read_text().count("<testsuites") == 1  # the others are written anew


def test_an_error_of_the_system_is_told_as_any_other(tmp_path: Path) -> None:
    def fail() -> Report:
        raise PermissionError(13, "Permission denied", "/home/wanda/desk/interim/tiny/names.csv")

    made = told(Forms(annotated=True), tmp_path, fail)
    assert made.exit_code == 2 and "::error file=interim/tiny/names.csv,title=" in made.said[0]
    assert "wanda" not in str(made.to_json()) + made.words()


@pytest.mark.parametrize("actions", ["true", "false", ""])
def test_in_actions_annotations_switch_themselves_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, actions: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", actions)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "job.md"))
    on = actions == "true"
    assert Forms.wanted(False, None, None, None, None) == Forms(on, on, tmp_path / "job.md" if on else None)
    assert Forms.wanted(True, None, None, None, None).annotated is False
    assert Forms.wanted(False, False, None, None, None) == Forms()
    assert Forms.wanted(False, True, tmp_path / "own.md", None, None).summary == tmp_path / "own.md"


@pytest.mark.parametrize(("value", "withheld"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_in_any_ci_private_values_are_left_out(monkeypatch: pytest.MonkeyPatch, value: str, withheld: bool) -> None:
    monkeypatch.setenv("CI", value)
    assert Forms.wanted(False, None, None, None, None) == Forms(withheld=withheld)
    assert Forms.wanted(True, None, None, None, None).withheld is withheld


def test_one_file_for_two_forms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two files to write have one name"):
        Forms.wanted(False, None, None, tmp_path / "a", tmp_path / "a")
