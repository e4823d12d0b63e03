"""Run a command as a process of its own and take the system's account of it. Imports nothing heavy: see `run`."""

import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".bench"  # environments, sets and finished rows: never committed


@dataclass(frozen=True)
class Cost:
    """What one process cost: CPU seconds (user, system, threads and children) and the largest resident set."""

    seconds: float
    mebibytes: float


class Failed(Exception):
    """A command did not come to its end; the text says why, as far as that can be known."""


def run(
    words: Sequence[str], environment: Mapping[str, str] | None = None, log: Path | None = None, limit: int = 3600
) -> Cost:
    """Run a command of at most `limit` CPU seconds; what it says goes to `log`. Raises Failed.

    A new process inherits its parent's largest resident set until it begins, so this one must stay small.
    """
    out = log or Path(os.devnull)
    out.parent.mkdir(parents=True, exist_ok=True)
    child = os.posix_spawn(
        "/bin/sh",
        ["sh", "-c", 'ulimit -t "$0"; exec "$@"', str(limit), *words],
        os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, str(out), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise Failed(f"stopped after {usage.ru_utime + usage.ru_stime:.0f} CPU s")
    if code:
        raise Failed(_last_line(log) if log else f"exit code {code}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB elsewhere
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 2**20)


def median(words: Sequence[str], runs: int = 3) -> Cost:
    """Measure a command several times and take the median of each figure."""
    costs = [run(words) for _ in range(runs)]
    return Cost(statistics.median(c.seconds for c in costs), statistics.median(c.mebibytes for c in costs))


def python(*words: str) -> list[str]:
    """Spell a command of this interpreter."""
    return [sys.executable, *words]


def deskcheck(*words: str) -> list[str]:
    """Spell a command of this checkout."""
    return python("-m", "pipeline", *words)


def data_folder() -> Path:
    """Find the real data sets that are kept beside the checkout; the folder need not be there."""
    return Path(os.environ.get("DESKCHECK_DATA", ROOT.parent / "shared" / "data"))


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    return lines[-1].strip()[:120] if lines else "failed without a word"
