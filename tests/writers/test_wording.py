"""Numbers and links as readers see them."""

import pytest

from pipeline.writers.wording import span, web_address


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
