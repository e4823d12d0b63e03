"""A letter holds exactly the row to be published, and its template can do nothing but that."""

from pathlib import Path

import pytest
from samples import ENTITIES, declared, entities

from pipeline.errors import InputError, Problem
from pipeline.writers.letter import BUILT_IN, LISTS, WORDS, Template, words_for

TEXT = BUILT_IN.read_text(encoding="utf-8")


def letter(folder: Path, text: str = TEXT, at: int = 0, **keys: object) -> str:
    row = entities(*ENTITIES).to_dict("records")[at]
    claims = keys.pop("claims", ())
    words = words_for(declared(folder, **keys), row, claims, "2024-01-03", str(keys.get("deadline", "2024-01-17")))
    return Template(text, "letter.md")(words).decode("utf-8")


def refused(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        Template(text, "raw/tiny/letter.md")
    assert all(problem.remedy and problem.file == "raw/tiny/letter.md" for problem in caught.value.problems)
    return list(caught.value.problems)


def test_the_built_in_letter_holds_the_row_the_question_the_day_and_the_limits(tmp_path: Path) -> None:
    told = letter(
        tmp_path,
        publisher="A Desk",
        contact="desk@example.org",
        description="What it shows.",
        claims=["Quillmere ran more than twelve"],
    )
    lines = told.splitlines()
    assert lines[:3] == ["2024-01-03", "", "To Quillmere Police Service, Ontario, Canada"]
    assert "    Organisation: Quillmere Police Service" in lines
    assert "    Region:       Ontario, Canada" in lines
    assert "    Kind:         police" in lines
    assert "    Range:        11–100 searches" in lines
    assert "- Everything here is invented." in lines
    assert "- Quillmere ran more than twelve" in lines
    assert any(line.startswith("Please answer by 2024-01-17.") for line in lines)
    assert "Your answer reaches us at desk@example.org." in lines
    assert "A Desk" in lines and "What it shows." in lines
    assert "\n\n\n" not in told


def test_what_is_not_declared_leaves_no_gap(tmp_path: Path) -> None:
    told = letter(tmp_path, at=1, limitations=(), deadline="")
    assert "Range:        1,001 or more searches" in told
    assert "Škoda & Sons" in told  # plain text: nothing is escaped
    assert "None" not in told and "\n\n\n" not in told


def test_every_placeholder_of_the_help_is_known(tmp_path: Path) -> None:
    told = letter(tmp_path, "".join(f"{{{{ {word} }}}}|" for word in (*WORDS, *LISTS)))
    assert told.count("|") == len(WORDS) + len(LISTS)
    assert "|e1|Quillmere Police Service|Ontario, Canada|CA-ON|Canada|police|11–100|2024-01-03|2024-01-17|" in told


def test_a_list_may_be_looped_over(tmp_path: Path) -> None:
    text = "{% for each in limitations %}\n* {{ each }}\n{% endfor %}"
    assert letter(tmp_path, text, limitations=("One.", "Two.")) == "* One.\n* Two.\n"


def test_every_unknown_placeholder_is_told_with_its_line() -> None:
    first, second = refused("Dear {{ name }},\n{{ naem }}\n\n{% if cuont %}x{% endif %}")
    assert (first.line, first.value, second.line, second.value) == (2, "naem", 4, "cuont")
    assert first.remedy.startswith("Did you mean name? There are: ")


@pytest.mark.parametrize(
    "text",
    [
        "\n{{ name.upper() }}",
        "\n{{ name.__class__ }}",
        "\n{{ ''['__class__'] }}",
        "\n{{ name * 1000000000 }}",
        "\n{{ range(9) }}",
        "\n{{ name | upper }}",
        "\n{% include 'dataset.yml' %}",
        "\n{% import 'x' as y %}",
        "\n{% set x = 1 %}",
        "\n{% macro m() %}{% endmacro %}",
        "\n{% for a in 'abc' %}{% endfor %}",
        "\n{% for a in limitations %}{% for b in limitations %}{% endfor %}{% endfor %}",
        "\n{% for a in limitations recursive %}{% endfor %}",
        "\n{{ ~ }}",
        "\n{% if name %}",
        "\n{% nonsense %}",
        "\n{{ name",
    ],
)
def test_nothing_but_placeholders_may_stand_there(text: str) -> None:
    assert {problem.line for problem in refused(text)} <= {2, 3}


def test_what_a_row_holds_is_never_taken_for_a_template(tmp_path: Path) -> None:
    told = letter(tmp_path, "{{ title }}", title="{{ 7 * 7 }}{% raw %}")
    assert told == "{{ 7 * 7 }}{% raw %}"
