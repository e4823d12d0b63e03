"""How good a list of best candidates is: precision, recall and F1 by threshold, and how true its probabilities are."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
PRECISE = 0.99


class Scored(NamedTuple):
    """A query: how probable its best candidate is (None: it has none), whether that is right, and was linked."""

    probability: float | None
    right: bool
    link: bool
    answerable: bool  # the registry holds a right answer


@dataclass(frozen=True)
class Figures:
    """What comes of linking every query whose probability is at least `threshold`.

    `precision` is the share of the linked that are right (1 where nothing is linked), `recall` the share of the queries
    with an answer that are linked rightly, `f1` their harmonic mean.
    """

    threshold: float
    linked: int
    right: int
    wrong: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Bin:
    """The queries whose probability is at least `low` and below `high` (the last bin holds 1 as well)."""

    low: float
    high: float
    queries: int
    promised: float  # the mean of their probabilities
    right: float  # the share whose best candidate is right


def figures(threshold: float, linked: int, right: int, answerable: int) -> Figures:
    """Compute precision, recall and F1 of some links."""
    precision = right / linked if linked else 1.0
    recall = right / answerable if answerable else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(threshold, linked, right, linked - right, round(precision, 6), round(recall, 6), round(f1, 6))


def curve(scored: Sequence[Scored]) -> list[Figures]:
    """Compute the figures at every probability that occurs, the highest first; before them those of no link at all.

    Queries of equal probability stand and fall together.
    """
    answerable = sum(each.answerable for each in scored)
    found = _best_first(scored)
    points = [figures(1.0, 0, 0, answerable)]
    rights = accumulate(right for _, right in found)
    for linked, ((probability, _), right) in enumerate(zip(found, rights, strict=True), start=1):
        if linked == len(found) or found[linked][0] < probability:
            points.append(figures(probability, linked, right, answerable))
    return points


def at_thresholds(scored: Sequence[Scored], thresholds: Sequence[float] = THRESHOLDS) -> tuple[Figures, ...]:
    """Compute the figures at each threshold."""
    answerable = sum(each.answerable for each in scored)
    found = _best_first(scored)
    rights = [0, *accumulate(right for _, right in found)]
    falling = [-probability for probability, _ in found]
    linked = [bisect_right(falling, -threshold) for threshold in thresholds]
    return tuple(figures(at, many, rights[many], answerable) for at, many in zip(thresholds, linked, strict=True))


def best(points: Sequence[Figures]) -> Figures:
    """Find the point of the highest F1; of equal ones that with the highest threshold."""
    return max(points, key=lambda point: (point.f1, point.threshold))


def precise(points: Sequence[Figures], precision: float = PRECISE) -> Figures | None:
    """Find the point of the highest recall at no less than a precision, if that is ever reached."""
    enough = (point for point in points if point.linked and point.precision >= precision)
    return max(enough, key=lambda point: (point.recall, point.threshold), default=None)


def calibration(scored: Sequence[Scored]) -> tuple[Bin, ...]:
    """Hold what the probabilities promise against what is right, in bins; one without queries is left out."""
    found = _best_first(scored)[::-1]
    rising = [probability for probability, _ in found]
    cuts = [0, *(bisect_right(rising, edge - 1e-12) for edge in EDGES[1:-1]), len(rising)]
    bins = []
    for (low, high), (start, end) in zip(pairwise(EDGES), pairwise(cuts), strict=True):
        if many := end - start:
            promised = sum(rising[start:end]) / many
            right = sum(right for _, right in found[start:end]) / many
            bins.append(Bin(low, high, many, round(promised, 6), round(right, 6)))
    return tuple(bins)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Compute the expected calibration error: the mean distance of promise and truth over the queries of all bins.

    Naeini, Cooper and Hauskrecht, 2015: Obtaining Well Calibrated Probabilities Using Bayesian Binning. Bins are finer
    here at the upper end, where it matters, which can only raise the figure.
    """
    queries = sum(each.queries for each in bins)
    return round(sum(each.queries * abs(each.promised - each.right) for each in bins) / queries, 6) if queries else 0.0


def _best_first(scored: Sequence[Scored]) -> list[tuple[float, bool]]:
    found = [(each.probability, each.right) for each in scored if each.probability is not None]
    return sorted(found, key=lambda pair: -pair[0])
