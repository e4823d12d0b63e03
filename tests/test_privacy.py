"""The canary at every publication: a writer that breaks its word is stopped, and an honest one never is."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from datasets import DECISIONS, REGISTRY, RESPONSES, ROWS, Tiny, write_csv

from pipeline.writers import forms
from pipeline.writers.page import page


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("done"))
    result = tiny.run("publish")
    assert result.code == 0, result.err
    return tiny


@pytest.fixture
def published(done: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=done)


BROKEN: dict[str, tuple[str, str]] = {
    "a raw count": ("{records}", "a raw count"),
    "a sum with separators": ("<b>1,244</b>", "an organisation's count"),
    "the sum of a group": ("1,308", "a sum over organisations"),
    "a dropped name": ("Nobody knows this outfit", "a dropped name"),
    "a dropped name as a slug": ("/nobody-knows-this-outfit", "a dropped name"),
    "a dropped name in base64": ("Tm9ib2R5IEtub3dzIFRoaXMgT3V0Zml0", "a dropped name"),
    "a name out of scope": ("Loutre Police", "a dropped name"),
    "a quarantined value": ("Atlantis", "text of a row that could not be read"),
    "who confirmed": ("Wanda Winterbottom", "a person"),
    "an organisation of the registry alone": ("Quillmere University", "an organisation that is not published"),
    "an address": ("it@customer.example", "an e-mail address"),
    "a telephone": ("+1 613 555 0199", "a telephone number"),
    "a raw file": ("from list.csv", "the name of a raw file"),
    "the folder": ("{root}/raw/tiny", "where the desk keeps its files"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_writer_that_tells_a_private_value_is_stopped(
    published: Tiny, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, kind = BROKEN[what]
    rows = [(*REGISTRY[0], "confirmed_by"), *((*row, "Wanda Winterbottom") for row in REGISTRY[1:])]
    write_csv(published.raw / "registry.csv", rows)
    text = text.format(records="1203", root=published.root)
    honest: Callable[..., bytes] = forms.methodology
    monkeypatch.setattr(forms, "methodology", lambda *given: honest(*given) + f"\n- {text}\n".encode())
    published.edit("invented network", "imaginary network")
    before = published.files()
    result = published.run("publish")
    assert result.code == 1, result.out
    assert "published/tiny/METHODOLOGY.md, line " in result.err
    assert f"would tell {kind}" in result.err
    assert text not in result.err + result.out
    assert published.files() == before


def test_a_summary_that_tells_a_private_value_is_stopped(published: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.summary import Summary

    honest = Summary.words
    monkeypatch.setattr(Summary, "words", lambda self: honest(self) + "\n  Not used: Nobody Knows This Outfit, 90,817")
    published.edit("invented network", "imaginary network")
    result = published.run("publish")
    assert result.code == 1
    assert "the summary, line" in result.err and "a dropped name" in result.err and "a raw count" in result.err
    assert "90,817" not in result.err + result.out and "Nobody" not in result.err + result.out


def test_what_the_declaration_makes_public_is_published(published: Tiny) -> None:
    published.edit(
        "claims:\n",
        'claims:\n  - {text: "exactly 1,244 of them", statistic: count, where: {entity_id: on-1}, is: 1244}\n',
    )
    published.edit(
        "limitations: [Everything", "contact: desk@paper.example\nlimitations: [Call +1 613 555 0199, Everything"
    )
    result = published.run("publish")
    assert result.code == 0, result.err
    assert b'"is": 1244' in published.files()["revisions/1.0.0/claims.json"]


def test_a_private_name_that_is_public_too_stops_nothing(tmp_path: Path) -> None:
    """Dropped names that are words of the page, a published name or alias, a range's bound, a year, a country."""
    tiny = Tiny(tmp_path)
    odd = [
        "Searches",
        "Confirmed",
        "Canada",
        "true",
        "private record",
        "Ostrey",
        "Quillmere Police",
        "Statement",
        "none",
    ]
    odd += ["organisation", "2024-01-09", "index.html", "entities", "Alberta", "No response", "PD", "Not asked"]
    rows = [
        *ROWS,
        *((name, "QC", number) for name, number in zip(odd, ["1001", "2024", "1000", "3166"] * 9, strict=False)),
    ]
    write_csv(tiny.raw / "list.csv", rows)
    result = tiny.run("publish")
    assert result.code == 0, result.err


