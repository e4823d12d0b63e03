"""The embedded example makes the bytes that are committed: a day later, in another folder, on another Python.

`DESKCHECK_PYTHONS` names other interpreters, parted by colons, that have the locked packages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import ROOT

COMMITTED = ROOT / "published" / "argus"


def publish(root: Path, command: list[str], *options: str, **environment: str) -> dict[str, bytes]:
    """Publish the example in a folder of its own; give the files by name."""
    shutil.copytree(ROOT / "raw" / "argus", root / "raw" / "argus")
    words = [*command, "-m", "pipeline", "publish", "argus", "--root", str(root), *options]
    variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    done = subprocess.run(words, cwd=root, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return files(root / "published" / "argus")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_day_later(tmp_path: Path) -> None:
    if not shutil.which("faketime"):
        pytest.skip("faketime is not here (apt-get install faketime)")
    shown = subprocess.run(["faketime", "+400 days", "date", "+%Y"], capture_output=True, text=True, check=True).stdout
    now = subprocess.run(["date", "+%Y"], capture_output=True, text=True, check=True).stdout
    assert int(shown) > int(now)  # the clock is false indeed
    assert publish(tmp_path, ["faketime", "-f", "+1d", sys.executable]) == files(COMMITTED)


def test_in_another_place_of_the_world_with_two_workers(tmp_path: Path) -> None:
    place = tmp_path / "Ein Ordner mit Lücken" / "ю"
    place.mkdir(parents=True)
    variables = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "12345", "COLUMNS": "20"}
    assert publish(place, [sys.executable], "--workers", "2", **variables) == files(COMMITTED)


OTHERS = [each for each in os.environ.get("DESKCHECK_PYTHONS", "").split(":") if each]


@pytest.mark.parametrize("python", [sys.executable, *OTHERS])
def test_on_this_python_and_on_others(tmp_path: Path, python: str) -> None:
    assert publish(tmp_path, [python]) == files(COMMITTED)
