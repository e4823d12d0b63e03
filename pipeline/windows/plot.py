"""A drawing of how good a crosswalk is, as SVG: are its probabilities true, and what does each threshold bring?"""

import io
import math
from collections.abc import Sequence
from typing import Any

from pipeline.windows.figures import PRECISE, Bin, Figures, best, precise

_INK, _SOFT, _LINE, _MARK = "#1f2933", "#9aa5b1", "#1f5f8b", "#b4451f"
_POINTS = 400  # of a curve: more cannot be seen
_NAMED = (0.5, 0.9, 0.99)  # thresholds that are marked on the curve
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "deskcheck",  # the same drawing has the same bytes
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",  # matplotlib brings it along
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.0,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
}


def draw(points: Sequence[Figures], bins: Sequence[Bin], error: float) -> bytes:
    """Draw calibration (left) and the curve of precision and recall (right); the same figures give the same bytes."""
    from matplotlib import rc_context, rcParamsDefault
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    defaults: dict[Any, Any] = {name: value for name, value in rcParamsDefault.items() if name != "backend"}
    with rc_context({**defaults, **_STYLE}):
        figure = Figure(figsize=(9.6, 4.6), layout="constrained")
        FigureCanvasSVG(figure)
        left, right = figure.subplots(1, 2)
        _draw_calibration(left, bins, error)
        _draw_curve(right, points)
        data = io.BytesIO()
        figure.savefig(data, format="svg", metadata={"Date": None, "Creator": "deskcheck"})
    return data.getvalue()


def _draw_calibration(axes: Any, bins: Sequence[Bin], error: float) -> None:
    axes.set_title(f"Are the probabilities true? (expected error {error:.3f})")
    axes.plot([0, 1], [0, 1], color=_SOFT, linewidth=1, linestyle="--")
    axes.text(0.56, 0.52, "as promised", color=_SOFT, rotation=45, rotation_mode="anchor", fontsize=8)
    most = max((each.queries for each in bins), default=1)
    for each in bins:  # how many queries a bin holds, at the foot
        axes.bar(
            each.low, 0.18 * each.queries / most, width=each.high - each.low, align="edge", color="#dce3ea", zorder=0
        )
    for each in bins:
        low, high = _interval(each.right, each.queries)
        axes.plot([each.promised, each.promised], [low, high], color=_LINE, linewidth=1, alpha=0.6)
    axes.plot([each.promised for each in bins], [each.right for each in bins], "o", color=_LINE, markersize=5)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04))
    axes.set_xlabel("probability that is told (bars at the foot: how many queries)")
    axes.set_ylabel("share that is right, with its 95 % interval")


def _interval(share: float, number: int) -> tuple[float, float]:
    """Compute the 95 % interval of a share (Wilson, 1927)."""
    z = 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return max(0.0, middle - half), min(1.0, middle + half)


def _draw_curve(axes: Any, points: Sequence[Figures]) -> None:
    linked = [point for point in points if point.linked]
    top = best(points)
    axes.set_title(f"What a threshold brings (best F1 {top.f1:.3f})")
    axes.set(xlim=(0, 1.02), xlabel="recall", ylabel="precision")
    if not linked:
        axes.set_ylim(0, 1.02)
        return
    step = -(-len(linked) // _POINTS)
    thinned = sorted({*linked[::step], linked[-1], top}, key=lambda point: point.linked)
    axes.plot([point.recall for point in thinned], [point.precision for point in thinned], color=_LINE, linewidth=1.6)
    lowest = min(point.precision for point in thinned)
    axes.set_ylim(max(0.0, lowest - 0.12 * (1.02 - lowest)), 1.0 + 0.04 * (1.02 - lowest))
    for threshold in _NAMED:
        at = next((point for point in reversed(linked) if point.threshold >= threshold), None)
        if at:
            axes.plot(at.recall, at.precision, "o", color=_LINE, markersize=5, clip_on=False)
            axes.annotate(
                f"{threshold:g}", (at.recall, at.precision), (-6, -12), textcoords="offset points", ha="right"
            )
    if sure := precise(points):
        axes.axhline(PRECISE, color=_SOFT, linewidth=0.8, linestyle=":")
        axes.plot(sure.recall, sure.precision, "D", color=_MARK, markersize=6, clip_on=False)
        told = f"recall {sure.recall:.3f} at precision {PRECISE:g}"
        axes.text(0.04, 0.06, f"◆ {told}", color=_MARK, transform=axes.transAxes)
    axes.text(0.04, 0.12, "● thresholds, as marked", color=_LINE, transform=axes.transAxes)
