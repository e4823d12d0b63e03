"""Evidence that people recorded stands for what the registry says, and an organisation appears once it is confirmed."""

import pytest
from datasets import REGISTRY, Tiny, read_csv, write_csv
from tables import registry, table

from pipeline.evidence import vouch, with_evidence
from schemas import Evidence

HEADER = ("entity_id", "status", "evidence_url", "archived_url", "confirmed_on", "confirmed_by")


def lines(*rows):
    return table(Evidence, [dict(zip(HEADER, row, strict=False)) for row in rows])


def test_the_last_line_stands_and_says_all():
    before = registry({"entity_id": "a", "evidence_url": "https://example.org/old"}, {"entity_id": "b"})
    said = lines(
        ("a", "unconfirmed", "https://example.org/x", "", "", "Ann"), ("gone", "confirmed"), ("a", "unconfirmed")
    )
    after = vouch(before, said)
    assert after["status"].tolist() == ["unconfirmed", "confirmed"]
    assert after["evidence_url"].tolist() == ["", ""]
    assert list(after) == list(before) and before.loc[0, "status"] == "confirmed"
    assert vouch(before, lines()).equals(before)


def test_verified_are_those_with_an_address_or_all_by_the_registry():
    entities = registry({"entity_id": "a", "evidence_url": "https://example.org/a"}, {"entity_id": "b"})
    assert (with_evidence(entities, False), with_evidence(entities, True)) == (1, 2)


@pytest.fixture
def tiny(tmp_path) -> Tiny:
    made = Tiny(tmp_path)
    status = [(*REGISTRY[0], "status"), *((*row, "unconfirmed" if row[0] == "ns-1" else "") for row in REGISTRY[1:])]
    write_csv(made.raw / "registry.csv", status)
    made.edit("is: 3}", "at_least: 2}")
    return made


def published(tiny: Tiny) -> dict[str, str]:
    return {row["entity_id"]: row["evidence_url"] for row in read_csv(tiny.published / "entities.csv")}


def test_an_unconfirmed_organisation_appears_by_confirming_it_and_nothing_is_matched_again(tiny: Tiny):
    first = tiny.run("publish")
    assert first.code == 0 and set(published(tiny)) == {"on-1", "ab-1"}
    assert "1 organisation of the registry not confirmed" in first.out
    before = (tiny.raw / "registry.csv").read_bytes()
    row = ("ns-1", "confirmed", "https://example.org/ns-1", "", "2024-05-01", "Ann Desk")
    write_csv(tiny.raw / "evidence.csv", [HEADER, row])
    second = tiny.run("publish", "--json").json["results"][0]
    assert published(tiny)["ns-1"] == "https://example.org/ns-1"
    assert second["ran"] == ["evidence", "verify", "bucket", "protect", "publish"]
    assert (second["with_evidence"], second["account"]["entities"], second["unconfirmed"]) == (3, 3, 0)
    assert (tiny.raw / "registry.csv").read_bytes() == before
    assert b"Ann Desk" not in b"".join(tiny.files().values())


def test_wrong_lines_are_told_all_at_once(tiny: Tiny):
    rows = [("", "confirmed", "ftp://example.org", "", "yesterday", ""), ("on-1", "sure", "", "", "", "")]
    write_csv(tiny.raw / "evidence.csv", [HEADER, *rows])
    result = tiny.run("publish")
    assert result.code == 2
    for words in ("row 1, entity_id", "row 1, evidence_url", "row 1, confirmed_on", "row 2, status"):
        assert words in result.err
