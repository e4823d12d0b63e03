"""Slips that a registry holds are read as what was meant; words of their own are left alone."""

import pandas as pd
import pytest

from pipeline.matching.index import Index
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, answer
from pipeline.matching.slips import slips_in

COUNTS = {"university": 500, "association": 400, "medical": 300, "technical": 300, "materials": 250, "quillmere": 900}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("univesity", "university"),
        ("uniersidad", "university"),  # in another language
        ("assosiation", "association"),
        ("quillmerre", "quillmere"),
    ],
)
def test_a_rare_word_one_letter_from_a_common_one_is_a_slip(word, meant):
    assert slips_in({**COUNTS, word: 2}, set()) == {word: meant}
    assert not slips_in({**COUNTS, word: 3}, set())  # not so rare
    assert not slips_in({**COUNTS, word: 2}, {word})  # a town
    assert not slips_in({**COUNTS, meant: 199, word: 1}, set())  # not so common


@pytest.mark.parametrize(
    "word",
    [
        "universitx",  # the ending tells a language, or a plural
        "medicals",
        "materiale",
        "uniwersytet",  # a word that is known
        "mniversity",
        "univerrsitty",  # two letters
        "universiy",
        "med1cal",
    ],
)
def test_other_words_are_their_own(word):
    assert not slips_in({**COUNTS, word: 1}, set())


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"medical": 300, "medcal": 1}, {"medcal": "medical"}),
        ({"medical": 300, "mediccal": 1}, {"mediccal": "medical"}),
        ({"medical": 300, "mediccal": 2}, {}),  # not 200 times as many
        ({"quillmere": 900, "quillmare": 900, "quillmre": 1}, {}),  # which of the two?
        ({"quillmere": 900, "qiullmere": 1}, {"qiullmere": "quillmere"}),  # two letters change places
        ({"clinic": 500, "climica": 1}, {"climica": "clinic"}),  # 'clinica'
        ({"clinic": 500, "chemistry": 500, "climica": 1}, {}),  # or 'chimica'
        ({"zorbas": 900, "zrobas": 1}, {}),  # too short
        ({"zorbass": 900, "zobas": 1, "zorbs": 1}, {}),
        ({"quill7mere": 900, "quillxmere": 1}, {}),  # no word
        ({"corporration": 900, "corporation": 1}, {}),  # a legal form
        ({"police": 500, "directorate": 9, "polizidirektion": 1}, {}),  # of its two words one is not common
        ({"police": 500, "directorate": 300, "polizidirektion": 1}, {"polizidirektion": "police directorate"}),
    ],
)
def test_what_was_meant_is_one_word_that_is_common_enough(counts, found):
    assert slips_in(counts, set()) == found


def test_both_sides_are_mended():
    rows = [(f"u{number}", f"Quill{number} University", "", "", "") for number in range(400)]
    rows += [("slip", "Uniersidad de Zorba", "", "", ""), ("right", "Wombat University", "Pepper Univesity", "", "")]
    registry = pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"])
    prepare = Preparer({}, (), "")
    index = Index(registry, prepare)
    asked = [
        "University of Zorba",
        "Universidad de Zorba",
        "Uniersidad de Zorba",
        "Quill7 Univesity",
        "Pepper University",
    ]
    found = answer(index, [Query(prepare(name)[0], "", "") for name in asked])
    assert [best[0] for best, *_ in found[:3]] == ["slip"] * 3
    assert [best[0] for best, *_ in found[3:]] == ["u7", "right"]
    assert all(best[1] > 0.99 for best, *_ in found)
