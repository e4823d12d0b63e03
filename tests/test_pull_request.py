"""A pull request as GitHub runs it: a repository, a base, a change, and what the job says of it."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from datasets import ROOT, Result, Tiny
from ruamel.yaml import YAML
from test_leaks import plant, sung
from workflow_commands import Annotation, parse

from pipeline.ci.outcome import PUBLISHED
from pipeline.cli import cli

SUMMARY = "summary.md"


class Repository:
    """A repository with the dataset in a folder of it, as a newsroom may have it, and a branch with a change."""

    def __init__(self, top: Path, like: "Repository | None" = None) -> None:
        self.top = top
        if like:
            shutil.copytree(like.top, top, dirs_exist_ok=True)
            self.tiny = Tiny(top / "desk", like=like.tiny)
            return
        self.tiny = plant(top / "desk")
        assert self.tiny.run("publish").code == 0
        (top / ".gitignore").write_text("interim/\nsummary.md\n", encoding="utf-8")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("base")
        self.git("switch", "--quiet", "--create", "change")

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=Desk", "-c", "user.email=desk@paper.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *who, *words], cwd=self.top, check=True, capture_output=True)

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.tiny.published / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def job(self, *words: str) -> tuple[Result, str]:
        """Run the check as a step of a job: GitHub's variables set, a summary that other steps may have begun."""
        command = [sys.executable, "-m", "pipeline", "check", *words, "--root", str(self.tiny.root)]
        told = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(self.top / SUMMARY), "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=self.top, capture_output=True, check=False, env=os.environ | told)
        summary = self.top / SUMMARY
        result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
        return result, summary.read_text(encoding="utf-8") if summary.exists() else ""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def repository(original: Repository, tmp_path: Path) -> Repository:
    return Repository(tmp_path, like=original)


def silent(repository: Repository, *texts: str) -> None:
    for text in texts:
        assert list(sung(text.encode(), repository.tiny.root, file_names=False)) == [], text


def test_a_changed_row_is_annotated_where_it_stands(repository: Repository) -> None:
    repository.edit("entities.csv", "1001+,1001,", "101-1000,101,1000")
    repository.edit("METHODOLOGY.md", "invented", "real")
    repository.commit("a change")
    result, summary = repository.job()
    assert result.code == 1
    made = parse(result.out)
    line = 1 + [row.startswith("on-1,") for row in repository.tiny.files()["entities.csv"].decode().split("\n")].index(
        True
    )
    assert (
        Annotation(
            "error",
            "count_range: on-1: the sources make '1001+' (found '101-1000'). "
            "Run publish, look at what changed, and commit it.",
            "desk/published/tiny/entities.csv",
            line,
            "tiny: A published file is not as it must be",
        )
        in made
    )
    assert {each.file for each in made if each.level == "error"} == {
        "desk/published/tiny/entities.csv",
        "desk/published/tiny/METHODOLOGY.md",
        "desk/published/tiny/datapackage.json",
    }
    assert all((repository.top / each.file).is_file() for each in made if each.file)
    assert f"desk/published/tiny/entities.csv, line {line} | count\\_range: on-1" in summary
    assert summary.startswith("## Deskcheck\n") and "\n| tiny | " in summary
    silent(repository, result.out, result.err, summary)


