"""The published ranges as a ladder of lower bounds: 1, 6, 11 … 5001 means 1-5, 6-10, 11-50 … 5001+."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Interval:
    """Whole numbers from `low` to `high`, both included; `high` is None where there is no upper end."""

    low: int
    high: int | None

    @property
    def label(self) -> str:
        """Write the interval as it is published: `11-50`, `5001+`."""
        return f"{self.low}+" if self.high is None else f"{self.low}-{self.high}"

    def holds(self, number: int) -> bool:
        """Tell whether the number lies inside."""
        return self.low <= number and (self.high is None or number <= self.high)


def rung(lower_bounds: Sequence[int], index: int) -> Interval:
    """Make the range that begins at the bound with this index."""
    last = index == len(lower_bounds) - 1
    return Interval(lower_bounds[index], None if last else lower_bounds[index + 1] - 1)


def place(count: int, lower_bounds: Sequence[int]) -> Interval:
    """Find the range that holds a count. Raises ValueError for a count below the first range."""
    index = bisect_right(lower_bounds, count) - 1
    if index < 0:
        raise ValueError("the count lies below the first range")
    return rung(lower_bounds, index)


def join(low: int, high: int | None, lower_bounds: Sequence[int]) -> Interval:
    """Join the fewest neighbouring ranges that hold everything from `low` to `high` (None: without end)."""
    first = place(low, lower_bounds)
    last = rung(lower_bounds, len(lower_bounds) - 1) if high is None else place(high, lower_bounds)
    return Interval(first.low, last.high)
