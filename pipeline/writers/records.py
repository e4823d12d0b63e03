"""A table as JSON: an array of objects, one to a line, so that two revisions can be compared by eye."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def to_json(table: "pd.DataFrame") -> bytes:
    """Write the rows as objects with the table's columns, in order: UTF-8, numbers and truth values as such.

    What has no value is null: a missing number, and an empty text.
    """
    columns = [_values(table[name]) for name in table.columns]
    names = list(table.columns)
    lines = [dumps(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
    return ("[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n").encode("utf-8")


def dumps(value: Any, indent: int | None = None) -> str:
    """Write a value as JSON in the one style of the published files."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _values(column: "pd.Series[Any]") -> list[Any]:
    missing = column.isna().to_list()
    return [None if none or value == "" else value for value, none in zip(column.to_list(), missing, strict=True)]
