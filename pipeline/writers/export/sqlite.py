"""A SQLite file with full-text search, and beside it what Datasette shows of it (https://docs.datasette.io, metadata).

The same tables make the same bytes with the same version of SQLite, which writes its number into each file.
"""

import datetime
import sqlite3
from contextlib import closing
from typing import Any

from pipeline.errors import InputError, Problem
from pipeline.writers.export.public import Public, rows
from pipeline.writers.records import dumps

_TYPES = {"int64": "INTEGER", "Int64": "INTEGER", "bool": "INTEGER"}
_KEYS = {"entities": "entity_id", "totals": "dimension, value"}
_TITLES = {"entities": "organisations", "totals": "totals"}
_SEARCHED = ("name", "region", "country", "kind", "statement")
_FACETS = ["country", "kind", "response"]


def write(public: Public, stem: str) -> dict[str, bytes]:
    """Make the database and its metadata, by the suffixes of their files. Raises InputError where SQLite is too old."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA encoding = 'UTF-8'")
        try:
            _fill(database, public)
        except sqlite3.OperationalError as error:
            told = f"the SQLite of this Python cannot make the file ({error})"
            raise InputError(Problem(told, "Use a Python whose SQLite has FTS5, or export as parquet.")) from None
        data = database.serialize()
    return {".sqlite": data, ".metadata.json": (dumps(_metadata(public, stem), indent=2) + "\n").encode("utf-8")}


def _fill(database: sqlite3.Connection, public: Public) -> None:
    for name, table in public.tables.items():
        types = {column: _TYPES.get(str(table[column].dtype), "TEXT") for column in table.columns}
        columns = ", ".join(f"{column} {kind}" for column, kind in types.items())
        database.execute(f"CREATE TABLE {name} ({columns}, PRIMARY KEY ({_KEYS[name]}))")
        marks = ", ".join("?" * len(types))
        # A key is never missing: the group of organisations without a country is ''.
        keys = {at for at, column in enumerate(types) if column in _KEYS[name].split(", ")}
        lines = ([_stored(cell, at in keys) for at, cell in enumerate(row)] for row in rows(table))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", lines)
    for column in _FACETS:
        database.execute(f"CREATE INDEX entities_{column} ON entities ({column})")
    searched = ", ".join(_SEARCHED)
    tokens = "tokenize='unicode61 remove_diacritics 2'"  # Skoda finds Škoda
    database.execute(f'CREATE VIRTUAL TABLE entities_fts USING fts5({searched}, content="entities", {tokens})')
    database.execute("INSERT INTO entities_fts(entities_fts) VALUES ('rebuild')")
    database.execute("CREATE TABLE about (about TEXT, text TEXT)")
    database.executemany("INSERT INTO about VALUES (?, ?)", public.about())
    database.commit()


def _stored(cell: Any, key: bool) -> Any:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None and key else cell


def _metadata(public: Public, stem: str) -> dict[str, Any]:
    """Describe the file to Datasette: `datasette FILE --metadata FILE.metadata.json`."""
    license, address = public.license
    source: dict[str, str] = next(iter(public.package.get("sources", [])), {})
    facts = {
        "title": public.text("title"),
        "description": "\n".join([public.text("description"), *public.package.get("limitations", [])]).strip(),
        "license": license,
        "license_url": address,
        "source": source.get("title", ""),
        "source_url": source.get("path", ""),
        "about": public.publisher,
        "about_url": public.text("homepage"),
    }
    facts = {key: text for key, text in facts.items() if text}
    tables: dict[str, Any] = {
        name: {"title": f"{public.text('title')}: {_TITLES[name]}", "description": public.title_of(name)}
        | {"columns": public.meanings(name)}
        for name in public.tables
    }
    tables["entities"] |= {"label_column": "name", "fts_table": "entities_fts", "facets": _FACETS, "sort": "name"}
    tables["about"] = {"description": "What whoever passes the data on must know"}
    return facts | {"databases": {stem: facts | {"tables": tables}}}
