"""What a sample was drawn from, as hashes: a statement about it holds as long as none of them changes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.assurance.units import Unit, short
from pipeline.store import digest

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

FROZEN = ("matcher", "registry", "thresholds", "list")
_PACKAGE = Path(__file__).resolve().parent.parent
# What decides which organisation a name means; the rest of the program cannot change it.
_DECIDING = ("matching", "stages/normalize.py", "stages/match.py", "stages/resolve.py", "regions.py", "text.py")


def freeze(dataset: "Dataset", registry: str, listed: Sequence[Unit]) -> Mapping[str, str]:
    """Hash the matcher with its model and lock, the registry (by the digest of its table), thresholds, and the list."""
    rules = {"match": dataset.match, "normalize": dataset.normalize}
    settings = {key: each.model_dump(mode="json") for key, each in rules.items()} | {"country": dataset.country}
    hashes = (matcher(), short(registry), short(settings), short([each.unit for each in listed]))
    return dict(zip(FROZEN, hashes, strict=True))


def matcher() -> str:
    """Hash the matcher: its modules, its model and the lock of what it is built on."""
    files = [_PACKAGE.parent / "requirements" / "core.txt"]
    for name in _DECIDING:
        place = _PACKAGE / name
        files += place.rglob("*") if place.is_dir() else [place]
    named = {
        path.relative_to(_PACKAGE.parent).as_posix(): digest(path)
        for path in files
        if path.is_file() and "__pycache__" not in path.parts
    }
    return short(named)
