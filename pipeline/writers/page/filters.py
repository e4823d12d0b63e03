"""What readers can filter by: only what tells organisations of this table apart."""

from typing import TYPE_CHECKING, Any

from pipeline import regions
from pipeline.writers.wording import FLAG_LABELS, RESPONSE_LABELS, range_words

if TYPE_CHECKING:
    import pandas as pd

Options = list[tuple[str, str]]


def filters(entities: "pd.DataFrame") -> list[dict[str, Any]]:
    """List the filters with their options as (value, label), each in the order in which it reads.

    `name` is the column of Entities that it goes by. In a table of one country places are told apart by region.
    """
    columns = {name: sorted(set(entities[name].tolist())) for name in ("country", "region", "kind", "count_range")}
    by_name = sorted((regions.name(code) if code else "", code) for code in columns["region"])
    several = len(columns["country"]) > 1
    told: list[tuple[str, str, Options]] = [
        ("country", "Country", [(name, name) for name in columns["country"]] if several else []),
        ("region", "Region", [] if several else [(code, label) for label, code in by_name]),
        ("kind", "Kind", [(kind, kind) for kind in columns["kind"]]),
        ("count_range", "Range", [(text, range_words(text)) for text in sorted(columns["count_range"], key=_low)]),
        ("response", "Answer", _answers(entities)),
    ]
    return [{"name": name, "label": label, "options": options} for name, label, options in told if len(options) > 1]


def _low(text: str) -> int:
    return int(text.removesuffix("+").partition("-")[0])


def _answers(entities: "pd.DataFrame") -> Options:
    """Give the answers in the order of the vocabulary, and the two flags, which only the confirmed have, behind it."""
    given = set(entities["response"].tolist())
    options: Options = []
    for word, label in RESPONSE_LABELS.items():
        if word in given:
            options.append((word, label))
        if word == "confirmed":
            options += [(flag, f"{label}, {told}") for flag, told in FLAG_LABELS.items() if entities[flag].any()]
    return options
