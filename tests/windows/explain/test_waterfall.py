"""The waterfall: bars that join, in the direction of their signs, with even odds in sight."""

import pytest

from pipeline.windows.explain.waterfall import WIDTH, waterfall

STEPS = [("words that agree", 4.0), ("starting point", -1.0), ("spelling", -0.5), ("place", 0.25)]


def drawn(*steps: tuple[str, float]) -> list[str]:
    return waterfall([{"label": label, "adds": adds} for label, adds in steps])


def test_the_start_comes_first_and_the_sum_last() -> None:
    lines = drawn(*STEPS)
    assert [line.split("  ")[0].strip() for line in lines] == [
        "starting point", "words that agree", "spelling", "place", "together"
    ]  # fmt: skip
    assert "+2.75" in lines[-1] and "-1.00" in lines[0]
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize(
    "steps", [STEPS, [("a", 3.0)], [("a", -3.0)], [("a", 1.0), ("b", -1.0)], [("a", 0.01), ("b", 9.0)], [("a", 0.0)]]
)
def test_every_bar_begins_where_the_one_above_ends(steps: list[tuple[str, float]]) -> None:
    lines = drawn(*steps)
    wide = max(len(label) for label, _ in [*steps, ("together", 0.0)])
    bars = [line[wide + 10 :] for line in lines]
    zero = {bar.index("|") for bar in bars if "|" in bar}
    assert len(zero) <= 1 and all(len(bar) <= WIDTH + 1 for bar in bars)
    ordered = sorted(steps, key=lambda step: step[0] != "starting point")
    at = next(iter(zero), 0)
    for (_, adds), bar in zip(ordered, bars, strict=False):
        cells = [place for place, mark in enumerate(bar.replace("|", " ")) if mark != " "]
        assert cells and {bar[place] for place in cells} == {"+" if adds > 0 else "-"}
        start, end = (min(cells), max(cells)) if adds > 0 else (max(cells), min(cells))
        assert abs(start - at) <= 2, lines
        at = end


def test_the_length_is_the_weight() -> None:
    lines = drawn(("one", 2.0), ("two", 4.0), ("three", -6.0))
    lengths = [line.count(mark) for line, mark in zip(lines, "++-", strict=False)]
    lengths = [lengths[0] - 1, lengths[1] - 1, lengths[2] - 1]  # the sign of the number
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=2) and lengths[2] == WIDTH
