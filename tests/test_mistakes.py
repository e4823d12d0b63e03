"""The thirty most likely mistakes of somebody who uses Deskcheck for the first time, and what each is told.

`mistakes.txt` holds the messages, so that they can be read one after the other: does each say what to do next?
Where a message changes, DESKCHECK_WRITE=1 writes the file anew; read it before you commit it.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from datasets import ROWS, Result, Tiny, run_here, write_csv

GOLDEN = Path(__file__).with_name("mistakes.txt")

Mistake = Callable[[Tiny], Result]


def edited(old: str, new: str) -> Mistake:
    """Publish after a change of the declaration."""

    def make(tiny: Tiny) -> Result:
        tiny.edit(old, new)
        return tiny.run("publish", "tiny")

    return make


def written(name: str, text: str | bytes) -> Mistake:
    """Publish after a file was written."""

    def make(tiny: Tiny) -> Result:
        (tiny.raw / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tiny.run("publish", "tiny")

    return make


def lacking(name: str) -> Mistake:
    """Publish without a file."""

    def make(tiny: Tiny) -> Result:
        (tiny.raw / name).unlink()
        return tiny.run("publish", "tiny")

    return make


def run(*words: str) -> Mistake:
    return lambda tiny: tiny.run(*words)


def _excel(tiny: Tiny) -> Result:
    tiny.edit("path: list.csv", "path: list.xls")
    return tiny.run("publish", "tiny")


def _renamed(tiny: Tiny) -> Result:
    (tiny.raw / "list.xlsx").write_bytes((tiny.raw / "list.csv").read_bytes())
    tiny.edit("path: list.csv", "path: list.xlsx")
    return tiny.run("publish", "tiny")


def _semicolons(tiny: Tiny) -> Result:
    text = "\n".join(";".join(row) for row in ROWS)
    return written("list.csv", text)(tiny)


def _crosswalk(tiny: Tiny) -> Result:
    write_csv(tiny.root / "queries.csv", [("organisation",), ("Ostrey Police",)])
    paths = (tiny.root / "queries.csv", tiny.raw / "registry.csv", tiny.root / "out.csv")
    return run_here("crosswalk", str(paths[0]), str(paths[1]), "-o", str(paths[2]))


DECISIONS = "name,region,decision,entity_id,decided_by,decided_on,reason\n"
RESPONSES = "entity_id,date,event,channel,outcome,statement,source_url\n"
REGISTRY = "entity_id,name,region\n"

MISTAKES: dict[str, Mistake] = {
    "The list is not where the declaration says": lacking("list.csv"),
    "There is no registry": lacking("registry.csv"),
    "There is no declaration": lacking("dataset.yml"),
    "The dataset's name is misspelt": run("publish", "tinny"),
    "The command is misspelt": run("publsih"),
    "A column is named as it is not": edited("name: Agency", "name: Agencies"),
    "The list has no header": written("list.csv", "Ostrey Police,NS,64\n"),
    "The list is parted by semicolons": _semicolons,
    "The list is in an old encoding": written(
        "list.csv", "Agency,Province,Searches\nPolice de Québec,QC,3\n".encode("cp1252")
    ),
    "The list is an old Excel file": _excel,
    "A CSV file is called XLSX": _renamed,
    "The list is empty": written("list.csv", ""),
    "A key is misspelt": edited("limitations:", "limitation:"),
    "A key is missing": edited("ranges: [1, 11, 101, 1001]\n", ""),
    "The version is a number": edited('version: "1.0.0"', "version: 1.0"),
    "The declaration is indented wrongly": edited("    path: list.csv", "   path: list.csv"),
    "A tab stands in the declaration": edited("    path: list.csv", "\tpath: list.csv"),
    "A text with a colon has no quotation marks": edited("title: Searches of", "title: Searches: of"),
    "The ranges do not increase": edited("[1, 11, 101, 1001]", "[1, 101, 11]"),
    "The ranges are texts": edited("[1, 11, 101, 1001]", "[1-10, 11-100]"),
    "A pattern is no expression": edited("limitations:", "normalize: {noise: ['(test']}\nlimitations:"),
    "A pattern would hang": edited("limitations:", "normalize: {noise: ['^(([A-Za-z ]+)+)+$!']}\nlimitations:"),
    "The country is not known": edited("country: CA", "country: Canadia"),
    "A claim is false": edited("is: 3}", "is: 4}"),
    "A claim asks for what is not counted": edited("statistic: entities", "statistic: agencies"),
    "An identifier stands in the registry twice": written(
        "registry.csv", f"{REGISTRY}a,Ostrey Police,NS\na,Other,NS\n"
    ),
    "The registry has a region that nobody knows": written("registry.csv", f"{REGISTRY}a,Ostrey Police,Atlantis\n"),
    "The registry has other headers": written("registry.csv", "id,organisation\na,Ostrey Police\n"),
    "A decision is another word": written("decisions.csv", f"{DECISIONS}Test account,ON,yes,,Desk,,\n"),
    "A match names nobody": written("decisions.csv", f"{DECISIONS}Test account,ON,match,,Desk,,\n"),
    "A date is written as at home": written("responses.csv", f"{RESPONSES}on-1,3/1/2024,asked,,,,\n"),
    "An answer is of somebody unknown": written("responses.csv", f"{RESPONSES}on-9,2024-01-03,asked,,,,\n"),
    "A comma in a statement is not quoted": written(
        "responses.csv", f"{RESPONSES}on-1,2024-01-03,answered,,denied,No, never,\n"
    ),
    "The sha256 is of another file": edited("path: list.csv", f"path: list.csv\n    sha256: {'f' * 64}"),
    "The names to match have another header": _crosswalk,
    "The folder is not the newsroom's": lambda tiny: run_here("publish", "--root", str(tiny.raw)),
}


def told(tmp_path: Path) -> str:
    """Make every mistake, and gather what is told."""
    parts, base = [], Tiny(tmp_path / "base")
    assert base.run("publish").code == 0  # so that each mistake repeats only what it changes
    for number, (what, make) in enumerate(MISTAKES.items()):
        done = make(Tiny(tmp_path / str(number), like=base))
        text = done.err.replace(str(tmp_path), "").strip()
        parts.append(f"{what}  (exit code {done.code})\n" + re.sub(r"^", "    ", text, flags=re.MULTILINE))
    return "\n\n".join(parts) + "\n"


def test_what_is_told_of_each_mistake(tmp_path: Path) -> None:
    found = told(tmp_path)
    if os.environ.get("DESKCHECK_WRITE"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", GOLDEN.read_text(encoding="utf-8").split("\n\n") if GOLDEN.exists() else [])
def test_each_message_tells_where_what_and_what_to_do(entry: str) -> None:
    what, *lines = entry.splitlines()
    assert re.search(r"\(exit code [12]\)$", what)
    errors = [line.strip() for line in lines if "rror: " in line]
    assert errors
    for line in errors:
        # Two sentences at least, the last of which says what to do; usage is told with a pointer to the help.
        assert re.search(r"[.\])] ?[A-Z`'“].*[.`)]$", line) or "No such command" in line, line
    assert "Traceback" not in entry and "did not expect" not in entry
