"""The desk: what waits, who looks at it, and what is decided. Several browsers share one; several desks share files."""

import datetime
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from threading import RLock

from pipeline.errors import InputError, Problem
from pipeline.matching.verdicts import Verdict, standing
from pipeline.review.material import Material
from pipeline.review.queue import linked_sums
from pipeline.review.record import Key, Line, Record
from pipeline.seen import seen_hash
from pipeline.stages.resolve import Resolver
from pipeline.text import fold_blanks
from schemas.vocabulary import VERDICTS

HELD = 300.0  # seconds for which a name that one browser shows is not offered to another
TO_DO = ("open", "reopened")
WAITING = (*TO_DO, "parked")
WITHOUT = ("not_an_entity", "unsure")  # decisions that name no organisation


class Conflict(Exception):
    """Somebody else has spoken on a name since it was shown: nothing was written."""

    def __init__(self, places: Sequence[int]) -> None:
        self.places = tuple(places)
        super().__init__("decided by somebody else since it was shown")


@dataclass(frozen=True)
class Wanted:
    """A name to decide on: its place, its key as the page showed it, and how many lines on it the page knew."""

    at: int
    name: str
    region: str
    lines: int


class Desk:
    """The state of a review. `order` are the places of the names to ask about, where not those that wait.

    Every public method may be called from any thread; who reads several things at once holds `lock`.
    """

    def __init__(self, material: Material, order: Sequence[int] | None = None) -> None:
        self.material = material
        self.record = Record(material.place, material.dataset.country)
        self.lock = RLock()
        match = material.dataset.match
        self.resolver = Resolver(material.candidates, material.registry, match.accept, match.review)
        links, names = material.links, material.names
        self.keys: list[Key] = list(zip(links["name"].tolist(), links["region"].tolist(), strict=True))
        self.places: dict[Key, int] = {key: at for at, key in enumerate(self.keys)}
        self._facts = list(zip(names["place"].tolist(), names["flag"].tolist(), strict=True))
        self.counts: list[int] = material.stake["count"].tolist()
        self._rows: list[int] = material.stake["rows"].tolist()
        self.order: list[int] = list(material.queue.index if order is None else order)
        self._rank = {at: rank for rank, at in enumerate(self.order)}
        self.states: dict[int, str] = dict.fromkeys(self.order, "open")
        decision, basis = links["decision"].tolist(), links["basis"].tolist()
        self._made = list(zip(decision, basis, strict=True))
        linked = links["entity_id"].where(links["decision"] == "link", "")
        self.linked: list[str] = linked.tolist()
        sums = linked_sums(links, material.stake)
        self.sums: Counter[str] = Counter(dict(zip(sums.index.tolist(), sums.tolist(), strict=True)))
        self._holders: dict[int, tuple[str, float]] = {}
        self._tally = Counter({"open": len(self.order)})
        self._stakes = Counter({"open": sum(self.counts[at] for at in self.order)})
        self._decided = {at for at, (_, why) in enumerate(self._made) if why == "decision" and at not in self.states}
        self.refresh()

    def refresh(self) -> None:
        """Read decisions.csv again where somebody else has written it. Raises InputError where it cannot be read."""
        with self.lock:
            self._settle(self.record.refresh())

    def said(self, key: Key) -> list[Line]:
        """Give the lines on a name, the oldest first."""
        return self.record.said(key)

    def verdict(self, key: Key) -> Verdict:
        """Give the standing word on a name."""
        return self.record.verdict(key, self.resolver.regions)

    def state(self, at: int) -> str:
        """Tell how a name stands: open, reopened, parked, decided; linked or dropped by the model; out of scope."""
        if at in self.states:
            return self.states[at]
        decision, basis = self._made[at]
        if basis == "decision":
            return "decided"
        return {"link": "linked", "non_link": "dropped"}.get(decision, "out of scope")

    def progress(self) -> dict[str, int]:
        """Count what is left and what is done, in names and in what they count."""
        with self.lock:
            return {
                "left": sum(self._tally[state] for state in TO_DO),
                "reopened": self._tally["reopened"],
                "parked": self._tally["parked"],
                "decided": len(self._decided),
                "written": self.record.written,
                "lost": self.record.lost,
                "outdated": int(self.material.is_outdated()),
                "count_left": sum(self._stakes[state] for state in TO_DO),
            }

    def next(self, client: str, after: int | None = None, states: Collection[str] = TO_DO) -> int | None:
        """Find the next name in order after this one, or from the start; none that another browser shows just now."""
        with self.lock:
            start = self._rank.get(after, -1) + 1 if after is not None else 0
            held = {at for at, (who, until) in self._holders.items() if who != client and until > time.monotonic()}
            for at in (*self.order[start:], *self.order[:start]):
                if self.states[at] in states and at not in held and at != after:
                    return at
            return after if after is not None and self.states.get(after) in states else None

    def hold(self, client: str, at: int) -> None:
        """Remember that a browser shows a name, and no other any more."""
        with self.lock:
            self._holders = {held: who for held, who in self._holders.items() if who[0] != client}
            self._holders[at] = client, time.monotonic() + HELD

    def decide(self, wanted: Sequence[Wanted], word: str, entity_id: str, reason: str, by: str) -> list[int]:
        """Write one decision on each of these names; give their places.

        Raises Conflict where there is a newer line on one of them than the page knew, InputError for a decision that
        is none; nothing is written then.
        """
        by, reason = fold_blanks(by), fold_blanks(reason)
        self._admit(word, entity_id, by)
        with self.lock, self.record.exclusive():
            self.refresh()
            self._agree(wanted)
            said = {"decision": word, "entity_id": entity_id, "decided_by": by, "decided_on": today(), "reason": reason}
            keys = [(each.name, each.region) for each in wanted]
            self._write([{"name": key[0], "region": key[1], **said, "seen": self.seen(key, entity_id)} for key in keys])
            return [each.at for each in wanted]

    def undo(self, wanted: Sequence[Wanted], by: str) -> list[int]:
        """Take the last line on each of these names back by writing what stood before it once more.

        A name on which nothing was said before is `unsure`, as no other word leaves it open. Raises as `decide` does.
        """
        by = fold_blanks(by)
        self._admit("unsure", "", by)
        with self.lock, self.record.exclusive():
            self.refresh()
            self._agree(wanted)
            now, known = {"decided_by": by, "decided_on": today()}, self.resolver.regions
            keys = [(each.name, each.region) for each in wanted]
            self._write([line for key in keys for line in self.record.before_last(key, known, now)])
            return [each.at for each in wanted]

    def wanted(self, at: int) -> dict[str, object]:
        """Make what a page sends back to decide on a name: the fields of Wanted."""
        name, region = self.keys[at]
        return {"at": at, "name": name, "region": region, "lines": len(self.said((name, region)))}

    def seen(self, key: Key, entity_id: str = "") -> str:
        """Hash what the page shows of a name: its candidates in order, and the organisation chosen beside them."""
        shown = [each for each, _ in self.resolver.candidates(key)]
        if entity_id and entity_id not in shown:
            shown.append(entity_id)
        return seen_hash(map(self.resolver.digest, shown))

    def _admit(self, word: str, entity_id: str, by: str) -> None:
        wrong = [
            (word not in VERDICTS, "the word is not one of those allowed", "decision"),
            (word == "match" and not entity_id, "a match names no organisation", "entity_id"),
            (
                word in ("not_an_entity", "unsure") and entity_id != "",
                "the decision names no organisation",
                "entity_id",
            ),
            (bool(entity_id) and entity_id not in self.resolver.regions, "the registry holds none such", "entity_id"),
            (not by, "nobody's name stands under it", "decided_by"),
        ]
        problems = [
            Problem(told, "Nothing was written.", "decisions.csv", column=column) for so, told, column in wrong if so
        ]
        if problems:
            raise InputError(problems)

    def _agree(self, wanted: Sequence[Wanted]) -> None:
        for each in wanted:
            if not 0 <= each.at < len(self.keys) or self.keys[each.at] != (each.name, each.region):
                raise InputError(Problem("the page shows other data than the server has", "Load it again."))
        late = [each.at for each in wanted if len(self.said((each.name, each.region))) != each.lines]
        if late or not wanted:
            raise Conflict(late)

    def _write(self, rows: Sequence[Line]) -> None:
        self._settle(self.record.append(rows))

    def _settle(self, keys: Iterable[Key]) -> None:
        """Find out how these names stand after what was said."""
        known = [key for key in keys if key in self.places]
        if not known:
            return
        table = self.record.table(known)
        verdicts = standing(table, self.resolver.regions)
        lapsed = self.resolver.lapsed(table, verdicts)
        for key in known:
            at, verdict = self.places[key], verdicts.get(key, Verdict())
            decided = self.resolver.decide(key, *self._facts[at], verdict, key in lapsed)
            entity_id, _, decision, basis, _ = decided
            self._relink(at, entity_id if decision == "link" else "")
            (self._decided.discard if decision == "possible_link" or not verdict.lines else self._decided.add)(at)
            if decision != "possible_link":
                state = "decided" if verdict.lines else ""
            elif verdict.word == "unsure" and key not in lapsed:
                state = "parked"
            else:
                state = "reopened" if basis == "reopened" else "open"
            self._set(at, state, (decision, basis))

    def _set(self, at: int, state: str, made: tuple[str, str]) -> None:
        if at not in self._rank:
            if state not in WAITING or self.state(at) == "out of scope" or not self._waits(at):
                self._made[at] = made
                return
            self._rank[at] = len(self.order)
            self.order.append(at)
        self._made[at] = made
        for each, sign in ((self.states.get(at, ""), -1), (state or "decided", 1)):
            self._tally[each] += sign
            self._stakes[each] += sign * self.counts[at]
        self.states[at] = state or "decided"

    def _waits(self, at: int) -> bool:
        return self._rows[at] > 0

    def _relink(self, at: int, entity_id: str) -> None:
        if self.linked[at] != entity_id:
            self.sums[self.linked[at]] -= self.counts[at]
            self.sums[entity_id] += self.counts[at]
            self.linked[at] = entity_id


def today() -> str:
    """Give the day on which a line is written."""
    return datetime.datetime.now().astimezone().date().isoformat()
