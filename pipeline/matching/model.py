"""From comparisons to probabilities: a multinomial logistic model whose weights stand, readable, in model.json.

Each candidate gets a score, the weighted sum of its features; "none of them" has the score 0. The probability of a
candidate is its share: exp(score) / (1 + sum of exp(score) over all candidates). So rivals share what there is to
share, and two equally good ones get at most one half each (McFadden 1974, conditional logit with an outside option).
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.errors import InputError, Problem
from pipeline.matching.features import AT, FEATURES
from pipeline.matching.lexicon import Array

DIGITS = 6
SURE = math.log(0.999 / 0.001)  # least score of the very same name in the same region: its probability, alone, is .999
# Less in log odds if it is the same as an alias (another body of that very name is meant before), if one of the two
# leaves its region out, or once its common words were mended: 805 of 808 such names of the labelled sets are right.
_LESS = 1.0
LEAST_SURE = SURE - _LESS
_OTHER_BODY = [
    AT[name]
    for name in (
        "kind_differs",
        "municipality_differs",
        "legal_differs",
        "numbers_differ",
        "numbers_one_side",
        "directions_differ",
        "university_differs",
        "lookalike",
        "lookalike_towns",
        "beside_another",
    )
]
_LESS_SURE = [AT["alias"], AT["mended"], AT["region_left_out"]]
_ELSEWHERE = [AT["elsewhere_country"], AT["elsewhere_region"]]
_DOUBT = math.log(0.9 / 0.1)
# In another country lies a namesake more often than the body that is meant, unless no town there is called so; and a
# town of which one name says more than the other is another town.
_NAMESAKE = math.log(0.5 / 0.5)
_OTHER_TOWN = [AT["other_town"], AT["longer_town"]]


@cache
def weights() -> tuple[float, ...]:
    """Read the model: one weight per feature, in the order of FEATURES."""
    return read(Path(__file__).with_name("model.json"))


def read(path: Path) -> tuple[float, ...]:
    """Read a model from a file: {"weights": {feature: number}}. Raises InputError where it is none."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return tuple(float(data["weights"][name]) for name in FEATURES)
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Give a file that `python -m pipeline.matching.train` wrote with this version."
        raise InputError(Problem("is no model of this matcher", remedy, path.name)) from error


def score(values: Array, model: Sequence[float] | None = None) -> Array:
    """Weigh comparisons, a row each. The sums run in the order of FEATURES, so that they are the same everywhere."""
    total = np.zeros(len(values))
    for column, weight in enumerate(weights() if model is None else model):
        total += values[:, column] * weight
    total = np.round(total, 9)
    vague = (values[:, AT["region_unknown"]] > 0) & ((values[:, AT["single"]] > 0) | (values[:, AT["common"]] > 0))
    elsewhere = (values[:, _ELSEWHERE] > 0).any(axis=1)
    # An alias that says no more than a kind names nobody: 'CCSO' is any county's sheriff.
    nameless = (values[:, AT["alias"]] > 0) & (values[:, AT["common"]] > 0)
    sure = (values[:, AT["same_name"]] > 0) & ~vague & ~nameless & ~elsewhere
    # Each of these makes another body of a name, however much else agrees: a person must say otherwise.
    doubtful = elsewhere | (values[:, _OTHER_BODY] > 0).any(axis=1)
    namesake = (values[:, AT["elsewhere_country"]] > 0) & (values[:, AT["elsewhere_foreign"]] == 0)
    namesake |= nameless | (values[:, _OTHER_TOWN] > 0).any(axis=1)
    total = np.where(namesake, np.minimum(total, _NAMESAKE), total)
    sure_total = SURE - _LESS * (values[:, _LESS_SURE] > 0).any(axis=1)
    scores: Array = np.where(
        sure, np.maximum(np.minimum(total, SURE), sure_total), np.where(doubtful, np.minimum(total, _DOUBT), total)
    )
    return scores


def probabilities(queries: Array, scores: Array) -> Array:
    """Turn scores of candidates into probabilities, rounded to six decimals; `queries` tells, sorted, whose each is."""
    if not len(queries):
        return np.zeros(0)
    starts = np.flatnonzero(np.r_[True, queries[1:] != queries[:-1]])
    sizes = np.diff(np.r_[starts, len(queries)])
    top = np.maximum(np.maximum.reduceat(scores, starts), 0)
    shares = np.exp(scores - np.repeat(top, sizes))
    whole = np.exp(-top) + np.add.reduceat(shares, starts)
    rounded: Array = np.round(shares / np.repeat(whole, sizes), DIGITS)
    return rounded
