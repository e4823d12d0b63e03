"""Declarations for tests."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipeline.dataset import Dataset, load
from pipeline.errors import InputError, Problem

SHA = "9f" * 32
SMALLEST: dict[str, Any] = {
    "title": "Searches",
    "version": "1.0.0",
    "sources": [{"title": "A list", "path": "list.csv", "columns": {"name": "Agency"}}],
    "registry": {"path": "registry.csv"},
    "ranges": [1, 11],
}


def write(folder: Path, text: str) -> Path:
    folder = folder / "demo"
    folder.mkdir(exist_ok=True)
    (folder / "dataset.yml").write_text(text, encoding="utf-8")
    return folder


def dumped(place: Path, /, **changes: Any) -> Path:
    """Write the smallest declaration with changes; None removes a key."""
    declared = {key: value for key, value in {**SMALLEST, **changes}.items() if value is not None}
    folder = place / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "dataset.yml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(declared, file)
    return folder


def loaded(place: Path, /, **changes: Any) -> Dataset:
    return load(dumped(place, **changes))


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load(folder)
    assert caught.value.exit_code == 2
    return list(caught.value.problems)


def only(place: Path, column: str, /, **changes: Any) -> Problem:
    """Expect exactly one problem, at a key path, with a remedy and a place."""
    found = problems(dumped(place, **changes))
    assert [problem.column for problem in found] == [column], found
    assert found[0].remedy
    assert found[0].line
    assert found[0].file.endswith("demo/dataset.yml")
    return found[0]
