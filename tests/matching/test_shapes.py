import pytest

from pipeline.matching.shapes import shape
from pipeline.matching.similar import MISREAD, similarities


@pytest.mark.parametrize(
    ("read", "word"),
    [("0f", "of"), ("carlet0n", "carleton"), ("barnsley", "bamsley"), ("5wlft", "swift"), ("atloritic", "atlantic"),
     ("univcr5ity", "university"), ("0rgerus", "orgerus"), ("d0ver", "clover"), ("vvest", "west"), ("gou", "gau")],
)  # fmt: skip
def test_what_a_scan_mistakes_has_one_shape(read, word):
    assert shape(read) == shape(word)


@pytest.mark.parametrize(("one", "other"), [("boise", "noise"), ("salem", "saiom"), ("kent", "bent")])
def test_other_words_have_other_shapes(one, other):
    assert shape(one) != shape(other)


def test_a_word_that_the_registry_knows_was_not_misread():
    assert similarities(["horn"], ["hom"], [False])[0].tolist() == [MISREAD]
    assert similarities(["horn"], ["hom"], [True])[0].tolist() == [0.0]
