"""A private value is found in every disguise; what is public by itself stops nothing; no finding tells a value."""

import base64
import html
import json
import time
import urllib.parse
from collections.abc import Callable

import pytest

from pipeline.disclosure.canary import Finding, Private, Public, numbers_in, scan

NAME = "Brück & Søns “Nowhere” Outfit"
NOTHING = Public()
PRIVATE = Private(
    {1203: "a raw count", 90817: "an organisation's count"},
    {NAME: "a dropped name", "Ostrey": "a pending name", "PD": "a dropped name", "Test": "a dropped name"},
    {"/srv/desk/raw": "where the desk keeps its files", "leak.csv": "the name of a raw file"},
)


def found(text: str | bytes, file: str = "index.html", public: Public = NOTHING) -> list[Finding]:
    data = text.encode("utf-8") if isinstance(text, str) else text
    return scan({file: data}, PRIVATE, public)


def kinds(text: str | bytes, file: str = "index.html", public: Public = NOTHING) -> list[str]:
    return [finding.kind for finding in found(text, file, public)]


WAYS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "html": lambda text: html.escape(text).encode(),
    "html numbers": lambda text: "".join(f"&#{ord(letter)};" for letter in text).encode(),
    "json": lambda text: json.dumps({"x": text}).encode(),
    "percent": lambda text: urllib.parse.quote(text, safe="").encode(),
    "base64": lambda text: b"data:text/plain;base64," + base64.b64encode(text.encode()),
    "base64 in an address": lambda text: b"https://a.example/x/" + base64.urlsafe_b64encode(text.encode()) + b"?q",
    "base64 of utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hex": lambda text: text.encode().hex().encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 within": lambda text: b"<p>" + text.encode("utf-16-le") + b"</p>",
    "other case": lambda text: text.swapcase().encode(),
}
VALUES = {
    NAME: "a dropped name",
    "+49 30 1234567": "a telephone number",
    "(020) 7946-0958": "a telephone number",
    "j.doe@bureau.example": "an e-mail address",
    "/srv/desk/raw/x": "where the desk keeps its files",
    "leak.csv": "the name of a raw file",
    "90817": "an organisation's count",
    "90,817": "an organisation's count",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("file", ["index.html", "entities.json", "METHODOLOGY.md", "x.txt"])
def test_a_private_value_is_found_in_every_disguise(file: str, way: str, value: str) -> None:
    assert VALUES[value] in kinds(b"first line\n" + WAYS[way](value) + b"\nlast line", file)


@pytest.mark.parametrize(
    "number",
    ["1203", "1,203", "1.203", "1 203", "1'203", "1’203", "1_203", "1\u202f203", "x1203y", "1203.50", "0001203"],
)
def test_a_count_is_found_however_its_thousands_stand(number: str) -> None:
    assert kinds(f"<td>{number}</td>") == ["a raw count"]
    assert kinds(f'1,"{number}",2\n', "t.csv") == ["a raw count"]


@pytest.mark.parametrize("number", ["12030", "41203", "1,203,000", "1-203", "203", "1, 203"])
def test_other_numbers_are_not_taken_for_a_count(number: str) -> None:
    assert kinds(f"<td>{number}</td>") == []


def test_two_cells_make_no_number_and_no_name() -> None:
    private = Private({101500: "a raw count"}, {"police canada": "a dropped name"})
    csv = b"id,kind,country,low,high\n1,police,Canada,101,500\n"
    assert scan({"a.csv": csv, "b.html": b"<td>police</td><td>Canada</td>"}, private, Public()) == []
    assert scan({"c.json": b'["police", "Canada"]', "d.md": b"| police | Canada |"}, private, Public()) == []
    assert len(scan({"a.csv": csv.replace(b"101,500", b'"101,500",')}, private, Public())) == 1


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("1203", Public(numbers=frozenset({1203}))),
        ("1,203 of them", Public(texts=["about 1203 searches"])),
        ("2020-01-02, see https://example.org/1203", Public(texts=["https://example.org/1203"])),
        ("1203", Public(files={"page.css": b"width: 1203px"})),
        ("Ostrey Police Service", Public(texts=["Ostrey Police Service"])),
        ("OSTREY", Public(texts=["A body", "Ostrey Police"])),
        ("Test", Public(files={"page.html.j2": b"<p>a test</p>"})),
        ("desk@paper.example", Public(texts=["Write to Desk@Paper.example"])),
        ("+49 30 1234567", Public(texts=["call +49 (30) 123-4567"])),
        ("leak.csv", Public(texts=["https://example.org/leak.csv"])),
        (f'"sha256:{"0" * 30}1203{"f" * 30}"', Public()),
        ("script-src 'sha256-" + "A" * 20 + "1203" + "B" * 19 + "='", Public()),
        ("PD", Public()),
        ("2018-01-01 to 2019-12-31, 2018-01-01/2020-02-29", Public()),
        ("10001-50000, 1001–5000, 5,001 or more", Public()),
        ("Ostreyville, lostrey", Public()),
    ],
)
def test_what_is_public_by_itself_stops_nothing(text: str, public: Public) -> None:
    assert kinds(text, "index.html", public) == []


