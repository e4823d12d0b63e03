"""`make bench`: measures, and writes benchmarks/RESULTS.md; a part that is not run stays as it was told last."""

import argparse
import contextlib
import importlib
import importlib.util
import io
import os
import platform
import re
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from benchmarks import matching, page, publish, scale

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
HEAD = """\
# Results

What Deskcheck finds, and what it costs, by `make bench`. Each part tells when and where it was run.
"""
VERSIONS = ("pandas", "pandera", "scikit-learn", "sparse-dot-topn", "rapidfuzz", "numpy", "scipy", "highspy")


def disclosure() -> str:
    """Take the table that the disclosure benchmark prints."""
    said, words = io.StringIO(), sys.argv
    sys.argv = words[:1]  # our options are not its own
    try:
        with contextlib.redirect_stdout(said):
            importlib.import_module("benchmarks.disclosure").main()
    finally:
        sys.argv = words
    return said.getvalue()


def has_disclosure() -> bool:
    """Tell whether there is a benchmark of disclosure control."""
    return importlib.util.find_spec("benchmarks.disclosure") is not None


def main() -> None:
    """Run the parts that were asked for, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help="parts by comma: matching, growth, publish, page, scale, disclosure")
    parser.add_argument("--sets", default="", help="of matching, sets by comma: generated, or folders of bench/")
    parser.add_argument("--date", default="", help="the day of the run: no clock is read here")
    parser.add_argument("--size", default="", help="of the generated set: organisations,names,rows")
    parser.add_argument("--full", action="store_true", help="of scale: up to 100 million rows and a million names")
    chosen = parser.parse_args()
    size = tuple(int(part) for part in chosen.size.split(",")) if chosen.size else matching.GENERATED
    if len(size) != 3:
        parser.error("--size takes three numbers: organisations,names,rows")
    sets = [name for name in chosen.sets.split(",") if name]
    if unknown := set(sets) - {"generated", *matching.REAL}:
        parser.error(f"no such set: {', '.join(sorted(unknown))}; there are generated, {', '.join(matching.REAL)}")
    parts: dict[str, tuple[str, Callable[[], str]]] = {
        "matching": ("Matching", lambda: matching.table(sets, size)),
        "growth": ("Growth", matching.growth),
        "publish": ("Publishing", publish.table),
        "page": ("The page", page.table),
        "scale": ("Scale", lambda: scale.table(chosen.full)),
    }
    if has_disclosure():
        parts["disclosure"] = ("Disclosure", disclosure)
    wanted = [name for name in chosen.only.split(",") if name] or list(parts)
    if unknown := set(wanted) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name in wanted:
        title, measure = parts[name]
        text = f"{where(chosen.date)}\n\n{measure().strip()}\n"
        sys.stdout.write(f"## {title}\n\n{text}\n")
        write(title, text, [title for title, _ in parts.values()])


def where(date: str) -> str:
    """Tell when and where a part was run."""
    versions = [f"{name} {metadata.version(name)}" for name in VERSIONS]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({_processor()})"
    return f"{date + ': ' if date else ''}Python {platform.python_version()}, {machine}; {', '.join(versions)}."


def write(title: str, text: str, order: list[str]) -> None:
    """Put a part into its place among the results."""
    told = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    found = dict(re.findall(r"^## (.+?)\n\n(.*?)(?=^## |\Z)", told, re.MULTILINE | re.DOTALL))
    found[title] = text
    titles = [*(each for each in order if each in found), *(each for each in found if each not in order)]
    RESULTS.write_text(
        "\n".join([HEAD, *(f"## {each}\n\n{found[each].strip()}\n" for each in titles)]), encoding="utf-8"
    )


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "processor unknown"


if __name__ == "__main__":
    main()
