"""The table as one web page: nothing is loaded from elsewhere, and without scripts it is a plain table."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.changes import Change
from pipeline.statement import percent
from pipeline.writers.bars import Bars
from pipeline.writers.page import filters, history
from pipeline.writers.page.linked import linked_data
from pipeline.writers.page.pack import pack
from pipeline.writers.wording import (
    FLAG_LABELS,
    FLAG_MEANING,
    RESPONSE_LABELS,
    number,
    places,
    range_words,
    span,
    tally,
    web_address,
)
from schemas.vocabulary import MEANING

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).parent
_SCRIPTS = ("view", "data", "search", "list", "address", "state", "take", "page")
_METHOD = re.compile(rb'<section aria-labelledby="method".*?</section>', re.DOTALL)
_WHOLE, _FIRST = 5000, 1000  # rows: up to so many all stand in the page as a table, of more the first


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "web_address": web_address, "percent": percent}
    environment.filters |= {"linked": _link, "direction": _direction}
    return environment


def page(
    told: Mapping[str, Any],
    entities: "pd.DataFrame",
    totals: "pd.DataFrame",
    pictures: Sequence[tuple[Bars, str]] = (),
    package: Mapping[str, Any] = MappingProxyType({}),
    changes: Sequence[Change] = (),
) -> bytes:
    """Make the page of a published table and its totals. Text from data is escaped, and is never code.

    `told` is what `method` gathered, `pictures` are bars with their SVG, `package` is what datapackage.json says of the
    files beside the page, `changes` are those of all revisions. Without scripts up to 5,000 rows stand in the page, of
    a longer table the first 1,000; the script has all rows.
    """
    dataset = told["dataset"]
    style, script = (_HERE / "page.css").read_text("utf-8"), _script(*_SCRIPTS)
    first = _script("first")
    sums = [_sum(row) for row in totals.to_dict("records")]
    shown = {
        "contact": _contact(dataset.contact),
        "policy": _policy(style, first, script),
        # Our own files and what was made safe to stand there, not data: they stand in the page as they are.
        "style": Markup(style),
        "first": Markup(first),
        "script": Markup(script),
        "linked_data": Markup(linked_data(package, dataset.language)),
        "data": Markup(pack(entities, _for_script(entities, changes))),
        "pictures": [{"name": b.name, "title": b.title, "bars": b.bars, "svg": Markup(svg)} for b, svg in pictures],
        "rows": _rows(entities)[: len(entities) if len(entities) <= _WHOLE else _FIRST],
        "size": len(entities),
        "total": next((row for row in sums if row["dimension"] == "all"), None),
        "countries": [row for row in sums if row["dimension"] == "country" and row["value"]],
        "answers": _answers(entities),
        "tally": tally(entities),
        "filters": filters.filters(entities),
        "history": history.by_version(changes, entities),
        "answered": bool((entities["response"] != "not_asked").any()),
        "kinds": bool((entities["kind"] != "").any()),
        "recorded": bool((entities["evidence_url"] != "").any()),
    }
    return _environment().get_template("page.html.j2").render({**told, **shown}).encode("utf-8")


def with_method_of(published: bytes, made: bytes) -> bytes:
    """Give a page with another's section on the method: it tells of sources, which are not always here."""
    theirs = _METHOD.search(published)
    return _METHOD.sub(lambda _: theirs[0], made) if theirs else made


def _script(*names: str) -> str:
    parts = [(_HERE / "script" / f"{name}.js").read_text("utf-8") for name in names]
    # Indents and comments are for whoever reads the source; readers of the page need not load them.
    lines = [line.strip() for line in "".join(parts).split("\n")]
    kept = [line for line in lines if line and not line.startswith("//")]
    return "\n".join(['(() => {\n"use strict";', *kept, "})();\n"])


def _policy(style: str, *scripts: str) -> str:
    """Write the content security policy: this style and these scripts, and nothing from anywhere."""

    def source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"

    # Of pictures there is but the empty icon, without which a browser would ask the server for one.
    parts = ["default-src 'none'", "img-src data:", f"style-src {source(style)}"]
    parts.append(f"script-src {' '.join(map(source, scripts))}")
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _for_script(entities: "pd.DataFrame", changes: Sequence[Change]) -> dict[str, Any]:
    """Gather what the script needs beside the columns, so that the words for a value are written once, here."""
    labels = {
        "places": places(entities),
        "ranges": {text: range_words(text) for text in sorted(set(entities["count_range"].tolist()))},
        "answers": RESPONSE_LABELS,
        "flags": FLAG_LABELS,
    }
    return {"order": list(entities.columns), "labels": labels, "changes": history.by_row(changes)}


def _rows(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    rows: list[Any] = entities.to_dict("records")
    where = places(entities)
    for row in rows:
        row["place"] = where[row["region"]]
        row["range"] = range_words(row["count_range"])
        row["answer"] = RESPONSE_LABELS[row["response"]]
    return rows


def _sum(row: dict[Any, Any]) -> dict[str, Any]:
    """Put a total into words; '' where it is withheld."""
    low, high = (int(end) if isinstance(end, int) else None for end in (row["count_min"], row["count_max"]))
    told = "" if low is None and high is None else span(low or 0, high)
    return {"dimension": row["dimension"], "value": row["value"], "entities": row["entities"], "told": told}


def _answers(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    """Say what each answer means and how many gave it, in the order of the vocabulary, flags below what they flag."""
    sizes = entities["response"].value_counts().to_dict()
    rows: list[dict[str, Any]] = []
    for word, label in RESPONSE_LABELS.items():
        if word in sizes:
            rows.append({"label": label, "meaning": MEANING[word], "entities": sizes[word], "part": False})
        if word == "confirmed":
            flags = {flag: int(entities[flag].sum()) for flag in FLAG_LABELS}
            rows += [
                {"label": FLAG_LABELS[flag].capitalize(), "meaning": FLAG_MEANING[flag], "entities": size, "part": True}
                for flag, size in flags.items()
                if size
            ]
    return rows


def _contact(text: str) -> str:
    """Make the address of a contact: a web page, or a mailbox; '' where it is neither."""
    plain = text.isprintable() and not any(mark in text for mark in " \"'<>\\?&:%")
    return web_address(text) or (f"mailto:{text}" if plain and text.count("@") == 1 else "")


def _link(text: str, address: str) -> Markup | str:
    safe = web_address(address)
    return Markup('<a href="{}">{}</a>').format(safe, text) if safe else text


def _direction(text: str) -> Markup:
    """Let the browser find the direction of a name that may be written from right to left; others need no word."""
    return Markup("" if text.isascii() else ' dir="auto"')
