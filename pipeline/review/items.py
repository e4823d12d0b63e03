"""One name as the page shows it: spellings, candidates side by side, what hangs on it, what was said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from unicodedata import category
from unicodedata import name as unicode_name

import pandas as pd

from pipeline.ladder import place
from pipeline.regions import name as region_name
from pipeline.regions import within
from pipeline.review.desk import WAITING, Desk
from pipeline.review.diff import differences, nearest
from pipeline.review.record import UNDONE
from pipeline.seen import has_lapsed
from schemas import Vouched
from schemas.base import columns

SPELLINGS = 12  # the most that are listed one by one
LINKED = 4
_HIDDEN = ("Cc", "Cf", "Co", "Cn", "Zl", "Zp")
WHY = {
    "open": "The model is not sure enough to link it.",
    "tie": "Two organisations fit equally well.",
    "suspicious": "It holds characters that deceive or are damaged: look twice.",
    "reopened": "Decided before, but a closer candidate has appeared or the registry has changed since.",
    "parked": "Somebody was unsure about it.",
    "undone": "A decision on it was taken back.",
    "decided": "A person has decided on it.",
    "linked": "The model linked it.",
    "dropped": "No organisation is likely enough; it is left out.",
    "out of scope": "It lies outside the scope of the table.",
}


class Items:
    """Makes what the page shows. `blind` leaves out what the model thinks, so that a person judges alone."""

    def __init__(self, desk: Desk, blind: bool = False) -> None:
        self.desk, self.blind = desk, blind
        self._links = desk.material.links
        self._names = desk.material.names
        self._rows: list[int] = desk.material.stake["rows"].tolist()
        self.entities = by_id(desk.material.vouched)

    def warm(self) -> None:
        """Make now what the first item would wait for."""
        if self.desk.keys:
            self.item(self.desk.order[0] if self.desk.order else 0)

    def item(self, at: int) -> dict[str, Any]:
        """Make all that the page shows of the name at this place of Links."""
        desk = self.desk
        name, region = key = desk.keys[at]
        state, said = desk.state(at), desk.said(key)
        spellings = self._spellings(at)
        ruled_out = desk.verdict(key).not_these
        candidates = list(desk.resolver.candidates(key))
        if self.blind:  # neither what the model thinks nor what others said may lead the eye
            said = []
            candidates.sort(key=lambda pair: (self.entities[pair[0]]["name"], pair[0]))
        return {
            "at": at,
            "name": name,
            "region": region,
            "region_name": region_name(region) if region else "",
            "standard": self._names["standard"].iat[at],
            "state": state,
            "why": "" if self.blind else self._why(at, state),
            "odd": odd_characters(name),
            "count": desk.counts[at],
            "rows": self._rows[at],
            "spellings": spellings[:SPELLINGS],
            "more_spellings": max(0, len(spellings) - SPELLINGS),
            "candidates": [
                self.candidate(each, at, None if self.blind else probability) | {"ruled_out": each in ruled_out}
                for each, probability in candidates
            ],
            "past": [self._past(line, [each for each, _ in candidates]) for line in said],
            "lines": len(desk.said(key)),
            "identical": [desk.wanted(other) for other in self.identical(at) if other != at],
            "blind": self.blind,
        }

    def candidate(self, entity_id: str, at: int, probability: float | None = None) -> dict[str, Any]:
        """Make what the page shows of an organisation beside the name at this place."""
        desk, entity = self.desk, self.entities[entity_id]
        name, _ = desk.keys[at]
        written = [entity["name"], *(alias for alias in entity["aliases"].split("|") if alias)]
        closest = written[nearest(name, written)]
        left, right = differences(name, closest)
        before = desk.sums[entity_id] - (desk.counts[at] if desk.linked[at] == entity_id else 0)
        return {
            **{key: entity[key] for key in entity if key != "aliases"},
            "aliases": written[1:],
            "closest": closest,
            "letters": {"query": left, "entity": right},
            "region_name": region_name(entity["region"]) if entity["region"] else "",
            "probability": probability,
            "in_scope": self._in_scope(entity),
            "range_now": self.range_of(before),
            "range_then": self.range_of(before + desk.counts[at]),
            "linked": {"names": [], "number": 0} if self.blind else self._linked(entity_id, at),
        }

    def is_tie(self, at: int) -> bool:
        """Tell whether the best two candidates are equally likely: none of them may be taken without a look."""
        found = self.desk.resolver.candidates(self.desk.keys[at])
        return len(found) > 1 and found[0][1] == found[1][1]

    def identical(self, at: int) -> list[int]:
        """Find the names that wait and are the same: standardised alike, in the same region, same best candidate."""
        desk = self.desk
        group = self._groups.get(self._group(at), []) if self._links["entity_id"].iat[at] else []
        return [other for other in group if desk.states.get(other) in ("open", "reopened") or other == at]

    @cached_property
    def _groups(self) -> dict[tuple[str, str, str], list[int]]:
        groups: dict[tuple[str, str, str], list[int]] = {}
        for at in self.desk.order:
            groups.setdefault(self._group(at), []).append(at)
        return groups

    def _group(self, at: int) -> tuple[str, str, str]:
        return self._standards[at], self.desk.keys[at][1], self._best[at]

    @cached_property
    def _standards(self) -> list[str]:
        return list(self._names["standard"].tolist())

    @cached_property
    def _best(self) -> list[str]:
        return list(self._links["entity_id"].tolist())

    @cached_property
    def _by_entity(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, entity_id in enumerate(self.desk.linked):
            if entity_id:
                places.setdefault(entity_id, []).append(at)
        return places

    def _linked(self, entity_id: str, beside: int) -> dict[str, Any]:
        """Name a few that are linked to an organisation already, those that count the most."""
        desk = self.desk
        places = [at for at in self._by_entity.get(entity_id, []) if desk.linked[at] == entity_id and at != beside]
        top = sorted(places, key=lambda at: (-desk.counts[at], desk.keys[at]))[:LINKED]
        return {"names": [desk.keys[at][0] for at in top], "number": len(places)}

    def _spellings(self, at: int) -> list[dict[str, Any]]:
        """List the spellings as the sources have them, with their rows and counts."""
        rows = self.desk.material.spellings(at)
        sums = rows.groupby("name", sort=False)[["rows", "count"]].sum().reset_index()
        made = [
            {"text": text, "rows": int(number), "count": int(count)}
            for text, number, count in sums.itertuples(index=False, name=None)
        ]
        return sorted(made, key=lambda spelling: (-spelling["count"], spelling["text"]))

    def _why(self, at: int, state: str) -> str:
        if state == "open":
            said = self.desk.said(self.desk.keys[at])
            flag, reason = self._names["flag"].iat[at], self._links["reason"].iat[at]
            if said and said[-1]["seen"] == UNDONE:
                return WHY["undone"]
            return WHY["suspicious" if flag == "suspicious" else "tie" if reason == "tie" else "open"]
        return WHY[state]

    def _past(self, line: Any, candidates: Sequence[str]) -> dict[str, Any]:
        known = self.entities.get(line["entity_id"])
        lapsed = has_lapsed(line["seen"], line["decision"], line["entity_id"], candidates, self.desk.resolver.digest)
        kept = ("decision", "entity_id", "decided_by", "decided_on", "reason")
        return {**{key: line[key] for key in kept}, "entity": known["name"] if known else "", "lapsed": lapsed}

    def _in_scope(self, entity: Mapping[str, str]) -> bool:
        scope = self.desk.material.dataset.scope
        kinds = {kind.casefold() for kind in scope.kinds}
        excluded = any(within(entity["region"], area) for area in scope.exclude_regions)
        return not excluded and (not kinds or entity["kind"].casefold() in kinds)

    def waiting_by_entity(self) -> Counter[str]:
        """Sum what waits, by the best candidate of each name."""
        sums: Counter[str] = Counter()
        for at, state in self.desk.states.items():
            if state in WAITING:
                sums[self._best[at]] += self.desk.counts[at]
        return sums

    def range_of(self, total: int) -> str:
        """Write the published range of a sum; '' where it would not be published."""
        dataset = self.desk.material.dataset
        return place(total, dataset.ranges).label if total >= dataset.min_count else ""


def by_id(organisations: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give each organisation of a registry as its cells, by entity_id."""
    names = columns(Vouched)
    cells = zip(*(organisations[name].tolist() for name in names), strict=True)
    return {row[0]: dict(zip(names, row, strict=True)) for row in cells}


def odd_characters(text: str) -> list[str]:
    """Name the characters of a text that cannot be seen, or only look like a space."""
    odd = [each for each in dict.fromkeys(text) if category(each) in _HIDDEN or (each.isspace() and each != " ")]
    return [f"U+{ord(each):04X} {unicode_name(each, '')}".strip() for each in odd]
