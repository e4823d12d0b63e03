"""What crosswalk reads: queries, by what is distinct about them, and a registry."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline import regions
from pipeline.errors import InputError, Problem
from pipeline.text import fold_blanks
from pipeline.windows.rows import read_columns
from schemas import Registry, Spellings
from schemas.base import from_columns

_BASE = ("entity_id", "name")
_MORE = ("aliases", "region", "kind")
_ENOUGH = 20  # problems told at once


@dataclass(frozen=True)
class Asked:
    """The queries by what is distinct about them: name and region as written."""

    ids: list[str]  # per row, its query_id
    which: list[int]  # per row, the number of its pair
    pairs: list[tuple[str, str]]  # name and region as written
    codes: list[str | None]  # per pair, its region's code; '' where none is told, None where nobody knows it
    keys: list[tuple[str, str] | None]  # per pair, its name and region as links has them; None without a name

    def rows(self, chosen: set[int]) -> tuple[int, ...]:
        """Give the rows, 1-based, of some pairs."""
        return tuple(row for row, pair in enumerate(self.which, start=1) if pair in chosen) if chosen else ()


def check_country(country: str) -> str:
    """Give the country's code in capitals; '' stays ''. Raises InputError for what is none."""
    code = country.strip().upper()
    try:
        known = not code or bool(regions.country_name(code))
    except KeyError:
        known = False
    if not known:
        raise InputError(Problem("there is no such country", "Give its ISO 3166-1 code: US.", value=country))
    return code


def read_registry(path: Path, country: str) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Read a registry; beside it the rows, 1-based, whose region nobody knows. Raises InputError with all problems."""
    rows = read_columns(path, _BASE, _MORE)
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for column in _BASE:
        for number, text in enumerate(rows[column], start=1):
            if not text or text.isspace():
                problems.append(Problem("is empty", "Fill it in.", path.name, row=number, column=column))
    for number, entity_id in enumerate(rows["entity_id"], start=1):
        if entity_id and first.setdefault(entity_id, number) != number:
            message = f"is there twice, first in row {first[entity_id]}"
            remedy = "Give each organisation one row; other names go into aliases."
            problems.append(Problem(message, remedy, path.name, 0, number, "entity_id", entity_id))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.row)[:_ENOUGH])
    codes = _codes(rows["region"], country)
    odd = tuple(number for number, code in enumerate(codes, start=1) if code is None)
    told = from_columns(Registry, rows | {"region": [code or "" for code in codes], "status": "confirmed"})
    return told.sort_values("entity_id", ignore_index=True), odd


def read_queries(path: Path, country: str) -> Asked:
    """Read queries. Raises InputError for a file that cannot be read whole."""
    queries = read_columns(path, ("name",), ("query_id", "region"))
    pairs = dict.fromkeys(zip(queries["name"], queries["region"], strict=True), 0)
    pairs.update(zip(list(pairs), range(len(pairs)), strict=True))
    which = list(map(pairs.__getitem__, zip(queries["name"], queries["region"], strict=True)))
    codes = _codes([region for _, region in pairs], country)
    folded = [fold_blanks(name) for name, _ in pairs]
    keys = [(name, code or "") if name else None for name, code in zip(folded, codes, strict=True)]
    ids = queries["query_id"]
    if "" in ids:
        ids = [query_id or str(row) for row, query_id in enumerate(ids, start=1)]
    return Asked(ids, which, list(pairs), codes, keys)


def spellings(asked: Asked) -> pd.DataFrame:
    """Make Spellings of the distinct queries: all that follows asks for no more."""
    pairs = [key or ("", "") for key in asked.keys]
    problems = ["" if key else "missing_name" for key in asked.keys]
    columns = {"source": "queries", "outside": False, "problem": problems, "rows": 1, "count": 1, "largest": 1}
    named = {"name": [name for name, _ in pairs], "region": [region for _, region in pairs]}
    return from_columns(Spellings, columns | named)


def _codes(texts: Sequence[str], country: str) -> list[str | None]:
    """Find the code of each region: '' where none is told, None where nobody knows it. Each text is looked up once."""
    known: dict[str, str | None] = {}
    for text in set(texts):
        try:
            known[text] = regions.parse(text, country) if fold_blanks(text) else ""
        except ValueError:
            known[text] = None
    return [known[text] for text in texts]
