"""What many rows and many names cost: an invented log of single searches, streamed; names against a large registry.

`python -m benchmarks.scale log DIR ROWS NAMES ENTITIES` writes such a log as a dataset, without counts;
`python -m benchmarks.scale match ROOT` tells the CPU seconds of its match stage.
"""

import argparse
import csv
import math
import random
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from benchmarks import shards
from benchmarks.matching import generated
from benchmarks.measure import ROOT, WORK, Cost, Failed, deskcheck, python, run
from benchmarks.rows import PEERS, environment

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
ROWS, FULL_ROWS = (100_000, 300_000, 1_000_000), (1_000_000, 10_000_000, 100_000_000)
NAMES, FULL_NAMES = (3_000, 10_000, 30_000), (10_000, 100_000, 1_000_000)
REGISTRY, FULL_REGISTRY = (10_000, 30_000, 100_000), (20_000, 200_000, 1_000_000)
ASKED, FULL_ASKED = 3_000, 10_000  # names that registries of these sizes are asked for
LOG, FULL_LOG = (5_000, 20_000), (50_000, 200_000)  # distinct names of a log, and organisations of its registry
NEW = 0.01  # share of names that a second publication has more
NOTE = """\
Whole processes, CPU seconds of user and system with children, largest resident set of one process. A log has one search
a row, with a day, and no count; DuckDB only groups its rows by name and region, while `publish` reads them strictly,
matches the names, accounts for each row and publishes. A fit is of seconds to `a + b·n` for rows and organisations, to
`a · n^b` for names; beside each size stands what it costs beyond the fit.
"""


def table(full: bool = False) -> str:
    """Measure, and tell it as Markdown."""
    parts = (_rows(full), _again(full), _names(full), _registry(full), shards.table(full))
    return "\n".join([NOTE, *(line for part in parts for line in (*part, ""))]).rstrip("\n")


def _rows(full: bool) -> list[str]:
    told = []
    for rows in FULL_ROWS if full else ROWS:
        root = log_of(rows, *(FULL_LOG if full else LOG))
        shutil.rmtree(root / "interim", ignore_errors=True)
        ours = run(deskcheck("publish", "log", "--root", str(root), "--workers", "2"), limit=36_000)
        told.append((rows, ours, _duckdb(root / "raw" / "log" / "log.csv")))
        shutil.rmtree(root)  # large
    slope, start = _line([rows for rows, _, _ in told], [ours.seconds for _, ours, _ in told])
    names, entities = FULL_LOG if full else LOG
    lines = [f"### Rows, of {names:,} names and {entities:,} organisations", ""]
    lines += [
        "| rows | CPU s | beyond the fit | rows per CPU s | DuckDB's group-by | × | peak MiB |",
        "|---:" * 7 + "|",
    ]
    for rows, ours, peer in told:
        each, over = rows / ours.seconds, ours.seconds / (start + slope * rows) - 1
        beside = f"{rows / peer.seconds:,.0f} | {each * peer.seconds / rows:.2f}" if peer else "not here | "
        lines.append(f"| {rows:,} | {ours.seconds:.1f} | {over:+.0%} | {each:,.0f} | {beside} | {ours.mebibytes:.0f} |")
    return [*lines, "", f"Each further million rows costs {slope * 1e6:.2f} CPU s, all else {start:.1f} CPU s."]


def _again(full: bool) -> list[str]:
    names, entities = FULL_LOG if full else LOG
    root = log_of(5 * names, names, entities)
    shutil.rmtree(root / "interim", ignore_errors=True)
    known = _names_of(generated(entities, names, names))
    _search(root, known)  # the log leaves some of its names out
    first = _match(root)
    fresh = [(f"{name} Annexe", region) for name, region in known[:: round(1 / NEW)]]  # of all regions
    _search(root, fresh)
    again = _match(root)
    shutil.rmtree(root)
    told = f"The match stage of {len(known):,} names: {first:.2f} CPU s; with {len(fresh):,} new names more"
    return ["### A second publication", "", f"{told}: {again:.2f} CPU s, {again / first:.1%} of the first."]


