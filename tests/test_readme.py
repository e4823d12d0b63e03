"""What the documents say is done: their commands are run, and every command is in them."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import ROOT, read_csv, write_csv

from pipeline.cli import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "scale.md"]


def blocks(language: str) -> list[str]:
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for name, text in fenced if name == language]


def test_every_command_of_the_program_is_in_the_readme_and_no_other() -> None:
    told = set(re.findall(r"^\| `deskcheck ([a-z]+)", README, re.MULTILINE))
    assert told == set(cli.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_and_every_file_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z]+)`?", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link


def test_the_first_two_commands_are_those_of_ci() -> None:
    assert blocks("")[0].split("\n")[:2] == ["make publish", "make test"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test\n" in ci and "make publish\n" in ci


def test_the_ten_minutes_of_a_newcomer(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    rows = [
        ("Agency", "State", "Searches"),
        ("SPRINGMERE PD", "IL", "640"),
        ("Springmere Co. Sheriff's Office", "IL", "9"),
    ]
    write_csv(tmp_path / "my-list.csv", rows)
    commands = "".join(blocks("")[1:]).splitlines()
    assert len(commands) >= 3
    for command in commands:
        if command.startswith(("mkdir", "cp")):
            subprocess.run(shlex.split(command), cwd=tmp_path, check=True)
    (tmp_path / "raw" / "cameras" / "registry.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (tmp_path / "raw" / "cameras" / "dataset.yml").write_text(blocks("yaml")[0], encoding="utf-8")
    (deskcheck,) = [command for command in commands if "deskcheck publish" in command]
    words = [sys.executable, "-m", "pipeline", *shlex.split(deskcheck)[1:], "--root", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    table = read_csv(tmp_path / "published" / "cameras" / "entities.csv")
    assert {row["name"]: row["count_range"] for row in table} == {
        "Springmere Police Department": "101-1000",
        "Springmere County Sheriff's Office": "1-10",
    }


def test_two_lists_without_a_dataset(tmp_path: Path) -> None:
    names = [("query_id", "name", "region"), ("a", "SPRINGMERE PD", "IL"), ("b", "Springmere Zoo", "")]
    write_csv(tmp_path / "names.csv", names)
    (tmp_path / "organisations.csv").write_text(blocks("csv")[0], encoding="utf-8")
    write_csv(tmp_path / "answers.csv", [("query_id", "entity_id"), ("a", "spr-pd"), ("b", "")])
    commands = [line for line in "".join(blocks("")).splitlines() if re.search("deskcheck (crosswalk|evaluate)", line)]
    assert len(commands) == 2
    for command in commands:
        words = [sys.executable, "-m", "pipeline", *shlex.split(command)[1:]]
        done = subprocess.run(
            words, cwd=tmp_path, capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        assert done.returncode == 0, done.stderr.decode()
    matched = read_csv(tmp_path / "matched.csv")
    assert (matched[0]["query_id"], matched[0]["entity_id"], matched[0]["decision"]) == ("a", "spr-pd", "link")
    assert [row["query_id"] for row in read_csv(tmp_path / "why.csv")] == ["a", "b"]
    assert (tmp_path / "matched.svg").read_bytes().startswith(b"<?xml")
