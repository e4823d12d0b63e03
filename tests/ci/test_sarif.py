"""SARIF 2.1.0: the properties that the standard requires, and those that code scanning reads."""

import json
from typing import Any
from urllib.parse import unquote

from pipeline.ci.outcome import INPUT, NOTE, PUBLISHED, Outcome, Told
from pipeline.ci.sarif import sarif

FOUND = Outcome("tiny", 9, (
    Told(INPUT, "tiny", "unusable", "raw/tiny/my list.csv", 4),
    Told(PUBLISHED, "tiny", "differs", "published/tiny/a.csv"),
    Told(NOTE, "tiny", "nowhere"),
))  # fmt: skip


def run(*outcomes: Outcome) -> dict[str, Any]:
    log = json.loads(sarif(outcomes))
    assert log.keys() == {"$schema", "version", "runs"} and log["version"] == "2.1.0"
    (only,) = log["runs"]
    return only


def test_every_result_has_what_the_standard_asks_for() -> None:
    made = run(FOUND)
    rules = made["tool"]["driver"]["rules"]
    assert made["tool"]["driver"]["name"] == "deskcheck"
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["shortDescription"]["text"] for rule in rules)
    for result in made["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error") and result["message"]["text"]
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert "\\" not in uri and " " not in uri and not uri.startswith("/")
        assert place["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1
    assert [unquote(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for r in made["results"]] == [
        "raw/tiny/my list.csv",
        "published/tiny/a.csv",
    ]
    assert "region" not in made["results"][1]["locations"][0]["physicalLocation"]


def test_what_lies_in_no_file_is_a_notification_of_the_run() -> None:
    (invocation,) = run(FOUND)["invocations"]
    assert invocation == {
        "executionSuccessful": False,
        "toolExecutionNotifications": [{"level": "note", "message": {"text": "tiny: nowhere"}}],
    }
    assert run(Outcome("tiny", 9, ()))["invocations"][0]["executionSuccessful"] is True
