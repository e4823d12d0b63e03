"""The command line: help everywhere, words for every mistake, and nothing heavy until it is needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import ROOT, run_here

from pipeline.cli import cli
from pipeline.commands import publishing


@pytest.mark.parametrize("command", ["", *sorted(cli.commands)])
def test_every_command_has_help(command: str) -> None:
    result = run_here(*([command] if command else []), "--help")
    assert result.code == 0
    assert "Usage: deskcheck" in result.out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.cli import main\n"
        "sys.argv = ['deskcheck', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'pydantic', 'ruamel', 'pycountry', 'pipeline.run'} & set(sys.modules)\n"
        "sys.exit(repr(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_crosswalk_loads_no_declaration(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("entity_id,name\na,Boise Police\nb,Salem Police\n", encoding="utf-8")
    code = (
        "import sys; from pipeline.cli import main\n"
        "sys.argv = ['deskcheck', 'crosswalk', 'names.csv', 'names.csv', '-o', 'out.csv']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "idle = {'pipeline.declaration.model', 'pipeline.run', 'pipeline.writers.forms', 'pipeline.matching.explain'}\n"
        "idle &= set(sys.modules)\n"
        "sys.exit(repr(idle) if idle else 0)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("link") == 2


def test_python_m_pipeline_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline", "--version"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, run_here("--version").out)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["publsh"], "No such command 'publsh'"),
        (["publish", "--what"], "No such option"),
        (["publish", "--workers", "0"], "0 is not in the range"),
        (["publish", "--root", "/nowhere/at/all"], "does not exist"),
        (["fetch"], "Missing argument 'DATASET'"),
        (["crosswalk", "a.csv", "b.csv"], "Missing option '-o'"),
        (["crosswalk", "a.csv", "b.csv", "-o", "c.csv", "--accept", "2"], "2.0 is not in the range"),
        (["crosswalk", "a.csv", "b.csv", "-o", "c.csv", "--accept", "0.4"], "--review lies above --accept"),
    ],
)
def test_wrong_usage_is_told_and_exits_with_2(words: list[str], told: str) -> None:
    result = run_here(*words)
    assert result.code == 2
    assert told in result.err
    assert "Traceback" not in result.err
    told_to_a_program = run_here(*words, "--json")
    assert told_to_a_program.code == told_to_a_program.json["exit_code"] == 2
    assert told in told_to_a_program.json["problems"][0]


def test_no_raw_folder_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run_here("publish")
    assert result.code == 2
    assert (
        "there is no raw/ folder here or above. Go to the folder that holds it, or name it with --root." in result.err
    )


def test_the_root_is_found_from_any_folder_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "raw" / "deep")
    result = run_here("publish")
    assert (result.code, result.out) == (0, "There is no dataset in raw/ yet.\n")


def test_a_root_that_is_none_is_told(tmp_path: Path) -> None:
    result = run_here("publish", "--root", str(tmp_path))
    assert result.code == 2
    assert "the folder holds no raw/" in result.err


def test_an_unknown_stage_is_told_with_those_there_are() -> None:
    result = run_here("stage", "argus", "mach", "--root", str(ROOT))
    assert result.code == 2
    assert "they are, in order: ingest, registry, decisions, responses, normalize, match" in result.err


def test_a_stage_runs_alone_and_tells_where_its_table_stands(tmp_path: Path) -> None:
    from datasets import Tiny

    tiny = Tiny(tmp_path)
    result = tiny.run("stage", "tiny", "normalize")
    assert result.code == 0
    assert "interim/tiny/names.csv: 7 rows" in result.out
    assert not tiny.published.exists() and not (tiny.interim / "candidates.csv").exists()
    assert "nothing has changed" in tiny.run("stage", "tiny", "normalize").out


@pytest.mark.parametrize("as_json", [False, True])
def test_an_error_is_told_in_the_form_asked_for(tmp_path: Path, as_json: bool) -> None:
    (tmp_path / "raw").mkdir()
    result = run_here("publish", "nothing", "--root", str(tmp_path), *(["--json"] if as_json else []))
    assert result.code == 2
    if as_json:
        assert result.json["exit_code"] == 2 and len(result.json["problems"]) == 1
    else:
        assert result.err.startswith("error: there is no dataset of this name")


def test_a_fault_of_the_program_prints_no_traceback_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise ZeroDivisionError("Ostrey Police, 64")

    monkeypatch.setattr(publishing, "publish_all", fault)
    result = run_here("publish", "--root", str(ROOT))
    assert result.code == 2
    assert "did not expect (ZeroDivisionError at test_cli.py:" in result.err
    assert "Ostrey" not in result.err and "Traceback" not in result.err


def test_a_system_error_names_the_file_and_what_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/srv/desk/interim/tiny/records.csv")

    monkeypatch.setattr(publishing, "publish_all", full)
    result = run_here("publish", "--root", str(ROOT), "--json")
    assert result.code == 2
    assert json.loads(result.out)["problems"] == [
        "interim/tiny/records.csv: the system says: No space left on device. Make room on the disk, then run again."
    ]
