"""What a table nobody has declared may hold: told by headings and cells, and never more than they bear."""

import pytest

from pipeline.windows.guess import guess

NAMES = ["Springmere Police Department", "Ostrey Sheriff", "Tarnbridge University"]


@pytest.mark.parametrize(
    ("table", "columns", "country"),
    [
        ({"Agency": NAMES, "State": ["IL", "GA", "CA"], "Searches": ["1", "2", "3"]}, "Agency State Searches", "US"),
        ({"Organisation": NAMES, "Country": ["Chile", "Peru"], "n": ["1", "x"]}, "Organisation Country", ""),
        ({"Agency": NAMES, "Country": ["IL", "GA", "CA"]}, "Agency Country", ""),
        ({"Agency": NAMES, "Region": ["IL", "GA", "TX"]}, "Agency Region", "US"),
        ({"Agency": NAMES, "Province": ["ON", "QC", "Ontario"]}, "Agency Province", "CA"),
        ({"Behörde": NAMES, "Bundesland": ["Bayern", "NW"], "Anzahl": ["1", "2"]}, "Behörde Bundesland Anzahl", "DE"),
        ({"agencyName": NAMES, "total_count": ["4", "5", "6"]}, "agencyName  total_count", ""),
        ({"Department Name": NAMES, "Contact Name": ["A B", "C D", "E F"]}, "Department Name", ""),
        ({"x": NAMES, "y": ["1", "2", "3"]}, "x  y", ""),
    ],
)  # fmt: skip
def test_columns_and_country(table: dict[str, list[str]], columns: str, country: str) -> None:
    made = guess(table, {})
    assert " ".join(made.columns.values()).split() == columns.split()
    assert made.country == country


def test_a_date_is_told_by_its_cells() -> None:
    table = {"Agency": NAMES, "Opened": ["2020-01-02", "2020-02-03T10:00:00"], "When": ["a", "b", "c"]}
    assert dict(guess(table, {}).columns) == {"name": "Agency", "date": "Opened"}


def test_numbers_that_name_something_are_no_counts() -> None:
    table = {"Agency": NAMES, "Agency ID": ["1", "2", "3"], "Zip": ["60601", "60602", "60603"], "Year": ["2020"] * 3}
    assert dict(guess(table, {}).columns) == {"name": "Agency"}
    assert dict(guess(table | {"Seen": ["3", "4", "5"]}, {}).columns) == {"name": "Agency", "count": "Seen"}


@pytest.mark.parametrize(
    ("counts", "thousands"),
    [
        (["1,204", "64", "2,000,000"], ","),
        (["1.204", "64", "3"], "."),
        (["1 204", "64", "3"], " "),
        (["1204", "64"], ""),
        (["1.5", "64", "3", "4", "5"], ""),
    ],
)
def test_what_parts_the_thousands(counts: list[str], thousands: str) -> None:
    made = guess({"Agency": NAMES, "Searches": counts}, {})
    assert (made.columns["count"], made.thousands) == ("Searches", thousands)


def test_what_a_person_named_stands() -> None:
    table = {"Agency": NAMES, "Office": NAMES, "Searches": ["1", "2", "3"]}
    assert dict(guess(table, {"name": "Office", "count": ""}).columns) == {"name": "Office", "count": "Searches"}


def test_where_nothing_can_be_told_there_is_no_name() -> None:
    assert "name" not in guess({"1": ["2", "3"], "x y": ["", ""]}, {}).columns
    assert "name" not in guess({"a": NAMES, "b": NAMES}, {}).columns
    assert "name" not in guess({"First name": NAMES, "E-mail": NAMES}, {}).columns
    assert dict(guess({}, {}).columns) == {}
