"""What the peers' scripts share: a labelled set, made easy for a matcher that knows strings; standard library only.

Every peer gets the same help: each distinct name once, every alias as an entry of its own, lower case without accents
and punctuation, and a bonus where the regions agree.
"""

import csv
import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "&": " and "})
Best = tuple[str, float] | None
"""An entity and how sure the peer is of it, on any scale."""


@dataclass
class Task:
    """Distinct queries, and the registry with a row for each name and alias."""

    folder: Path
    names: list[str]
    regions: list[str]
    rows: list[tuple[str, int]]  # query_id, and which distinct query it is
    entries: list[str]
    entry_regions: list[str]
    entities: list[str]  # per entry

    def answer(self, path: Path, best: Sequence[Best]) -> None:
        """Write the best entity of each query."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("query_id", "entity_id", "score"))
            for query_id, at in self.rows:
                found = best[at]
                writer.writerow((query_id, found[0], repr(float(found[1]))) if found else (query_id, "", ""))

    def labels(self, number: int) -> list[tuple[int, str]]:
        """Draw distinct queries with a right answer: which, and the entity. At most half of all are drawn from."""
        right = {row["query_id"]: row["entity_id"] for row in read(self.folder / "gold.csv")}
        known: dict[int, str] = {}
        for query_id, at in self.rows:
            known.setdefault(at, right.get(query_id, ""))
        drawn = sorted(known)
        random.Random(0).shuffle(drawn)
        drawn = drawn[: min(number, len(drawn) // 2)]
        return [(at, known[at].split("|")[0]) for at in drawn if known[at]]


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(folder: Path) -> Task:
    """Read a labelled set."""
    task = Task(folder, [], [], [], [], [], [])
    distinct: dict[tuple[str, str], int] = {}
    for row in read(folder / "queries.csv"):
        key = (row["name"], row["region"] or "")
        if key not in distinct:
            distinct[key] = len(distinct)
            task.names.append(key[0])
            task.regions.append(key[1])
        task.rows.append((row["query_id"], distinct[key]))
    for row in read(folder / "registry.csv"):
        for name in dict.fromkeys([row["name"], *filter(str.strip, (row.get("aliases") or "").split("|"))]):
            task.entries.append(name)
            task.entry_regions.append(row["region"] or "")
            task.entities.append(row["entity_id"])
    return task


def plain(name: str) -> str:
    """Write a name in lower case, without accents and punctuation."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    text = "".join(each for each in text if not unicodedata.combining(each))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[.'’]", "", text)).split())


def agreement(region: str, other: str) -> int:
    """Tell whether two regions agree (1), differ (-1), or one is not known (0)."""
    return (1 if region == other else -1) if region and other else 0
