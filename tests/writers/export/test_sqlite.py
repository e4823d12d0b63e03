"""The SQLite file holds what is published and can be searched; its metadata are those that Datasette documents."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from exporting import FORMULAS, ODD, public, told

from pipeline.errors import InputError
from pipeline.writers.export.sqlite import write
from schemas import Entities
from schemas.base import meanings

FLAGS = ("unaware_until_asked", "initially_denied")


def ask(data: bytes, question: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(question, values)]


def cell(column: str, value: Any) -> str:
    if value is None:
        return ""
    return ("false", "true")[value] if column in FLAGS else str(value)


def test_every_cell_is_that_of_the_published_table(tmp_path: Path) -> None:
    made, files = public(tmp_path)
    data = write(made, "tiny")[".sqlite"]
    for name in ("entities", "totals"):
        header, rows = told(files, f"{name}.csv")
        found = ask(data, f"SELECT * FROM {name} ORDER BY rowid")
        assert [list(row) for row in found] == [header] * len(rows)
        assert [{column: cell(column, value) for column, value in row.items()} for row in found] == rows
    assert ask(data, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_numbers_are_numbers_and_what_is_not_told_is_null(tmp_path: Path) -> None:
    data = write(public(tmp_path)[0], "tiny")[".sqlite"]
    question = "SELECT typeof(count_min) a, typeof(count_max) b, typeof(name) c, typeof(response_url) d FROM entities"
    assert ask(data, question)[:2] == [
        {"a": "integer", "b": "null", "c": "text", "d": "null"},
        {"a": "integer", "b": "integer", "c": "text", "d": "null"},
    ]


def test_names_and_statements_are_found_by_their_words_without_accents(tmp_path: Path) -> None:
    data = write(public(tmp_path)[0], "tiny")[".sqlite"]
    question = "SELECT name FROM entities WHERE rowid IN (SELECT rowid FROM entities_fts WHERE entities_fts MATCH ?)"
    assert ask(data, question, "skoda") == [{"name": "Škoda & Söhne, Ltd"}]
    assert ask(data, question, "statement: said") == [{"name": ODD[1]}]
    assert ask(data, question, "nowhere") == []
    assert len(ask(data, question, "canada")) == len(FORMULAS) + len(ODD)


def test_it_can_be_searched_where_datasette_looks(tmp_path: Path) -> None:
    """Datasette finds a search table by `content="…"` in its definition."""
    data = write(public(tmp_path)[0], "tiny")[".sqlite"]
    (made,) = ask(data, "SELECT sql FROM sqlite_master WHERE name = 'entities_fts'")
    assert 'content="entities"' in made["sql"] and "fts5" in made["sql"]


def test_the_metadata_are_those_that_datasette_documents(tmp_path: Path) -> None:
    made, _ = public(tmp_path, limitations=("One.",), story_url="https://example.org/s")
    written = write(made, "tiny-1.0.0")
    facts = json.loads(written[".metadata.json"])
    assert facts["title"] == "Searches of an invented network" and facts["description"] == "+What it shows\nOne."
    assert (facts["license"], facts["license_url"]) == ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert (facts["source"], facts["about"], facts["about_url"]) == (
        "An invented list",
        "=A Desk",
        "https://example.org/s",
    )
    tables = facts["databases"]["tiny-1.0.0"]["tables"]
    there = {row["name"] for row in ask(written[".sqlite"], "SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables.keys() <= there
    assert tables["entities"]["columns"] == meanings(Entities)
    assert {*tables["entities"]["facets"], tables["entities"]["sort"]} <= meanings(Entities).keys()


def test_what_must_travel_with_it_stands_in_it(tmp_path: Path) -> None:
    made, _ = public(tmp_path)
    rows = ask(write(made, "tiny")[".sqlite"], "SELECT about, text FROM about ORDER BY rowid")
    assert [(row["about"], row["text"]) for row in rows] == made.about()


def test_the_same_publication_makes_the_same_bytes(tmp_path: Path) -> None:
    made, _ = public(tmp_path)
    assert write(made, "tiny") == write(made, "tiny")


def test_a_sqlite_without_search_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def old(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr("pipeline.writers.export.sqlite._fill", old)
    with pytest.raises(InputError, match="no such module: fts5"):
        write(public(tmp_path)[0], "tiny")
