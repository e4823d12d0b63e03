"""The table as one web page: nothing is loaded from elsewhere, and without scripts it is a plain table."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import regions
from pipeline.writers.package import LICENSE_PATHS
from pipeline.writers.wording import FLAG_MEANING, RESPONSE_LABELS, number, span, web_address
from schemas.vocabulary import MEANING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.dataset import Dataset

_HERE = Path(__file__).parent


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
    environment.filters |= {"number": number, "web_address": web_address}
    return environment


def page(dataset: "Dataset", entities: "pd.DataFrame", totals: "pd.DataFrame") -> bytes:
    """Make the page from the published table and its totals. Text from data is escaped, and is never code."""
    style, script = (_HERE / "page.css").read_text("utf-8"), (_HERE / "page.js").read_text("utf-8")
    sums = [_sum(row) for row in totals.to_dict("records")]
    shown = {
        "dataset": dataset,
        "noun": dataset.count.noun,
        "contact": _contact(dataset.contact),
        "license_url": LICENSE_PATHS.get(dataset.license, ""),
        "policy": _policy(style, script),
        # Our own files, not data: they stand in the page as they are.
        "style": Markup(style),
        "script": Markup(script),
        "rows": _rows(entities),
        "total": next((row for row in sums if row["dimension"] == "all"), None),
        "countries": [row for row in sums if row["dimension"] == "country" and row["value"]],
        "responses": _responses(entities),
        "answered": bool((entities["response"] != "not_asked").any()),
        "kinds": bool((entities["kind"] != "").any()),
        "evidence": bool((entities["evidence_url"] != "").any()),
    }
    return _environment().get_template("page.html.j2").render(shown).encode("utf-8")


def _policy(style: str, script: str) -> str:
    """Write the content security policy: this style and this script, and nothing from anywhere."""

    def source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"

    parts = ["default-src 'none'", f"style-src {source(style)}", f"script-src {source(script)}"]
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _rows(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    rows: list[Any] = entities.to_dict("records")
    for row in rows:
        high = row["count_max"]
        row["place"] = _place(row["region"], row["country"])
        row["range"] = span(row["count_min"], int(high) if isinstance(high, int) else None)
        row["answer"] = RESPONSE_LABELS[row["response"]]
    return rows


def _place(region: str, country: str) -> str:
    return f"{regions.name(region)}, {country}" if "-" in region else country


def _sum(row: dict[Any, Any]) -> dict[str, Any]:
    """Put a total into words; '' where it is withheld."""
    low, high = (int(end) if isinstance(end, int) else None for end in (row["count_min"], row["count_max"]))
    told = "" if low is None and high is None else span(low or 0, high)
    return {"dimension": row["dimension"], "value": row["value"], "entities": row["entities"], "told": told}


def _responses(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    """Say what each answer means and how many gave it, in the order of the vocabulary, flags below what they flag."""
    sizes = entities["response"].value_counts().to_dict()
    rows: list[dict[str, Any]] = []
    for word, label in RESPONSE_LABELS.items():
        if word in sizes:
            rows.append({"label": label, "meaning": MEANING[word], "entities": sizes[word], "part": False})
        if word == "confirmed":
            rows += _flags(entities)
    return rows


def _flags(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    words = {"unaware_until_asked": "Unaware until asked", "initially_denied": "After an initial denial"}
    sizes = {flag: int(entities[flag].sum()) for flag in words}
    return [
        {"label": words[flag], "meaning": FLAG_MEANING[flag], "entities": size, "part": True}
        for flag, size in sizes.items()
        if size
    ]


def _contact(text: str) -> str:
    """Make the address of a contact: a web page, or a mailbox; '' where it is neither."""
    plain = text.isprintable() and not any(mark in text for mark in " \"'<>\\?&:%")
    return web_address(text) or (f"mailto:{text}" if plain and text.count("@") == 1 else "")
