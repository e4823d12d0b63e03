"""Small rules of text that several stages share."""

from collections.abc import Sequence
from pathlib import Path


def fold_blanks(text: str) -> str:
    """Fold each run of blanks to one space and strip the ends: how a raw name becomes the key of a name."""
    return " ".join(text.split())


def shown(folder: Path, path: str) -> str:
    """Name a file of a dataset's folder in a message as people know it, raw/argus/leak.csv, wherever the folder is."""
    place = folder.resolve()
    return f"{place.parent.name}/{place.name}/{path}"


def counted(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: 1 name, 2 names, 1,203 countries."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def named(ids: Sequence[str], most: int = 20) -> str:
    """List identifiers, the first of them and how many more: a, b, c and 7 more."""
    more = f" and {len(ids) - most:,} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more
