"""What the tests share: the real data beside the checkout, and tiny whole datasets."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test may fail because a machine is slow, and every run tries the same examples.
settings.register_profile("deskcheck", deadline=None, derandomize=True)
settings.load_profile("deskcheck")

# The tests run in CI themselves: what is said there must not depend on it, nor be written into the job's own summary.
for name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
    os.environ.pop(name, None)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data() -> Path:
    """The real data sets kept beside the checkout, or in DESKCHECK_DATA. They are never part of the repository."""
    folder = Path(os.environ.get("DESKCHECK_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real data sets are not here (DESKCHECK_DATA names their folder)")
    return folder
