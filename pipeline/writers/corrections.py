"""CORRECTIONS.md: every change of a published row since the first revision, the latest first, and why it was made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.changes import ID, ROW, Change
from pipeline.text import counted
from pipeline.writers.methodology import escape

if TYPE_CHECKING:
    import pandas as pd

_MOST = 200  # changes told one by one of a revision and a reason; all of them stand in changes.csv
REASONS = {
    "correction": "Corrected errors",
    "withdrawal": "Withdrawn",
    "new_response": "New answers",
    "new_verification": "New evidence",
    "new_data": "New data",
    "method": "Changes of method",
    "": "Not explained yet",
}
WORDS = {
    "added": "added to the table",
    "removed": "removed from the table",
    "withdrawn": "withdrawn: a row was taken out, and its name is no longer told",
    "merged": "merged: it had two rows",
    "split": "told apart: it was part of another row",
    "range_up": "range went up",
    "range_down": "range went down",
    "range_redrawn": "range drawn anew",
}


def corrections(entities: "pd.DataFrame", changes: Sequence[Change]) -> bytes:
    """Write the changes of all revisions (the oldest first) as Markdown: by revision, reason and organisation."""
    names = _names(entities, changes)
    lines = ["# Corrections", ""]
    if changes:
        lines += [
            "Every change of a published row since the first revision, the latest revision first, and why it was made.",
            "How each revision was published stands in `revisions/`, every changed cell in its `changes.csv`.",
        ]
    else:
        lines.append("None yet: no published row has changed since the first revision.")
    versions = list(dict.fromkeys(change.version for change in changes))
    for version in reversed(versions):
        lines += ["", f"## {escape(version)}", *_revision([each for each in changes if each.version == version], names)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _revision(changes: Sequence[Change], names: Mapping[str, str]) -> list[str]:
    lines = []
    for reason, title in REASONS.items():
        told = [change for change in changes if change.reason == reason]
        if told:
            lines += ["", f"### {title}", "", *(_told(change, names) for change in told[:_MOST])]
        if len(told) > _MOST:
            lines.append(f"- and {counted(len(told) - _MOST, 'change')} more: see `changes.csv` of this revision")
    return lines


def _told(change: Change, names: Mapping[str, str]) -> str:
    name = names.get(change.entity_id, "")
    who = f"**{escape(name)}** ({escape(change.entity_id)})" if name else f"({escape(change.entity_id)})"
    parts = [f"- {who}: {what(change, names)}"]
    parts += [f" {escape(change.note)}"] if change.note else []
    parts += [f" ({change.date})"] if change.date else []
    return "".join(parts)


def what(change: Change, names: Mapping[str, str]) -> str:
    """Say in words what changed, as Markdown: a sentence's end, with what stood there and what stands there now."""
    if change.field == ID:
        old = f"{escape(change.before)}" + (f" ({escape(names[change.before])})" if change.before in names else "")
        words = WORDS.get(change.kind, "has another identifier now")
        return f"{words}; the other identifier is {old}." if change.kind != "renamed" else f"{words}; it was {old}."
    if change.field == ROW:
        return f"{WORDS[change.kind]}."
    said = WORDS.get(change.kind, change.field.replace("_", " "))
    return f"{said}: {_value(change.before)} → {_value(change.after)}."


def _value(text: str) -> str:
    return f"“{escape(text)}”" if " " in text else escape(text) or "(empty)"


def _names(entities: "pd.DataFrame", changes: Iterable[Change]) -> dict[str, str]:
    """Give the name of each organisation that is told of: that of today, else the last one that it had."""
    names = {change.entity_id: change.before for change in changes if change.kind == "removed"}
    return names | dict(entities[["entity_id", "name"]].itertuples(index=False, name=None))
