"""What must be alike on two machines for the same bytes to come out of both."""

import sys
from collections.abc import Mapping
from importlib import metadata

from pipeline.store import program_digest

# Whatever computes a probability, or decides in which order equal ones stand.
LIBRARIES = ("numpy", "pandas", "scipy", "scikit-learn", "sparse-dot-topn", "rapidfuzz")


def fingerprint() -> Mapping[str, str]:
    """Name the program by its digest, and the versions of Python and of the libraries that it computes with."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"Deskcheck": program_digest(), "Python": python} | {name: metadata.version(name) for name in LIBRARIES}
