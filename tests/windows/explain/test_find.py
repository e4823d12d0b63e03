"""What a text means: an organisation, a raw spelling, several of them, or nothing."""

from pathlib import Path

import pytest
from datasets import DECISIONS, REGISTRY, ROWS, Result, Tiny, write_csv

MORE_ROWS = [
    ("Ostrey Police", "ON", "11"),
    ("Halfway Place", "AB", "2"),
    ("Halfway Place", "ON", "3"),
    ("Quillmere PS", "", "4"),
    ("Unread Body", "Atlantis", "5"),
]
MORE_ENTITIES = [
    ("on-3", "Twin Police", "CA-ON", "police", "", ""),
    ("ab-3", "Twin Police", "CA-AB", "police", "", ""),
    ("ON-1", "Another", "CA-AB", "police", "", ""),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("find"))
    write_csv(tiny.raw / "list.csv", [*ROWS, *MORE_ROWS])
    write_csv(tiny.raw / "registry.csv", [*REGISTRY, *MORE_ENTITIES])
    gone = ("Gone From The List", "ON", "no_match", "", "Desk", "2024-01-02", "unknown")
    write_csv(tiny.raw / "decisions.csv", [*DECISIONS, gone])
    tiny.run("publish")
    return tiny


def explained(tiny: Tiny, *words: str) -> list[tuple[str, ...]]:
    """Explain, and tell what was found: organisations by identifier, names with their regions."""
    result = tiny.run("explain", "tiny", *words, "--json")
    assert result.code == 0, result.out
    return [
        (told["name"]["name"], told["name"]["region"]) if told["name"] else (told["organisation"]["entity_id"],)
        for told in result.json["results"]
    ]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["ab-1"], [("ab-1",)]),
        (["AB-1"], [("ab-1",)]),
        (["tarnbridge  UNIVERSITY "], [("ab-1",)]),
        (["Tarnbridge", "University"], [("ab-1",)]),  # without quotation marks
        (["Quillmere Police"], [("on-1",)]),  # an alias
        (["nobody knows this outfit"], [("Nobody Knows This Outfit", "CA-ON")]),
        (["Test account"], [("Test account", "CA-ON")]),
        (["Unread Body"], [("Unread Body", "")]),
        (["Gone From The List"], [("Gone From The List", "CA-ON")]),
        (["on-1"], [("ON-1",), ("on-1",)]),
        (["Halfway Place", "--region", "Alberta"], [("Halfway Place", "CA-AB")]),
        (["Twin Police", "--region", "ON"], [("on-3",)]),
        (["Twin Police", "--region", "Canada"], [("ab-3",), ("on-3",)]),
        (["Ostrey Police", "--region", "ON"], [("Ostrey Police", "CA-ON")]),
        (["Quillmere PS", "--region", ""], [("Quillmere PS", "")]),
    ],
)
def test_what_is_meant(tiny: Tiny, words: list[str], found: list[tuple[str, ...]]) -> None:
    assert explained(tiny, *words) == found


def refused(tiny: Tiny, *words: str) -> Result:
    result = tiny.run("explain", "tiny", *words)
    assert result.code == 2 and result.out == ""
    return result


def test_several_regions_are_told_with_what_tells_them_apart(tiny: Tiny) -> None:
    told = refused(tiny, "Twin Police").err
    assert "several are called so" in told and "--region" in told
    assert "Twin Police (ab-3, CA-AB); Twin Police (on-3, CA-ON)" in told
    assert "the raw name in CA-AB; the raw name in CA-ON" in refused(tiny, "Halfway Place").err


def test_near_spellings_are_told_where_nothing_fits(tiny: Tiny) -> None:
    told = refused(tiny, "Tarnbrige Univresity").err
    assert "no row, organisation or decision bears this name (found 'Tarnbrige Univresity'). Near it: Tarn" in told
    assert "Near it" not in refused(tiny, "Zzz").err


def test_a_region_that_is_none_or_where_nothing_stands(tiny: Tiny) -> None:
    assert "no region bears this name" in refused(tiny, "Twin Police", "--region", "Atlantis").err
    assert "nothing of this name stands in that region" in refused(tiny, "Twin Police", "--region", "Quebec").err


def test_an_unknown_dataset_or_no_name(tiny: Tiny, tmp_path: Path) -> None:
    assert tiny.run("explain", "other", "x").code == 2
    assert tiny.run("explain", "tiny").code == 2
