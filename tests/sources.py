"""Sources for tests: a file in a folder, read as cells."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.dataset import Columns, Source
from pipeline.errors import InputError, Problem
from pipeline.readers.source import read_source


def source(path: str, columns: dict[str, str] | None = None, **more: Any) -> Source:
    more = {key: value for key, value in more.items() if value}
    named = Columns(**(columns or {"name": "name"}))
    return Source(title="A list", path=path, columns=named, label=more.pop("label", path), **more)


def cells(folder: Path, data: bytes | str, path: str = "list.csv", columns: Any = None, **more: Any) -> pd.DataFrame:
    """Write a file and read it."""
    (folder / path).write_bytes(data.encode() if isinstance(data, str) else data)
    return read_source(source(path, columns, **more), folder)


def refused(folder: Path, data: bytes | str, path: str = "list.csv", columns: Any = None, **more: Any) -> list[Problem]:
    """Write a file that cannot be used; give the problems, each with its file and its remedy."""
    with pytest.raises(InputError) as caught:
        cells(folder, data, path, columns, **more)
    assert all(problem.remedy and problem.file.endswith(path) for problem in caught.value.problems)
    return list(caught.value.problems)
