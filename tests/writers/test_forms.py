"""All files of a publication, from the same tables: the same bytes every time."""

import json
from pathlib import Path

from samples import ACCOUNT, ENTITIES, TOTALS, declared, entities, totals

from pipeline.writers.forms import render

FILES = {
    "entities.csv",
    "entities.json",
    "totals.csv",
    "index.html",
    "METHODOLOGY.md",
    "CORRECTIONS.md",
    "datapackage.json",
}
FILES |= {"figures/ranges.svg", "figures/responses.svg"}
FILES |= {f"revisions/1.0.0/{name}" for name in ("entities.csv", "totals.csv", "claims.json")}


def test_the_files_and_their_revision(tmp_path: Path) -> None:
    files = render(declared(tmp_path), entities(*ENTITIES), totals(*TOTALS), ACCOUNT)
    assert files.keys() == FILES
    assert files["revisions/1.0.0/entities.csv"] == files["entities.csv"]
    assert files["revisions/1.0.0/totals.csv"] == files["totals.csv"]
    claims = json.loads(files["revisions/1.0.0/claims.json"])
    assert claims == [{"text": "three bodies", "statistic": "entities", "is": 3}]


def test_text_is_utf8_with_line_feeds_and_ends_with_one(tmp_path: Path) -> None:
    for data in render(declared(tmp_path), entities(*ENTITIES), totals(*TOTALS), ACCOUNT).values():
        assert b"\r" not in data
        assert data.decode("utf-8").endswith("\n")


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    first = render(declared(tmp_path), entities(*ENTITIES), totals(*TOTALS), ACCOUNT)
    account = ACCOUNT.__class__(**{**ACCOUNT.__dict__, "by_outcome": dict(reversed(ACCOUNT.by_outcome.items()))})
    assert render(declared(tmp_path), entities(*ENTITIES), totals(*TOTALS), account) == first


def test_an_empty_table_is_published_too(tmp_path: Path) -> None:
    files = render(declared(tmp_path, claims=()), entities(), totals(("all", "all", 0, None, None)), ACCOUNT)
    assert json.loads(files["entities.json"]) == []
    assert b"<dd>0</dd>" in files["index.html"]
