"""Published now, held against a reference: no revision of it was touched, every change since is explained."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pipeline.changes import Change
from pipeline.errors import InputError, Problem
from pipeline.windows.diff import between, table
from pipeline.windows.explained import unexplained
from pipeline.windows.reference import Reference, version_of
from pipeline.workplace import Workplace

_SAID = ("reason", "note", "date")


def altered(place: Workplace, reference: Reference, files: Mapping[str, Path], version: str) -> Iterator[Problem]:
    """Tell each file of a revision of the reference that was changed or removed, or added to. `version` is today's."""
    held = {name: path for name, path in reference.files.items() if name.startswith("revisions/")}
    versions = {PurePosixPath(name).parts[1] for name in held}
    for name in sorted(held.keys() | {each for each in files if each.startswith("revisions/")}):
        own = PurePosixPath(name).parts[1]
        if own not in versions or (name in held and name in files and _same(held[name], files[name])):
            continue
        if name not in held and own == version and name.endswith("/changes.csv"):
            continue  # told below, change by change
        what = "removed" if name not in files else "changed" if name in held else "added to"
        told = f"revision {own}, which {reference.label} holds, was {what}"
        remedy = f"Restore published/{place.name}/revisions/{own} from {reference.label}: what was published stays."
        if own == version:
            remedy = f"Give the table a new version in raw/{place.name}/dataset.yml, publish, and restore the revision."
        yield Problem(told, remedy, f"published/{place.name}/{name}")


def _same(old: Path, new: Path) -> bool:
    """Compare two files. Of recorded changes, a reason may have been added where there was none."""
    before, after = old.read_bytes(), new.read_bytes()
    if before == after or old.name != "changes.csv":
        return before == after
    rows = [list(csv.DictReader(io.StringIO(data.decode("utf-8", "replace"), newline=""))) for data in (before, after)]
    return len(rows[0]) == len(rows[1]) and all(map(_only_explained, *rows))


def _only_explained(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    said = (*_SAID, "before") if old.get("kind") == "removed" else _SAID  # with the reason comes the name
    kept = {key: value for key, value in new.items() if key not in said or old.get("reason")}
    return all(old.get(key) == value for key, value in kept.items()) and old.keys() == new.keys()


def since(
    place: Workplace,
    reference: Reference,
    files: Mapping[str, Path],
    known: Sequence[Change],
    told: Sequence[Change],
    lines: Mapping[str, int],
) -> list[Problem]:
    """Tell the changes since the reference that are explained nowhere. `known` are the changes that are recorded,
    `told` those that were told already; `lines` are those of the table."""
    try:
        before = table(reference, f"published/{place.name} at {reference.label}/")
        after = table(Reference("now", version_of(files), files), f"published/{place.name}/")
    except InputError as error:
        return list(error.problems)
    already = {(change.entity_id, change.field) for change in told}
    changes = [
        change
        for change in between(place.name, before, after, known).changes
        if change.entity_id and not change.reason and (change.entity_id, change.field) not in already
    ]
    return unexplained(place, changes, reference.label, lines)
