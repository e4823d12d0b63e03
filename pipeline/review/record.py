"""What has been said about names: the lines of decisions.csv, in memory as they stand in the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pandas as pd

from pipeline.matching.verdicts import Verdict, standing
from pipeline.readers.tables import read_decisions
from pipeline.review.journal import Journal, Signature
from pipeline.workplace import Workplace
from schemas import Decisions
from schemas.base import columns, frame

Key = tuple[str, str]
Line = Mapping[str, str]
UNDONE = "undone"  # stands for a hash of what was seen: nothing was, so the name is open again


class Record:
    """The lines of a dataset's decisions.csv. `country` is whose subdivisions its regions are read as.

    `lost` counts lines that were there and are gone: a spreadsheet may have saved an older state over them.
    """

    def __init__(self, place: Workplace, country: str) -> None:
        guard = place.interim / ".decisions.lock"
        self._journal = Journal(place.raw / "decisions.csv", columns(Decisions), guard, frozenset({"seen"}))
        self._country = country
        self._signature: Signature | None = None
        self._lines: dict[Key, list[Line]] = {}
        self.lost = 0
        self.written = 0

    def refresh(self) -> set[Key]:
        """Read the file again where somebody else has written it; give the names on which the lines are others now.

        Raises InputError where it cannot be read.
        """
        signature = self._journal.signature()
        if signature == self._signature:
            return set()
        table = read_decisions(self._journal.path, self._country)
        before, self._lines = self._lines, {}
        for line in table.to_dict("records"):
            self._lines.setdefault((line["name"], line["region"]), []).append(line)
        self._signature = signature
        changed = {key for key in {*before, *self._lines} if before.get(key, []) != self.said(key)}
        for key in changed:
            gone = Counter(map(_word, before.get(key, []))) - Counter(map(_word, self.said(key)))
            self.lost += gone.total()
        return changed

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else write in the meantime."""
        with self._journal.exclusive():
            yield

    def append(self, rows: Sequence[Line]) -> set[Key]:
        """Write lines, and take them up without reading the file again; give the names that they speak of."""
        self._journal.append(rows)
        self._signature = self._journal.signature()
        self.written += len(rows)
        for row in rows:
            self._lines.setdefault((row["name"], row["region"]), []).append(row)
        return {(row["name"], row["region"]) for row in rows}

    def said(self, key: Key) -> list[Line]:
        """Give the lines on a name, the oldest first."""
        return self._lines.get(key, [])

    def table(self, keys: Sequence[Key]) -> pd.DataFrame:
        """Make Decisions of the lines on these names."""
        return frame(Decisions, [line for key in keys for line in self.said(key)])

    def verdict(self, key: Key, entities: Mapping[str, str], without_last: int = 0) -> Verdict:
        """Give the standing word on a name, or the one that stood some lines ago."""
        said = self.said(key)[: len(self.said(key)) - without_last]
        return standing(frame(Decisions, said), entities).get(key, Verdict())

    def before_last(self, key: Key, entities: Mapping[str, str], now: Line) -> list[Line]:
        """Make the lines that bring back what stood before the last one; `now` is who says so, and when.

        A name on which nothing was said before is `unsure`, as no other word leaves it open.
        """
        before, last = self.verdict(key, entities, without_last=1), self.verdict(key, entities)
        lines = self.said(key)
        restored: list[Line] = [
            {**lines[at], **now, "reason": f"taken back; as before: {lines[at]['reason']}".removesuffix(": ")}
            for at in before.at
        ]
        if restored and last.word:
            return restored
        # 'Not that one' adds up until another word is said.
        nothing = {"name": key[0], "region": key[1], "decision": "unsure", "entity_id": "", "seen": UNDONE}
        return [{**nothing, **now, "reason": "taken back"}, *restored]


def _word(line: Line) -> tuple[str, str]:
    return line["decision"], line["entity_id"]
