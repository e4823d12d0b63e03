"""Ranges: every count falls in exactly one, borders included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ladder import Interval, join, place

BOUNDS = (1, 6, 11, 51, 101, 501, 1001, 5001)


@pytest.mark.parametrize(
    ("count", "label"),
    [(1, "1-5"), (5, "1-5"), (6, "6-10"), (10, "6-10"), (11, "11-50"), (5000, "1001-5000"), (5001, "5001+")],
)
def test_a_count_on_a_border_falls_in_the_range_that_names_it(count: int, label: str) -> None:
    assert place(count, BOUNDS).label == label


def test_a_count_below_the_first_range_has_no_place() -> None:
    with pytest.raises(ValueError, match="below the first range"):
        place(0, BOUNDS)


def test_one_bound_alone_is_one_open_range() -> None:
    assert place(7, (5,)) == Interval(5, None)


bounds = st.sets(st.integers(0, 60), min_size=1, max_size=6).map(sorted)


@given(bounds, st.integers(0, 100))
def test_the_ranges_part_the_numbers(lower_bounds: list[int], count: int) -> None:
    intervals = {place(number, lower_bounds) for number in range(lower_bounds[0], 101)}
    assert sum(interval.holds(count) for interval in intervals) == (count >= lower_bounds[0])


@given(bounds, st.integers(0, 30), st.integers(0, 30))
def test_a_join_holds_both_ends_and_not_one_range_more(lower_bounds: list[int], start: int, width: int) -> None:
    low = lower_bounds[0] + start
    joined = join(low, low + width, lower_bounds)
    assert joined.holds(low) and joined.holds(low + width)
    assert joined.low == place(low, lower_bounds).low
    assert joined.high == place(low + width, lower_bounds).high


def test_a_join_without_end_has_no_end() -> None:
    assert join(7, None, BOUNDS) == Interval(6, None)
