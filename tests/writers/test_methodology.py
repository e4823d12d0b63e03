"""The methodology tells numbers of rows, never what was counted, and takes no text for markup."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from samples import ACCOUNT, declared

from pipeline.account import Account
from pipeline.dataset import Dataset
from pipeline.statement import Statement
from pipeline.writers import methodology as markdown
from pipeline.writers.method import method
from pipeline.writers.methodology import escape, link


def methodology(
    dataset: Dataset, account: Account, with_evidence: int = 0, statements: Sequence[Statement] = ()
) -> bytes:
    return markdown.methodology(method(dataset, account, with_evidence, statements))


def test_the_steps_from_rows_to_the_table_add_up(tmp_path: Path) -> None:
    text = methodology(declared(tmp_path), ACCOUNT).decode("utf-8")
    assert "| **rows in the sources** | **1,200** | **1,200** |" in text
    assert "| **left out** | **150** | **1,050** |" in text
    assert "| **waiting for a decision** | **40** | **1,010** |" in text
    assert "| **published**, as 2 organisations | **1,010** | |" in text
    assert "could not be read" not in text
    assert "900 different names" in text


def test_no_number_of_rows_where_each_row_counts_one(tmp_path: Path) -> None:
    text = methodology(declared(tmp_path), replace(ACCOUNT, rows_are_counts=True)).decode("utf-8")
    assert not re.search(r"1,200|1,010|1,050|\b150\b|\b40\b|\b900\b", text)
    assert "left out: no organisation of the registry bears the name" in text


def test_a_private_source_keeps_address_and_checksum(tmp_path: Path) -> None:
    dataset = declared(tmp_path)
    update = {"url": "https://example.org/leak.csv", "sha256": "ab" * 32}
    public = dataset.model_copy(update={"sources": (dataset.sources[0].model_copy(update=update),)})
    text = methodology(public, ACCOUNT).decode("utf-8")
    assert f"- [An invented list](https://example.org/leak.csv) (SHA-256 `{'ab' * 32}`)" in text
    hidden = dataset.model_copy(update={"sources": (dataset.sources[0].model_copy(update=update | {"private": True}),)})
    text = methodology(hidden, ACCOUNT).decode("utf-8")
    assert "- An invented list\n" in text
    assert "abab" not in text
    assert "leak.csv" not in text


def test_claims_stand_as_they_were_told(tmp_path: Path) -> None:
    assert "\n- three bodies\n" in methodology(declared(tmp_path), ACCOUNT).decode("utf-8")


@pytest.mark.parametrize(("share", "told"), [(0.99, "99%"), (0.995, "99.5%"), (0.07, "7%")])
def test_thresholds_are_told_as_declared(tmp_path: Path, share: float, told: str) -> None:
    dataset = declared(tmp_path)
    dataset = dataset.model_copy(update={"match": dataset.match.model_copy(update={"accept": share})})
    assert f"At {told} or more" in methodology(dataset, ACCOUNT).decode("utf-8")


def test_each_way_to_tell_totals_is_explained(tmp_path: Path) -> None:
    dataset = declared(tmp_path)
    modes = {"all": "exact", "country": "none", "kind": "ranges", "response": "ranges"}
    disclosure = dataset.disclosure.model_copy(update={"totals": modes})
    text = methodology(dataset.model_copy(update={"disclosure": disclosure}), ACCOUNT).decode("utf-8")
    assert "- Sums over all organisations are told exactly." in text
    assert "- Sums by country are not told." in text
    assert "- Sums by kind, by answer are told as ranges too" in text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("1.0.0 is a version", "1.0.0 is a version"),
        ("- no list", r"\- no list"),
        ("two\n\nparagraphs | a cell", r"two paragraphs \| a cell"),
        ("*b* _i_ `c` \\", r"\*b\* \_i\_ \`c\` \\"),
    ],
)
def test_no_text_is_taken_for_markup(text: str, plain: str) -> None:
    assert escape(text) == plain


def test_hostile_words_of_the_declaration_stay_text(tmp_path: Path) -> None:
    evil = "</td><script>alert(1)</script> [x](http://evil.example)\n# Heading"
    text = methodology(declared(tmp_path, title=evil, limitations=(evil,), publisher=evil), ACCOUNT).decode("utf-8")
    assert "<script" not in text
    assert "[x](" not in text
    assert "\n# Heading" not in text


def test_a_link_cannot_end_early() -> None:
    assert link("a", "https://example.org/(x)y") == "[a](https://example.org/%28x%29y)"
    assert link("a]", "javascript:alert(1)") == r"a\]"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (2, "2 of 2 organisations (100%)"),
        (1, "1 of 2 organisations (50%)"),
        (0, "0 of 2 organisations (0%)"),
    ],
)
def test_the_share_with_evidence_is_told(tmp_path: Path, number: int, told: str) -> None:
    text = methodology(declared(tmp_path), ACCOUNT, number).decode("utf-8")
    assert f"\n{told} are published with public evidence" in text


def test_a_share_is_never_rounded_to_all(tmp_path: Path) -> None:
    many = replace(ACCOUNT, entities=1000)
    assert "999 of 1,000 organisations (99%)" in methodology(declared(tmp_path), many, 999).decode("utf-8")


SHOWN = Statement("published", "standing", 0.95, 2, (), size=1803, whole=3, drawn=265, judged=265, bound=18)


def test_a_bound_is_told_with_its_procedure(tmp_path: Path) -> None:
    text = methodology(declared(tmp_path), ACCOUNT, 0, [SHOWN]).decode("utf-8")
    assert (
        "265 of 1,803 were judged: 0 wrong, 0 unsure. With a confidence of 95%, at most 0.999% of them are wrong"
        in text
    )
    assert "It is the sample number 2" in text


def test_a_sample_that_is_not_judged_yet_says_nothing(tmp_path: Path) -> None:
    text = methodology(declared(tmp_path), ACCOUNT, 0, [replace(SHOWN, state="open")]).decode("utf-8")
    assert text == methodology(declared(tmp_path), ACCOUNT).decode("utf-8")


def test_what_lapsed_is_said_to_have_lapsed(tmp_path: Path) -> None:
    text = methodology(declared(tmp_path), ACCOUNT, 0, [replace(SHOWN, state="lapsed")]).decode("utf-8")
    assert "it shows nothing about this version" in text
    assert "265" not in text


def test_how_many_names_were_dropped_stays_private_where_rows_are_counts(tmp_path: Path) -> None:
    dropped = replace(SHOWN, drawn_from="dropped")
    text = methodology(declared(tmp_path), replace(ACCOUNT, rows_are_counts=True), 0, [dropped]).decode("utf-8")
    assert "at most 0.999% are wrong to be" in text
    assert "1,803" not in text and "265" not in text
