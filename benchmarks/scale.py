"""What many rows and many names cost: an invented log of single searches, streamed; names against a large registry.

`python -m benchmarks.scale log DIR ROWS NAMES ENTITIES` writes such a log as a dataset, without counts.
"""

import argparse
import csv
import random
import subprocess
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from benchmarks.measure import ROOT, WORK, python

DECLARATION = """\
title: An invented log of single searches
version: "1.0.0"
sources:
  - {title: An invented log, path: log.csv, columns: {name: agency, region: state, date: day}}
registry: {path: registry.csv, evidence: invented}
scope: {from: 2024-01-02}
ranges: [1, 11, 101, 1001, 10001, 100001]
"""
DAYS = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]


def names(folder: Path, entities: int, distinct: int) -> Path:
    """Write registry.csv, queries.csv and gold.csv of invented names, where they are not there yet."""
    if not (folder / "gold.csv").exists():
        sizes = ("--registry", str(entities), "--names", str(distinct), "--rows", str(distinct))
        subprocess.run(python("-m", "benchmarks.names", *sizes, "--out", str(folder)), cwd=ROOT, check=True)
    return folder


def write_log(folder: Path, invented: Path, rows: int, seed: int = 7) -> None:
    """Write a dataset of `rows` rows, each one search on a day, of the names of a folder that `names` wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yml").write_text(DECLARATION, encoding="utf-8")
    (folder / "registry.csv").write_bytes((invented / "registry.csv").read_bytes())
    with (invented / "queries.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["name"], row["region"]) for row in csv.DictReader(file)]
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("day,agency,state,officer\n")
        for lines in _days(told, rows, random.Random(seed)):
            file.writelines(lines)


def _days(told: list[tuple[str, str]], rows: int, rng: random.Random) -> Iterator[list[str]]:
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(told))))  # few search often, most seldom
    cells = [_line(name, region) for name, region in told]
    left = rows
    for at, day in enumerate(DAYS):
        number = left // (len(DAYS) - at)
        left -= number
        lines = [f"{day},{each},{rng.randint(100, 999)}\n" for each in cells]
        for start in range(0, number, 1 << 18):
            yield rng.choices(lines, cum_weights=weights, k=min(1 << 18, number - start))


def _line(name: str, region: str) -> str:
    return f'"{name}",{region}' if "," in name else f"{name},{region}"


def main() -> None:
    """Write a log."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("what", choices=["log"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("names", type=int)
    parser.add_argument("entities", type=int)
    chosen = parser.parse_args()
    invented = names(WORK / "sets" / f"scale-{chosen.entities}-{chosen.names}", chosen.entities, chosen.names)
    write_log(chosen.folder, invented, chosen.rows)


if __name__ == "__main__":
    main()
