"""The words that the matcher knows, read from words.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
    return data


def words(name: str) -> frozenset[str]:
    """Give a list of words."""
    return frozenset(_data()[name].split())


def kind_patterns() -> dict[str, str]:
    """Give the kinds of body: what the beginnings of a standardised name's words show, as regular expressions."""
    return dict(_data()["kinds"])


@cache
def remark() -> frozenset[str]:
    """Give the words of which a remark behind a name is made: 'records', 'legal dept', 'department of it'."""
    return words("remarks") | {"dept", "department", "of"}
