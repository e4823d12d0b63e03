"""Pictures: what they show, in which order, the same bytes, and nothing that the page's policy forbids."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from datasets import ROOT
from samples import entities

from pipeline.disclosure.canary import numbers_in
from pipeline.writers.bars import Bars, bars
from pipeline.writers.pictures import file_of, picture

LADDER = (1, 11, 101, 1001)
FEW = Bars("ranges", "Organisations by range", (("1–10", 3), ("11–100", 0), ("1,001 or more", 1234)))
DRAWN = "85747c92d9aeeedeb73e9eab34f2c02f157adb6506e4ea0de837fd41b767f4da"


def of(*rows: dict[str, object]) -> dict[str, tuple[tuple[str, int], ...]]:
    return {each.name: each.bars for each in bars(entities(*rows), LADDER)}


def test_countries_stand_by_size_and_the_smallest_together() -> None:
    rows = [{"country": f"Country {at:02}", "region": "FR"} for at in range(14) for _ in range(2 if at == 7 else 1)]
    told = of(*rows)["countries"]
    assert told[0] == ("Country 07", 2) and told[1] == ("Country 00", 1)
    assert told[-1] == ("3 other countries", 3)
    assert (len(told), sum(size for _, size in told)) == (12, len(rows))


def test_in_one_country_regions_stand_in_their_place() -> None:
    told = of({}, {}, {"region": "CA-AB"}, {"region": "CA"})
    assert "countries" not in told
    assert told["regions"] == (("Ontario", 2), ("Alberta", 1), ("Canada", 1))


def test_every_declared_range_is_drawn_in_order_also_where_it_is_empty() -> None:
    told = of({}, {"count_range": "1001+", "count_min": 1001, "count_max": None})["ranges"]
    assert told == (("1–10", 0), ("11–100", 1), ("101–1,000", 0), ("1,001 or more", 1))


def test_answers_stand_as_in_the_vocabulary() -> None:
    told = of({"response": "no_response"}, {"response": "confirmed"}, {"response": "no_response"})["responses"]
    assert told == (("Confirmed", 1), ("No response", 2))


def test_what_tells_nothing_apart_is_not_drawn() -> None:
    assert of({}, {}) == {}
    assert bars(entities(), LADDER) == []


def test_a_bar_is_as_long_as_its_number() -> None:
    lengths = [float(width) for width in re.findall(r'<rect[^>]* width="(\S+)"', picture(FEW))]
    assert lengths[1] == 0
    assert lengths[0] / lengths[2] == pytest.approx(3 / 1234, abs=0.001)


def test_what_stands_together_has_a_number_and_no_length() -> None:
    svg = picture(Bars("countries", "By country", (("A", 5), ("B", 4), ("2 other countries", 30)), rest=True))
    ends = [float(width) for width in re.findall(r'<rect[^>]* width="(\S+)"', svg)]
    assert ends[2] == 0 and ends[0] > 100
    assert ">30</text>" in svg


def test_the_text_alternative_tells_all_that_is_drawn() -> None:
    svg = ElementTree.fromstring(picture(FEW))
    assert svg.get("role") == "img"
    title = svg[0]
    assert title.text == "Organisations by range: 1–10 3, 11–100 0, 1,001 or more 1,234."
    assert svg.get("aria-labelledby") == title.get("id")
    assert [text.text for text in svg.iter() if text.tag.endswith("text")] == [
        *("1–10", "11–100", "1,001 or more"),
        *("3", "0", "1,234"),
    ]


def test_nothing_in_it_needs_a_style_or_anything_from_elsewhere() -> None:
    svg = picture(FEW)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert tags == {"svg", "title", "rect", "text"}
    assert not re.search(r"style|href|url\(|DOCTYPE|matplotlib", svg)
    assert re.findall(r' id="([^"]*)"', svg) == ["picture-ranges"]  # several pictures stand in one page


def test_no_two_figures_read_as_one_number() -> None:
    """'102.2 132.5' would be read as 2,132, and might be what somebody counts."""
    drawn = picture(Bars("ranges", "By range", tuple((chr(65 + at), at) for at in range(26))))
    assert numbers_in([drawn]) <= {2000}  # of the address that SVG's names have


def test_text_takes_the_colour_of_its_reader() -> None:
    assert set(re.findall(r'<text[^>]* fill="([^"]*)"', picture(FEW))) == {"currentColor"}
    assert "prefers-color-scheme:dark" in file_of(picture(FEW)).decode()


@pytest.mark.parametrize("label", ["<b>&", '"quoted"', "$x^2$", "Škoda ﬁ", "警察", "\\alpha"])
def test_any_label_stays_text(label: str) -> None:
    svg = ElementTree.fromstring(picture(Bars("kinds", label, ((label, 1), ("b", 2)))))
    assert label in [element.text for element in svg.iter()]


def test_the_same_bytes_whatever_the_settings_of_the_machine(tmp_path: Path) -> None:
    """Known bytes, and settings of a user that would change every picture."""
    (tmp_path / "matplotlibrc").write_text("font.size: 30\nfont.family: serif\naxes.facecolor: red\n", encoding="utf-8")
    code = "import hashlib; from test_pictures import FEW, file_of, picture\n"
    code += "print(hashlib.sha256(file_of(picture(FEW))).hexdigest())"
    variables = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/tests:{ROOT}/tests/writers", "PYTHONHASHSEED": "3"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    here = hashlib.sha256(file_of(picture(FEW))).hexdigest()
    assert (done.stdout.strip(), here) == (here, DRAWN), done.stderr