def test_a_withdrawn_organisation_stays_in_its_revision_and_nowhere_else(published: Tiny) -> None:
    published.edit('version: "1.0.0"', 'version: "1.1.0"')
    published.edit("is: 3}", "is: 2}")
    write_csv(published.raw / "registry.csv", [row for row in REGISTRY if row[0] != "ns-1"])
    result = published.run("publish")
    assert result.code == 0, result.err
    files = published.files()
    assert b"Ostrey" in files["revisions/1.0.0/entities.csv"]
    assert not [name for name, data in files.items() if b"Ostrey" in data and "1.0.0" not in name]


def test_an_answer_that_did_not_decide_is_private(published: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    early = ("on-1", "2024-01-05", "answered", "e-mail", "declined", "We will ask our lawyers first.", "")
    write_csv(published.raw / "responses.csv", [*RESPONSES, early])
    honest = forms.methodology
    monkeypatch.setattr(forms, "methodology", lambda *given: honest(*given) + b"\nWe will ask our lawyers first.\n")
    result = published.run("publish")
    assert result.code == 1 and "an answer that is not published" in result.err


def test_the_reason_of_a_decision_is_private(published: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [DECISIONS[0], (*DECISIONS[1][:4], "Max Mustermann", "2024-01-02", "her cousin told us")]
    write_csv(published.raw / "decisions.csv", rows)
    honest = forms.page
    monkeypatch.setattr(forms, "page", lambda *given: honest(*given) + b"<!-- her cousin told us; Max Mustermann -->")
    published.edit("invented network", "imaginary network")
    result = published.run("publish", "--json")
    told = json.loads(result.out)["problems"]
    assert result.code == 1 and "the reason of a decision" in str(told) and "a person" in str(told)
    assert "cousin" not in result.out and "Mustermann" not in result.out


PRIVATE = {"Nobody Knows This Outfit": "a dropped name", "90,817": "a raw count"}


@pytest.mark.parametrize("text", ["Nobody Knows This Outfit", "90,817"])
def test_what_the_page_carries_for_its_script_is_read_as_well(
    published: Tiny, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A private value among the packed rows, where no reader of the file would see it."""
    honest = page.pack
    monkeypatch.setattr(page, "pack", lambda entities, more: honest(entities, more | {"planted": text}))
    published.edit("invented network", "imaginary network")
    before = published.files()
    result = published.run("publish")
    assert result.code == 1
    assert "published/tiny/index.html, line " in result.err and "(compressed, as written)" in result.err
    assert f"would tell {PRIVATE[text]}" in result.err
    assert text not in result.err + result.out
    assert published.files() == before


@pytest.mark.parametrize("text", ["Nobody Knows This Outfit", "90,817"])
def test_pictures_are_read_as_well(published: Tiny, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    honest = forms.file_of
    monkeypatch.setattr(forms, "file_of", lambda svg: honest(svg.replace("</title>", f" {text}</title>")))
    published.edit("invented network", "imaginary network")
    result = published.run("publish")
    assert result.code == 1 and "published/tiny/figures/" in result.err and PRIVATE[text] in result.err


def test_the_number_of_organisations_of_a_sort_is_public(tmp_path: Path) -> None:
    """It stands in pictures and filters, and stops nothing where by chance a count is the same number."""
    tiny = Tiny(tmp_path)
    words = ["".join(letters) for letters in product("abcdefghijk", repeat=3)][:1100]  # digits would be public
    bodies = [(f"b-{word}", f"Body {word} of Ostrey", "CA-NS", "office") for word in words]
    write_csv(tiny.raw / "registry.csv", [*REGISTRY, *((*body, "", "") for body in bodies)])
    rows = [(name, "NS", "12" if at > 4 else "5") for at, (_, name, _, _) in enumerate(bodies)]
    write_csv(tiny.raw / "list.csv", [*ROWS, *rows, ("Quillmere Police Service", "ON", "1096")])
    tiny.edit("is: 3}", "is: 1103}")
    result = tiny.run("publish")
    assert result.code == 0, result.err
    assert b">1,096</text>" in tiny.files()["figures/ranges.svg"]
