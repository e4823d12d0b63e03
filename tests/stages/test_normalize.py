import pytest
from tables import spellings

from pipeline.stages.normalize import normalize
from schemas import Names


def made_of(*rows):
    return spellings(*({"name": name, "region": region, "problem": problem} for name, region, problem in rows))


def names(*rows, abbreviations=None, noise=(), not_entities=(), country="US"):
    return normalize(made_of(*rows), abbreviations or {}, noise, not_entities, country)


def test_one_row_per_distinct_name_and_region_sorted():
    made = names(("Boise  PD", "US-ID", ""), ("Boise PD", "US-ID", ""), ("Boise PD", "", ""), ("Ada SO", "", ""))
    assert list(zip(made["name"], made["region"], strict=True)) == [
        ("Ada SO", ""),
        ("Boise PD", ""),
        ("Boise PD", "US-ID"),
    ]
    Names.validate(made)


def test_quarantined_rows_make_no_name():
    assert names(("Boise PD", "", "bad_count"), ("", "", "missing_name")).empty


def test_noise_is_removed_before_matching_and_the_name_stays_verbatim():
    made = names(("Boise ID PD (duplicate)", "", ""), noise=[r"(?i)\(duplicate\)"])
    assert made.loc[0, ["name", "standard", "place"]].tolist() == [
        "Boise ID PD (duplicate)",
        "boise police department",
        "US-ID",
    ]


def test_a_name_that_is_nothing_but_noise_keeps_its_words():
    assert names(("Duplicate", "", ""), noise=["(?i)duplicate"])["standard"].tolist() == ["duplicate"]


def test_patterns_and_characters_set_the_flag():
    made = names(
        ("Test Demo 1234", "", ""),
        ("Polizei MÃ¼nchen", "", ""),
        ("Boise PD", "", ""),
        not_entities=["(?i)^test demo"],
    )
    assert dict(zip(made["name"], made["flag"], strict=True)) == {
        "Test Demo 1234": "not_an_entity",
        "Polizei MÃ¼nchen": "suspicious",
        "Boise PD": "",
    }


def test_own_abbreviations_are_written_out():
    assert names(("Boise XYZ", "", ""), abbreviations={"XYZ": "Police"})["standard"].tolist() == ["boise police"]


def test_the_order_of_rows_does_not_matter():
    rows = [("Boise PD", "", ""), ("Ada SO", "US-ID", ""), ("boise pd", "", "")]
    assert names(*rows).equals(names(*reversed(rows)))


@pytest.mark.parametrize("text", ["a" * 100_000, "( " * 50_000])
def test_a_huge_name_costs_little(text):
    assert len(names((text, "", ""), noise=["(a|b)*c"])) == 1
