"""What travels with an export is what datapackage.json tells."""

import datetime
from pathlib import Path

from exporting import public
from samples import declared, entities

from pipeline.writers.export.public import rows


def test_what_must_travel_with_the_file(tmp_path: Path) -> None:
    made, _ = public(tmp_path, limitations=("One.", "Two."), story_url="https://example.org/s")
    assert made.about() == [
        ("Title", "Searches of an invented network"),
        ("Description", "+What it shows"),
        ("Version", "1.0.0"),
        ("Released", "2024-02-03"),
        ("Licence", "CC-BY-4.0"),
        ("Licence text", "https://creativecommons.org/licenses/by/4.0/"),
        ("Story", "https://example.org/s"),
        ("Made by", "=A Desk (publisher)"),
        ("Source", "An invented list"),
        ("Limitation", "One."),
        ("Limitation", "Two."),
    ]
    assert made.publisher == "=A Desk"


def test_what_is_not_declared_is_left_out(tmp_path: Path) -> None:
    made, _ = public(tmp_path, license="", released="", publisher="", description="", limitations=())
    assert [label for label, _ in made.about()] == ["Title", "Version", "Source"]
    assert (made.license, made.publisher) == (("", ""), "")
    assert declared(tmp_path).publisher == ""


def test_cells_have_the_type_of_their_column() -> None:
    (row,) = rows(
        entities({"response": "denied", "response_date": "2024-01-02", "count_range": "11+", "count_max": None})
    )
    assert row[5:12] == ("11+", 11, None, "denied", False, False, datetime.date(2024, 1, 2))
    assert row[12] is None
