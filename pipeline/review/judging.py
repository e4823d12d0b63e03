"""Judge a sample on the page: one line at a time, without what the model or another person thinks of it."""

import time
from collections.abc import Mapping
from threading import RLock
from typing import Any

import pandas as pd
from flask import Flask, Response, jsonify, request

from pipeline.assurance.score import current_draw
from pipeline.errors import InputError, Problem
from pipeline.readers.tables import read_sample
from pipeline.regions import name as region_name
from pipeline.review.desk import HELD, Conflict, today
from pipeline.review.diff import differences, nearest
from pipeline.review.items import Items
from pipeline.review.journal import Journal, Signature
from pipeline.text import fold_blanks
from schemas import Sample
from schemas.base import columns, empty
from schemas.vocabulary import FINDINGS, LISTS

Line = dict[str, str]
Key = tuple[str, str, str]  # draw, unit, look


class Judging:
    """The lines of the last draw from each list. Any method may be called from any thread."""

    def __init__(self, items: Items) -> None:
        place = items.desk.material.place
        self._items = items
        self._journal = Journal(place.raw / "sample.csv", columns(Sample), place.interim / ".sample.lock")
        self._signature: Signature | None = None
        self._lock = RLock()
        self._lines: dict[Key, Line] = {}
        self._holders: dict[Key, tuple[str, float]] = {}

    def show(self, by: str, client: str, key: Key | None = None) -> dict[str, Any]:
        """Make what the page shows next to a person: the line `key`, or one that waits for this person's verdict.

        A second look is for somebody who has not given the first. Raises InputError where sample.csv cannot be read.
        """
        with self._lock:
            self._refresh()
            waiting = [each for each in self._lines if self._waits(each, by)]
            if key is None:
                key = next((each for each in waiting if not self._held(each, client)), None)
            if key is not None and key not in self._lines:
                raise InputError(Problem("there is no such line", "Load the page again."))
            if key:
                self._holders[key] = client, time.monotonic() + HELD
            judged = sum(bool(line["verdict"]) for line in self._lines.values())
            counts = {"left": len(waiting), "judged": judged, "lines": len(self._lines)}
            return counts | {"line": self._show(self._lines[key], by) if key else None}

    def record(self, key: Key, verdict: str, by: str, note: str) -> None:
        """Add a verdict to sample.csv. Raises InputError for one that is none, Conflict where somebody was quicker."""
        if verdict not in FINDINGS or not (who := fold_blanks(by)):
            raise InputError(Problem("a verdict and a name are needed", f"The verdicts are {', '.join(FINDINGS)}."))
        with self._lock, self._journal.exclusive():
            self._refresh()
            line = self._lines.get(key)
            if line is None:
                raise InputError(Problem("the line is gone", "Load the page again."))
            if (line["verdict"] and not _same(line["reviewer"], who)) or not self._may(key, who):
                raise Conflict([])
            said = {"verdict": verdict, "reviewer": who, "reviewed_on": today(), "note": fold_blanks(note)}
            self._journal.append([line | said])
            self._lines[key] = line | said
            self._signature = self._journal.signature()

    def _refresh(self) -> None:
        signature = self._journal.signature()
        if signature != self._signature:
            table = read_sample(self._journal.path)
            rows = pd.concat([empty(Sample), *(current_draw(table, each) for each in LISTS)])
            self._lines = {}
            for row in rows.to_dict("records"):
                line = {str(column): str(cell) for column, cell in row.items()}
                key = line["draw"], line["unit"], line["look"]
                if line["verdict"] or key not in self._lines:  # the last word stands
                    self._lines[key] = line
            self._signature = signature

    def _waits(self, key: Key, by: str) -> bool:
        return not self._lines[key]["verdict"] and self._may(key, by)

    def _may(self, key: Key, by: str) -> bool:
        """Tell whether this person may judge the line: nobody gives both looks."""
        draw, unit, look = key
        other = self._lines.get((draw, unit, "1" if look == "2" else "2"))
        return not (other and other["verdict"] and _same(other["reviewer"], by))

    def _held(self, key: Key, client: str) -> bool:
        who, until = self._holders.get(key, ("", 0.0))
        return who != client and until > time.monotonic()

    def _show(self, line: Mapping[str, str], by: str) -> dict[str, Any]:
        entity = self._items.entities.get(line["entity_id"], {})
        written = [each for each in (line["organisation"], *entity.get("aliases", "").split("|")) if each]
        names = []
        for name in line["names"].split(" | "):
            closest = written[nearest(name, written)] if written else ""
            names.append({"text": name, "closest": closest, "letters": differences(name, closest)[0]})
        own = ("draw", "unit", "look", "drawn_from", "entity_id", "organisation", "region")
        mine = _same(line["reviewer"], by)
        return {key: line[key] for key in own} | {
            "region_name": region_name(line["region"]) if line["region"] else "",
            "names": names,
            "aliases": written[1:],
            "kind": entity.get("kind", ""),
            "evidence_url": entity.get("evidence_url", ""),
            "archived_url": entity.get("archived_url", ""),
            "said": line["verdict"] if mine else "",
            "note": line["note"] if mine else "",
        }


def add_routes(app: Flask, items: Items) -> None:
    """Let the application answer about the sample; it guards these like all it answers."""
    judging = Judging(items)

    @app.get("/api/sample")
    def sample() -> Response:
        asked = request.args
        key = (asked["draw"], asked["unit"], asked["look"]) if "unit" in asked else None
        return jsonify(judging.show(asked.get("by", ""), asked.get("client", ""), key))

    @app.post("/api/sample")
    def judge() -> Response:
        said = request.get_json()
        wanted = ("draw", "unit", "look", "verdict", "by", "note", "client")
        if not isinstance(said, dict) or not all(isinstance(said.get(key, ""), str) for key in wanted):
            raise InputError(Problem("the request is not one that the page makes"))
        draw, unit, look, verdict, by, note, client = (said.get(key, "") for key in wanted)
        judging.record((draw, unit, look), verdict, by, note)
        return jsonify(judging.show(by, client))


def _same(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == fold_blanks(other).casefold()
