"""approve: the state on one screen, and a signature bound to every byte of what would be published."""

from collections.abc import Callable
from pathlib import Path

import pytest
from datasets import RESPONSES, Tiny, read_csv, write_csv


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("signing"))
    tiny.edit("limitations:", "quality: {approved: true}\nlimitations:")
    result = tiny.run("publish")
    assert (result.code, "no sign-off of exactly this table is recorded" in result.err) == (1, True)
    return tiny


@pytest.fixture
def desk(made: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=made)


def test_the_state_is_shown_and_nothing_signed_without_a_name(desk: Tiny) -> None:
    result = desk.run("approve", "tiny")
    assert result.code == 0
    for words in (
        "3 organisations would be published",
        "0 names for a person",
        "1 confirmed, 1 no_response",
        "none is",
    ):
        assert words in result.out, words
    assert "by 0 people" in result.out and not (desk.raw / "approvals.csv").exists()
    assert desk.run("publish").code == 1


def test_a_signature_lets_exactly_this_through(desk: Tiny) -> None:
    assert desk.run("approve", "tiny", "--by", "Ann  Editor", "--on", "2024-02-29", "--note", "read twice").code == 0
    (line,) = read_csv(desk.raw / "approvals.csv")
    assert (line["approved_by"], line["approved_on"], line["note"]) == ("Ann Editor", "2024-02-29", "read twice")
    assert line["published"] == desk.run("approve", "tiny", "--json").json["results"][0]["published"]
    assert desk.run("publish").code == 0
    assert desk.run("check").code == 0
    public = b"".join(desk.files().values())
    assert b"Ann" not in public and b"2024-02-29" not in public


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.edit("title: Searches of", "title: Searches in"),
        lambda t: t.edit('"1.0.0"', '"1.0.1"'),
        lambda t: t.edit("[1, 11, 101, 1001]", "[1, 11, 101]"),
        lambda t: write_csv(
            t.raw / "responses.csv", [*RESPONSES, ("ab-1", "2024-01-10", "answered", "mail", "denied", "No.", "")]
        ),
        lambda t: (t.raw / "list.csv").open("a").write("Ostrey Police,CA-NS,90\n"),
    ],
)
def test_it_lapses_with_any_change(desk: Tiny, change: Callable[[Tiny], None]) -> None:
    assert desk.run("approve", "tiny", "--by", "Ann").code == 0
    change(desk)
    result = desk.run("publish")
    assert (result.code, "one of something else has lapsed" in result.err) == (1, True)
    assert desk.run("approve", "tiny", "--by", "Ann").code == 0
    assert desk.run("publish").code == 0


def test_a_signature_is_taken_back_by_who_gave_it(desk: Tiny) -> None:
    desk.run("approve", "tiny", "--by", "Ann")
    desk.run("approve", "tiny", "--by", "Ben", "--withdraw")
    assert desk.run("publish").code == 0
    result = desk.run("approve", "tiny", "--by", "ann", "--withdraw")
    assert "by 0 people" in result.out and "withdrawn" in result.out
    assert desk.run("publish").code == 1


def test_nothing_is_signed_that_could_not_be_published(desk: Tiny) -> None:
    desk.edit("is: 3}", "is: 4}")
    result = desk.run("approve", "tiny", "--by", "Ann")
    assert (result.code, "“three bodies” is false" in result.err) == (1, True)
    assert "nothing can be signed off" in result.out
    assert not (desk.raw / "approvals.csv").exists()


def test_a_spreadsheet_may_save_it_anew(desk: Tiny) -> None:
    desk.run("approve", "tiny", "--by", "Ann")
    path = desk.raw / "approvals.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert desk.run("publish").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "Ann", "--on", "29.2.2024"), "--on is no day of the calendar (found '29.2.2024')"),
        (("--withdraw",), "Give --by NAME with --withdraw"),
    ],
)
def test_wrong_usage_is_told(desk: Tiny, words: tuple[str, ...], told: str) -> None:
    result = desk.run("approve", "tiny", *words)
    assert (result.code, told in result.err) == (2, True)


def test_a_file_that_cannot_be_read_is_told_by_line(desk: Tiny) -> None:
    desk.run("approve", "tiny", "--by", "Ann")
    path = desk.raw / "approvals.csv"
    path.write_text(path.read_text().replace("approved,Ann", "aproved,Ann"))
    result = desk.run("publish")
    assert (result.code, "raw/tiny/approvals.csv, line 2, row 1, decision" in result.err) == (2, True)
