"""What the tests of exports share: a publication full of text that spreadsheets and databases trip over."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from samples import ACCOUNT, declared, entities, totals

from pipeline.writers.export.public import Public
from pipeline.writers.forms import render

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "=IMPORTXML(1)",
    "{=1+1}",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "'=1+1",
    "＝1+1",
    "%0A=1",
)
ODD = (
    "Škoda & Söhne, Ltd",
    'He said "no",\nand,\r\nthen',
    "日本語 ﷽ \U0001f600 ﬁ",
    "_x000D_ _x0041_",
    "https://example.org/a?b=c#d",
    "0012",
    "1e5",
    "2020-01-01",
    "true",
    "NULL",
    "NA",
    "<b>&amp;</b>",
    "a" * 32_767,
)


def public(folder: Path, names: tuple[str, ...] = (*FORMULAS, *ODD), **keys: Any) -> tuple[Public, dict[str, bytes]]:
    """Make a publication whose organisations bear these names, and say them; give it and its files."""
    answers = {"response": "denied", "response_date": "2024-01-02", "initially_denied": False}
    rows: list[dict[str, Any]] = [
        {"name": name, "statement": name, "kind": "" if at % 2 else "police"} | (answers if at % 3 else {})
        for at, name in enumerate(names)
    ]
    rows[0] |= {"count_range": "5001+", "count_min": 5001, "count_max": None, "response": "confirmed"}
    rows[0] |= {"initially_denied": True}
    told = {"license": "CC-BY-4.0", "released": "2024-02-03", "publisher": "=A Desk", "description": "+What it shows"}
    dataset = declared(folder, **(told | keys))
    table = entities(*rows)
    sums = totals(("all", "all", len(rows), 5001, None), ("country", "", 1, None, None), ("kind", "police", 9, 1, 2))
    files = render(dataset, table, sums, ACCOUNT)
    package = json.loads(files["datapackage.json"])
    return Public("tiny", package, {"entities": table, "totals": sums}), files


def told(files: dict[str, bytes], name: str) -> tuple[list[str], list[dict[str, str]]]:
    """Read a published table as its readers do: header and rows of text."""
    reader = csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline=""))
    rows = list(reader)
    return list(reader.fieldnames or ()), rows


def as_text(value: Any) -> str:
    """Write a typed value as the published CSV does."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
