"""A picture of an audit, for the newsroom alone: each organisation's published range, and what is provable."""

import io
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 400  # more cannot be looked at; those that matter come first
_RANK = ("contradiction", "leak", "unproved", "known", "declared", "exposed", "safe")
_COLOURS = {"leak": "#c0392b", "unproved": "#c0392b", "known": "#b9770e", "declared": "#b9770e", "safe": "#1f6f8b"}
_STYLE: Any = {
    "svg.hashsalt": "deskcheck",  # else its identifiers are random
    "svg.fonttype": "none",  # text stays text: names in every script, and a file that can be searched
    "text.parse_math": False,  # a $ in a name is a $
    "font.size": 8,
}


def picture(audit: "pd.DataFrame", noun: str) -> bytes:
    """Draw the audit as SVG: a pale bar for the range, a dark one for what a reader can prove, a line for insiders.

    Rows that leak come first; at most 400 are drawn. The scale is logarithmic; an open end runs out of the picture.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    told = audit[audit["subject"] == "organisation"]
    order = sorted(range(len(told)), key=lambda at: (_RANK.index(told["verdict"].iloc[at]), at))
    rows = [told.iloc[at] for at in order[:_ROWS]]
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # Whoever looks at the file has fonts of their own; a warning here would print parts of names.
        warnings.simplefilter("ignore", UserWarning)
        figure = Figure(figsize=(9, 1.2 + 0.17 * max(len(rows), 1)), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, rows)
        left = f" (the first {_ROWS:,} of {len(told):,})" if len(told) > _ROWS else ""
        axes.set_title(f"Published ranges of {noun}, and what could be proved{left}. Private.", loc="left", fontsize=9)
        axes.set_xlabel(f"{noun}, logarithmic; pale: published range; dark: what a reader can prove; thin: an insider")
        file = io.BytesIO()
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(file, metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _draw(axes: Any, rows: "list[pd.Series[Any]]") -> None:
    ends = [_number(row[f"published_{end}"]) or 0 for row in rows for end in ("min", "max")]
    edge = 3 * max([10, *ends])

    def span(low: int | None, high: int | None) -> tuple[float, float]:
        first = max(float(low or 0), 0.5) * 0.97
        last = float(edge) if high is None else max(float(high), 0.5) * 1.03
        return first, last - first

    for at, row in enumerate(rows):
        ends_of = {part: (_number(row[f"{part}_min"]), _number(row[f"{part}_max"])) for part in _BARS}
        colour = _COLOURS.get(row["verdict"], "#1f6f8b")
        for part, (height, pale) in _BARS.items():
            axes.broken_barh(
                [span(*ends_of[part])], (at - height / 2, height), facecolor="#d5dbdf" if pale else colour, linewidth=0
            )
        where = f"  {row['verdict']}" if row["verdict"] != "safe" else ""
        axes.text(edge * 1.05, at, where, va="center", fontsize=7, color=colour)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")  # else in the markup of formulas
    axes.xaxis.set_minor_formatter("")
    axes.set_xlim(0.45, edge)
    axes.set_ylim(len(rows) - 0.3, -0.7)
    labels = [f"{row['name']} ({row['entity_id']}{', ' + row['revision'] if row['revision'] else ''})" for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=6)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labeltop=True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", linewidth=0.3)
    axes.set_axisbelow(True)


_BARS = {"published": (0.8, True), "provable": (0.38, False), "insider": (0.12, False)}


def _number(value: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(value) else int(value)
