"""What changed between two revisions of a published table, by organisation; both sides are public."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline import publication
from pipeline.alike import nearly_same
from pipeline.changes import ID, ROW, Change, Rows, columns_changed, compare, redirects, same_bodies
from pipeline.errors import InputError, Problem
from pipeline.readers.published import read_rows
from pipeline.revisions import age, read_changes
from pipeline.text import counted
from pipeline.windows.reference import Reference, opened, version_of
from pipeline.workplace import Workplace
from schemas.vocabulary import CHANGES

_MARKDOWN_MOST = 300  # changes told one by one: a comment on a pull request has an end
_NEEDS = ("name", "region")
Total = tuple[str, str, str]  # organisations, lower and upper end as totals.csv writes them


@dataclass(frozen=True)
class Table:
    """One side of a comparison."""

    label: str
    version: str
    columns: Sequence[str]
    rows: Rows
    totals: Mapping[tuple[str, ...], Total]


@dataclass(frozen=True)
class Differences:
    """What changed from one side to the other."""

    dataset: str
    before: Table
    after: Table
    changes: tuple[Change, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the rows (or columns) that changed by kind, in the order of the vocabulary."""
        rows = {(change.kind, change.entity_id or change.field, self._merged(change)) for change in self.changes}
        found = Counter(kind for kind, *_ in rows)
        return {kind: found[kind] for kind in CHANGES if found[kind]}

    def _merged(self, change: Change) -> str:
        return change.before if change.kind == "merged" else ""  # several rows may have gone into one

    @property
    def totals(self) -> list[tuple[str, Total | None, Total | None]]:
        """List the totals that changed, that over all first; None where a group is not on one side."""
        old, new = self.before.totals, self.after.totals
        keys = [*new, *(key for key in old if key not in new)]
        return [
            (" ".join(dict.fromkeys(key)), old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)
        ]

    def name(self, change: Change) -> str:
        """Tell the name of a change's organisation; '' where it was withdrawn."""
        rows = (self.after.rows.get(change.entity_id), self.before.rows.get(change.entity_id))
        return next((row["name"] for row in rows if row), "")

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        sides = {
            side: {"label": table.label, "version": table.version, "organisations": len(table.rows)}
            for side, table in (("before", self.before), ("after", self.after))
        }
        changes = [asdict(change) | {"name": self.name(change)} for change in self.changes]
        totals = [
            {"total": what} | {side: _numbers(each) if each else None for side, each in pair}
            for what, *both in self.totals
            for pair in [list(zip(("before", "after"), both, strict=True))]
        ]
        return {"dataset": self.dataset, **sides, "counts": self.counts, "changes": changes, "totals": totals}

    def words(self) -> str:
        """Tell it to a person, organisation by organisation."""
        lines = [self.head(), *(f"  {line}" for line in self._summed())]
        last = None
        for change in self.changes:
            if change.entity_id and change.entity_id != last:
                lines.append(f"  {self.name(change) or 'A withdrawn row'} ({change.entity_id})")
            last = change.entity_id
            lines.append(f"    {said(change)}{_why(change)}")
        if self.totals:
            lines.append("  Totals:")
        lines += [f"    {what}: {_sum(old)} → {_sum(new)}" for what, old, new in self.totals]
        return "\n".join(lines)

    def head(self) -> str:
        """Say in a sentence what is compared."""
        return f"{self.dataset}: from {self._called(self.before)} to {self._called(self.after)}"

    def _called(self, table: Table) -> str:
        return table.label if table.version in ("", table.label) else f"{table.label} ({table.version})"

    def _summed(self) -> list[str]:
        number = f"{len(self.before.rows):,} → {counted(len(self.after.rows), 'organisation')}"
        if not self.changes:
            return [f"{number}; no row has changed."]
        return [f"{number}; {', '.join(f'{size:,} {_plain(kind)}' for kind, size in self.counts.items())}."]

    def markdown(self) -> str:
        """Tell it in a comment on a pull request: text from data is escaped, and is never markup."""
        from pipeline.writers.methodology import escape

        lines = [f"### {escape(self.head())}", "", *map(escape, self._summed()), ""]
        if self.changes:
            lines += ["| organisation | what changed | before | after | why |", "|---|---|---|---|---|"]
        for change in self.changes[:_MARKDOWN_MOST]:
            who = f"{self.name(change) or 'A withdrawn row'} ({change.entity_id})" if change.entity_id else ""
            why = ": ".join(filter(None, (change.reason.replace("_", " "), change.note)))
            cells = (who, _what(change), change.before, change.after, why)
            lines.append(f"| {' | '.join(map(escape, cells))} |")
        if len(self.changes) > _MARKDOWN_MOST:
            lines += ["", f"And {counted(len(self.changes) - _MARKDOWN_MOST, 'change')} more."]
        if self.totals:
            lines += ["", "| total | before | after |", "|---|---|---|"]
        lines += [f"| {' | '.join(map(escape, (what, _sum(old), _sum(new))))} |" for what, old, new in self.totals]
        return "\n".join(lines)


