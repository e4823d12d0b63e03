"""Annotations at file and line, as GitHub Actions reads them from the output of a step.

Method: GitHub Docs, "Workflow commands for GitHub Actions". In a message %, CR and LF are escaped, in a property also
: and , — and of each level GitHub shows ten annotations of a step.
"""

from collections.abc import Iterable

from pipeline.ci.outcome import Outcome, Told, worst_first
from pipeline.text import counted

MOST = 10  # annotations of a level
_LEVELS = {"error": "finding", "warning": "warning", "notice": "note"}


def annotations(outcomes: Iterable[Outcome]) -> list[str]:
    """Write the workflow commands, the worst first; of each level at most ten, the last of which counts the rest."""
    told = worst_first(outcomes)
    lines = []
    for level, noun in _LEVELS.items():
        found = [each for each in told if each.kind.level == level]
        shown = found if len(found) <= MOST else found[: MOST - 1]
        lines += [_command(each) for each in shown]
        if rest := len(found) - len(shown):
            lines.append(f"::{level} title=Deskcheck::{counted(rest, f'more {noun}')}: the job summary lists all.")
    return lines


def _command(told: Told) -> str:
    title = f"{told.dataset}: {told.kind.title}" if told.dataset else told.kind.title
    places = {"file": told.file, "line": str(told.line or ""), "title": title}
    properties = ",".join(f"{key}={_property(value)}" for key, value in places.items() if value)
    return f"::{told.kind.level} {properties}::{_message(told.text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
