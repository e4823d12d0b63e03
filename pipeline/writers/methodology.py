"""METHODOLOGY.md: how the table was made, in words for readers, with numbers of rows and never of what was counted."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.statement import percent
from pipeline.writers.wording import number, web_address

_HERE = Path(__file__).parent
_MARKS = re.compile(r"([\\`*_\[\]|~#])")
# What would begin a list, a heading or a rule at the start of a line.
_OPENING = re.compile(r"^([-+=]|\d+(?=[.)](\s|$)))")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Written(str):
    """Markdown that we wrote ourselves; any other text is escaped."""

    __slots__ = ()


def escape(value: object) -> str:
    """Make a text plain in Markdown and HTML: one line, and no mark of it is taken for markup."""
    if isinstance(value, Written):
        return value
    text = _MARKS.sub(r"\\\1", " ".join(str(value).split()).translate(_ENTITIES))
    return _OPENING.sub(lambda mark: f"{mark[1]}\\" if mark[1].isdigit() else f"\\{mark[1]}", text)


def link(text: str, address: str) -> Written:
    """Write a link where the address is one of the web, else the text alone."""
    safe = web_address(address).replace("(", "%28").replace(")", "%29")
    return Written(f"[{escape(text)}]({safe})" if safe else escape(text))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=False,
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "linked": link, "verbatim": Written, "percent": percent}
    return environment


def methodology(told: Mapping[str, Any]) -> bytes:
    """Write what `method` gathered as Markdown."""
    return _environment().get_template("methodology.md.j2").render(told).encode("utf-8")
