"""A newsroom's git repository for tests, and shallow copies of it."""

import os
import subprocess
from pathlib import Path

from datasets import Tiny

PLAIN = {
    "GIT_AUTHOR_NAME": "Desk",
    "GIT_AUTHOR_EMAIL": "desk@example.org",
    "GIT_COMMITTER_NAME": "Desk",
    "GIT_COMMITTER_EMAIL": "desk@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, check=True, text=True, env=os.environ | PLAIN
    )
    return done.stdout.strip()


def commit(tiny: Tiny, tag: str) -> None:
    """Commit what is published and what people wrote, as newsrooms do, and name it."""
    if not (tiny.root / ".git").exists():
        git(tiny.root, "init", "--quiet")
        (tiny.root / ".gitignore").write_text("interim/\n", encoding="utf-8")
    git(tiny.root, "add", "--all")
    git(tiny.root, "commit", "--quiet", "--allow-empty", "-m", tag)
    git(tiny.root, "tag", tag)


def shallow(tiny: Tiny, root: Path) -> Tiny:
    """Clone the last commit alone."""
    git(root.parent, "clone", "--quiet", "--depth=1", tiny.root.as_uri(), str(root))
    return place(root)


def place(root: Path) -> Tiny:
    """Take a root that is there already for the dataset's."""
    tiny = Tiny.__new__(Tiny)
    tiny.root = root
    tiny.raw, tiny.interim, tiny.published = (root / each / "tiny" for each in ("raw", "interim", "published"))
    return tiny
