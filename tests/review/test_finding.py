"""The search of the registry: words anywhere, accents and scripts aside; else the most alike."""

import pytest

from pipeline.review.finding import Finder

FINDER = Finder(
    ["ca-1", "ca-2", "rs-1", "fr-1"],
    ["Tamsley University", "University of Tamsley", "Министарство унутрашње слоге", "Université de Montaubrac"],
    ["", "TU Tamsley", "MUS", ""],
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tamsley", ["ca-1", "ca-2"]),
        ("TAMSLEY univ", ["ca-1", "ca-2"]),
        ("université", ["fr-1"]),
        ("mus", ["rs-1"]),
        ("rs-1", ["rs-1"]),
        ("", []),
        ("  ", []),
    ],
)
def test_words_anywhere(query, found):
    assert FINDER.find(query)[: len(found)] == found if found else FINDER.find(query) == []


def test_a_misspelling_finds_the_most_alike():
    assert FINDER.find("Tamsly Universitty")[0] == "ca-1"


def test_no_more_than_asked_for():
    assert len(FINDER.find("university", most=1)) == 1
