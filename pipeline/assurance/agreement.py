"""How far two people agree who judged the same things apart from one another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """`kappa` is None where both said one and the same word throughout: nothing tells agreement from chance then."""

    pairs: int
    agreed: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Compute the raw agreement of pairs of verdicts and Cohen's kappa (Cohen, 1960), to four decimals."""
    agreed = sum(first == second for first, second in pairs)
    first, second = Counter(each for each, _ in pairs), Counter(each for _, each in pairs)
    chance = sum(first[word] * second[word] for word in first)
    every = len(pairs) ** 2
    kappa = None if chance == every else round((agreed * len(pairs) - chance) / (every - chance), 4)
    return Agreement(len(pairs), agreed, kappa)
