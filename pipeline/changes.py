"""What changed in the published table from one revision to the next: the words that page, papers and `diff` share."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Row = Mapping[str, str]  # a published row, by column, as entities.csv writes it
Rows = Mapping[str, Row]  # rows by entity_id, in the order of the table
Pairs = Collection[tuple[str, str]]  # an identifier of before and one of after that mean one body
Alike = Callable[[Rows, Rows], Pairs]  # pairs rows that went with rows that came, by their likeness

ROW = "*"  # the field of a change that is a row's coming or going
ID = "entity_id"
ENDS = ("count_min", "count_max")  # told by count_range
KINDS = {
    "name": "renamed",
    "region": "region",
    "country": "region",
    "kind": "kind",
    "response": "response",
    "unaware_until_asked": "response",
    "initially_denied": "response",
    "response_date": "statement",
    "statement": "statement",
    "response_url": "statement",
    "evidence_url": "detail",
}


@dataclass(frozen=True)
class Change:
    """One change of one published row, public on both sides.

    `version` is the revision that brought it. `kind` is one of `schemas.vocabulary.CHANGES`. `field` is a column of
    entities.csv; or * for a row that came or went, with its name as `before` or `after`; or `entity_id` for a body
    that has another identifier now (`renamed`, `merged`, `split`): `before` is the old one, `after` and `entity_id`
    the new one. A `withdrawn` row stands under an identifier that tells nothing, without a name. `reason`, `note` and
    `date` are those of the line of corrections.csv that explains it, else ''.
    """

    entity_id: str
    version: str
    kind: str
    field: str
    before: str
    after: str
    reason: str = ""
    note: str = ""
    date: str = ""


def compare(before: Rows, after: Rows, pairs: Pairs = (), version: str = "") -> list[Change]:
    """List what changed, row by row in the order of `after`, then the rows that went, in their order.

    `pairs` tell which identifiers that went live on in others (see `same_bodies`).
    """
    found: list[Change] = []
    parents, children = _families(before, after, pairs)
    for entity_id, row in after.items():
        if entity_id in before:
            found += _cells(version, entity_id, before[entity_id], row)
        elif not parents[entity_id]:
            found.append(Change(entity_id, version, "added", ROW, "", row.get("name", "")))
        for parent in parents[entity_id]:
            kind = _kind(entity_id, parent, before, after, parents, children)
            found.append(Change(entity_id, version, kind, ID, parent, entity_id))
            if kind == "renamed":
                found += _cells(version, entity_id, before[parent], row)
    for entity_id, row in before.items():
        if entity_id not in after and not children[entity_id]:
            found.append(Change(entity_id, version, "removed", ROW, row.get("name", ""), ""))
    return found


def _families(before: Rows, after: Rows, pairs: Pairs) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Give the old identifiers of each new one, and the new ones of each that went or was split."""
    parents, children = defaultdict(list), defaultdict(list)
    for old, new in sorted(set(pairs)):
        came = new not in before
        if old in before and new in after and old != new and (came or old not in after):
            parents[new].append(old)
            children[old].append(new)
    return parents, children


def _kind(
    new: str, old: str, before: Rows, after: Rows, parents: Mapping[str, list[str]], children: Mapping[str, list[str]]
) -> str:
    if old in after or len(children[old]) > 1:
        return "split"
    return "merged" if new in before or len(parents[new]) > 1 else "renamed"


def _cells(version: str, entity_id: str, old: Row, new: Row) -> Iterator[Change]:
    """Give the cells that differ, in the order of the columns. A column that one side lacks is no change of a row."""
    for column, value in new.items():
        if column in (ID, *ENDS) or old.get(column, value) == value:
            continue
        kind = _direction(old, new) if column == "count_range" else KINDS.get(column, "detail")
        yield Change(entity_id, version, kind, column, old[column], value)


def _direction(old: Row, new: Row) -> str:
    """Tell where a range went. Only where the two share no number is it certain that the count rose or fell."""
    (old_low, old_high), (new_low, new_high) = _ends(old["count_range"]), _ends(new["count_range"])
    if old_high is not None and new_low > old_high:
        return "range_up"
    return "range_down" if new_high is not None and new_high < old_low else "range_redrawn"


