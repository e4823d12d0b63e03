"""One file in each place where a newsroom may put it: source, registry, decisions, responses, names to match."""

import csv
import io
import json
import os
import re
import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasets import DECISIONS, REGISTRY, RESPONSES, ROWS, Tiny, run_here, write_csv
from hardening import limits, oracle
from hardening.corpus import Kept

ROLES = ("source", "registry", "decisions", "responses", "crosswalk")
FORMATS = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet")

_DECLARATION = """\
title: Searches of an invented network
version: "1.0.0"
country: CA
count: {{noun: searches}}
sources:
  - title: An invented list
    path: {source}
    columns: {columns}
registry: {registry}
ranges: [1, 11, 101, 1001]
"""
_COLUMNS = {"name": "Agency", "region": "Province", "count": "Searches"}
# Files made by hand have these columns; other roles read the same cells under headers of their own, beyond the header.
_HEADER, _CELLS = b"Agency,Province,Searches", b",ON,"
_RECAST = {
    "decisions": (b"name,region,decision,entity_id,decided_by,decided_on,reason", b",ON,unsure,,,,"),
    "responses": (
        b"statement,at,entity_id,date,event,outcome,source_url,channel",
        b",ON,on-1,2024-01-09,answered,denied,,",
    ),
    "crosswalk": (b"name,region,query_id", b",ON,"),
}
_OWN = {"entity_id": "Agency", "name": "Agency", "region": "Province", "kind": "Searches"}
_ERROR = re.compile(r"error: (?P<place>[^:]+): (?P<message>.+?)\. (?P<remedy>\S.+)", re.DOTALL)


@dataclass(frozen=True)
class Outcome:
    """What became of a file in a role: the exit code, what was said, and the rows that the program accounts for."""

    code: int
    told: str
    errors: str
    rows: int | None
    trace: str = ""


def prepare(root: Path) -> Tiny:
    """Make the dataset that every run starts from, published once so that a run repeats only what its file changes."""
    tiny = Tiny(root)
    declare(tiny)
    assert tiny.run("publish").code == 0
    write_csv(root / "queries.csv", [("name", "region"), *((row[0], row[1]) for row in ROWS[1:])])
    return tiny


def declare(tiny: Tiny, source: str = "list.csv", columns: Any = None, registry: str = "{path: registry.csv}") -> None:
    """Write a declaration that asks for no number of organisations."""
    text = _DECLARATION.format(source=source, columns=json.dumps(columns or _COLUMNS), registry=registry)
    (tiny.raw / "dataset.yml").write_text(text, encoding="utf-8")


def judge(template: Tiny, case: Kept, role: str, place: Path) -> list[str]:
    """Run a file in a role and tell everything that is wrong with what happened; nothing, where it went well."""
    shutil.rmtree(place, ignore_errors=True)
    tiny = Tiny(place, like=template)
    named = put(tiny, case, role)
    file = (tiny.root if role == "crosswalk" else tiny.raw) / named
    ending = limits.run(lambda: vars(work(tiny, role)))
    found = ending.excess()
    if ending.value is not None:
        outcome = Outcome(**ending.value)
        found += faults(outcome, named)
        if outcome.code == 0:
            counted = limits.run(lambda: [oracle.rows(file.read_bytes(), file.suffix)])
            found += losses(outcome, *counted.value) if counted.value else ["the rows could not be counted"]
    shutil.rmtree(place, ignore_errors=True)
    return found


def put(tiny: Tiny, case: Kept, role: str) -> str:
    """Put a file in its place and declare it; give the name by which messages must call it."""
    name = {"source": f"list{_format(case)}", "registry": f"registry{_format(case)}", "crosswalk": "queries.csv"}.get(
        role, f"{role}.csv"
    )
    if role == "source":
        declare(tiny, name, case.columns or _COLUMNS)
    elif role == "registry":
        own = _OWN if case.suffix not in (".csv", ".tsv") or _is_made_by_hand(case) else {}
        columns = {"entity_id": case.columns["name"], "name": case.columns["name"]} if case.columns else own
        declare(tiny, registry=f"{{path: {name}, columns: {json.dumps(columns)}}}")
        (tiny.raw / "responses.csv").unlink()  # its organisations may be gone
    place = (tiny.root if role == "crosswalk" else tiny.raw) / name
    if role in _RECAST and _is_made_by_hand(case):
        limits.run(lambda: place.write_bytes(_recast(case.path.read_bytes(), role)))
    else:
        shutil.copyfile(case.path, place)
    return name


def _is_made_by_hand(case: Kept) -> bool:
    with case.path.open("rb") as file:
        return _HEADER in file.read(200)


def _recast(data: bytes, role: str) -> bytes:
    """Write a file made by hand as a role reads it."""
    header, cells = _RECAST[role]
    return data.replace(_HEADER, header, 1).replace(_CELLS, cells)


def _format(case: Kept) -> str:
    return case.suffix if case.suffix in FORMATS else ".csv"


def work(tiny: Tiny, role: str) -> Outcome:
    """Run the command that reads a role's file; in a fork, for it changes the environment and the folder."""
    os.environ["DESKCHECK_DEBUG"] = "1"  # what the program did not expect is to be seen here
    words = ("publish",)
    if role == "crosswalk":
        words = ("crosswalk", "queries.csv", "raw/tiny/registry.csv", "-o", "out.csv", "--country", "CA")
        os.chdir(tiny.root)
    try:
        done = run_here(*words) if role == "crosswalk" else tiny.run(*words)
    except BaseException:  # noqa: BLE001  # a signal aside, all that may go wrong is to be seen
        return Outcome(-1, "", "", None, traceback.format_exc()[-1500:])
    return Outcome(done.code, done.out, done.err, _accounted(tiny, role) if done.code == 0 else None)


def _accounted(tiny: Tiny, role: str) -> int:
    """Count the rows that the program says it has read."""
    table = {"source": "ledger", "crosswalk": ""}.get(role, role)
    path = tiny.interim / f"{table}.csv" if table else tiny.root / "out.csv"
    csv.field_size_limit(1 << 30)
    return sum(1 for _ in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))) - 1


def faults(outcome: Outcome, named: str) -> list[str]:
    """Tell what is wrong with an exit code and its words."""
    if outcome.trace:
        return [f"traceback: {outcome.trace}"]
    if outcome.code not in (0, 1, 2):
        return [f"exit code {outcome.code}"]
    if outcome.code == 0:
        return []
    errors = [f"error: {text}" for text in outcome.errors.removesuffix("\n").removeprefix("error: ").split("\nerror: ")]
    found = [f"no place, message or remedy: {line[:300]}" for line in errors if not _ERROR.match(line)]
    return found + [f"the file is not named: {line[:300]}" for line in errors if named not in line]


def losses(outcome: Outcome, counted: int | None) -> list[str]:
    """Tell whether rows were lost in silence; `counted` is the oracle's number."""
    if outcome.code != 0 or counted == outcome.rows:
        return []
    if counted is not None:
        return [f"the file has {counted} rows, the program accounts for {outcome.rows}"]
    if "quarantined" not in outcome.told:
        return ["a quotation mark stands astray, and no row is told as unreadable"]
    return []


GOOD = {
    "source": ROWS,
    "registry": REGISTRY,
    "decisions": DECISIONS,
    "responses": RESPONSES,
    "crosswalk": [("name", "region"), *((row[0], row[1]) for row in ROWS[1:])],
}
