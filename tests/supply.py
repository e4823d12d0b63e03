"""What the program is made of: the locked packages, and under which licence each of them is."""

import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("core", "scale", "test")
_PIN = re.compile(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)")
# What the authors of packages write into free text, by the first words of it; the rest is told by classifiers.
_SHORT = {
    "BSD-3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
}
_SHORT |= {"Apache Software License": "Apache-2.0", "Python Software Foundation License": "PSF-2.0"}


def pins(lock: str) -> dict[str, str]:
    """Read a lock: packages and their versions."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return dict(match.groups() for line in lines if (match := _PIN.match(line)))


def licence(package: str) -> str:
    """Tell the licence of an installed package, as its metadata has it."""
    told = importlib.metadata.metadata(package)
    if expression := told.get("License-Expression"):
        return str(expression)
    named = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    named = [_SHORT.get(name, name) for name in named if name != "OSI Approved"]
    return named[0] if named else str(told.get("License", "")).split("\n")[0]


def table() -> str:
    """Write the packages that `make publish` and `make scale` install, with their licences, as Markdown."""
    rows = sorted({package for lock in LOCKS[:2] for package in pins(lock)})
    lines = ["| package | licence |", "|---|---|", *(f"| {package} | {licence(package)} |" for package in rows)]
    return "\n".join(lines) + "\n"
