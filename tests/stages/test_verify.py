"""verify: every spelling gets exactly one outcome, and the reason that applies first."""

from typing import Any

import pytest
from tables import links, registry, spellings

from pipeline.stages.verify import verify

REGISTRY = registry(
    {"entity_id": "ca-1", "region": "CA-ON", "kind": "police"},
    {"entity_id": "us-1", "region": "US-GA", "kind": "police"},
    {"entity_id": "ca-2", "region": "CA", "kind": "company"},
    {"entity_id": "ca-3", "region": "CA", "kind": "police", "status": "unconfirmed"},
    {"entity_id": "xx-1", "kind": "police"},
)


def outcome(record: dict[str, Any], link: dict[str, Any] | None = None, **rules: Any) -> tuple[str, str, str]:
    record = {"name": "Body"} | record
    region = record.get("region", "")
    made = [{"name": "Body", "region": region, **(link or {})}] if not record.get("problem") else []
    row = verify(spellings(record), links(*made), REGISTRY, **rules).iloc[0]
    return row["outcome"], row["reason"], row["entity_id"]


PENDING = {"decision": "possible_link", "reason": "needs_review", "entity_id": "ca-1"}
NO_MATCH = {"decision": "non_link", "reason": "no_match"}


@pytest.mark.parametrize(
    ("record", "link", "rules", "expected"),
    [
        ({}, {"entity_id": "ca-1"}, {}, ("published", "", "ca-1")),
        ({"problem": "bad_count", "count": 0}, None, {}, ("quarantined", "bad_count", "")),
        ({}, PENDING, {}, ("pending", "needs_review", "")),
        ({}, PENDING | {"reason": "tie"}, {}, ("pending", "tie", "")),
        ({}, NO_MATCH, {}, ("dropped", "no_match", "")),
        ({}, NO_MATCH | {"reason": "not_an_entity"}, {}, ("dropped", "not_an_entity", "")),
        ({}, {"entity_id": "ca-3"}, {}, ("dropped", "unconfirmed", "ca-3")),
        ({}, {"entity_id": "us-1"}, {"exclude_regions": ["US"]}, ("dropped", "out_of_scope", "us-1")),
        ({"region": "US"}, {"entity_id": "ca-1"}, {"exclude_regions": ["US"]}, ("published", "", "ca-1")),
        ({"region": "US-GA"}, {"entity_id": "xx-1"}, {"exclude_regions": ["US"]}, ("dropped", "out_of_scope", "xx-1")),
        ({"region": "US"}, PENDING, {"exclude_regions": ["US"]}, ("dropped", "out_of_scope", "")),
        ({"region": "US"}, NO_MATCH, {"exclude_regions": ["US"]}, ("dropped", "out_of_scope", "")),
        ({}, {"entity_id": "ca-2"}, {"kinds": ["Police"]}, ("dropped", "out_of_scope", "ca-2")),
        ({}, {"entity_id": "ca-1"}, {"kinds": ["Police"]}, ("published", "", "ca-1")),
        ({"outside": True}, {"entity_id": "ca-1"}, {}, ("dropped", "out_of_scope", "ca-1")),
        ({"outside": True}, PENDING, {}, ("dropped", "out_of_scope", "")),
        ({"count": 4}, {"entity_id": "ca-1"}, {"min_count": 5}, ("dropped", "below_minimum", "ca-1")),
        ({"count": 5}, {"entity_id": "ca-1"}, {"min_count": 5}, ("published", "", "ca-1")),
    ],
)
def test_the_first_reason_that_applies_decides(record: Any, link: Any, rules: Any, expected: Any) -> None:
    assert outcome(record, link, **rules) == expected


def test_the_minimum_applies_to_the_sum_of_an_organisation_and_only_to_its_published_rows() -> None:
    rows = spellings(
        {"name": "A", "count": 3},
        {"name": "A  ", "count": 2},
        {"name": "A", "count": 9, "outside": True},
        {"name": "B", "count": 4},
    )
    made = links({"name": "A", "entity_id": "ca-1"}, {"name": "B", "entity_id": "ca-2"})
    got = verify(rows, made, REGISTRY, min_count=5)
    assert got["reason"].tolist() == ["", "", "out_of_scope", "below_minimum"]
    assert got["name"].tolist() == ["A", "A  ", "A", "B"], "the name stays as written"


def test_the_same_name_in_another_region_is_another_name() -> None:
    rows = spellings({"name": "A", "region": "CA"}, {"name": "A", "region": "GB"})
    made = links({"name": "A", "region": "CA", "entity_id": "ca-1"}, {"name": "A", "region": "GB", **NO_MATCH})
    assert verify(rows, made, REGISTRY)["outcome"].tolist() == ["published", "dropped"]
