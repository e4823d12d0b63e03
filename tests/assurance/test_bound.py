"""The bound on the share of errors, held against brute force: every sample of every small list is drawn."""

from fractions import Fraction
from itertools import combinations

import pytest
from scipy.stats import beta, hypergeom

from pipeline.assurance.bound import at_most, enough, most_wrong


def counted(found: int, drawn: int, wrong: int, size: int) -> Fraction:
    """Draw every sample there is of a list whose first ones are wrong, and count."""
    samples = [sum(each < wrong for each in sample) for sample in combinations(range(size), drawn)]
    return Fraction(sum(number <= found for number in samples), len(samples))


@pytest.mark.parametrize("size", range(1, 9))
def test_every_sample_of_every_small_list(size: int) -> None:
    for drawn in range(size + 1):
        for wrong in range(size + 1):
            for found in range(drawn + 1):
                assert at_most(found, drawn, wrong, size) == counted(found, drawn, wrong, size)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.99])
def test_the_bound_is_the_largest_number_that_the_sample_does_not_rule_out(confidence: float) -> None:
    doubt = 1 - Fraction(str(confidence))
    for size in range(1, 9):
        for drawn in range(size + 1):
            for found in range(drawn + 1):
                possible = range(found, size - (drawn - found) + 1)
                meant = max(wrong for wrong in possible if counted(found, drawn, wrong, size) > doubt)
                assert most_wrong(found, drawn, size, confidence) == meant, (found, drawn, size)


@pytest.mark.parametrize("size", [5, 8, 11])
def test_the_bound_errs_no_more_often_than_it_says(size: int) -> None:
    """Whatever the truth, the share of samples whose bound lies below it is at most 1 - confidence."""
    for wrong in range(size + 1):
        for drawn in range(size + 1):
            samples = [sum(each < wrong for each in sample) for sample in combinations(range(size), drawn)]
            too_low = sum(most_wrong(found, drawn, size, 0.9) < wrong for found in samples)
            assert Fraction(too_low, len(samples)) <= Fraction(1, 10)


def test_the_figures_that_were_promised() -> None:
    assert most_wrong(0, 262, 1803, 0.95) == 18 and Fraction(18, 1803) < Fraction(1, 100)
    assert most_wrong(0, 261, 1803, 0.95) == 19 and Fraction(19, 1803) > Fraction(1, 100)
    assert enough(1803, 18, 0.95) == 262
    assert enough(88, 0, 0.95) == 84
    assert most_wrong(0, 84, 88, 0.95) == 0 and most_wrong(0, 83, 88, 0.95) == 1


@pytest.mark.parametrize("size", [1, 2, 30, 301, 1803])
@pytest.mark.parametrize("allowed", [0, 1, 3, 18])
def test_enough_is_the_smallest_that_is(size: int, allowed: int) -> None:
    drawn = enough(size, allowed, 0.95)
    assert most_wrong(0, drawn, size, 0.95) <= allowed
    assert drawn == 0 or most_wrong(0, drawn - 1, size, 0.95) > allowed


def test_all_drawn_leaves_no_doubt() -> None:
    assert [most_wrong(found, 7, 7, 0.95) for found in range(8)] == list(range(8))


@pytest.mark.parametrize(("found", "drawn", "wrong", "size"), [(2, 300, 900, 5000), (0, 262, 19, 1803), (5, 40, 9, 88)])
def test_it_agrees_with_scipy(found: int, drawn: int, wrong: int, size: int) -> None:
    assert float(at_most(found, drawn, wrong, size)) == pytest.approx(hypergeom.cdf(found, size, wrong, drawn))


def test_it_nears_clopper_and_pearson_as_the_list_grows() -> None:
    share = most_wrong(3, 300, 1_000_000, 0.95) / 1_000_000
    assert share == pytest.approx(beta.ppf(0.95, 4, 297), abs=1e-5)
    assert share < beta.ppf(0.95, 4, 297)
