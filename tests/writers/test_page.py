"""The page: every text of the data stays text, nothing is loaded, and the table is there without scripts."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from samples import ENTITIES, declared, page_of

from pipeline.dataset import Dataset

TAGS = set(
    "a b body caption dd div dl dt footer form h1 h2 head header html i input label li main meta output p q "
    "script section span style table tbody td th thead time title tr ul".split()
)
FEW = (
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "</td></table>",
    "&lt;b&gt;",
    "--><!--",
)


class Seen(HTMLParser):
    """Collects tags, links and the cells of the table's body, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.names: list[str] = []
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.inside = "name" if tag == "th" and ("scope", "row") in attrs else tag
        if self.inside == "name":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "name":
            self.names[-1] += data
        self.text.append(data)

    def links(self) -> list[str]:
        return [value for name, value in self.attributes if name in ("href", "src", "action", "formaction")]


def shown(dataset: Dataset, *rows: dict[str, object]) -> str:
    return page_of(dataset, *rows).decode("utf-8")


def assert_harmless(dataset: Dataset, texts: list[str]) -> None:
    rows = [
        {"name": text, "statement": text, "response": "denied", "response_url": text, "evidence_url": text}
        for text in texts
    ]
    seen = Seen(shown(dataset, *rows))
    assert set(seen.tags) <= TAGS
    assert seen.tags.count("script") == 1
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    own = {"entities.csv", "entities.json", "totals.csv", "datapackage.json", "METHODOLOGY.md", "#table"}
    assert all(link in own or link.startswith(("http://", "https://")) for link in seen.links())
    assert seen.names[: len(texts)] == [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


def test_a_few_hostile_names_stay_text(tmp_path: Path) -> None:
    assert_harmless(declared(tmp_path), list(FEW))


def test_the_known_hostile_strings_stay_text(tmp_path: Path, data: Path) -> None:
    payloads = (data / "corpora/xss-payloads/Intruder/xss-payload-list.txt").read_text("utf-8", errors="replace")
    naughty = json.loads((data / "corpora/blns/blns.json").read_text("utf-8"))
    texts = [text for text in [*payloads.split("\n"), *naughty] if text and "\0" not in text]
    assert len(texts) > 5000
    assert_harmless(declared(tmp_path), texts)


def test_hostile_words_of_the_declaration_stay_text(tmp_path: Path) -> None:
    evil = FEW[0]
    dataset = declared(tmp_path, title=evil, description=evil, publisher=evil, contact=evil, limitations=(evil,))
    html = shown(dataset, *ENTITIES)
    assert evil not in html
    assert Seen(html).tags.count("script") == 1


def test_the_policy_allows_this_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    policy = next(value for name, value in Seen(html).attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        body = re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert body
        digest = base64.b64encode(hashlib.sha256(body[1].encode("utf-8")).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    assert "src" not in [name for name, _ in Seen(html).attributes]
    assert not re.search(r"@import|url\(|fetch\(|import\(|XMLHttp", html)


def test_the_table_reads_without_scripts(tmp_path: Path) -> None:
    html = shown(declared(tmp_path, language="fr"), *ENTITIES)
    seen = Seen(html)
    assert seen.names[:2] == ["Quillmere Police Service", "Škoda & Sons"]
    assert "<caption>" in html
    assert '<th scope="col">Organisation</th>' in html
    assert '<html lang="fr">' in html
    text = "".join(seen.text)
    for told in (
        "Ontario, Canada",
        "11–100",
        "1,001 or more",
        "unaware until asked",
        "We had not known.",
        "2024-01-09",
    ):
        assert told in text
    assert text.index("Everything here is invented.") < text.index("Škoda & Sons")
    # Search needs the script, so without it the field is not there.
    assert '<form class="tools" id="tools" hidden>' in html
    assert re.search(r'id="query"[^>]* disabled', html)


def test_the_figures_are_those_of_the_table(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    assert "<dt>organisations</dt><dd>2</dd>" in html
    assert "<dt>country</dt><dd>1</dd>" in html
    assert "<dt>searches in all</dt><dd>1,001 or more</dd>" in html
    assert '<th scope="row">Canada</th>' not in html  # one country needs no table of countries
    assert '<th scope="row">Confirmed</th>' in html


def test_columns_without_a_value_are_left_out(tmp_path: Path) -> None:
    html = shown(declared(tmp_path, limitations=()), {"kind": ""})
    columns = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    assert columns == ["Organisation", "Place", "Searches"]
    assert "disabled" not in re.findall(r'<input type="search"[^>]*>', html)[0]


@pytest.mark.parametrize(
    ("contact", "link"),
    [("desk@example.org", 'href="mailto:desk@example.org"'), ("https://example.org/c", 'href="https://example.org/c"')],
)
def test_the_contact_can_be_reached(tmp_path: Path, contact: str, link: str) -> None:
    assert link in shown(declared(tmp_path, contact=contact), *ENTITIES)
    assert "mailto:" not in shown(declared(tmp_path, contact="a@b?bcc=c@d"), *ENTITIES)
