"""What readers were told of one organisation, revision by revision: public, from the published folder alone."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
_TOLD = ("name", "region", "kind", "count_range", "response", "unaware_until_asked", "initially_denied", "statement",
         "response_date", "response_url", "evidence_url")  # fmt: skip


def history(files: Mapping[str, Path], entity_id: str) -> list[Row]:
    """Tell, for each revision, what its row said and what changed since the one before; the oldest first.

    `files` are those of the published folder. Revisions before the organisation came are left out.
    """
    from pipeline.revisions import read_revisions

    told: list[Row] = []
    before: Row | None = None
    for revision in read_revisions({name: path for name, path in files.items() if name.startswith("revisions/")}):
        row = row_of(revision.entities, entity_id)
        if row or before:
            told.append({"version": revision.version, "row": row, "changes": _changes(before, row)})
        before = row
    return told


def _changes(before: Row | None, row: Row | None) -> list[Row]:
    if not before or not row:
        return [{"field": "*", "before": "", "after": "came" if row else "went"}]
    return [
        {"field": field, "before": before[field], "after": row[field]} for field in _TOLD if before[field] != row[field]
    ]


def row_of(table: "pd.DataFrame", entity_id: str) -> Row | None:
    """Give an organisation's row of a table as plain values (a missing number is None); None where there is none."""
    found = table[table["entity_id"] == entity_id]
    return plain(found)[0] if len(found) else None


def plain(table: "pd.DataFrame") -> list[Row]:
    """Give the rows of a table as plain values; a missing number is None."""
    columns = [[None if none else value for value, none in zip(table[name].tolist(), table[name].isna(), strict=True)]
               for name in table.columns]  # fmt: skip
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def version_of(files: Mapping[str, Path]) -> str:
    """Tell which version the published folder holds; '' where it does not say."""
    try:
        return str(json.loads(files["datapackage.json"].read_text(encoding="utf-8"))["version"])
    except (KeyError, ValueError, TypeError, OSError):
        return ""
