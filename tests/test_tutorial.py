"""The tutorial is done, word for word: by the installed program, in an empty home and a fresh folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import ROOT, read_csv

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLED = Path(sys.executable).parent


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """Run every block of commands; give the folder, and each promise with what the commands before it said."""
    if not (INSTALLED / "deskcheck").exists():
        pytest.skip("deskcheck is not installed beside this Python")
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("desk")
    path = os.pathsep.join((str(INSTALLED), "/usr/bin", "/bin"))
    environment = {"HOME": str(home), "PATH": path, "LANG": "C.UTF-8"}
    promises, said = [], ""
    for kind, text in BLOCK.findall(TUTORIAL):
        if kind == "text":
            promises.append((text, said))
            continue
        command = ["bash", "-euo", "pipefail", "-c", text]
        ran = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{text}\n{ran.stderr}"
        assert ran.stderr == "", f"{text}\n{ran.stderr}"
        said = ran.stdout
    # Nothing but what matplotlib keeps for itself, its list of fonts.
    assert {path.name for path in home.iterdir()} <= {".cache", ".config"}
    return folder, promises


def test_each_promise_is_kept(done: tuple[Path, list[tuple[str, str]]]) -> None:
    _, promises = done
    assert len(promises) >= 6
    for text, said in promises:
        for line in text.splitlines():
            assert line.strip() in said, line


def test_what_is_published_in_the_end(done: tuple[Path, list[tuple[str, str]]]) -> None:
    folder, _ = done
    table = read_csv(folder / "published" / "cameras" / "entities.csv")
    assert {(row["name"], row["count_range"], row["response"]) for row in table} == {
        ("Springmere Police Dept", "501+", "no_response"),
        ("Ostrey Police Department", "51-100", "confirmed"),
        ("Tarnbridge University Police", "101-500", "no_response"),
    }
    for name in ("Sheriff", "Test account"):
        for path in (folder / "published").rglob("*"):
            assert not path.is_file() or name.encode() not in path.read_bytes(), (name, path)


def test_a_letter_holds_what_the_tutorial_says(done: tuple[Path, list[tuple[str, str]]]) -> None:
    folder, _ = done
    letters = folder / "interim" / "cameras" / "letters"
    text = (letters / "us-il-springmere-police-department.md").read_text(encoding="utf-8")
    for part in ("Springmere Police Dept", "501 or more searches", "more than 600 searches", "2024-03-15"):
        assert part in text
    assert "652" not in text and "640" not in text


def test_what_the_text_speaks_of_is_there(done: tuple[Path, list[tuple[str, str]]]) -> None:
    folder, _ = done
    for path in re.findall(r"`((?:raw|published|interim)/cameras/[\w./-]*)`", TUTORIAL):
        assert (folder / path).exists(), path
    from openpyxl import load_workbook

    sheet = load_workbook(folder / "interim/cameras/export/cameras-0.1.0.xlsx")["table"]
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "Ostrey Police Department",
        "Springmere Police Dept",
        "Tarnbridge University Police",
    ]
