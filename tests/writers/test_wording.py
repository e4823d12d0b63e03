"""Numbers and links as readers see them."""

import pytest
from samples import entities

from pipeline.writers.wording import places, range_words, span, tally, web_address


def test_ranges_read_as_words() -> None:
    assert [span(11, 50), span(5001, None), span(7, 7), span(1001, 5000)] == [
        "11–50",
        "5,001 or more",
        "7",
        "1,001–5,000",
    ]


@pytest.mark.parametrize("text", ["https://example.org/a?b=c#d", "http://example.org", "https://пример.example/ä"])
def test_addresses_of_the_web_become_links(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "http:example.org",
        "https://a b.example",
        'https://x.example/"onclick=',
        "https://[::1",
        "file:///etc",
        "https://bank.example@elsewhere.example",
        "java\nscript:alert(1)",
        "\x01https://example.org",
        "ftp://example.org",
    ],
)
def test_nothing_else_does(text: str) -> None:
    assert web_address(text) == ""


@pytest.mark.parametrize("text", ["11-50", "5001+", "7-7", "1001-5000"])
def test_a_published_range_reads_as_its_ends(text: str) -> None:
    told = {"11-50": "11–50", "5001+": "5,001 or more", "7-7": "7", "1001-5000": "1,001–5,000"}
    assert range_words(text) == told[text]


def test_places_say_their_country_where_there_are_several() -> None:
    rows = [{"region": "CA-ON"}, {"region": "CA"}, {"region": "", "country": ""}]
    assert places(entities(*rows)) == {"": "", "CA": "Canada", "CA-ON": "Ontario"}
    told = places(entities(*rows, {"region": "FR", "country": "France"}))
    assert told == {"": "", "CA": "Canada", "CA-ON": "Ontario, Canada", "FR": "France"}


def test_answers_are_told_in_words() -> None:
    confirmed = {"response": "confirmed"}
    rows = [confirmed] * 4 + [confirmed | {"unaware_until_asked": True}] * 2 + [confirmed | {"initially_denied": True}]
    assert tally(entities(*rows)) == (
        "7 organisations confirmed; of them 2 had not known until asked and 1 had first denied."
    )
    rest = [{"response": "denied"}, {"response": "declined"}, {"response": "no_response"}, {"response": "not_asked"}]
    assert tally(entities(confirmed, *rest)) == (
        "1 organisation confirmed. 1 denied. 1 declined to answer. 1 did not respond. 1 not asked."
    )
    assert tally(entities(*rest[1:2])) == "1 organisation declined to answer."
    assert tally(entities({}, {})) == ""
