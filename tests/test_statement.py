"""What a statement says of itself: in words, rounded to the safe side, and in numbers."""

import re
from fractions import Fraction

import pytest

from pipeline.statement import Statement, listed, percent, percent_below

SHOWN = Statement("published", "standing", 0.95, 2, (), 1803, 3, 265, 265, 1, 2, 41, 50, 49, 0.66)


@pytest.mark.parametrize(
    ("share", "above", "below"),
    [
        (Fraction(18, 1803), "0.999%", "0%"),
        (Fraction(1, 100), "1%", "1%"),
        (Fraction(996, 1000), "99.6%", "99%"),
        (Fraction(1, 10**7), "0.001%", "0%"),
        (Fraction(0), "0%", "0%"),
        (Fraction(1), "100%", "100%"),
    ],
)
def test_a_bound_is_rounded_up_and_a_merit_down(share: Fraction, above: str, below: str) -> None:
    assert (percent(share), percent_below(share)) == (above, below)


def test_the_words_of_each_state() -> None:
    assert SHOWN.words() == (
        "Sample of organisations: 265 of 1,803 judged, 1 wrong, 2 unsure: at most 41 organisations (2.274%) wrong, "
        "with a confidence of 95%. Two people agree on 49 of 50, kappa 0.66."
    )
    lapsed = Statement("dropped", "lapsed", 0.95, 1, ("matcher", "registry", "list"))
    assert "lapsed, for the matcher, the registry and the list changed" in lapsed.words()
    assert listed(["one"]) == "one"


def test_every_number_that_it_tells_is_listed() -> None:
    said = SHOWN.words().replace(",", "")
    told = {int(number) for number in re.findall(r"\d+", said)} - {95, 0}
    assert told <= set(SHOWN.numbers())
    assert 2274 in SHOWN.numbers()
