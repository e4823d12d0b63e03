import pandas as pd
import pytest

from pipeline.matching.index import Index
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, answer

REGISTRY = [
    ("a1", "Springfield Police Department", "", "US-IL"),
    ("a2", "Springfield Police Department", "", "US-MO"),
    ("a3", "Springfield Township Police Department", "", "US-OH"),
    ("a4", "Springfield Township Police Department, Clark County", "", "US-OH"),
    ("b1", "Ada County Sheriff's Office", "ACSO Idaho", "US-ID"),
    ("b2", "Ada Police Department", "", "US-OK"),
    ("c1", "Perry Police Department", "", "US-GA"),
    ("c2", "Sperry Police Department", "", "US-OK"),
    ("d1", "La Vergne Police Department", "", "US-TN"),
    ("e1", "University of Toledo", "", "US-OH"),
    ("e2", "Toledo Police Department", "", "US-OH"),
    ("f1", "Troop 2 State Police", "", "US-WV"),
    ("f2", "Troop 3 State Police", "", "US-WV"),
    ("h1", "Quill Institute", "", "US-NY"),
    ("h2", "Salt Institute", "Quill Institute", "US-NY"),
    ("g1", "Keller Steel LLC", "Keller Steel", "US-NY"),
    ("g2", "Keller Steel Corporation", "", "US-NY"),
    ("g3", "Weber Steel", "", "US-NY"),
    ("g4", "Weber Steel Corporation", "", "US-NY"),
]
PREPARE = Preparer({}, (), "US")


@pytest.fixture(scope="module")
def index():
    table = pd.DataFrame(REGISTRY, columns=["entity_id", "name", "aliases", "region"]).assign(kind="")
    return Index(table, PREPARE)


def best(index, name, region=""):
    standard, place = PREPARE(name, region)
    return answer(index, [Query(standard, region, place)])[0]


@pytest.mark.parametrize(
    ("name", "region", "entity"),
    [
        ("Springfield PD", "US-IL", "a1"),
        ("SPRINGFIELD MO PD", "", "a2"),
        ("Ada Co. S.O.", "US-ID", "b1"),
        ("acso idaho", "", "b1"),
        ("LaVergne Police", "", "d1"),
        ("Troop II State Police", "US-WV", "f1"),
        ("Sperry Police", "US", "c2"),
    ],
)
def test_the_same_name_is_found_and_sure(index, name, region, entity):
    assert best(index, name, region)[0][0] == entity
    assert best(index, name, region)[0][1] >= 0.99


def test_a_typing_error_is_found_but_not_sure(index):
    ((entity, probability), *_) = best(index, "Lavernge Police", "US-TN")
    assert entity == "d1"
    assert 0.5 <= probability < 0.99


def test_an_alias_without_a_legal_form_may_be_anothers_name(index):
    assert best(index, "Keller Steel", "US-NY")[0][1] < 0.99
    for name, entity in (("Keller Steel LLC", "g1"), ("Weber Steel", "g3")):
        assert best(index, name, "US-NY")[0][0] == entity
        assert best(index, name, "US-NY")[0][1] >= 0.99


def test_the_body_of_a_name_is_meant_before_one_with_that_alias(index):
    (name, probability), (alias, other), *_ = best(index, "Quill Institute", "US-NY")
    assert (name, alias) == ("h1", "h2")
    assert 0.9 < probability < 0.99 and 0 < other < 0.1  # and never linked unseen


@pytest.mark.parametrize("name", ["La Zorba Police", "LaZorba Police"])
def test_of_two_spellings_the_one_that_is_written_is_meant_rather(name):
    rows = [("a", "La Zorba Police", "", "US-NY", ""), ("b", "Lazorba Police", "", "US-NY", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    (first, probability), (_, other) = best(index, name, "US-NY")
    assert first == ("a" if name == "La Zorba Police" else "b")
    assert 0.8 < probability < 0.95 and other > 0.05


def test_twins_tie(index):
    first, second, *_ = best(index, "Springfield PD")
    assert {first[0], second[0]} == {"a1", "a2"}
    assert first[1] == second[1] <= 0.5
    assert first[0] < second[0]


def test_a_twin_with_its_county_behind_keeps_the_name_from_being_sure(index):
    first, second, *_ = best(index, "Springfield Township PD", "US-OH")
    assert (first[0], second[0]) == ("a3", "a4")
    assert first[1] < 0.99


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("Springfield PD", "US-GA"),  # the right name in the wrong place
        ("Perry Police", "US-OK"),  # Sperry
        ("Ada County Sheriff", "US-OK"),  # the police
        ("Boise Police", "US-ID"),  # not in the registry
        ("Troop 4 State Police", "US-WV"),
        ("Toledo Jail", "US-OH"),
        ("zzzz", ""),
    ],
)
def test_what_the_registry_does_not_hold_is_never_sure(index, name, region):
    assert all(probability < 0.9 for _, probability in best(index, name, region))


def test_another_region_is_hardly_probable(index):
    found = best(index, "Springfield PD", "US-GA")
    assert found
    assert all(probability < 0.05 for _, probability in found)


def test_an_empty_name_and_an_empty_registry_have_no_candidates(index):
    assert best(index, "") == []
    empty = pd.DataFrame([], columns=["entity_id", "name", "aliases", "region", "kind"])
    assert answer(Index(empty, PREPARE), [Query("boise police", "", "")]) == [[]]


def test_an_answer_depends_on_its_query_alone(index):
    queries = [Query(*_prepared(name)) for _, name, _, _ in REGISTRY]
    together = answer(index, queries)
    assert [answer(index, [query])[0] for query in queries] == together


def _prepared(name):
    standard, place = PREPARE(name)
    return standard, "", place
