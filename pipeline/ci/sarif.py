"""The report as SARIF 2.1.0 (OASIS standard, 2020): one run, a rule per kind, a result per finding."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from pipeline.ci.outcome import KINDS, Outcome, Told, worst_first

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}


def sarif(outcomes: Sequence[Outcome]) -> bytes:
    """Write the report. What lies in no file is a notification of the run, for every result needs a place."""
    told = worst_first(outcomes)
    run = {
        "tool": {"driver": _driver()},
        "invocations": [
            {
                "executionSuccessful": not any(each.kind.id == "input" for each in told),
                "toolExecutionNotifications": [_notification(each) for each in told if not each.file],
            }
        ],
        "results": [_result(each) for each in told if each.file],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return f"{json.dumps(log, ensure_ascii=False, indent=1)}\n".encode()


def _driver() -> dict[str, Any]:
    rules = [
        {
            "id": kind.id,
            "shortDescription": {"text": kind.title},
            "defaultConfiguration": {"level": _LEVELS[kind.level]},
        }
        for kind in KINDS
    ]
    return {"name": "deskcheck", "version": version("deskcheck"), "rules": rules}


def _result(told: Told) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(told.file), "uriBaseId": "%SRCROOT%"}}
    if told.line:
        place["region"] = {"startLine": told.line}
    return {
        "ruleId": told.kind.id,
        "ruleIndex": KINDS.index(told.kind),
        "level": _LEVELS[told.kind.level],
        "message": {"text": _named(told)},
        "locations": [{"physicalLocation": place}],
    }


def _notification(told: Told) -> dict[str, Any]:
    return {"level": _LEVELS[told.kind.level], "message": {"text": _named(told)}}


def _named(told: Told) -> str:
    return f"{told.dataset}: {told.text}" if told.dataset else told.text
