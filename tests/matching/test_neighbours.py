import numpy as np
import pytest

from pipeline.matching.neighbours import NEAREST, Neighbours

WORDS = ["", "@", "royan", "danville", "norton", "morton", "12345", "abc"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ryoan", {"royan"}),  # two letters swapped
        ("donville", {"danville"}),  # another letter
        ("danvile", {"danville"}),  # one too few
        ("dannville", {"danville"}),  # one too many
        ("nhrton", {"norton"}),
        ("borton", {"norton", "morton"}),
        ("royan", set()),  # the word itself is no neighbour
        ("ryaon", set()),  # two letters off
        ("12346", set()),  # a number is no word
        ("abd", set()),  # too short to tell
        ("d0riville", {"danville"}),  # misread: 0 for a, ri for n
        ("rnort0ri", {"morton"}),
    ],
)
def test_words_that_differ_by_one_letter_are_found(asked, found):
    places = Neighbours(WORDS)([asked])[0]
    assert {WORDS[place] for place in places if place} == found


def test_each_answer_depends_on_its_word_alone():
    neighbours = Neighbours(WORDS)
    asked = ["ryoan", "zzzzz", "borton"]
    assert (neighbours(asked) == np.concatenate([neighbours([each]) for each in asked])).all()
    assert neighbours([]).shape == (0, NEAREST)


def test_all_neighbours_of_many_words_are_found():
    """Compared with looking at every pair."""
    from rapidfuzz.distance import OSA

    rng = np.random.default_rng(5)
    words = sorted({"".join(rng.choice(list("abc"), rng.integers(4, 7))) for _ in range(80)})
    asked = sorted({"".join(rng.choice(list("abc"), rng.integers(4, 7))) for _ in range(80)})
    for word, places in zip(asked, Neighbours(["", "@", *words])(asked), strict=True):
        every = [other for other in words if OSA.distance(word, other) == 1]
        found = [words[place - 2] for place in places if place]
        assert set(found) <= set(every) and len(found) == min(NEAREST, len(every))
