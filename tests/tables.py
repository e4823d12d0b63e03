"""Small tables for tests: name only the columns that matter, the rest gets harmless values."""

from typing import Any

import pandas as pd

import schemas
from pipeline.ladder import place
from schemas.base import empty, frame

BOUNDS = (1, 6, 11, 51)


def table(model: Any, rows: list[dict[str, Any]], **defaults: Any) -> pd.DataFrame:
    """Make a table of a model; a column that a row leaves out gets the default, or the zero of its type."""
    zeros = {"str": "", "int64": 0, "float64": 0.0, "bool": False}
    base = {name: zeros.get(str(dtype)) for name, dtype in empty(model).dtypes.items()}
    base |= ({"rows": 1} if "rows" in base else {}) | defaults
    return model.validate(frame(model, [base | row for row in rows]))


def records(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make records of one source, numbered from 1."""
    numbered = [{"source": "leak.csv", "row": number, "count": 1} | row for number, row in enumerate(rows, 1)]
    return table(schemas.Records, numbered)


def spellings(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make spellings of one source, of one row each."""
    return table(schemas.Spellings, [{"source": "leak.csv", "count": 1} | row for row in rows])


def links(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make links that the model decided."""
    return table(schemas.Links, list(rows), decision="link", basis="model", probability=1.0)


def registry(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make a registry of confirmed organisations; the name is the id unless it is given."""
    return table(schemas.Registry, [{"name": row["entity_id"]} | row for row in rows], status="confirmed")


def ranges(*rows: dict[str, Any], bounds: tuple[int, ...] = BOUNDS) -> pd.DataFrame:
    """Make the ranges of organisations e1, e2 … with these counts."""
    made = []
    for number, row in enumerate(rows, 1):
        interval = place(row["count"], bounds)
        told = {"count_range": interval.label, "count_min": interval.low, "count_max": interval.high}
        made.append({"entity_id": f"e{number}", "name": f"Body {number}"} | told | row)
    return table(schemas.Ranges, made)


def answers(*rows: dict[str, Any]) -> pd.DataFrame:
    """Make the answers of organisations."""
    return table(schemas.Answers, list(rows), response="confirmed")
