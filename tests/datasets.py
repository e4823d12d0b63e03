"""A tiny whole dataset for tests, and the command line that runs it."""

import contextlib
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cli import main

ROOT = Path(__file__).resolve().parent.parent

DECLARATION = """\
title: Searches of an invented network
version: "1.0.0"
country: CA
count: {noun: searches}
sources:
  - title: An invented list
    path: list.csv
    columns: {name: Agency, region: Province, count: Searches}
registry: {path: registry.csv}
scope: {exclude_regions: [CA-QC]}
ranges: [1, 11, 101, 1001]
limitations: [Everything here is invented.]
claims:
  - {text: three bodies, statistic: entities, is: 3}
"""

ROWS = [
    ("Agency", "Province", "Searches"),
    ("Quillmere Police Service", "ON", "1203"),
    ("QUILLMERE POLICE SERVICE", "Ontario", "41"),
    ("Tarnbridge University", "AB", "7"),
    ("Ostrey Police", "CA-NS", "64"),
    ("Nobody Knows This Outfit", "ON", "90817"),
    ("Test account", "ON", "5"),
    ("Loutre Police", "QC", "33"),
    ("Quillmere Police Service", "ON", "twelve"),
    ("Tarnbridge University", "Atlantis", "3"),
]

REGISTRY = [
    ("entity_id", "name", "region", "kind", "aliases", "evidence_url"),
    ("on-1", "Quillmere Police Service", "CA-ON", "police", "Quillmere Police", "https://example.org/on-1"),
    ("on-2", "Quillmere University", "CA-ON", "university", "", ""),
    ("ab-1", "Tarnbridge University", "CA-AB", "university", "", "https://example.org/ab-1"),
    ("ns-1", "Ostrey Police Service", "CA-NS", "police", "Ostrey Police", ""),
    ("qc-1", "Loutre Police", "CA-QC", "police", "", ""),
]

DECISIONS = [
    ("name", "region", "decision", "entity_id", "decided_by", "decided_on", "reason"),
    ("Test account", "ON", "not_an_entity", "", "Desk", "2024-01-02", "a test"),
]

RESPONSES = [
    ("entity_id", "date", "event", "channel", "outcome", "statement", "source_url"),
    ("on-1", "2024-01-03", "asked", "e-mail", "", "", ""),
    ("on-1", "2024-01-09", "answered", "e-mail", "unaware", "We had not known.", "https://example.org/answer"),
    ("ab-1", "2024-01-03", "asked", "e-mail", "", "", ""),
]


@dataclass
class Result:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run_here(*words: str) -> Result:
    """Run the command line in this process."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["deskcheck", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        sys.argv = before
    return Result(code, out.getvalue(), err.getvalue())


def write_csv(path: Path, rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Tiny:
    """The dataset `tiny` under a root of its own."""

    def __init__(self, root: Path, like: "Tiny | None" = None) -> None:
        self.root = root
        self.raw = root / "raw" / "tiny"
        self.interim = root / "interim" / "tiny"
        self.published = root / "published" / "tiny"
        if like:  # all that it has, published and all: a copy costs less than a run
            shutil.copytree(like.root, root, dirs_exist_ok=True)
            return
        self.raw.mkdir(parents=True)
        (self.raw / "dataset.yml").write_text(DECLARATION, encoding="utf-8")
        write_csv(self.raw / "list.csv", ROWS)
        write_csv(self.raw / "registry.csv", REGISTRY)
        write_csv(self.raw / "decisions.csv", DECISIONS)
        write_csv(self.raw / "responses.csv", RESPONSES)

    def run(self, *arguments: str, **environment: str) -> Result:
        """Run a command as a user would: in this process, or in one of its own where it needs an environment."""
        words = [*arguments, "--root", str(self.root)]
        if not environment:
            return run_here(*words)
        command = [sys.executable, "-m", "pipeline", *words]
        variables = os.environ | {"PYTHONPATH": str(ROOT)} | environment
        done = subprocess.run(command, capture_output=True, check=False, cwd=self.root, env=variables)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def edit(self, old: str, new: str) -> None:
        """Change the declaration."""
        path = self.raw / "dataset.yml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Read the published folder."""
        paths = sorted(path for path in self.published.rglob("*") if path.is_file())
        return {path.relative_to(self.published).as_posix(): path.read_bytes() for path in paths}
