"""Every change of a published row since the first revision, and the line of corrections.csv that explains it.

Each revision records what it changed in `revisions/<version>/changes.csv`, with the reasons given by then, so that a
later line of corrections.csv never speaks of an earlier revision: what was recorded has used its line. The lines left
over explain the revision to be published.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.changes import ID, ROW, Alike, Change, Pairs, Rows, compare, same_bodies
from pipeline.readers.tables import lines_of, read_corrections
from pipeline.revisions import Revision, age, as_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

OPAQUE = "withdrawn-"  # how the identifier of a withdrawn row begins
Key = tuple[str, str]  # an entity_id and a field of corrections.csv


@dataclass(frozen=True)
class Line:
    """A line of corrections.csv. `number` is its 1-based line in the file."""

    number: int
    entity_id: str
    field: str
    reason: str
    note: str
    date: str


@dataclass(frozen=True)
class History:
    """What may be told of all changes. `changes`: of every revision, the oldest first, by today's identifiers.

    `previous` is the revision before this one, '' for the first. `unexplained` are changes of this revision that no
    line explains. `unused` are lines that explain nothing in any revision; `unknown` those of them whose organisation
    never was in the table, `standing` those that withdraw a row which is still there. `withdrawn` are the names that
    may no longer be told, also of rows that went without a reason.
    """

    previous: str = ""
    changes: tuple[Change, ...] = ()
    unexplained: tuple[Change, ...] = ()
    unused: tuple[Line, ...] = ()
    unknown: tuple[Line, ...] = ()
    standing: tuple[Line, ...] = ()
    withdrawn: frozenset[str] = frozenset()


def read_lines(path: "Path") -> list[Line]:
    """Read corrections.csv. Raises InputError as `read_corrections` does."""
    rows = read_corrections(path).itertuples(index=False, name=None)
    return [Line(number, *map(str, row)) for number, row in zip(lines_of(path, ["entity_id"]), rows, strict=True)]


def aliases_of(registry: "pd.DataFrame") -> dict[str, list[str]]:
    """List the other names that a registry gives each organisation: an old identifier may stand among them."""
    facts = registry.loc[registry["aliases"] != "", ["entity_id", "aliases"]]
    return {entity_id: aliases.split("|") for entity_id, aliases in facts.itertuples(index=False, name=None)}


def recall(
    version: str,
    now: Rows,
    revisions: Sequence[Revision],
    lines: Sequence[Line],
    aliases: Mapping[str, Collection[str]],
    alike: Alike = lambda gone, came: (),
) -> History:
    """Compare the table of a version with the revision before it, and explain each change by the lines left over.

    `aliases` and `alike` tell which rows live on under another identifier (see `same_bodies`).
    """
    tables = {each.version: as_rows(each.entities) for each in revisions}
    older = [each for each in revisions if age(each.version) < age(version)]
    left = _left_over(lines, revisions, tables)
    own: list[Change] = []
    used: set[int] = set()
    if older:
        before = tables[older[-1].version]
        pairs = _accepted(same_bodies(before, now, aliases, alike), left)
        own, used = _explain(compare(before, now, pairs, version), left)
    gone = _withdrawn(lines, [each for revision in revisions for each in revision.changes], now)
    unused = [line for line in left if line.number not in used]
    known = {each for rows in (*tables.values(), now) for each in rows}
    hidden = gone | {each.entity_id for each in own if each.kind == "removed" and not each.reason}
    names = {rows[each]["name"] for rows in tables.values() for each in hidden if each in rows}
    recorded = [each for revision in revisions if revision not in older for each in revision.changes]
    recorded = [each for revision in older for each in revision.changes] + _opaque(own, version) + recorded
    return History(
        older[-1].version if older else "",
        tuple(_as_of_today(recorded, now, gone)),
        tuple(each for each in own if not each.reason),
        tuple(unused),
        tuple(line for line in unused if line.entity_id not in known),
        tuple(line for line in unused if (line.field, line.reason) == (ROW, "withdrawal") and line.entity_id in now),
        frozenset(names - {row["name"] for row in now.values()}),
    )


def keys(change: Change) -> list[Key]:
    """List what a line may name to explain a change. The first is the one to propose."""
    if change.field == ID:
        return [(each, field) for field in (ID, ROW) for each in (change.before, change.after)]
    return [(change.entity_id, change.field)]


def _left_over(lines: Sequence[Line], revisions: Sequence[Revision], tables: Mapping[str, Rows]) -> list[Line]:
    """Leave out the lines that earlier revisions have used. One whose words were edited since is still that line."""
    left = list(lines)
    for at, revision in enumerate(revisions):
        explained = [each for each in revision.changes if each.reason]
        spent: list[tuple[list[Key], tuple[str, ...]]] = [
            (keys(each), (each.reason, each.note, each.date)) for each in explained if each.kind != "withdrawn"
        ]
        before = tables[revisions[at - 1].version] if at else {}
        named = {each.before for each in revision.changes if each.field == ID}
        named |= {each.entity_id for each in revision.changes if each.kind == "removed"}
        went = before.keys() - tables[revision.version].keys() - named
        spent += [([(each, ROW)], ("withdrawal",)) for each in sorted(went)]
        gone: set[int] = set()
        for wanted, words in spent:
            fits = [line for line in left if (line.entity_id, line.field) in wanted]
            same = [line for line in fits if (line.reason, line.note, line.date)[: len(words)] == words]
            # Those before it lost against it when it was published: they are used up as well.
            last = (same or fits[:1])[-1:]
            gone |= {line.number for line in fits if last and line.number <= last[0].number}
        left = [line for line in left if line.number not in gone]
    return left


def _accepted(pairs: Pairs, lines: Sequence[Line]) -> set[tuple[str, str]]:
    """Leave out pairs that people take for two bodies: one is said to have gone and the other to have come."""
    rows = {line.entity_id for line in lines if line.field == ROW}
    withdrawn = {line.entity_id for line in lines if (line.field, line.reason) == (ROW, "withdrawal")}
    return {(old, new) for old, new in pairs if old not in withdrawn and not {old, new} <= rows}


def _explain(changes: Iterable[Change], lines: Sequence[Line]) -> tuple[list[Change], set[int]]:
    """Give each change the last line that names it; and the numbers of all lines that name one."""
    named: dict[Key, list[Line]] = {}
    for line in lines:
        named.setdefault((line.entity_id, line.field), []).append(line)
    explained, used = [], set()
    for change in changes:
        fits = [line for key in keys(change) for line in named.get(key, ())]
        used |= {line.number for line in fits}
        if fits:
            last = max(fits, key=lambda line: line.number)
            kind = "withdrawn" if (change.kind, last.reason) == ("removed", "withdrawal") else change.kind
            change = replace(change, kind=kind, reason=last.reason, note=last.note, date=last.date)
        explained.append(change)
    return explained, used


def _opaque(own: Iterable[Change], version: str) -> list[Change]:
    """Put a tombstone in the place of each row that was withdrawn: numbered, for a hash of its identifier or name
    could be guessed. A row that already was one, because its name was purged, stays what it is."""
    told: list[Change] = []
    number = 0
    for change in own:
        if change.kind == "withdrawn":
            number += 1
            name = change.entity_id if change.entity_id.startswith(OPAQUE) else f"{OPAQUE}{version}-{number}"
            change = replace(change, entity_id=name, before="")
        elif change.kind == "removed" and not change.reason:
            change = replace(change, before="")  # until somebody says why, it may be one that is to be withdrawn
        told.append(change)
    return told


def _withdrawn(lines: Iterable[Line], recorded: Iterable[Change], now: Rows) -> set[str]:
    """Name the identifiers that may no longer be told, with those that led to them."""
    gone = {line.entity_id for line in lines if (line.field, line.reason) == (ROW, "withdrawal")} - now.keys()
    for change in reversed(list(recorded)):
        if change.field == ID and change.kind != "split" and change.after in gone:
            gone.add(change.before)
    return gone - now.keys()


def _as_of_today(changes: Sequence[Change], now: Rows, gone: Collection[str]) -> Iterable[Change]:
    """Tell changes by the identifiers of today; of withdrawn rows only that they were withdrawn."""
    moved: dict[str, str] = {}
    told = []
    for change in reversed(changes):
        if change.kind != "withdrawn" and gone and {change.entity_id, change.before, change.after} & set(gone):
            continue
        if change.field == ID and change.kind in ("renamed", "merged") and change.before not in now:
            moved[change.before] = moved.get(change.after, change.after)
        told.append(replace(change, entity_id=moved.get(change.entity_id, change.entity_id)))
    return reversed(told)
