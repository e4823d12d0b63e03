"""Many names, or many organisations, at once: filtered, in order, a page at a time."""

from collections.abc import Iterator
from typing import Any

from pipeline.regions import name as region_name
from pipeline.regions import within
from pipeline.review.finding import plain
from pipeline.review.items import Items

PAGE = 50
FILTERS = ("to do", "open", "reopened", "parked", "decided", "linked", "dropped", "all")
EVIDENCE = ("unconfirmed", "without", "linked", "all")


class Lists:
    """The list views over the names of a desk and the organisations of its registry."""

    def __init__(self, items: Items) -> None:
        self._items, self._desk = items, items.desk

    def names(self, state: str, query: str, region: str, page: int) -> dict[str, Any]:
        """List names by state, words and region, in the order of the queue and then of their names."""
        found = list(self._filtered(state, plain(query).split(), region))
        shown = found[page * PAGE : (page + 1) * PAGE]
        return {"number": len(found), "page": page, "pages": -(-len(found) // PAGE), "names": [*map(self._name, shown)]}

    def _filtered(self, state: str, words: list[str], region: str) -> Iterator[int]:
        desk = self._desk
        states = {"to do": ("open", "reopened"), "all": None}.get(state, (state,))
        beyond = state in ("decided", "linked", "dropped", "all")
        waiting = desk.order
        places = [*waiting, *(at for at in range(len(desk.keys)) if at not in desk.states)] if beyond else waiting
        for at in places:
            name, where = desk.keys[at]
            if states is not None and desk.state(at) not in states:
                continue
            if region and not within(where, region):
                continue
            if words and not all(word in plain(name) for word in words):
                continue
            yield at

    def _name(self, at: int) -> dict[str, Any]:
        desk, items = self._desk, self._items
        name, region = desk.keys[at]
        best = next(iter(desk.resolver.candidates(desk.keys[at])), ("", 0.0))
        entity = items.entities.get(desk.linked[at] or best[0], {"entity_id": "", "name": "", "region": ""})
        return {
            "at": at,
            "name": name,
            "region": region,
            "region_name": region_name(region) if region else "",
            "count": desk.counts[at],
            "state": desk.state(at),
            "lines": len(desk.said(desk.keys[at])),
            "entity_id": entity["entity_id"],
            "entity": entity["name"],
            "entity_region": entity["region"],
            "probability": None if items.blind else best[1],
            "tie": items.is_tie(at),
            "identical": len(items.identical(at)) if at in desk.states else 1,
        }

    def organisations(self, which: str, query: str, page: int) -> dict[str, Any]:
        """List organisations by their evidence, those first on which the most depends."""
        desk, words = self._desk, plain(query).split()
        waiting = self._items.waiting_by_entity()
        found = []
        for entity_id, entity in self._items.entities.items():
            stake = desk.sums[entity_id] + waiting.get(entity_id, 0)
            if which == "unconfirmed" and entity["status"] != "unconfirmed":
                continue
            if which == "without" and (entity["evidence_url"] or not desk.sums[entity_id]):
                continue
            if which == "linked" and not desk.sums[entity_id]:
                continue
            text = plain(f"{entity['name']} {entity['aliases']} {entity_id}") if words else ""
            if all(word in text for word in words):
                found.append((-stake, entity_id))
        found.sort()
        shown = [entity_id for _, entity_id in found[page * PAGE : (page + 1) * PAGE]]
        made = [
            self._items.entities[each]
            | {
                "region_name": region_name(self._items.entities[each]["region"]),
                "range_now": self._items.range_of(desk.sums[each]),
                "waiting": waiting.get(each, 0),
            }
            for each in shown
        ]
        return {"number": len(found), "page": page, "pages": -(-len(found) // PAGE), "organisations": made}
