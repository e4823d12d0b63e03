"""`make bench`: CPU seconds and peak memory of whole processes, with `import pandas` of the same run as the measure."""

import os
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import generate

ROOT = Path(__file__).resolve().parent.parent
REAL = ("flock-alpr", "flock-networks", "leso-1033")
RUNS = 3


@dataclass(frozen=True)
class Cost:
    """What one process cost: CPU seconds (user and system, children included) and the largest resident set."""

    seconds: float
    mebibytes: float


def measure(*words: str) -> Cost:
    """Run a command, its output thrown away, and take the system's own account of it."""
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *words],
        os.environ | {"PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"failed: {' '.join(words)}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20)


def median(*words: str) -> Cost:
    """Measure a command several times and take the median of each figure."""
    costs = [measure(*words) for _ in range(RUNS)]
    return Cost(statistics.median(c.seconds for c in costs), statistics.median(c.mebibytes for c in costs))


def deskcheck(*words: str) -> tuple[str, ...]:
    """Spell a command of this checkout."""
    return ("-m", "pipeline", *words)


def main() -> None:
    """Measure and print one table."""
    told = [("import pandas", base := median("-c", "import pandas"))]
    told.append(("deskcheck --help", median(*deskcheck("--help"))))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for rows in (10_000, 100_000, 200_000):
            name = f"log-{rows}"
            generate(root / "raw" / name, rows, 5_000)
            told.append(
                (f"publish {rows:,} rows, 5,000 organisations", measure(*deskcheck("publish", name, "--root", folder)))
            )
        told.append(("publish again, nothing changed", median(*deskcheck("publish", name, "--root", folder))))
        data = Path(os.environ.get("DESKCHECK_DATA", ROOT.parent / "shared" / "data"))
        for name in REAL if data.is_dir() else ():
            (root / "raw" / name).mkdir()
            (root / "raw" / name / "dataset.yml").write_bytes((ROOT / "raw" / name / "dataset.yml").read_bytes())
            measure(*deskcheck("fetch", name, "--mirror", str(data), "--root", folder))
            told.append((f"publish {name}", measure(*deskcheck("publish", name, "--root", folder))))
    report(told, base)


def report(told: list[tuple[str, Cost]], base: Cost) -> None:
    """Print the table as Markdown: figures of this machine, and the ratios that travel."""
    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "",
    ]
    lines += ["| process | CPU s | × import pandas | peak MiB |", "|---|---:|---:|---:|"]
    lines += [f"| {what} | {c.seconds:.2f} | {c.seconds / base.seconds:.1f} | {c.mebibytes:.0f} |" for what, c in told]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
