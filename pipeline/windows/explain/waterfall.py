"""A waterfall in plain characters: each bar begins where the one above it ends."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 40  # characters from the lowest point to the highest
FIRST = "starting point"
_SUM = "together"


def waterfall(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Draw steps (`label`, `adds` in log odds): + leads to the right, - to the left, | stands at even odds (0)."""
    ordered = sorted(steps, key=lambda step: step["label"] != FIRST)
    ends = [0.0]
    for step in ordered:
        ends.append(ends[-1] + step["adds"])
    low, span = min(ends), (max(ends) - min(ends)) or 1.0
    places = [round((end - low) / span * WIDTH) for end in ends]
    wide = max(len(label) for label in (_SUM, *(step["label"] for step in ordered)))
    lines = []
    for step, start, end in zip(ordered, places, places[1:], strict=False):
        bar = _bar(min(start, end), max(start, end), "+" if step["adds"] > 0 else "-", places[0])
        lines.append(f"{step['label']:<{wide}} {step['adds']:>+7.2f}  {bar}".rstrip())
    total = _bar(min(places[0], places[-1]), max(places[0], places[-1]), "=", places[0])
    return [*lines, f"{_SUM:<{wide}} {ends[-1]:>+7.2f}  {total}".rstrip()]


def _bar(start: int, end: int, mark: str, zero: int) -> str:
    cells = [" "] * (WIDTH + 1)
    cells[zero] = "|"
    start = min(start, WIDTH - 1)
    for at in range(start, max(end, start + 1)):
        cells[at + (at >= zero)] = mark  # the line of even odds stays visible
    return "".join(cells)
