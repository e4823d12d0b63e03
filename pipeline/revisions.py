"""Earlier revisions as they travel in the published folder: what the public already knows."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.changes import Change
from pipeline.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.claims import Claim


@dataclass(frozen=True)
class Revision:
    """What an earlier revision made public."""

    version: str
    entities: "pd.DataFrame"
    totals: "pd.DataFrame"
    claims: tuple["Claim", ...] = ()
    changes: tuple[Change, ...] = ()  # what it changed itself, with the reasons that were given


def read_revisions(files: Mapping[str, Path]) -> list[Revision]:
    """Read the revisions among the files of a published folder, the oldest first (1.2.0 before 1.10.0).

    Raises InputError for a damaged one.
    """
    from schemas import Entities, Totals

    versions = sorted({PurePosixPath(name).parts[1] for name in files}, key=age)
    return [
        Revision(
            version,
            read_published(files, f"revisions/{version}/entities.csv", Entities),
            read_published(files, f"revisions/{version}/totals.csv", Totals),
            _claims(files, f"revisions/{version}/claims.json"),
            read_changes(files, version),
        )
        for version in versions
    ]


def age(version: str) -> list[tuple[int, int, str]]:
    """Give the key by which versions stand in order: numbers in them count as numbers."""
    pieces = re.findall(r"\d+|\D+", version)
    return [(1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in pieces]


def as_rows(entities: "pd.DataFrame") -> dict[str, dict[str, str]]:
    """Give the rows of a published table by entity_id, each cell as entities.csv writes it."""
    return {row["entity_id"]: row for row in as_cells(entities)}


def as_cells(table: "pd.DataFrame") -> list[dict[str, str]]:
    """Give the rows of a published table, each cell as its file writes it."""
    names = [str(name) for name in table.columns]
    cells = [[_text(value) for value in table[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def read_changes(files: Mapping[str, Path], version: str) -> tuple[Change, ...]:
    """Read what a revision recorded of its changes; one without such a file changed nothing."""
    from schemas import Changes

    name = f"revisions/{version}/changes.csv"
    if name not in files:
        return ()
    rows = read_published(files, name, Changes).to_dict("records")
    return tuple(Change(version=version, **{str(key): str(value) for key, value in row.items()}) for row in rows)


def _claims(files: Mapping[str, Path], name: str) -> tuple["Claim", ...]:
    """Read what the story of a revision said. A claim that was ever made stays known."""
    from pipeline.claims import COMPARE, PRIVATE, Claim

    try:
        claims = []
        for each in json.loads(files[name].read_text(encoding="utf-8")):
            (word,) = [key for key in COMPARE if key in each]
            value = tuple(each[word]) if word == "between" else each[word]
            if each["statistic"] in PRIVATE and any(type(end) is not int for end in _ends(value)):
                raise ValueError("a count is a whole number")
            claims.append(Claim(str(each["text"]), str(each["statistic"]), word, value, dict(each.get("where", {}))))
        return tuple(claims)
    except KeyError as error:
        raise InputError(Problem("the claims of a published revision are missing or damaged", _REMEDY, name)) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(Problem("the claims of a published revision cannot be read", _REMEDY, name)) from error


def _ends(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) and len(value) == 2 else (value,)


def read_published(files: Mapping[str, Path], name: str, model: type, place: str = "") -> "pd.DataFrame":
    """Read a published table with the types of its model. Raises InputError where it is absent or breaks the model.

    `place` begins the file's name in messages.
    """
    import pandera.errors

    from schemas.base import columns, frame

    lines: list[int] = []
    try:
        text = files[name].read_text(encoding="utf-8")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = []
        for row in reader:
            rows.append({key: _value(key, value) for key, value in row.items()})
            lines.append(reader.line_num)
        if reader.fieldnames != columns(model):
            raise ValueError("its columns are not those of the model")
        return model.validate(frame(model, rows), lazy=True)  # type: ignore[attr-defined, no-any-return]
    except KeyError as error:
        if name in files:
            raise InputError(Problem(_BROKEN, _REMEDY, place + name)) from error
        raise InputError(Problem("a published table is missing", _REMEDY, place + name)) from error
    except pandera.errors.SchemaErrors as error:
        raise InputError(_breaches(error.failure_cases, lines, place + name)) from error
    except (ValueError, TypeError, csv.Error) as error:
        raise InputError(Problem(_BROKEN, _REMEDY, place + name)) from error


def _breaches(cases: "pd.DataFrame", lines: list[int], file: str) -> list[Problem]:
    """Tell each cell that breaks the model, the first twenty."""
    told: dict[tuple[int, str], Problem] = {}
    facts = cases[["schema_context", "column", "check", "failure_case", "index"]]
    for context, column, check, case, at in facts.itertuples(index=False, name=None):
        line = lines[int(at)] if at == at and at is not None else 0
        of_row = context != "Column"  # a check of whole rows says itself what is wrong
        problem = Problem(
            f"{_BROKEN}: {check if of_row else 'the value is not one of those allowed'}",
            _REMEDY,
            file,
            line,
            0,
            "" if of_row else str(column),
            None if of_row else str(case),
        )
        told.setdefault((line, problem.column), problem)
    return list(told.values())[:20]


_BROKEN = "a published table cannot be read"
_REMEDY = "Restore the published folder as it was committed, then run again."
_FLAGS = ("unaware_until_asked", "initially_denied")
_ENDS = ("count_min", "count_max", "entities")


def _value(column: str, text: str) -> object:
    if column in _FLAGS:
        return {"true": True, "false": False}[text]
    if column in _ENDS:
        return int(text) if text else None
    return text