def test_a_bad_row_of_a_private_table_is_named_and_not_told(repository: Repository) -> None:
    with (repository.tiny.raw / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("Wanda Winterbottom,Winterland,perhaps,,Wim,2024-99-99,why\n")
    repository.commit("a change")
    files = ("--junit", "j.xml", "--sarif", "s.sarif")
    result, summary = repository.job(*files)
    assert result.code == 2
    made = [each for each in parse(result.out) if each.level == "error"]
    assert {(each.file, each.line) for each in made} == {("desk/raw/tiny/decisions.csv", 3)}
    assert {each.message.split(": ")[0] for each in made} == {
        "row 2, region", "row 2, decision", "row 2, decided_on"
    }  # fmt: skip
    texts = [result.out, result.err, summary, *((repository.top / name).read_text("utf-8") for name in files[1::2])]
    for word in ("Wanda", "Winterland", "perhaps", "Wim", "2024-99-99"):
        assert not [text for text in texts if word in text], word
    assert "it may be private: run check on the desk" in made[0].message
    on_the_desk = repository.tiny.run("check")
    assert "(found 'perhaps')" in on_the_desk.err
    silent(repository, *texts)


def test_nothing_to_find_is_told_as_well_and_notes_are_notices(repository: Repository) -> None:
    (repository.top / SUMMARY).write_text("# Another step\n", encoding="utf-8")
    result, summary = repository.job("--junit", "j.xml", "--sarif", "s.sarif")
    assert result.code == 0, result.err
    assert {each.level for each in parse(result.out)} <= {"notice"}
    assert summary.startswith("# Another step\n## Deskcheck\n") and "No findings in" in summary
    assert ET.parse(repository.top / "j.xml").getroot().get("failures") == "0"
    assert json.loads((repository.top / "s.sarif").read_text("utf-8"))["version"] == "2.1.0"
    silent(repository, result.out, result.err, summary)


def test_an_absent_private_source_is_a_warning_and_no_failure(repository: Repository) -> None:
    for path in repository.tiny.raw.glob("Zilpzalp*.csv"):
        path.unlink()
    result, summary = repository.job()
    assert result.code == 0, result.err
    (warning,) = [each for each in parse(result.out) if each.level == "warning"]
    assert warning.file == "desk/raw/tiny/dataset.yml"
    assert warning.message.startswith(
        "whether it is true to its sources and to claims on counts, for want of 1 private"
    )
    assert "**Not checked**" in summary
    silent(repository, result.out, result.err, summary)


def test_a_program_gets_one_document_and_the_job_its_summary(repository: Repository) -> None:
    result, summary = repository.job("--json")
    assert result.json["exit_code"] == 0 and "::" not in result.out
    assert "No findings" in summary


def test_it_can_be_switched_on_and_off(repository: Repository) -> None:
    repository.edit("entities.csv", "1001+,1001,", "101-1000,101,1000")
    plain = repository.tiny.run("check")
    assert "::" not in plain.out
    assert parse(repository.tiny.run("check", "--github").out)
    result, summary = repository.job("--no-github")
    assert (result.out, summary) == (plain.out, "")
    clash = repository.tiny.run("check", "--github", "--json")
    assert clash.code == 2 and "would both write to the output" in clash.out


def test_an_error_before_any_dataset_is_annotated_too(repository: Repository) -> None:
    result, summary = repository.job("nobody", "--junit", "j.xml", "--sarif", "s.sarif")
    assert result.code == 2
    (made,) = parse(result.out)
    assert (made.level, made.file) == ("error", "") and "there is no dataset of this name" in made.message
    assert "there is no dataset of this name" in summary
    assert ET.parse(repository.top / "j.xml").getroot().get("errors") == "1"
    (run,) = json.loads((repository.top / "s.sarif").read_text("utf-8"))["runs"]
    assert run["results"] == [] and run["invocations"][0]["executionSuccessful"] is False


def test_a_file_that_cannot_be_written_is_told_before_any_work(repository: Repository) -> None:
    result = repository.tiny.run("check", "--junit", str(repository.top / "no" / "such" / "j.xml"))
    assert result.code == 2 and "there is no such folder to write to" in result.err
    assert str(repository.top) not in result.err


def workflow() -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / "datasets.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = YAML(typ="safe").load(text)
    return read


def test_the_commands_of_the_document_run_and_its_annotation_is_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("::")]
    (shown,) = parse(line)
    assert shown.title == f"argus: {PUBLISHED.title}" and shown.line == 3
    (command,) = [line for line in text.splitlines() if line.startswith("deskcheck ")]
    monkeypatch.chdir(repository.top)
    assert repository.tiny.run(*shlex.split(command)[1:]).code == 0
    assert all((repository.top / name).stat().st_size for name in ("check.xml", "check.sarif", "check.md"))


def test_the_workflow_may_only_read_and_runs_make() -> None:
    made = workflow()
    assert made["permissions"] == {"contents": "read"} and "pull_request" in made["on"]
    (job,) = made["jobs"].values()
    assert "permissions" not in job
    uses = [step["uses"] for step in job["steps"] if "uses" in step]
    assert uses and all(each.startswith("actions/") for each in uses)
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["fetch-depth"] >= 2  # HEAD^1 is the base
    (run,) = [step["run"] for step in job["steps"] if "run" in step]
    make, target, options = shlex.split(run)
    assert (make, target) == ("make", "check") and options.startswith("OPTIONS=")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "deskcheck check $(OPTIONS) $(DATASET)" in makefile
    known = {option for parameter in cli.commands["check"].params for option in parameter.opts}
    asked = {word for word in options.removeprefix("OPTIONS=").split() if word.startswith("-")}
    assert asked <= known | {"--against"}


def hooks(name: str) -> list[dict[str, Any]]:
    read = YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read if isinstance(read, list) else read["repos"][0]["hooks"]
    return [hook for hook in found if hook["id"] == "deskcheck-check"]


@pytest.mark.parametrize("name", [".pre-commit-hooks.yaml", ".pre-commit-config.yaml"])
def test_the_hook_checks_the_datasets_of_the_files_that_are_staged(repository: Repository, name: str) -> None:
    import re

    (hook,) = hooks(name)
    assert hook["language"] == "system" and hook["entry"] == ".venv/bin/deskcheck check" and hook["require_serial"]
    staged = ["desk/raw/tiny/registry.csv", "desk/published/tiny/entities.csv", "raw/README.md", "docs/raw.md"]
    chosen = [file for file in staged if re.search(hook["files"], file)]
    assert chosen == staged[:2]
    assert repository.tiny.run("check", *chosen).code == 0
    assert repository.tiny.run("check", *chosen, "--json").json["results"][0]["dataset"] == "tiny"
    repository.edit("entities.csv", "1001+,1001,", "101-1000,101,1000")
    assert repository.tiny.run("check", *chosen).code == 1
    assert repository.tiny.run("check", "raw/other/list.csv").code == 2