def diff(place: Workplace, against: str) -> Differences:
    """Compare what is published now with what `against` names ('' is the last version but this one).

    Raises InputError where either cannot be read.
    """
    files = publication.list_files(place.published)
    if not files:
        raise InputError(Problem("nothing is published", "Run publish first.", file=f"published/{place.name}"))
    with opened(place, against) as reference:
        if not reference.files:
            told = f"nothing of {place.name} is published there"
            raise InputError(Problem(told, "Name another revision.", value=reference.label))
        before = table(reference, f"published/{place.name} at {reference.label}/")
        after = table(Reference("now", version_of(files), files), f"published/{place.name}/")
    return between(place.name, before, after, recorded(files))


def recorded(files: Mapping[str, Path]) -> list[Change]:
    """Read what the revisions of a published folder recorded of their changes, the oldest first."""
    versions = {name.split("/")[1] for name in files if name.startswith("revisions/")}
    return [change for version in sorted(versions, key=age) for change in read_changes(files, version)]


def table(side: Reference, place: str) -> Table:
    """Read one side. `place` begins the names of its files in messages. Raises InputError where it cannot be read."""
    missing = [name for name in ("entities.csv", "totals.csv") if name not in side.files]
    if missing:
        raise InputError(
            [Problem("the published table is missing", "Name another revision.", place + each) for each in missing]
        )
    header, rows = read_rows(side.files["entities.csv"], f"{place}entities.csv", ("entity_id",), _NEEDS)
    ends = ("entities", "count_min", "count_max")
    _, sums = read_rows(side.files["totals.csv"], f"{place}totals.csv", ("dimension", "value"), ends)
    totals: dict[tuple[str, ...], Total] = {
        key: (row[ends[0]], row[ends[1]], row[ends[2]]) for key, row in sums.items()
    }
    return Table(side.label, side.version, header, {key[0]: row for key, row in rows.items()}, totals)


def between(dataset: str, before: Table, after: Table, known: Sequence[Change] = ()) -> Differences:
    """Compare two sides. `known` are recorded changes: they tell what moved where, what was withdrawn, and why."""
    since = [each for each in known if not before.version or age(each.version) > age(before.version)]
    moved = {(each.before, each.after) for each in since if each.field == ID}
    moved |= {(old, now) for old, (now, _) in redirects(since, after.rows.keys()).items()}
    parted = {each.entity_id for each in since if each.field == ROW and each.reason}
    pairs = {
        pair for pair in same_bodies(before.rows, after.rows, alike=nearly_same) if not set(pair) <= parted
    } | moved
    found = compare(before.rows, after.rows, pairs, after.version)
    found = list(_explained(found, since))
    return Differences(dataset, before, after, (*columns_changed(before.columns, after.columns, after.version), *found))


def _explained(changes: Sequence[Change], since: Sequence[Change]) -> Iterator[Change]:
    """Give each change the last reason recorded for it. A row that went without a record of it was withdrawn."""
    reasons = {(each.entity_id, each.field, each.before if each.field == ID else ""): each for each in since}
    withdrawn = [each for each in since if each.kind == "withdrawn"]
    for change in changes:
        why = reasons.get((change.entity_id, change.field, change.before if change.field == ID else ""))
        # A row that went and came back since is another one for that reason.
        why = why or reasons.get((change.entity_id, ROW, ""))
        if why and why.kind == "withdrawn":
            yield why
        elif why:
            yield replace(change, reason=why.reason, note=why.note, date=why.date)
        elif change.kind == "removed" and withdrawn:
            yield withdrawn.pop(0) if len(withdrawn) > 1 else withdrawn[0]
        else:
            yield change


def said(change: Change) -> str:
    """Say in plain words what changed."""
    if change.kind in ("added", "removed", "withdrawn"):
        return _plain(change.kind)
    if change.field == ID:
        return f"{_plain(change.kind)}: {change.before} → {change.after}"
    if change.kind.startswith("column_"):
        return f"{_plain(change.kind)}: {change.before or change.after}"
    return f"{_what(change)}: {change.before or '(empty)'} → {change.after or '(empty)'}"


def _what(change: Change) -> str:
    plain = _plain(change.kind)
    return plain if change.field in (ROW, ID, "count_range") or not change.entity_id else f"{change.field}"


def _plain(kind: str) -> str:
    return kind.replace("_", " ")


def _why(change: Change) -> str:
    why = ": ".join(filter(None, (change.reason.replace("_", " "), change.note)))
    return f" ({why})" if why else ""


def _numbers(total: Total) -> dict[str, int | None]:
    ends = zip(("entities", "count_min", "count_max"), total, strict=True)
    return {name: int(text) if text.isdecimal() else None for name, text in ends}


def _sum(total: Total | None) -> str:
    if total is None:
        return "no such group"
    entities, low, high = total
    ends = f"{low or '0'} to {high}" if high else f"{low} or more" if low else "withheld"
    return f"{entities} {'organisation' if entities == '1' else 'organisations'}, {ends}"
