"""How many of a finite list can be wrong, from a random sample of it: exact, in whole numbers.

The number of wrong ones among `drawn` of a list of `size`, `wrong` of which are wrong, is hypergeometric. The bound is
the upper end of the one-sided interval that turns that test round, the finite-list form of Clopper and Pearson's, 1934.
"""

from fractions import Fraction
from math import comb


def at_most(found: int, drawn: int, wrong: int, size: int) -> Fraction:
    """Compute how likely a sample of `drawn` holds at most `found` of the `wrong` ones in a list of `size`."""
    drawn, wrong = sorted((drawn, wrong))  # drawn and wrong may change places, and the smaller makes smaller numbers
    least = max(0, drawn - (size - wrong))
    ways = sum(comb(wrong, each) * comb(size - wrong, drawn - each) for each in range(least, min(found, drawn) + 1))
    return Fraction(ways, comb(size, drawn))


def most_wrong(found: int, drawn: int, size: int, confidence: float) -> int:
    """Give the largest number of wrong ones in a list of `size` that a sample does not rule out.

    That is the largest for which `found` or fewer in `drawn` are still more likely than 1 - `confidence`. Where all
    were drawn, it is `found`.
    """
    doubt = 1 - Fraction(str(confidence))
    low, high = found, size - (drawn - found)
    while low < high:  # the more are wrong, the less likely are few in the sample
        middle = (low + high + 1) // 2
        if at_most(found, drawn, middle, size) > doubt:
            low = middle
        else:
            high = middle - 1
    return low


def enough(size: int, allowed: int, confidence: float) -> int:
    """Give the smallest sample of a list of `size` that, without an error in it, shows at most `allowed` wrong."""
    if allowed >= size:
        return 0
    doubt = 1 - Fraction(str(confidence))
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if at_most(0, middle, allowed + 1, size) <= doubt:
            high = middle
        else:
            low = middle + 1
    return low