def _search(root: Path, names: Sequence[tuple[str, str]]) -> None:
    with (root / "raw" / "log" / "log.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"2024-12-28,{_line_of(name, region)},1\n" for name, region in names)


def _names_of(invented: Path) -> list[tuple[str, str]]:
    with (invented / "queries.csv").open(encoding="utf-8", newline="") as file:
        return [(row["name"], row["region"]) for row in csv.DictReader(file)]


def _names(full: bool) -> list[str]:
    told = [(size, _crosswalk(generated(size, size, size))) for size in (FULL_NAMES if full else NAMES)]
    power, factor = _line([math.log(size) for size, _ in told], [math.log(cost.seconds) for _, cost in told])
    lines = [
        "### Names, against as many organisations",
        "",
        "| names | CPU s | beyond the fit | beside n log n | peak MiB |",
    ]
    lines.append("|---:" * 5 + "|")
    smallest, first = told[0]
    for size, cost in told:
        over = cost.seconds / math.exp(factor + power * math.log(size)) - 1
        beside = cost.seconds / first.seconds / (size * math.log(size) / smallest / math.log(smallest))
        lines.append(f"| {size:,} | {cost.seconds:.1f} | {over:+.0%} | {beside:.2f} | {cost.mebibytes:.0f} |")
    return [*lines, "", f"The fit: seconds grow with the power {power:.2f} of the number of names."]


def _registry(full: bool) -> list[str]:
    asked = FULL_ASKED if full else ASKED
    told = [(size, _crosswalk(generated(size, asked, asked))) for size in (FULL_REGISTRY if full else REGISTRY)]
    slope, start = _line([size for size, _ in told], [cost.seconds for _, cost in told])
    lines = [
        f"### Organisations, asked for {asked:,} names",
        "",
        "| organisations | CPU s | beyond the fit | peak MiB |",
    ]
    lines.append("|---:" * 4 + "|")
    for size, cost in told:
        over = cost.seconds / (start + slope * size) - 1
        lines.append(f"| {size:,} | {cost.seconds:.1f} | {over:+.0%} | {cost.mebibytes:.0f} |")
    return [*lines, "", f"Each further thousand costs {slope * 1e3:.3f} CPU s, all else {start:.1f} CPU s."]


def _crosswalk(folder: Path) -> Cost:
    out = WORK / "answers" / "scale.csv"
    out.parent.mkdir(parents=True, exist_ok=True)
    words = ("crosswalk", str(folder / "queries.csv"), str(folder / "registry.csv"), "-o", str(out))
    return run(deskcheck(*words, "--workers", "2"), limit=36_000)


def _line(places: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Fit a straight line by least squares; give its slope and its start."""
    middle, mean = sum(places) / len(places), sum(values) / len(values)
    spread = sum((place - middle) ** 2 for place in places)
    slope = sum((place - middle) * (value - mean) for place, value in zip(places, values, strict=True)) / spread
    return slope, mean - slope * middle


def _duckdb(log: Path) -> Cost | None:
    try:
        words = [
            environment("duckdb"),
            str(PEERS / "duckdb" / "run.py"),
            str(log),
            str(WORK / "answers" / "duckdb.csv"),
        ]
        return run(words, None, WORK / "answers" / "duckdb.log", limit=36_000)
    except Failed:
        return None


def _match(root: Path) -> float:
    done = subprocess.run(
        python("-m", "benchmarks.scale", "match", str(root)), cwd=ROOT, check=True, capture_output=True, text=True
    )
    return float(done.stdout.split()[-1])


def match_seconds(root: Path) -> float:
    """Run the log's stages up to match, and tell the CPU seconds of that alone."""
    from pipeline.dataset import load
    from pipeline.engines.local import map_chunks
    from pipeline.run import run_stages
    from pipeline.walk import walk
    from pipeline.workplace import Workplace

    place = Workplace(root, "log")
    steps = walk(load(place.raw), map_chunks)
    at = [step.stage for step in steps].index("match")
    run_stages(place, steps[:at], lambda stage: None)
    began: list[float] = []
    run_stages(place, steps[: at + 1], lambda stage: began.append(time.process_time()))
    return time.process_time() - began[-1]


def log_of(rows: int, names: int, entities: int) -> Path:
    """Give the root of a dataset `log`, made where it is missing."""
    root = WORK / "sets" / f"log-{rows}-{names}-{entities}"
    if not (root / "ready").exists():
        write_log(root / "raw" / "log", generated(entities, names, names), rows)
        (root / "ready").touch()
    return root


def write_log(folder: Path, invented: Path, rows: int, seed: int = 7) -> None:
    """Write a dataset of `rows` rows, each one search on a day, of the names of a generated set."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yml").write_text(DECLARATION, encoding="utf-8")
    (folder / "registry.csv").write_bytes((invented / "registry.csv").read_bytes())
    told = _names_of(invented)
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("day,agency,state,officer\n")
        for lines in _days(told, rows, random.Random(seed)):
            file.writelines(lines)


def _days(told: list[tuple[str, str]], rows: int, rng: random.Random) -> Iterator[list[str]]:
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(told))))  # few search often, most seldom
    cells = [_line_of(name, region) for name, region in told]
    left = rows
    for at, day in enumerate(DAYS):
        number = left // (len(DAYS) - at)
        left -= number
        lines = [f"{day},{each},{rng.randint(100, 999)}\n" for each in cells]
        for start in range(0, number, 1 << 18):
            yield rng.choices(lines, cum_weights=weights, k=min(1 << 18, number - start))


def _line_of(name: str, region: str) -> str:
    return f'"{name}",{region}' if "," in name else f"{name},{region}"


def main() -> None:
    """Write a log, or measure one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("what", choices=["log", "match"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sizes", type=int, nargs="*")
    chosen = parser.parse_args()
    if chosen.what == "match":
        print(match_seconds(chosen.folder))  # noqa: T201
    else:
        rows, names, entities = chosen.sizes
        write_log(chosen.folder, generated(entities, names, names), rows)


if __name__ == "__main__":
    main()
