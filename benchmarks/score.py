"""Score a matcher's answers: `python -m benchmarks.score SET OUT` prints JSON. A process of its own, for its memory.

Each distinct name and region counts once, by its first query that has a known answer. The threshold is swept over every
score that occurs: so only the order of the scores matters, and every matcher may have a scale of its own.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.windows.figures import Scored, best, calibration, calibration_error, curve, precise


def read(path: Path) -> Iterator[dict[str, str]]:
    """Read a CSV file, row by row."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def score(folder: Path, answers: Path) -> dict[str, float | None]:
    """Compute F1, recall at precision .99, the unanswerable accepted there; for probabilities, how true they are."""
    gold = {
        row["query_id"]: {each for each in row["entity_id"].split("|") if each} for row in read(folder / "gold.csv")
    }
    first: dict[tuple[str, str], str] = {}
    for row in read(folder / "queries.csv"):
        if row["query_id"] in gold:
            first.setdefault((row["name"], row["region"]), row["query_id"])
    wanted = set(first.values())
    scored = []
    told = False
    for row in read(answers):
        if row["query_id"] in wanted:
            told = told or "probability" in row
            text = row["probability" if "probability" in row else "score"]
            found = float(text) if row["entity_id"] else None
            right = gold[row["query_id"]]
            scored.append(Scored(found, row["entity_id"] in right, row.get("decision") == "link", bool(right)))
    points = curve(scored)
    sure = precise(points)
    links = [each for each in scored if each.link]
    return {
        "distinct": len(scored),
        "f1": best(points).f1,
        "recall": sure.recall if sure else 0.0,
        "error": calibration_error(calibration(scored)) if told else None,
        "links": len(links) if told else None,
        "wrong": sum(not each.right for each in links) if told else None,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(score(Path(sys.argv[1]), Path(sys.argv[2]))))
