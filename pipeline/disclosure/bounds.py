"""The numbers that readers ask about, and what can be proved of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.disclosure.system import BEYOND, Whole

Marks = npt.NDArray[np.bool_]


class Contradiction(Exception):
    """The public facts cannot all be true. `facts` are the places of sums among which the contradiction lies."""

    def __init__(self, facts: Sequence[int]) -> None:
        self.facts = list(facts)


@dataclass(frozen=True)
class Numbers:
    """Whole numbers with their published ends (BEYOND: open), who they belong to, and what they are.

    `count` is -1 where the desk itself does not know it (a count of an earlier revision).
    """

    low: Whole
    high: Whole
    owner: Whole
    count: Whole


@dataclass
class Bounds:
    """What can be proved of each number, by a stranger and by the best-placed coalition of insiders.

    `high` and `inner_high` equal `cap` where nothing bounds the number. `proved` is False where the search was broken
    off. `low_by` and `high_by` name the owners whose counts narrow an end further than a stranger can.
    """

    low: Whole
    high: Whole
    inner_low: Whole
    inner_high: Whole
    proved: Marks
    cap: int
    low_by: dict[int, tuple[int, ...]]
    high_by: dict[int, tuple[int, ...]]


@dataclass(frozen=True)
class Floor:
    """What is given away anyway: ends beyond which a search need not look, and whether the first leak ends it."""

    low: Whole
    high: Whole
    inner_low: Whole
    inner_high: Whole


class Narrowed(Exception):
    """A number is narrowed further than the floor: in a search for any leak, the answer is yes."""


class Unproved(Exception):
    """No possible world was found within the effort allowed: nothing can be said."""


def unbounded(low: Whole, high: Whole) -> Bounds:
    """Begin with what the published ranges say, as if no more could be proved."""
    proved = np.ones(len(low), dtype=bool)
    return Bounds(low.copy(), high.copy(), low.copy(), high.copy(), proved, BEYOND, {}, {})
