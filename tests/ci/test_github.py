"""Annotations: what GitHub reads is what was meant, whatever stands in it; at most ten of a level, the rest counted."""

import pytest
from workflow_commands import Annotation, parse

from pipeline.ci.github import annotations
from pipeline.ci.outcome import INPUT, NOTE, PUBLISHED, UNCHECKED, Kind, Outcome, Told


def told(kind: Kind, text: str = "text", file: str = "", line: int = 0) -> Told:
    return Told(kind, "tiny", text, file, line)


def of(*found: Told) -> list[str]:
    return annotations([Outcome("tiny", 1, found)])


@pytest.mark.parametrize(
    "text",
    ["100%", "%0A", "%25", "two\nlines", "two\r\nlines", "a::b", "::error::c", "a, b: c", "x\n::set-env name=a::b"],
)
def test_every_text_arrives_as_it_was(text: str) -> None:
    lines = of(told(PUBLISHED, text, f"published/tiny/{text}", 3))
    assert len(lines) == 1 and "\n" not in lines[0] and "\r" not in lines[0]
    title = "tiny: A published file is not as it must be"
    assert parse(lines[0]) == [Annotation("error", text, f"published/tiny/{text}", 3, title)]


def test_levels_follow_the_kinds_and_places_are_only_said_where_there_are_any() -> None:
    lines = of(told(NOTE), told(INPUT, file="raw/tiny/dataset.yml"), told(UNCHECKED))
    assert [(each.level, each.file, each.line) for each in parse("\n".join(lines))] == [
        ("error", "raw/tiny/dataset.yml", 0),
        ("warning", "", 0),
        ("notice", "", 0),
    ]
    assert "line=" not in "".join(lines) and lines[1].startswith("::warning title=")


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (10, 10), (11, 10), (500, 10)])
def test_at_most_ten_of_a_level_and_the_rest_is_counted(number: int, shown: int) -> None:
    found = [told(PUBLISHED, f"finding {at}", "f", at + 1) for at in range(number)] + [told(NOTE, "n")] * 12
    made = parse("\n".join(of(*found)))
    errors = [each for each in made if each.level == "error"]
    assert len(errors) == shown and len([each for each in made if each.level == "notice"]) == 10
    assert [each.line for each in errors if each.line] == list(range(1, (shown if number <= 10 else 9) + 1))
    if number > 10:
        assert errors[-1].message == f"{number - 9} more findings: the job summary lists all."
    assert made[-1].message == "3 more notes: the job summary lists all."
