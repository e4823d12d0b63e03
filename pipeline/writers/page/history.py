"""What changed in the published rows, in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.changes import Change
from pipeline.revisions import age
from pipeline.writers.wording import RESPONSE_LABELS, place, range_words

if TYPE_CHECKING:
    import pandas as pd

_MOST = 50  # changes told one by one in the section of a page; all stand in CORRECTIONS.md
_KINDS = {
    "added": "added to the table",
    "removed": "taken out of the table",
    "withdrawn": "withdrawn",
    "renamed": "renamed, before: {before}",
    "merged": "merged with another entry",
    "split": "split from another entry",
    "range_up": "range raised from {before} to {after}",
    "range_down": "range lowered from {before} to {after}",
    "range_redrawn": "range drawn anew, from {before} to {after}",
    "response": "answer changed from {before} to {after}",
    "statement": "statement changed",
    "kind": "kind changed from {before} to {after}",
    "region": "place changed from {before} to {after}",
    "detail": "{column} changed",
    "column_added": "column {after} added",
    "column_removed": "column {before} removed",
}
_REASONS = {
    "correction": "a correction",
    "new_response": "a new answer",
    "new_verification": "a new check of its existence",
    "new_data": "new data",
    "method": "a change of method",
    "withdrawal": "a withdrawal",
}


def sentence(change: Change) -> str:
    """Tell a change as the end of a sentence about its row, with its reason where one was given."""
    before, after = (_value(change.field, value) for value in (change.before, change.after))
    told = _KINDS[change.kind].format(before=before, after=after, column=change.field.replace("_", " "))
    why = [_REASONS.get(change.reason, change.reason), change.note]
    reason = ": ".join(part for part in why if part)
    return f"{told} ({reason})" if reason else told


def _value(field: str, text: str) -> str:
    if not text:
        return "nothing"
    if field == "response":
        return RESPONSE_LABELS.get(text, text)
    if field == "region":
        return place(text, "").removesuffix(", ")
    return range_words(text) if field == "count_range" else text


def by_row(changes: Sequence[Change]) -> dict[str, list[list[str]]]:
    """List the changes of each organisation for the script, the newest first: version, date, words."""
    told: dict[str, list[list[str]]] = {}
    for change in _newest_first(changes):
        told.setdefault(change.entity_id, []).append([change.version, change.date, sentence(change)])
    return told


def by_version(changes: Sequence[Change], entities: "pd.DataFrame") -> list[dict[str, Any]]:
    """List the changes of each version, the newest first; of many, the first and how many more there are.

    An organisation that is no longer in the table is not named: it may have been withdrawn.
    """
    names = dict(zip(entities["entity_id"].tolist(), entities["name"].tolist(), strict=True))
    told: dict[str, list[Change]] = {}
    for change in _newest_first(changes):
        told.setdefault(change.version, []).append(change)
    return [_version(version, theirs, names) for version, theirs in told.items()]


def _version(version: str, changes: Sequence[Change], names: Mapping[str, str]) -> dict[str, Any]:
    lines = [
        {"name": names.get(change.entity_id, ""), "date": change.date, "words": sentence(change)}
        for change in changes[:_MOST]
    ]
    return {"version": version, "changes": lines, "more": len(changes) - len(lines)}


def _newest_first(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: age(change.version), reverse=True)
