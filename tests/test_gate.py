"""What forbids a publication, each rule on its own, on tables of a few rows."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from declared import loaded
from tables import table

import schemas
from pipeline.gate import findings, pending_names, public_findings
from schemas.base import empty


def tables(entities: list[dict[str, Any]], verified: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    return {
        "claims": empty(schemas.CheckedClaims),
        "audit": empty(schemas.Audit),
        "entities": pd.DataFrame([{"country": "", "response": "confirmed"} | row for row in entities]),
        "verified": table(schemas.Verified, [{"source": "l.csv", "rows": 1, "count": 1} | row for row in verified]),
    }


def told(folder: Path, entities: list[dict[str, Any]], verified: list[dict[str, Any]], **keys: Any) -> list[str]:
    return [str(each) for each in findings(loaded(folder, **keys), tables(entities, verified))]


WAITS = {"outcome": "pending", "reason": "needs_review"}
OUT = {"outcome": "dropped", "reason": "no_match"}


@pytest.mark.parametrize(
    ("ends", "fine"), [([2, 3], True), ([3, 9], True), ([1, 3], True), ([1, 2], False), ([4, 9], False)]
)
def test_expected_organisations_both_ends_included(tmp_path: Path, ends: list[int], fine: bool) -> None:
    found = told(tmp_path, [{}, {}, {}], [OUT], expect={"entities": ends})
    assert (found == []) is fine
    if not fine:
        words = f"the table would hold 3 entities, between {ends[0]} and {ends[1]} are expected"
        assert f"dataset.yml, expect.entities: {words}" in found[0] and "change the expectation" in found[0]


@pytest.mark.parametrize(("ends", "fine"), [([1, 2], True), ([2, 2], True), ([3, 9], False), ([0, 1], False)])
def test_expected_countries_are_those_that_are_told(tmp_path: Path, ends: list[int], fine: bool) -> None:
    rows = [{"country": "Canada"}, {"country": "Canada"}, {"country": "Kosovo"}, {"country": ""}]
    found = told(tmp_path, rows, [OUT], expect={"countries": ends})
    assert (found == []) is fine
    assert fine or "expect.countries: the table would hold 2 countries" in found[0]


@pytest.mark.parametrize(("most", "fine"), [(3, True), (2, True), (1, False), (0, False)])
def test_so_many_names_may_wait(tmp_path: Path, most: int, fine: bool) -> None:
    rows = [
        {"name": "A Body", "region": "CA-ON"} | WAITS,
        {"name": "A  Body ", "region": "CA-ON"} | WAITS,
        {"name": "A Body", "region": "CA-QC"} | WAITS,
        {"name": "Other", "region": "CA-QC"} | OUT,
    ]
    found = told(tmp_path, [{}], rows, quality={"max_pending": most})
    assert (found == []) is fine
    assert fine or f"quality.max_pending: 2 names wait for a person's decision, at most {most} may" in found[0]
    assert pending_names(tables([{}], rows)["verified"]) == 2


@pytest.mark.parametrize(
    ("responses", "asked", "number"), [("aan", True, 1), ("nnn", True, 3), ("aaa", True, 0), ("nnn", False, 0)]
)
def test_all_must_have_been_asked(tmp_path: Path, responses: str, asked: bool, number: int) -> None:
    rows = [{"response": "not_asked" if each == "n" else "no_response"} for each in responses]
    found = told(tmp_path, rows, [OUT], quality={"all_asked": asked})
    assert len(found) == (number > 0)
    assert (
        not number
        or f"quality.all_asked: of the organisations to be published, {number} have not been asked" in found[0]
    )


def test_nothing_is_asked_where_nothing_is_declared(tmp_path: Path) -> None:
    assert told(tmp_path, [{"response": "not_asked"}], [{"name": "A"} | WAITS]) == []


def test_a_finding_names_its_dataset(tmp_path: Path) -> None:
    found = findings(loaded(tmp_path, expect={"entities": [5, 5]}), tables([{}], [OUT]))
    assert found[0].file.endswith("/dataset.yml") and found[0].file.count("/") == 2


def test_a_large_number_of_those_not_asked_is_told_with_its_thousands(tmp_path: Path) -> None:
    found = told(tmp_path, [{"response": "not_asked"}] * 1200, [OUT], quality={"all_asked": True})
    assert "of the organisations to be published, 1,200 have not been asked" in found[0]


def test_the_published_table_alone_tells_what_it_can(tmp_path: Path) -> None:
    """Without the tables that are private: expectations, who was not asked, and claims that are not on counts."""
    claim = {"text": "Nine bodies.", "statistic": "entities", "is": 9}
    dataset = loaded(tmp_path, expect={"entities": [5, 5]}, quality={"all_asked": True}, claims=[claim])
    entities = tables([{"response": "not_asked"}], [OUT])["entities"]
    told = [str(each) for each in public_findings(dataset, entities)]
    assert len(told) == 3 and "“Nine bodies.” is false" in told[0]
    assert "expect.entities" in told[1] and "quality.all_asked" in told[2]
    assert all(each.file.endswith("/dataset.yml") for each in public_findings(dataset, entities))
    assert public_findings(loaded(tmp_path), entities) == []
