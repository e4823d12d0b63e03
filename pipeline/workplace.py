"""Where things stand: the root, its datasets, and a dataset's three folders."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, Problem

_FILE = re.compile(r"(?:^|[/\\])(?:raw|published)[/\\]([^/\\]+)[/\\]")


@dataclass(frozen=True)
class Workplace:
    """Where a dataset's files stand under the root: `raw/`, `interim/` and `published/`."""

    root: Path
    name: str

    @property
    def raw(self) -> Path:
        """The folder that people write."""
        return self.root / "raw" / self.name

    @property
    def interim(self) -> Path:
        """The folder of the stages' tables."""
        return self.root / "interim" / self.name

    @property
    def published(self) -> Path:
        """The folder that the public gets."""
        return self.root / "published" / self.name


def find_root(start: Path) -> Path:
    """Find the folder that holds `raw/`: this one, or the nearest above it. Raises InputError where there is none."""
    if found := nearest_root(start):
        return found
    raise InputError(
        Problem("there is no raw/ folder here or above", "Go to the folder that holds it, or name it with --root.")
    )


def datasets_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give the dataset that each word names: by its name, or by a file of it, like raw/argus/registry.csv."""
    return tuple(found[1] if (found := _FILE.search(word)) else word for word in words)


def nearest_root(start: Path) -> Path | None:
    """Find the folder that holds `raw/`: this one, or the nearest above it; None where there is none."""
    return next((folder for folder in (start, *start.parents) if (folder / "raw").is_dir()), None)


def find_datasets(root: Path, names: tuple[str, ...] = ()) -> list[Workplace]:
    """Find the named datasets, or all of them, by name.

    Raises InputError for a root without `raw/`, and for every name without a declaration.
    """
    if not (root / "raw").is_dir():
        raise InputError(
            Problem(
                "the folder holds no raw/", "Run this where raw/ is, or name that folder with --root.", value=root.name
            )
        )
    found = sorted(path.parent.name for path in (root / "raw").glob("*/dataset.yml"))
    unknown = [name for name in names if name not in found]
    if unknown:
        raise InputError([_unknown(root, name, found) for name in unknown])
    return [Workplace(root, name) for name in (dict.fromkeys(names) if names else found)]


def _unknown(root: Path, name: str, found: list[str]) -> Problem:
    if name and (root / "raw" / name).is_dir():
        told = "Write one: README.md shows a short one, raw/argus/dataset.yml all that it can hold."
        return Problem("the folder holds no dataset.yml, which declares the dataset", told, f"raw/{name}")
    have = ", ".join(found) or "none"
    return Problem(f"there is no dataset of this name; there are: {have}", "Check the spelling.", value=name)