def test_a_number_may_be_public_in_one_file_alone() -> None:
    public = Public(numbers_of={"datapackage.json": frozenset({1203})})
    assert kinds('{"bytes": 1203}', "datapackage.json", public) == []
    assert kinds('{"bytes": 1203}', "entities.json", public) == ["a raw count"]


def test_a_path_is_not_public_because_a_file_names_it() -> None:
    assert kinds("from leak.csv", "index.html", Public(files={"index.html": b"from leak.csv"})) == [
        "the name of a raw file"
    ]


def test_a_finding_tells_file_line_and_kind_and_never_the_value() -> None:
    (one,) = found("a\nb\n<p>1,203</p>\n")
    assert (one.file, one.line, one.kind, one.reading) == ("index.html", 3, "a raw count", "as written")
    csv = 'id,text\n1,"two\nlines"\n2,1203\n'
    assert [(f.line, f.kind) for f in found(csv, "t.csv")] == [(4, "a raw count")]
    assert [f.line for f in found(f"é\nß\n{NAME}\n", "x.txt")] == [3]
    assert [f.line for f in found("x\n" + NAME.encode().hex() + "\n", "x.txt")] == [2]
    assert "1203" not in str(one) and "1,203" not in str(one)


def test_written_together_a_name_is_found_as_well() -> None:
    private = Private({}, {"Nobody Knows This": "a dropped name"})
    for text in (b"nobody-knows-this", b"nobody_knows_this", b"#NobodyKnowsThis", b"nobody\nknows  this"):
        assert len(scan({"a.html": text}, private, Public())) == 1, text


def test_numbers_of_texts() -> None:
    assert numbers_in(["1,203 and 17", "x90817", "999"]) == {1203, 90817}


def test_many_names_against_a_long_page_take_seconds() -> None:
    syllables = ["ban", "tor", "quil", "mere", "os", "trey", "lou", "spring", "field", "hav"]
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    names = {f"{one} {two} Police": "a dropped name" for one in words[:320] for two in words[:320]}
    page = "".join(
        f"<tr><td>{one} University &amp; {at}</td><td>101–500</td></tr>\n" for at in range(70) for one in words
    )
    page += "<p>banbanban banbanhav police</p>"
    assert len(names) > 100_000 and len(page) > 4e6
    begun = time.process_time()
    hits = scan({"index.html": page.encode()}, Private({}, names), Public())
    assert [(hit.line, hit.kind) for hit in hits] == [(70_001, "a dropped name")]
    assert (
        time.process_time() - begun < 20
    )  # some 3 s on two cores of 2024; only a wrong method takes ten times as long
