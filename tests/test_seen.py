"""The hash of what a person saw: when it takes a decision back, and when it does not."""

import pytest
from tables import registry

from pipeline.seen import has_lapsed, registry_digests, seen_hash

BEFORE = registry({"entity_id": "a"}, {"entity_id": "b"}, {"entity_id": "c"})
SHOWN = ["a", "b"]


def seen(*shown: str) -> str:
    return seen_hash(map(registry_digests(BEFORE), shown))


def lapsed(decision: str, entity_id: str, candidates: str, now=BEFORE, shown: str | None = None) -> bool:
    said = seen(*SHOWN) if shown is None else shown
    return has_lapsed(said, decision, entity_id, list(candidates), registry_digests(now))


@pytest.mark.parametrize("decision", ["match", "no_match", "not_an_entity", "unsure"])
def test_without_a_hash_a_decision_stands(decision: str) -> None:
    assert not lapsed(decision, "a" if decision == "match" else "", "cab", shown="")


@pytest.mark.parametrize("shown", ["9f86d081", "1:xyz", "2:000000000000", "1"])
def test_a_hash_that_is_none_of_ours_binds_to_nothing(shown: str) -> None:
    assert lapsed("match", "a", "ab", shown=shown)


@pytest.mark.parametrize(
    ("decision", "entity_id", "candidates", "expected"),
    [
        ("match", "a", "ab", False),
        ("match", "b", "ba", False),  # the order of those shown may change
        ("match", "a", "b", False),  # others may drop out, or the chosen one
        ("match", "a", "acb", False),  # what comes new behind the chosen one is not closer
        ("match", "b", "acb", True),
        ("match", "a", "cab", True),
        ("match", "a", "", False),
        ("match", "c", "ab", True),  # a registry entry that was not shown cannot have been chosen
        ("no_match", "", "ab", False),
        ("no_match", "", "acb", False),
        ("no_match", "", "cab", True),
        ("not_an_entity", "", "c", True),
        ("unsure", "", "cab", True),
        ("no_match", "a", "cab", False),  # 'not that one' says nothing of others
        ("no_match", "a", "b", False),
    ],
)
def test_closer_candidates_take_a_decision_back(decision: str, entity_id: str, candidates: str, expected: bool) -> None:
    assert lapsed(decision, entity_id, candidates) is expected


@pytest.mark.parametrize("column", ["name", "aliases", "region", "kind"])
def test_a_changed_entry_takes_a_decision_back(column: str) -> None:
    now = BEFORE.copy()
    now.loc[now["entity_id"] == "a", column] = "new"
    assert lapsed("match", "a", "ab", now)
    assert lapsed("no_match", "a", "ab", now)
    assert lapsed("no_match", "", "ab", now)
    assert not lapsed("match", "b", "ba", now)


@pytest.mark.parametrize("column", ["status", "evidence_url", "archived_url", "confirmed_on", "confirmed_by"])
def test_new_evidence_does_not(column: str) -> None:
    now = BEFORE.copy()
    now[column] = "new"
    assert not lapsed("match", "a", "ab", now)


def test_an_entry_that_is_gone_takes_a_decision_back() -> None:
    assert lapsed("match", "a", "b", BEFORE[BEFORE["entity_id"] != "a"])
    assert lapsed("match", "a", "b", BEFORE[BEFORE["entity_id"] != "a"], shown="1:")


def test_nothing_was_shown_and_something_appears() -> None:
    assert lapsed("not_an_entity", "", "a", shown=seen())
    assert not lapsed("not_an_entity", "", "", shown=seen())
