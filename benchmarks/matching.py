"""Ours beside its peers on the same labelled names, and how the cost of ours grows."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import ROOT, WORK, data_folder, python
from benchmarks.rows import MATCHERS, Matcher, Row, measure, our_model

REAL = ("police-icpsr", "leso-renames", "ror-crossref-names", "flock-hard-hand")
GENERATED = (20_000, 20_000, 40_000)  # organisations, distinct names, rows
GROWTH = (
    (10_000, 10_000, 20_000),
    (20_000, 20_000, 40_000),
    (40_000, 40_000, 80_000),
    (40_000, 40_000, 160_000),
    (200_000, 300_000, 1_000_000),
)
NOTE = """\
Each distinct name counts once; F1 at the best threshold; recall at the lowest threshold that keeps precision at .99 or
above. CPU seconds of user and system, all threads and children; the largest resident set. Every figure stands beside
its ratio to ours, which travels to other machines. All peers get distinct names, every alias as an entry of its own,
light normalisation and a bonus for an agreeing region. The 500 labels of emm are among the names scored: that flatters
it, and a newsroom with a fresh list has none. The generated names are invented (`python -m benchmarks.names`).
"""


def table(sets: Sequence[str], size: tuple[int, int, int] = GENERATED) -> str:
    """Run every matcher on every set, and tell it as Markdown."""
    folders = [folder for name in REAL if (folder := data_folder() / "bench" / name).is_dir()]
    folders = [folder for folder in folders if not sets or folder.name in sets]
    if not sets or "generated" in sets:
        folders.insert(0, generated(*size))
    return "\n".join([NOTE, *(_set(folder) for folder in folders)])


def growth(sizes: Sequence[tuple[int, int, int]] = GROWTH) -> str:
    """Run ours on generated sets of growing size, and tell it as Markdown."""
    lines = [
        "Ours alone, on generated names. Rows that repeat names cost next to nothing.",
        "",
        "| organisations | distinct names | rows | CPU s | CPU ms per distinct name | peak MiB | F1 |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for size in sizes:
        row = _measured(MATCHERS[0], generated(*size))
        told = " | ".join(f"{number:,}" for number in size)
        if row.cost is None:
            lines.append(f"| {told} | {row.failed} | | | |")
        else:
            each = 1000 * row.cost.seconds / size[1]
            figures = f"{row.cost.seconds:.1f} | {each:.2f} | {row.cost.mebibytes:.0f} | {_share(row.scores['f1'])}"
            lines.append(f"| {told} | {figures} |")
    return "\n".join(lines) + "\n"


def generated(registry: int, names: int, rows: int) -> Path:
    """Give the folder of a generated set, made where it is missing or its maker has changed."""
    maker = [ROOT / "benchmarks" / name for name in ("names.py", "generate.py")]
    made_by = hashlib.sha256(b"".join(path.read_bytes() for path in maker)).hexdigest()[:8]
    folder = WORK / "sets" / f"generated-{registry}-{names}-{rows}-{made_by}"
    if not (folder / "ready").exists():
        sizes = ["--registry", str(registry), "--names", str(names), "--rows", str(rows)]
        subprocess.run(python("-m", "benchmarks.names", *sizes, "--out", str(folder)), cwd=ROOT, check=True)
        (folder / "ready").touch()
    return folder


def _set(folder: Path) -> str:
    rows = [_measured(matcher, folder) for matcher in MATCHERS]
    scored = next((row.scores["distinct"] for row in rows if row.cost), 0)
    name = "Generated names" if folder.name.startswith("generated") else f"`{folder.name}`"
    head = "| matcher | F1 | × | recall at precision .99 | × | CPU s | × | peak MiB | × |"
    lines = [f"### {name}, {scored:,} distinct", "", head, "|---" + "|---:" * 8 + "|"]
    lines += [_line(row, rows[0]) for row in rows]
    ours = rows[0].scores
    told = f"Deskcheck ran with {our_model(folder.name).told}."
    if ours:
        told += (
            f" At its default threshold it links {ours['links']:,} names, {ours['wrong']:,} of them wrongly;"
            f" expected calibration error {ours['error']:.3f}."
        )
    return "\n".join([*lines, "", told, ""])


def _measured(matcher: Matcher, folder: Path) -> Row:
    sys.stderr.write(f"{folder.name}: {matcher.title.strip('*')} ...\n")
    return measure(matcher, folder)


def _line(row: Row, ours: Row) -> str:
    if row.cost is None:
        return f"| {row.title} | {row.failed} |" + " |" * 7
    cells = []
    for value, base, text in (
        (row.scores["f1"], ours.scores.get("f1"), _share(row.scores["f1"])),
        (row.scores["recall"], ours.scores.get("recall"), _share(row.scores["recall"])),
        (row.cost.seconds, ours.cost and ours.cost.seconds, f"{row.cost.seconds:.1f}"),
        (row.cost.mebibytes, ours.cost and ours.cost.mebibytes, f"{row.cost.mebibytes:.0f}"),
    ):
        cells += [text, f"{value / base:.2f}" if base else ""]
    return f"| {row.title} | {' | '.join(cells)} |"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")
