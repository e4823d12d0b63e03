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

from pipeline.matching.compare import FEATURES, SAME_NAME

DIGITS = 6
_UNKNOWN = FEATURES.index("region_unknown")
_SINGLE = FEATURES.index("single")
_OTHER_BODY = tuple(
    FEATURES.index(name) for name in ("kind_differs", "numbers_differ", "directions_differ", "lookalike")
)
_DOUBT = math.log(0.9 / 0.1)
_COMMON = FEATURES.index("common")


@cache
def weights() -> tuple[float, ...]:
    """Read the model: one weight per feature, in the order of FEATURES."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("model.json").read_text(encoding="utf-8"))
    return tuple(float(data["weights"][name]) for name in FEATURES)


@cache
def same_name_score() -> float:
    """Read the least score of the very same name in the same region: its probability, alone, is 0.999."""
    return math.log(0.999 / 0.001)


def score(values: Sequence[float], model: Sequence[float] | None = None) -> float:
    """Weigh a comparison. The sum runs in the order of FEATURES, so that it is the same everywhere."""
    total = 0.0
    for value, weight in zip(values, model or weights(), strict=True):
        if value:
            total += value * weight
    total = round(total, 9)
    sure = values[SAME_NAME] and not (values[_UNKNOWN] and (values[_SINGLE] or values[_COMMON]))
    if sure:
        return max(total, same_name_score())
    # Each of these makes another body of a name, however much else agrees: a person must say otherwise.
    return min(total, _DOUBT) if any(values[feature] for feature in _OTHER_BODY) else total


def probabilities(scores: Sequence[float]) -> list[float]:
    """Turn the scores of a query's candidates into probabilities, rounded to six decimals."""
    top = max([0.0, *scores])
    shares = [math.exp(each - top) for each in scores]
    whole = math.exp(-top) + math.fsum(shares)
    return [round(share / whole, DIGITS) for share in shares]
