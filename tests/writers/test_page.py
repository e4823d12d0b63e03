"""The page: every text of the data stays text, nothing is loaded, and the table is there without scripts."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from samples import ACCOUNT, ENTITIES, TOTALS, declared, entities, page_of, totals

import schemas
from benchmarks.page import organisations, ours
from pipeline.changes import Change
from pipeline.dataset import Dataset
from pipeline.writers.forms import render
from pipeline.writers.page.history import sentence
from pipeline.writers.page.pack import pack
from pipeline.writers.table import cells
from schemas.base import columns
from schemas.vocabulary import CHANGES as CHANGES_OF_ROWS

PACKED = "1977b959941f3dd2e7419cce8ae47c2b7ea2ef5a55f3c86e5605d7537439a6be"
TABLES = (entities(*ENTITIES), totals(*TOTALS))

TAGS = set(
    "a b body button caption code dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 head header "
    "html i input label li link main meta option output p path q script section select small span style summary svg "
    "table tbody td template text textarea th thead time title tr ul".split()
)
OWN = {"entities.csv", "entities.json", "totals.csv", "datapackage.json", "METHODOLOGY.md", "CORRECTIONS.md"}
OWN |= {"data:,", "#table", "#method", "#take", "figures/countries.svg", "figures/ranges.svg", "figures/responses.svg"}
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
        self.table = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "table":
            self.table = dict(attrs).get("id") or "another"
        named = tag == "th" and ("scope", "row") in attrs and self.table == "table"
        linked = tag == "a" and self.inside == "name"
        if linked:
            return
        self.inside = "name" if named else tag
        if self.inside == "name":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        self.table = "" if tag == "table" else self.table
        self.inside = self.inside if tag == "a" else ""

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
    assert seen.tags.count("script") == 4
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert all(link in OWN or link.startswith(("http://", "https://")) for link in seen.links())
    assert seen.names[: len(texts)] == [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


def test_a_few_hostile_names_stay_text(tmp_path: Path) -> None:
    assert_harmless(declared(tmp_path), list(FEW))


def test_the_known_hostile_strings_stay_text(tmp_path: Path, data: Path) -> None:
    payloads = (data / "corpora/xss-payloads/Intruder/xss-payload-list.txt").read_text("utf-8", errors="replace")
    naughty = json.loads((data / "corpora/blns/blns.json").read_text("utf-8"))
    texts = [text for text in [*payloads.split("\n"), *naughty] if text and "\0" not in text]
    assert len(texts) > 5000
    for start in range(0, len(texts), 4000):  # more would not all stand in the table
        assert_harmless(declared(tmp_path), texts[start : start + 4000])


def test_hostile_words_of_the_declaration_stay_text(tmp_path: Path) -> None:
    evil = FEW[0]
    dataset = declared(tmp_path, title=evil, description=evil, publisher=evil, contact=evil, limitations=(evil,))
    html = shown(dataset, *ENTITIES)
    assert evil not in html
    assert Seen(html).tags.count("script") == 4


def test_the_policy_allows_this_style_and_script_and_nothing_else(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    policy = next(value for name, value in Seen(html).attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; ")
    for tag, number in (("style", 1), ("script", 2)):
        bodies = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)  # the others hold data, and are never run
        digests = [base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies]
        assert len(bodies) == number
        told = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{tag}-src {told}" in policy


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    assert "src" not in [name for name, _ in Seen(html).attributes]
    assert not re.search(r"@import|url\(|fetch\(|import\(|XMLHttp", html)


def test_the_table_reads_without_scripts(tmp_path: Path) -> None:
    html = shown(declared(tmp_path, language="fr"), *ENTITIES)
    seen = Seen(html)
    assert seen.names[:2] == ["Quillmere Police Service", "Škoda & Sons"]
    assert "<caption>" in html
    assert '<th scope="col" data-key="name">Organisation</th>' in html
    assert '<html lang="fr">' in html
    text = "".join(seen.text)
    for told in (
        "Organisations (Canada), each with",
        "Ontario",
        "11–100",
        "1,001 or more",
        "unaware until asked",
        "We had not known.",
        "2024-01-09",
    ):
        assert told in text
    assert text.index("Everything here is invented.") < text.index("Škoda & Sons")
    # Search needs the script, so without it the field is not there.
    assert re.search(r'<form class="tools" id="tools"[^>]* hidden>', html)
    assert re.search(r'<fieldset id="controls" disabled', html)


def test_the_figures_are_those_of_the_table(tmp_path: Path) -> None:
    html = shown(declared(tmp_path), *ENTITIES)
    assert "<dt>organisations</dt><dd>2</dd>" in html
    assert "<dt>countries</dt>" not in html  # there is but one
    assert "<dt>searches in all</dt><dd>1,001 or more</dd>" in html
    assert '<th scope="row">Canada</th>' not in html  # one country needs no table of countries
    assert '<th scope="row">Confirmed</th>' in html


def test_columns_without_a_value_are_left_out(tmp_path: Path) -> None:
    html = shown(declared(tmp_path, limitations=()), {"kind": ""})
    columns = re.findall(r'<th scope="col" data-key[^>]*>(.*?)</th>', html)
    assert columns == ["Organisation", "Searches", "Place"]
    assert re.search(r'<fieldset id="controls">', html)


@pytest.mark.parametrize(
    ("contact", "link"),
    [("desk@example.org", 'href="mailto:desk@example.org"'), ("https://example.org/c", 'href="https://example.org/c"')],
)
def test_the_contact_can_be_reached(tmp_path: Path, contact: str, link: str) -> None:
    assert link in shown(declared(tmp_path, contact=contact), *ENTITIES)
    assert "mailto:" not in shown(declared(tmp_path, contact="a@b?bcc=c@d"), *ENTITIES)


def packed(html: str) -> dict[str, Any]:
    """Read the rows that the page carries for its script."""
    found = re.search(r'<script type="text/plain" id="data">([A-Za-z0-9+/=]*)</script>', html)
    assert found
    told: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return told


def test_the_script_has_every_cell_of_the_table(tmp_path: Path) -> None:
    told = packed(shown(declared(tmp_path), *ENTITIES))
    table = {name: cells(column) for name, column in entities(*ENTITIES).items()}
    assert told["order"] == list(table)
    for name, column in told["columns"].items():
        texts = column if isinstance(column, list) else [column["of"]["abc".index(at)] for at in column["at"]]
        assert texts == table.pop(str(name))
    assert set(table) == {"count_min", "count_max"}  # count_range tells both
    assert told["labels"]["ranges"] == {"11-100": "11–100", "1001+": "1,001 or more"}


def test_a_column_of_many_texts_stands_as_it_is(tmp_path: Path) -> None:
    told = packed(shown(declared(tmp_path), *({"kind": f"kind {at}"} for at in range(53))))
    assert told["columns"]["kind"] == [f"kind {at}" for at in range(53)]
    assert told["columns"]["region"] == {"of": ["CA-ON"], "at": "a" * 53}


def test_packing_gives_the_same_bytes_on_every_machine() -> None:
    """Known bytes: a compressor that chooses otherwise, here or in CI or in a new lock file, is seen here."""
    told = base64.b64decode(pack(entities(*({"name": f"Body {at * at % 97}"} for at in range(500))), {}))
    assert told[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"  # no time and no system
    assert hashlib.sha256(told).hexdigest() == PACKED


@pytest.mark.parametrize(("size", "rows"), [(5000, 5000), (5001, 1000)])
def test_a_long_table_has_its_first_rows_as_a_table_and_all_for_the_script(
    tmp_path: Path, size: int, rows: int
) -> None:
    html = shown(declared(tmp_path), *({} for _ in range(size)))
    assert len(Seen(html).names) == rows
    assert len(packed(html)["columns"]["name"]) == size
    assert ("These are the first 1,000 of 5,001 organisations" in html) == (size > rows)


def test_sizes_stay_within_reason(tmp_path: Path) -> None:
    assert len(ours(organisations(1_803))) <= 400_000
    assert len(ours(organisations(20_000))) <= 800_000


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([{}, {"region": "CA-AB"}], ["region"]),
        ([{}, {"country": "France", "region": "FR"}], ["country"]),
        ([{}, {"kind": "school"}], ["kind"]),
        ([{}, {"count_range": "1001+", "count_min": 1001, "count_max": None}], ["count_range"]),
        ([{"response": "confirmed", "initially_denied": True}], ["response"]),
        ([{}], []),
    ],
)
def test_there_are_filters_for_what_tells_organisations_apart(
    tmp_path: Path, rows: list[dict[str, object]], names: list[str]
) -> None:
    assert re.findall(r'<select [^>]*name="(\w+)"', shown(declared(tmp_path), *rows)) == names


def test_options_stand_in_their_order(tmp_path: Path) -> None:
    ranges = [("1001+", 1001, None), ("101-1000", 101, 1000), ("1-10", 1, 10)]
    rows = [{"count_range": text, "count_min": low, "count_max": high} for text, low, high in ranges]
    html = shown(declared(tmp_path), *rows)
    assert re.findall(r'data-label="(\d[^"]*)"', html) == ["1–10", "101–1,000", "1,001 or more"]


CHANGES = (
    Change("e1", "1.1.0", "range_up", "count_range", "1-10", "11-100", "correction", "two spellings", "2024-02-03"),
    Change("e1", "1.2.0", "response", "response", "no_response", "confirmed", "new_response"),
    Change("gone", "1.10.0", "removed", "*", "Ostrey Police", "", "withdrawal"),
)


def test_changes_stand_in_their_section_and_in_the_rows(tmp_path: Path) -> None:
    html = page_of(declared(tmp_path), *ENTITIES, changes=CHANGES).decode()
    part = html[html.index('id="changes"') : html.index('id="method"')]
    assert re.findall("<h3>(.*?)</h3>", part) == ["Version 1.10.0", "Version 1.2.0", "Version 1.1.0"]
    assert "range raised from 1–10 to 11–100 (a correction: two spellings)" in part
    assert "answer changed from No response to Confirmed (a new answer)" in part
    assert "Ostrey" not in html and "gone" not in part  # what was withdrawn is not told again
    assert packed(html)["changes"]["e1"] == [
        ["1.2.0", "", "answer changed from No response to Confirmed (a new answer)"],
        ["1.1.0", "2024-02-03", "range raised from 1–10 to 11–100 (a correction: two spellings)"],
    ]


@pytest.mark.parametrize("kind", CHANGES_OF_ROWS)
def test_every_kind_of_change_has_words(kind: str) -> None:
    field = {"range_up": "count_range", "range_down": "count_range"}.get(kind, "name")
    assert len(sentence(Change("e1", "1.1.0", kind, field, "11-50", "51-100"))) > 8


def test_search_engines_are_told_what_the_package_tells(tmp_path: Path) -> None:
    full = {"released": "2024-02-03", "license": "CC-BY-4.0", "publisher": "A Desk", "language": "fr"}
    files = render(declared(tmp_path, description="</script><b>", **full), *TABLES, ACCOUNT)
    html = files["index.html"].decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found and "<" not in found[1]
    told, package = json.loads(found[1]), json.loads(files["datapackage.json"])
    assert (told["@type"], told["inLanguage"]) == ("Dataset", "fr")
    assert (told["name"], told["version"]) == (package["title"], package["version"])
    assert told["description"] == package["description"] == "</script><b>"
    assert told["datePublished"] == package["created"][:10] == "2024-02-03"
    assert told["license"] == [package["licenses"][0]["path"]]
    assert told["publisher"] == [{"@type": "Organization", "name": "A Desk"}]
    assert [work["name"] for work in told["isBasedOn"]] == [source["title"] for source in package["sources"]]
    hashes = {each["path"]: each["hash"].removeprefix("sha256:") for each in package["resources"]}
    assert [file["contentUrl"] for file in told["distribution"]] == ["entities.csv", "entities.json", "totals.csv"]
    assert all(file["sha256"] == hashes[file["contentUrl"]] for file in told["distribution"])
    assert [each["name"] for each in told["variableMeasured"]] == columns(schemas.Entities)


def test_a_private_source_is_a_title_for_search_engines_too(tmp_path: Path) -> None:
    dataset = declared(tmp_path)
    hidden = dataset.sources[0].model_copy(update={"private": True, "url": "https://example.org/leak.csv"})
    html = shown(dataset.model_copy(update={"sources": (hidden,)}), *ENTITIES)
    assert '"isBasedOn": [{"@type": "CreativeWork", "name": "An invented list"}]' in html
    assert "leak.csv" not in html and "list.csv" not in html