def _ends(label: str) -> tuple[int, int | None]:
    low, _, high = label.removesuffix("+").partition("-")
    return int(low), int(high) if high else None


def columns_changed(before: Iterable[str], after: Iterable[str], version: str = "") -> list[Change]:
    """List the columns of the table that came or went."""
    old, new = list(before), list(after)
    came = [Change("", version, "column_added", column, "", column) for column in new if column not in old]
    return came + [Change("", version, "column_removed", column, column, "") for column in old if column not in new]


def same_bodies(
    before: Rows,
    after: Rows,
    aliases: Mapping[str, Collection[str]] = MappingProxyType({}),
    alike: Alike = lambda gone, came: (),
) -> set[tuple[str, str]]:
    """Find the identifiers that went and live on in others: the same name in the same region, the same evidence, or an
    old name or identifier among the `aliases` that the registry gives the new one (by its identifier).

    An old identifier among the aliases of a row that came tells a split as well, where the old row stays. What is left
    of rows that went and came is given to `alike`.
    """
    gone = {each: row for each, row in before.items() if each not in after}
    came = {each: row for each, row in after.items() if each not in before}
    found = _by_name(gone, before, after) | _by_evidence(gone, came, before, after)
    names: dict[str, list[str]] = defaultdict(list)
    for old, row in gone.items():
        names[fold_name(row["name"])].append(old)
    for new, others in aliases.items():
        if new not in after:
            continue
        for alias in others:
            if alias in before and alias != new and (alias in gone or new in came):
                found.add((alias, new))
            found |= {(old, new) for old in names.get(fold_name(alias), ()) if _near(before[old], after[new])}
    olds, news = {old for old, _ in found}, {new for _, new in found}
    left = {each: row for each, row in gone.items() if each not in olds}
    return found | set(alike(left, {each: row for each, row in came.items() if each not in news}))


def _by_name(gone: Rows, before: Rows, after: Rows) -> set[tuple[str, str]]:
    """Find what went by its name and region: in what is there now, that is one row or none."""
    now: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each, row in after.items():
        now[fold_name(row["name"]), row["region"]].append(each)
    pairs = ((old, now.get((fold_name(row["name"]), row["region"]), [])) for old, row in gone.items())
    return {(old, new[0]) for old, new in pairs if len(new) == 1}


def _by_evidence(gone: Rows, came: Rows, before: Rows, after: Rows) -> set[tuple[str, str]]:
    """Find what went by its evidence, where that belongs to one row alone on either side: many may share a list."""
    sizes = [Counter(row.get("evidence_url", "") for row in rows.values()) for rows in (before, after)]
    now = {row.get("evidence_url", ""): each for each, row in came.items()}
    pairs = ((old, row.get("evidence_url", "")) for old, row in gone.items())
    return {(old, now[url]) for old, url in pairs if url in now and url and all(size[url] == 1 for size in sizes)}


def _near(old: Row, new: Row) -> bool:
    return old["region"] == new["region"] or "" in (old["region"], new["region"])


def fold_name(name: str) -> str:
    """Fold case, accents, punctuation and blanks: two names that differ in nothing else are one."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", plain.casefold()))


def redirects(changes: Iterable[Change], present: Collection[str]) -> dict[str, tuple[str, str]]:
    """Tell where each identifier that was renamed or merged leads now, and the revision that sent it there.

    `changes` are those of all revisions, the oldest first; `present` the identifiers of the table of today. One that
    is used again, or that leads to a row which went, leads nowhere.
    """
    next_of = {each.before: (each.after, each.version) for each in changes if each.kind in _MOVED and each.field == ID}
    found = {}
    for old, (now, version) in next_of.items():
        passed = {old}
        while now not in present and now in next_of and now not in passed:
            passed.add(now)
            now = next_of[now][0]
        if old not in present and now in present:
            found[old] = (now, version)
    return dict(sorted(found.items()))


_MOVED = ("renamed", "merged")
