import pytest

from pipeline.matching.respell import Speller

COUNTS = {"vashon": 1, "police": 40, "department": 40, "green": 2, "wood": 2, "australia": 3, "healthy": 1, "curt": 1}


@pytest.fixture(scope="module")
def speller():
    return Speller(COUNTS, 60)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("vashon polcie", "vashon police"),
        ("triibunale di terres", "court di terres"),  # a slip before it could be put in English
        ("vashonpolice department", "vashon police department"),
        ("ayuntamientode cella", "municipality de cella"),
        ("au5tralia police", "australia police"),
        ("sheirff", "sheriff"),
    ],
)
def test_common_words_are_mended(speller, text, mended):
    assert speller([text]) == [mended]


@pytest.mark.parametrize(
    "text",
    [
        "vashon police",  # nothing odd
        "vashom police",  # a slip in the word that tells is for the comparison to weigh
        "greenwood police",  # one word, though both halves are known
        "georgetown police",
        "healths office",  # 'health' with a letter more may be another word
        "healthy police",  # the registry knows it
        "12345 police",
    ],
)
def test_other_words_are_left_alone(speller, text):
    assert speller([text]) == [text]


def test_a_word_that_may_be_two_is_left_alone():
    assert Speller({**COUNTS, "polbce": 1}, 60)(["polbice"]) == ["polbice"]


def test_a_name_does_not_depend_on_the_others(speller):
    texts = ["vashon polcie", "klinikumbuer", "greenwood police"]
    assert speller(texts) == [speller([text])[0] for text in texts]
