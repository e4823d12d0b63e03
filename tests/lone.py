"""One part made by hand, for tests that look at a single step of the solver."""

import numpy as np

from pipeline.disclosure.bounds import Numbers
from pipeline.disclosure.coalitions import Coalitions
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.system import Known, parts
from pipeline.disclosure.ways import Ways
from pipeline.disclosure.witness import Mover


def whole(*values):
    return np.array(values, dtype=np.int64)


def facts(*sums):
    """Make sums of: the members' places, the least, the most."""
    return [Known(whole(*members), least, most) for members, least, most in sums]


def lone(ends, *sums):
    """Make the one part that numbers with these ends and these sums form."""
    low, high = whole(*(low for low, _ in ends)), whole(*(high for _, high in ends))
    (found,) = parts(low, high, facts(*sums))
    return found


def pooled(ends, sums, count, size=1, owner=None):
    """Make the coalitions of such a part; a count below 0 is one that the desk does not know."""
    part, count = lone(ends, *sums), whole(*count)
    low, high = whole(*(low for low, _ in ends)), whole(*(high for _, high in ends))
    owner = np.arange(len(count)) if owner is None else whole(*owner)
    at = part.columns
    return Coalitions(part, low[at], high[at], np.clip(count, low, high)[at], (count >= 0)[at], owner[at], size)


def ways_of(ends, sums, count, world, size=1, owner=None, effort=None):
    """Make the ways of the coalitions of such a part; `world` is one that is possible, by cells."""
    every = pooled(ends, sums, count, size, owner)
    return Ways(every, Mover(every.part), whole(*world), effort or Effort())


def numbers(ends, count, owner=None):
    low, high = whole(*(low for low, _ in ends)), whole(*(high for _, high in ends))
    return Numbers(low, high, np.arange(len(count)) if owner is None else whole(*owner), whole(*count))
