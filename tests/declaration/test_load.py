"""dataset.yml: what it may hold, and everything that is wrong with it in one run."""

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from declared import SHA, SMALLEST, dumped, loaded, only, problems, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dataset import load
from pipeline.declaration.model import Dimension, Response, Where
from pipeline.declaration.tree import read
from pipeline.errors import InputError
from schemas.vocabulary import DIMENSIONS, RESPONSES

WHOLE = f"""\
title: Searches of the Argus face database
description: What it shows, in a sentence or two.
version: "1.0.0"
released: 2021-08-25
license: CC-BY-4.0
language: de-CH
story_url: https://example.org/story
contributors: [{{title: Example Desk, roles: [author]}}]
count: {{noun: searches}}
country: US
limitations:
  - The data ends in February 2020.
sources:
  - title: Accounts of the company's customers, 2020
    private: true
    path: leak.csv
    url: https://example.org/leak.csv
    sha256: {SHA}
    encoding: latin1
    delimiter: ";"
    columns: {{name: Organisation, region: Country, count: Searches, date: Day}}
    thousands: ","
  - {{title: Book, path: sub/book.xlsx, sheet: One, columns: {{name: A}}, region: GA}}
  - {{title: Book, path: sub/book.xlsx, sheet: Two, columns: {{name: A}}}}
registry:
  path: registry.csv
  columns: {{kind: agency_type}}
  evidence: FBI list of agencies, 2018
normalize:
  abbreviations: {{SO: Sheriff's Office, NO: North}}
  noise: ['(?i)\\(duplicate\\)']
  not_entities: ['(?i)^test demo']
match: {{accept: 0.9, review: 0.4}}
scope: {{exclude_regions: [Canada, GA], kinds: [police], min_count: 3, from: 2018-01-01, to: 2020-02-29}}
ranges: [5, 11, 51]
disclosure: {{totals: {{all: exact, country: none}}, insiders: 2}}
quality: {{max_error: 0.01, confidence: 0.9, max_pending: 20, all_asked: true, approved: true}}
expect: {{entities: [80, 100], countries: [20, 30]}}
claims:
  - {{text: "88 entities", statistic: entities, is: 88}}
  - {{text: "nearly 14,000", statistic: total, between: [13500, 13999]}}
  - {{text: "most in Canada", statistic: top_country, is: Canada}}
  - {{text: "more than 3,400", statistic: count, where: {{entity_id: ca-017}}, more_than: 3400}}
  - {{text: "41", statistic: entities, where: {{region: GA, country: Canada, response: denied}}, at_least: 41}}
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    dataset = load(write(tmp_path, WHOLE))
    first, second, third = dataset.sources
    assert (dataset.name, dataset.version, dataset.released, dataset.country) == ("demo", "1.0.0", "2021-08-25", "US")
    assert (dataset.count.noun, dataset.language, dataset.contributors[0].roles) == ("searches", "de-CH", ("author",))
    assert first.columns.given() == {"name": "Organisation", "region": "Country", "count": "Searches", "date": "Day"}
    assert (first.sha256, first.encoding, first.delimiter, first.thousands) == (SHA, "iso8859-1", ";", ",")
    assert (first.private, first.label) == (True, "leak.csv")
    assert (second.label, second.region, third.label) == ("sub/book.xlsx#One", "US-GA", "sub/book.xlsx#Two")
    assert (dataset.registry.columns.kind, dataset.registry.evidence) == ("agency_type", "FBI list of agencies, 2018")
    assert dataset.normalize.abbreviations == {"SO": "Sheriff's Office", "NO": "North"}
    assert (dataset.match.accept, dataset.match.review) == (0.9, 0.4)
    assert dataset.scope.exclude_regions == ("CA", "US-GA")
    assert (dataset.scope.from_date, dataset.scope.to_date) == ("2018-01-01", "2020-02-29")
    assert (dataset.scope.min_count, dataset.min_count) == (5, 5)
    assert dataset.disclosure.totals == {"all": "exact", "country": "none", "kind": "ranges", "response": "ranges"}
    assert (dataset.disclosure.insiders, dataset.quality.max_pending) == (2, 20)
    assert (dataset.expect.entities, dataset.expect.countries) == ((80, 100), (20, 30))
    assert [(claim.comparison, claim.value) for claim in dataset.claims] == [
        ("is", 88),
        ("between", (13500, 13999)),
        ("is", "CA"),
        ("more_than", 3400),
        ("at_least", 41),
    ]
    assert dataset.claims[4].where.given() == {"region": "US-GA", "country": "CA", "response": "denied"}


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    dataset = loaded(tmp_path)
    assert (dataset.match.accept, dataset.match.review, dataset.min_count) == (0.99, 0.50, 1)
    assert set(dataset.disclosure.totals.values()) == {"ranges"}
    assert (dataset.disclosure.insiders, dataset.expect.entities, dataset.quality.max_error) == (1, None, None)
    assert loaded(tmp_path, disclosure={"totals": "none"}).disclosure.totals == dict.fromkeys(DIMENSIONS, "none")
    assert loaded(tmp_path, scope={"min_count": 30}).min_count == 30


def test_a_declaration_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="frozen"):
        loaded(tmp_path).version = "2"  # type: ignore[misc]


@pytest.mark.parametrize("key", ["title", "version", "sources", "registry", "ranges"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    assert "missing" in only(tmp_path, key, **{key: None}).message


SOURCE: dict[str, Any] = SMALLEST["sources"][0]
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("version", {"version": 1.0}, 'version: "1.0"'),
    ("version", {"version": "1/2"}, ""),
    ("version", {"version": "../x"}, ""),
    ("title", {"title": 12}, '"12"'),
    ("title", {"title": "  "}, ""),
    ("released", {"released": "2021-02-30"}, ""),
    ("language", {"language": "not a tag"}, ""),
    ("story_url", {"story_url": "javascript:alert(1)"}, "https://"),
    ("country", {"country": "Atlantis"}, ""),
    ("country", {"country": "US-GA"}, ""),
    ("limitations", {"limitations": "one"}, "list"),
    ("ranges", {"ranges": []}, ""),
    ("ranges", {"ranges": [1, 6, 6]}, ""),
    ("ranges", {"ranges": [6, 1]}, "[1, 6]"),
    ("ranges[0]", {"ranges": [-1, 6]}, ""),
    ("ranges[0]", {"ranges": [1.5, 6]}, ""),
    ("ranges[0]", {"ranges": [True, 6]}, ""),
    ("match.accept", {"match": {"accept": 0.4, "review": 0.5}}, ""),
    ("match.accept", {"match": {"accept": 1.1}}, ""),
    ("match.review", {"match": {"review": "0.5"}}, "quotes"),
    ("scope.from", {"scope": {"from": "2020-01-02", "to": "2020-01-01"}}, ""),
    ("scope.to", {"scope": {"to": "yesterday"}}, ""),
    ("scope.exclude_regions[0]", {"scope": {"exclude_regions": ["Georgia"]}}, "US-GA"),
    ("scope.exclude_regions[0]", {"scope": {"exclude_regions": ["Nowhere"]}}, ""),
    ("normalize.noise[0]", {"normalize": {"noise": ["("]}}, ""),
    ("normalize.noise[0]", {"normalize": {"noise": ["a(?i)"]}}, "first"),
    ("normalize.not_entities[0]", {"normalize": {"not_entities": ["x*"]}}, ""),
    ("disclosure.totals", {"disclosure": {"totals": "exakt"}}, "exact"),
    ("disclosure.totals.all", {"disclosure": {"totals": {"all": "exakt"}}}, "Did you mean exact"),
    ("disclosure.totals.region", {"disclosure": {"totals": {"region": "none"}}}, "Allowed: all"),
    ("disclosure.insiders", {"disclosure": {"insiders": -1}}, ""),
    ("quality.max_error", {"quality": {"max_error": 2}}, ""),
    ("quality.approved", {"quality": {"approved": "yes"}}, "true"),
    ("expect.entities", {"expect": {"entities": [100, 80]}}, "[80, 100]"),
    ("expect.countries", {"expect": {"countries": 3}}, ""),
    ("registry.path", {"registry": {"path": "/etc/registry.csv"}}, ""),
    ("registry.columns.nam", {"registry": {"path": "r.csv", "columns": {"nam": "x"}}}, "Did you mean name"),
    ("sources", {"sources": []}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "../list.csv"}]}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "a/../../list.csv"}]}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "a/../list.csv"}]}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "C:list.csv"}]}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "a\\list.csv"}]}, ""),
    ("sources[0].path", {"sources": [SOURCE | {"path": "list.doc"}]}, ".parquet"),
    ("sources[1].path", {"sources": [SOURCE, SOURCE | {"path": "./list.csv"}]}, "twice"),
    ("sources[0].url", {"sources": [SOURCE | {"url": "https://example.org/l.csv"}]}, "sha256"),
    ("sources[0].url", {"sources": [SOURCE | {"url": "ftp://example.org", "sha256": SHA}]}, "https"),
    ("sources[0].sha256", {"sources": [SOURCE | {"sha256": "abc"}]}, "64"),
    ("sources[0].encoding", {"sources": [SOURCE | {"encoding": "base64"}]}, "utf-8"),
    ("sources[0].delimiter", {"sources": [SOURCE | {"delimiter": "ab"}]}, ""),
    ("sources[0].sheet", {"sources": [SOURCE | {"sheet": "One"}]}, ".xlsx"),
    ("sources[0].thousands", {"sources": [SOURCE | {"thousands": "0"}]}, ""),
    ("sources[0].region", {"sources": [SOURCE | {"region": "Limburg"}]}, "NL-LI"),
    ("sources[0].columns.name", {"sources": [SOURCE | {"columns": {"count": "n"}}]}, ""),
    ("sources[0].columns.counts", {"sources": [SOURCE | {"columns": {"name": "A", "counts": "n"}}]}, "mean count?"),
    ("sources[0].label", {"sources": [SOURCE | {"label": "x"}]}, "Allowed"),
    ("folder", {"folder": "x"}, "Allowed"),
    ("contributors[0].title", {"contributors": [{"roles": []}]}, ""),
    ("claims[0]", {"claims": [{"text": "a", "statistic": "entities"}]}, "at_least"),
    ("claims[0].at_least", {"claims": [{"text": "a", "statistic": "total", "is": 1, "at_least": 1}]}, ""),
    ("claims[0].statistic", {"claims": [{"text": "a", "statistic": "entity", "is": 1}]}, "Did you mean entities"),
    ("claims[0].statistic", {"claims": [{"text": "a", "statistic": "count", "is": 1}]}, "entity_id"),
    ("claims[0].is", {"claims": [{"text": "a", "statistic": "total", "is": "many"}]}, ""),
    ("claims[0].is", {"claims": [{"text": "a", "statistic": "top_country", "is": 4}]}, ""),
    ("claims[0].at_least", {"claims": [{"text": "a", "statistic": "top_country", "at_least": 4}]}, ""),
    ("claims[0].between", {"claims": [{"text": "a", "statistic": "total", "between": [1]}]}, ""),
    ("claims[0].where.x", {"claims": [{"text": "a", "statistic": "total", "is": 1, "where": {"x": "y"}}]}, "response"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "changes", "told"), WRONG, ids=[f"{one[0]}-{n}" for n, one in enumerate(WRONG)])
def test_one_wrong_value_is_one_problem_with_its_remedy(
    tmp_path: Path, column: str, changes: dict[str, Any], told: str
) -> None:
    problem = only(tmp_path, column, **changes)
    assert told in f"{problem.message} {problem.remedy}"


def test_all_problems_are_told_at_once_with_line_and_value(tmp_path: Path) -> None:
    text = (
        WHOLE.replace("version: ", "versoin: ")
        .replace("[5, 11, 51]", "[5, 51, 11]")
        .replace("accept: 0.9", "accept: 9")
    )
    found = {problem.column: problem for problem in problems(write(tmp_path, text))}
    assert set(found) == {"versoin", "version", "ranges", "match.accept"}
    assert (found["versoin"].line, found["versoin"].value) == (3, "1.0.0")
    assert "Did you mean version?" in found["versoin"].remedy
    assert found["ranges"].value == "[5, 51, 11]"
    assert found["match.accept"].value == "9"
    assert found["match.accept"].line == text[: text.index("accept:")].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: a\ntitle: b\n", "twice"),
        ("title: !!python/object:os.system x\n", "tag"),
        ("? [a]\n: b\n", "key"),
        ("title: [1\n", "YAML"),
        ("title: a\n---\ntitle: b\n", "YAML"),
        ("%YAML 1.1\n---\ncountry: NO\n", "%YAML"),
        ("title: *x\n", "YAML"),
        ("- a\n", "mapping"),
        ("", "mapping"),
        ("[" * 200_000, "deeply"),
        ("- " * 100_000, "deeply"),
        ("[" * 99 + "]" * 99, "mapping"),
        ('title: "a\\u0007b"\n', "printed"),
        ('title: "a\\ud800b"\n', "printed"),
        ('registry: {columns: {name: "\\ud800"}}\n', "printed"),
        ('"a\\ud800b": c\n', "plain text"),
        ('"a\\u0007b": c\n', "plain text"),
        ("x: &x [*x]\n", "too many"),
    ],
)
def test_text_that_is_no_plain_yaml_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in problem.message for problem in problems(write(tmp_path, text)))


def test_a_bomb_of_aliases_is_harmless(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "too many" in problems(write(tmp_path, "\n".join(levels)))[0].message


def test_an_alias_may_save_writing(tmp_path: Path) -> None:
    text = WHOLE.replace("sheet: One, columns: {name: A}", "sheet: One, columns: &c {name: A}")
    text = text.replace("sheet: Two, columns: {name: A}", "sheet: Two, columns: *c")
    assert load(write(tmp_path, text)).sources[2].columns.name == "A"


def test_norway_is_not_false(tmp_path: Path) -> None:
    assert load(write(tmp_path, WHOLE.replace("country: US", "country: NO").replace("GA", "FR"))).country == "NO"


def test_no_declaration_no_utf8_too_large(tmp_path: Path) -> None:
    assert "no declaration" in problems(tmp_path)[0].message
    (tmp_path / "dataset.yml").write_bytes(b"title: a\ndescription: caf\xe9\n")
    assert (problems(tmp_path)[0].line, "UTF-8" in problems(tmp_path)[0].message) == (2, True)
    (tmp_path / "dataset.yml").write_bytes(b"#" * 1_000_001)
    assert "larger" in problems(tmp_path)[0].message


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = dumped(tmp_path)
    (tmp_path / "secret.csv").write_text("Agency\n")
    (folder / "list.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "inside.csv").write_text("entity_id,name\n")
    (folder / "registry.csv").symlink_to(folder / "inside.csv")
    assert [problem.column for problem in problems(folder)] == ["sources[0].path"]


def test_words_are_those_of_the_tables() -> None:
    assert get_args(Dimension) == DIMENSIONS
    assert get_args(Response) == RESPONSES
    assert set(Where.model_fields) >= {"region", "country", "kind", "response", "entity_id"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_declaration_loads_or_is_told(tmp_path: Path, data: st.DataObject) -> None:
    lines = WHOLE.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    start = data.draw(st.integers(0, len(lines[at])))
    noise = data.draw(st.text(alphabet=":{}[]&*!|>'\"%@`#-,? \n\t0aé\x00", max_size=5))
    lines[at] = lines[at][:start] + noise + lines[at][start + data.draw(st.integers(0, 3)) :]
    try:
        load(write(tmp_path, "\n".join(lines)))
    except InputError as error:
        assert all(problem.message and problem.remedy for problem in error.problems)


def test_the_door_opens_without_pandas() -> None:
    code = "import sys, pipeline.dataset; sys.exit('pandas' in sys.modules or 'pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", ["flock-alpr", "flock-networks", "leso-1033"])
def test_the_real_declarations_hold(name: str) -> None:
    dataset = load(Path(__file__).resolve().parents[2] / "raw" / name)
    assert dataset.country == "US"
    assert all(file.sha256 for file in [*dataset.sources, dataset.registry])
    assert dataset.limitations


@pytest.mark.parametrize(
    "text",
    [
        "a: ['" + "[" * 150 + "']",
        'a: ["\\"' + "{" * 150 + '"]',
        "a: ['it''s " + "[" * 150 + "']",
        "noise:\n" + "".join(f"  - '\\[x{at}'\n" for at in range(150)),
        "# " + "[" * 150 + "\na: 1",
    ],
)
def test_brackets_in_quoted_texts_and_comments_do_not_nest(text: str) -> None:
    assert read(text, "dataset.yml").problems == []


@pytest.mark.parametrize("text", ["a: " + "[" * 101, "a: [Sheriff's, " + "[" * 150, 'a: "' + "[" * 150, "- " * 101])
def test_brackets_that_nest_too_deep_are_told(text: str) -> None:
    (problem,) = read(text, "dataset.yml").problems
    assert "nests too deeply" in problem.message and "at most 100" in problem.remedy


def test_an_anchor_that_stands_twice_is_told_not_warned_of(capfd: pytest.CaptureFixture[str]) -> None:
    (problem,) = read("a: &x [1]\nb: &x [2]\nc: *x", "dataset.yml").problems
    assert "stands there twice" in problem.message
    assert capfd.readouterr().err == ""
