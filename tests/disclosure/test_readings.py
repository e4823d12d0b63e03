"""The readings of a file: cells kept apart, escapes undone, what is encoded decoded, lines kept."""

import base64
import gzip
import re
import zlib
from collections.abc import Callable

import pytest

from pipeline.disclosure.readings import BARRIER, fold, readings, unescape


def texts(name: str, data: bytes) -> list[str]:
    return [reading.text for reading in readings(name, data)]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.csv", b'a,b\n"1,203","x\ny"\n', f"a{BARRIER}b\n1,203{BARRIER}x y"),
        ("a.html", b"<p>a &amp; b</p>", f"{BARRIER}p{BARRIER}a & b{BARRIER}/p{BARRIER}"),
        ("a.html", b"a &lt;b&gt; c", "a <b> c"),
        ("a.json", b'["a\\u00e9", "b\\nc"]', f"[{BARRIER}aé{BARRIER}, {BARRIER}b c{BARRIER}]"),
        ("a.md", b"| a \\| b | c |", f"{BARRIER} a \\| b {BARRIER} c {BARRIER}"),
    ],
)
def test_formats(name: str, data: bytes, text: str) -> None:
    assert texts(name, data) == [text]


def test_a_broken_table_is_read_as_it_stands() -> None:
    assert texts("a.csv", b"x\r1203\n")[0].replace("\r", " ").startswith("x")
    assert any("1203" in text for text in texts("a.csv", b"x\r1203\n"))


@pytest.mark.parametrize("escaped", ["a%20%26%20b", "a%2520%2526%2520b", "a &amp;amp; b", "a \\u0026 b", "a &#x26; b"])
def test_escapes_are_undone_twice_over(escaped: str) -> None:
    assert unescape(escaped) == "a & b"


def test_unescaping_makes_no_line_break() -> None:
    assert "\n" not in unescape("&#10; %0A \\n \\u000a %0D%0A")


@pytest.mark.parametrize("word", ["Strafverfolgungsbehoerde", "POLICE", "registers", "0123456789"])
def test_words_are_not_taken_for_code(word: str) -> None:
    assert texts("x", word.encode()) == [word]


def test_what_is_encoded_is_read_with_its_line() -> None:
    data = b"one\ntwo " + base64.b64encode("Ostrey Pölice".encode()) + b"\n" + b"Loutre".hex().encode()
    found = list(readings("x", data))
    assert [reading.how for reading in found] == ["as written", "encoded"]
    lines = {found[1].text.split("\n")[at]: line for at, line in enumerate(found[1].lines)}
    assert lines == {"Ostrey Pölice": 2, "Loutre": 3}


def test_folding() -> None:
    assert fold("ＢRÜCK ﬁn Straße") == "bruck fin strasse"


def _deflated(data: bytes) -> bytes:
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packing.compress(data) + packing.flush()


SECRET = '["Ostrey Pölice", "1,203"] and more of it, and more of it'.encode()


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, _deflated], ids=["gzip", "zlib", "deflate"])
def test_what_is_compressed_is_read_with_its_line(pack: Callable[[bytes], bytes]) -> None:
    data = b"<p>one</p>\n<script>" + base64.b64encode(pack(SECRET)) + b"</script>\n"
    found = [reading for reading in readings("a.html", data) if reading.how.startswith("compressed")]
    assert f"{BARRIER}Ostrey Pölice{BARRIER}, {BARRIER}1,203{BARRIER}" in found[0].text
    assert found[0].line(found[0].text.index("1,203")) == 2


def test_what_is_compressed_twice_or_holds_something_encoded_is_read_too() -> None:
    inner = base64.b64encode(gzip.compress(base64.b64encode("Ostrey Pölice".encode()) + b" " * 40))
    data = base64.b64encode(gzip.compress(inner))
    assert any("Ostrey Pölice" in text for text in texts("a.html", data))


def test_digits_among_the_letters_of_what_is_compressed_are_chance() -> None:
    letters = next(
        text
        for at in range(9999)
        if re.search(r"\d{4}", text := base64.b64encode(gzip.compress(b"%d" % at * 9, mtime=0)).decode())
    )
    (number,) = re.findall(r"\d{4}", letters)[:1]
    assert not any(number in text for text in texts("a.html", letters.encode()))
