"""Earlier revisions as they travel in the published folder: what the public already knows."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Revision:
    """What an earlier revision made public."""

    version: str
    entities: "pd.DataFrame"
    totals: "pd.DataFrame"


def read_revisions(files: Mapping[str, Path]) -> list[Revision]:
    """Read the revisions among the files of a published folder, by version. Raises InputError for a damaged one."""
    from schemas import Entities, Totals

    versions = sorted({PurePosixPath(name).parts[1] for name in files})
    return [
        Revision(
            version,
            read_published(files, f"revisions/{version}/entities.csv", Entities),
            read_published(files, f"revisions/{version}/totals.csv", Totals),
        )
        for version in versions
    ]


def read_published(files: Mapping[str, Path], name: str, model: type) -> "pd.DataFrame":
    """Read a published table with the types of its model. Raises InputError where it is absent or breaks the model."""
    import pandera.errors

    from schemas.base import columns, frame

    try:
        text = files[name].read_text(encoding="utf-8")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = list(reader)
        if reader.fieldnames != columns(model):
            raise ValueError("its columns are not those of the model")
        typed = frame(model, [{key: _value(key, value) for key, value in row.items()} for row in rows])
        return model.validate(typed, lazy=True)  # type: ignore[attr-defined, no-any-return]
    except KeyError as error:
        raise InputError(Problem("a published table is missing", _REMEDY, file=name)) from error
    except (ValueError, TypeError, csv.Error, pandera.errors.SchemaErrors) as error:
        raise InputError(Problem("a published table cannot be read", _REMEDY, file=name)) from error


_REMEDY = "Restore the published folder as it was committed, then run again."
_FLAGS = ("unaware_until_asked", "initially_denied")
_ENDS = ("count_min", "count_max", "entities")


def _value(column: str, text: str) -> object:
    if column in _FLAGS:
        return {"true": True, "false": False}[text]
    if column in _ENDS:
        return int(text) if text else None
    return text
