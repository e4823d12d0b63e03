"""What the tests of the writers share: a small declaration, a small table, and its sums."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from datasets import DECLARATION

import schemas
from pipeline.account import Account
from pipeline.changes import Change
from pipeline.dataset import Dataset, load
from pipeline.writers.forms import render
from schemas.base import frame

NONE = {"response": "not_asked", "unaware_until_asked": False, "initially_denied": False}
TEXT = ("response_date", "statement", "response_url", "evidence_url")
ACCOUNT = Account(
    rows=1200,
    names=900,
    decided=7,
    entities=2,
    by_outcome={("dropped", "no_match"): 150, ("pending", "tie"): 40, ("published", ""): 1010},
)


def declared(folder: Path, **keys: Any) -> Dataset:
    """Load the tiny declaration with some keys changed."""
    (folder / "dataset.yml").write_text(DECLARATION, encoding="utf-8")
    return load(folder).model_copy(update={"name": "tiny", **keys})


def entities(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a published table: what a row leaves out gets a harmless value."""
    base = {"region": "CA-ON", "country": "Canada", "kind": "police", "count_range": "11-100", "count_min": 11}
    base |= {"count_max": 100, **NONE, **dict.fromkeys(TEXT, "")}
    full = [{"entity_id": f"e{at}", "name": f"Body {at}"} | base | row for at, row in enumerate(rows, 1)]
    order = list(schemas.Entities.empty())
    return schemas.Entities.validate(frame(schemas.Entities, [{key: row[key] for key in order} for row in full]))


def totals(*rows: tuple[str, str, int, int | None, int | None]) -> pd.DataFrame:
    return schemas.Totals.validate(frame(schemas.Totals, list(rows)))


def page_of(dataset: Dataset, *rows: dict[str, Any], changes: Sequence[Change] = ()) -> bytes:
    """Make the page of a table of these rows, as a publication has it."""
    return render(dataset, entities(*rows), totals(*TOTALS), ACCOUNT, changes=changes)["index.html"]


ENTITIES = (
    {"name": "Quillmere Police Service", "response": "confirmed", "unaware_until_asked": True}
    | {"statement": "We had not known.", "response_date": "2024-01-09", "response_url": "https://example.org/answer"},
    {"name": "Škoda & Sons", "count_range": "1001+", "count_min": 1001, "count_max": None},
)
TOTALS = (("all", "all", 2, 1001, None), ("country", "Canada", 2, None, None), ("kind", "police", 2, 1001, None))
