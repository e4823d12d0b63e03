"""What is installed is what was locked, under licences that are told; nothing of a dataset is ever run."""

import ast
import os
import re
from pathlib import Path

import pytest
from supply import LOCKS, ROOT, pins, table

LICENCES = ROOT / "docs" / "LICENCES.md"
SHAREABLE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python|0BSD|Zlib|CC0|LGPL|HPND|matplotlib")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(pins(lock)) > 5
    for entry in entries:
        assert re.match(r"[a-z0-9_.-]+==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "http" not in entry and "git+" not in entry, entry


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_that_is_named_is_locked(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    named = {re.split(r"[<>=\[ ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}
    assert {name.replace(".", "-").replace("_", "-") for name in named} <= {name.lower() for name in pins(lock)}


def test_only_wheels_are_installed_and_only_with_their_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if line.startswith("\t@$(PIP)")]
    assert len(installs) >= 4
    for line in installs:
        locked = "--require-hashes --only-binary :all: -r requirements/" in line
        own = "--no-index --no-build-isolation --editable ." in line  # the program itself, with what is there already
        assert locked != own, line


def test_every_licence_is_told_and_may_be_shared() -> None:
    found = table()
    if os.environ.get("DESKCHECK_WRITE"):
        head = LICENCES.read_text(encoding="utf-8").split("| package")[0]
        LICENCES.write_text(head + found, encoding="utf-8")
    assert found in LICENCES.read_text(encoding="utf-8")
    for line in found.splitlines()[2:]:
        assert SHAREABLE.search(line.split("|")[2]), line


FORBIDDEN = {
    ("eval",), ("exec",), ("compile",), ("__import__",), ("os", "system"), ("os", "popen"), ("pickle", "load"),
    ("pickle", "loads"), ("marshal", "loads"), ("shelve", "open"), ("yaml", "load"), ("ctypes", "cdll", "LoadLibrary"),
}  # fmt: skip


# The one place where a pickle is read: if this user's own key sealed it (tests/test_memory.py), or the process wrote it
# that started this one.
READ = [path for path in sorted((ROOT / "pipeline").rglob("*.py")) if path != ROOT / "pipeline" / "packed.py"]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_nothing_is_executed_that_was_read(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert tuple(ast.unparse(node.func).split(".")) not in FORBIDDEN, (path, node.lineno)
            assert not any(each.arg == "shell" for each in node.keywords), (path, node.lineno)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            assert not {"pickle", "marshal", "shelve"} & set(names), (path, node.lineno)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\n"
        + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [*{chr(97 + at)}, *{chr(97 + at)}]\n" for at in range(24)),
        "a: &a\n  b: *a\n",
        "a: " + "[" * 50_000,
        "{" * 50_000,
        "- " * 50_000,
        "a: !!python/object/apply:os.system ['true']\n",
        "a: " + "x" * 300_000,
    ],
)
def test_a_bomb_of_yaml_is_refused(bomb: str) -> None:
    import time

    from datasets import Tiny

    start = time.process_time()
    with pytest.MonkeyPatch.context() as patch:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            tiny = Tiny(Path(folder))
            (tiny.raw / "dataset.yml").write_text(bomb)
            patch.setenv("DESKCHECK_DEBUG", "1")
            done = tiny.run("publish", "tiny")
    assert done.code == 2 and done.err.startswith("error: raw/tiny/dataset.yml"), done.err[:300]
    assert time.process_time() - start < 10
