"""What changed between two tables: every class of change, and bodies recognised under another identifier."""

import pytest

from pipeline.changes import Change, columns_changed, compare, redirects, same_bodies
from pipeline.windows.diff import said
from pipeline.writers.corrections import what
from pipeline.writers.page.history import sentence
from schemas.vocabulary import CHANGES

ROW = {
    "name": "Ostrey Police Service",
    "region": "CA-NS",
    "country": "Canada",
    "kind": "police",
    "count_range": "11-50",
    "count_min": "11",
    "count_max": "50",
    "response": "not_asked",
    "statement": "",
    "evidence_url": "",
}


def rows(**given):
    """Make rows by identifier: what a row leaves out is that of ROW."""
    return {entity_id: {"entity_id": entity_id, **ROW, **cells} for entity_id, cells in given.items()}


def told(before, after, aliases=None):
    changes = compare(before, after, same_bodies(before, after, aliases or {}))
    return [(each.entity_id, each.kind, each.field, each.before, each.after) for each in changes]


@pytest.mark.parametrize(
    ("cells", "kind", "field"),
    [
        ({"name": "Ostrey Regional Police"}, "renamed", "name"),
        ({"region": "CA-NB"}, "region", "region"),
        ({"country": "Kanada"}, "region", "country"),
        ({"kind": "prosecutor"}, "kind", "kind"),
        ({"count_range": "51-100", "count_min": "51", "count_max": "100"}, "range_up", "count_range"),
        ({"count_range": "51+", "count_min": "51", "count_max": ""}, "range_up", "count_range"),
        ({"count_range": "1-10", "count_min": "1", "count_max": "10"}, "range_down", "count_range"),
        ({"count_range": "11-100", "count_min": "11", "count_max": "100"}, "range_redrawn", "count_range"),
        ({"count_range": "1+", "count_min": "1", "count_max": ""}, "range_redrawn", "count_range"),
        ({"count_range": "31-100", "count_min": "31", "count_max": "100"}, "range_redrawn", "count_range"),
        ({"count_range": "6-20", "count_min": "6", "count_max": "20"}, "range_redrawn", "count_range"),
        ({"response": "confirmed"}, "response", "response"),
        ({"statement": "We did."}, "statement", "statement"),
        ({"evidence_url": "https://example.org/1"}, "detail", "evidence_url"),
    ],
)
def test_a_cell_that_differs_is_one_change_of_its_class(cells, kind: str, field: str) -> None:
    before, after = rows(a={}), rows(a=cells)
    assert told(before, after) == [("a", kind, field, ROW[field], cells[field])]
    assert told(before, before) == []


def test_rows_come_and_go() -> None:
    before, after = rows(a={}, b={"name": "Loutre Police"}), rows(a={}, c={"name": "Tarnbridge University"})
    assert told(before, after) == [
        ("c", "added", "*", "", "Tarnbridge University"),
        ("b", "removed", "*", "Loutre Police", ""),
    ]


@pytest.mark.parametrize(
    ("old", "new", "aliases"),
    [
        ({}, {}, {}),
        ({}, {"name": "OSTREY  Police-Service"}, {}),
        (
            {"evidence_url": "https://example.org/1"},
            {"name": "Ostrey RCMP", "evidence_url": "https://example.org/1"},
            {},
        ),
        ({}, {"name": "Halbrook Regional Police"}, {"new": ["Ostrey Police Service"]}),
        ({}, {"name": "Halbrook Regional Police", "region": "CA-NB"}, {"new": ["old"]}),
    ],
)
def test_another_identifier_of_the_same_body_is_no_coming_and_going(old, new, aliases) -> None:
    before, after = rows(old=old, z={"name": "Zed"}), rows(new=new, z={"name": "Zed"})
    found = told(before, after, aliases)
    assert found[0] == ("new", "renamed", "entity_id", "old", "new")
    assert {kind for _, kind, *_ in found} <= {"renamed", "region"}
    assert ("added" in str(found)) is False


@pytest.mark.parametrize(
    ("old", "new", "aliases"),
    [
        ({}, {"region": "CA-NB"}, {}),
        ({}, {"name": "Ostrey University"}, {}),
        ({}, {"name": "Halbrook Police", "region": "CA-NB"}, {"new": ["Ostrey Police Service"]}),
    ],
)
def test_another_body_is_not_taken_for_it(old, new, aliases) -> None:
    assert [each[1] for each in told(rows(old=old), rows(new=new), aliases)] == ["added", "removed"]


def test_evidence_shared_by_many_rows_tells_nothing() -> None:
    shared = {"evidence_url": "https://example.org/list"}
    before = rows(a=shared, b={"name": "B", **shared})
    after = rows(b={"name": "B", **shared}, c={"name": "C", **shared})
    assert [each[1] for each in told(before, after)] == ["added", "removed"]


def test_a_row_that_goes_into_another_is_merged_and_its_cells_are_not_compared() -> None:
    before = rows(a={}, b={"name": "Ostrey PD", "count_range": "1-10"})
    after = rows(a={"count_range": "51+"})
    assert told(before, after, {"a": ["Ostrey PD"]}) == [
        ("a", "range_up", "count_range", "11-50", "51+"),
        ("a", "merged", "entity_id", "b", "a"),
    ]


def test_two_rows_that_become_a_new_one_are_merged() -> None:
    found = told(rows(a={}, b={"name": "B"}), rows(c={"name": "C"}), {"c": ["a", "b"]})
    assert [each[1:4] for each in found] == [("merged", "entity_id", "a"), ("merged", "entity_id", "b")]


@pytest.mark.parametrize("stays", [True, False])
def test_a_row_that_becomes_several_is_split(stays: bool) -> None:
    before = rows(a={})
    after = rows(**({"a": {}} if stays else {}), b={"name": "B"}, c={"name": "C"})
    found = told(before, after, {"b": ["a"], "c": ["a"]})
    assert [each[:4] for each in found] == [("b", "split", "entity_id", "a"), ("c", "split", "entity_id", "a")]


def test_columns_that_came_and_went_are_told_and_change_no_row() -> None:
    old, new = (
        {"a": {"entity_id": "a", "name": "A", "size": "1"}},
        {"a": {"entity_id": "a", "name": "A", "founded": "2"}},
    )
    assert compare(old, new) == []
    found = columns_changed(["entity_id", "name", "size"], ["entity_id", "name", "founded"])
    assert [(each.kind, each.field) for each in found] == [("column_added", "founded"), ("column_removed", "size")]


def moved(old: str, new: str, version: str, kind: str = "renamed") -> Change:
    return Change(new, version, kind, "entity_id", old, new)


def test_a_redirect_leads_to_the_row_of_today() -> None:
    changes = [
        moved("a", "b", "1.1"),
        moved("b", "c", "1.2"),
        moved("x", "c", "1.2", "merged"),
        moved("p", "q", "1.2", "split"),
    ]
    assert redirects(changes, {"c", "q"}) == {"a": ("c", "1.1"), "b": ("c", "1.2"), "x": ("c", "1.2")}
    assert redirects(changes, {"q"}) == {}, "it leads to nothing that is there"
    assert redirects([moved("a", "b", "1.1"), moved("b", "a", "1.2")], {"a"}) == {"b": ("a", "1.2")}


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if not kind.startswith("column")])
def test_every_kind_of_change_has_words_for_readers(kind: str) -> None:
    change = Change("a", "1.1", kind, "count_range", "1-10", "11-50")
    assert sentence(change)
    assert what(change, {}).endswith(".")
    assert said(change)
