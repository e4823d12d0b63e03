"""The job summary: Markdown that shows a text as it is, and never more than GitHub takes."""

import re

import pytest

from pipeline.ci.outcome import NOTE, PUBLISHED, UNCHECKED, Outcome, Told
from pipeline.ci.summary import LIMIT, summary


def many(number: int) -> Outcome:
    told = tuple(
        Told(PUBLISHED, "tiny", f"finding {at} é" + "x" * 300, "published/f.csv", at + 1) for at in range(number)
    )
    return Outcome("tiny", 9, told)


def rows(text: str) -> list[list[str]]:
    """Read the rows of all tables as Markdown does: cells are parted by bars that no backslash escapes."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_all_that_was_found_stands_in_it() -> None:
    told = (
        Told(PUBLISHED, "tiny", "odd", "published/tiny/a.csv", 3),
        Told(UNCHECKED, "tiny", "u"),
        Told(NOTE, "tiny", "n"),
    )
    text = summary([Outcome("tiny", 9, told), Outcome("fine", 8, ())]).decode()
    assert ["tiny", "1", "1", "1"] in rows(text) and ["fine", "0", "0", "0"] in rows(text)
    assert ["published/tiny/a.csv, line 3", "odd"] in rows(text)
    assert "### fine\n\nNo findings in 8 published files." in text
    assert text.index("**A published file") < text.index("**Not checked**") < text.index("**Note**")


@pytest.mark.parametrize(
    "text", ["a|b", "<img src=x>", "`x` *y* _z_", "[a](http://b)", "two\n| lines |", "a\\|b", "$x$", "&lt;"]
)
def test_no_text_can_change_the_table(text: str) -> None:
    made = rows(summary([Outcome("tiny", 9, (Told(PUBLISHED, "tiny", text, "f"),))]).decode())
    cell = made[-1][1]
    assert len(made) == 6 and len(made[-1]) == 2
    bare = re.sub(r"\\([\\`*_\[\]|~$])", "", cell)
    assert not re.search(r"[`*_\[\]|<>$\\]", bare)
    shown = re.sub(r"\\([\\`*_\[\]|~$])", r"\1", cell).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == " ".join(text.split())


def test_the_limit_holds_and_what_is_left_out_is_counted() -> None:
    made = summary([many(5000), Outcome("last", 1, ())])
    assert len(made) <= LIMIT == 1024 * 1024
    text = made.decode()
    shown = len([row for row in rows(text) if row[0].startswith("published/f.csv")])
    assert 2000 < shown < 5000
    assert f"**{5000 - shown:,} more things found, for which there is no room here" in text


@pytest.mark.parametrize("limit", [-1, 0, 1, 87, 500, 1000, 5000])
def test_what_other_steps_wrote_before_counts(limit: int) -> None:
    made = summary([many(100)], limit)
    assert len(made) <= max(limit, 0)
    made.decode()
