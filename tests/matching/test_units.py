"""A query that names a part of a body is not held against it; what makes another body of the name is."""

import numpy as np
import pandas as pd
import pytest

from pipeline.matching.features import AT, FEATURES
from pipeline.matching.index import Index, Pairs
from pipeline.matching.phrases import OF_LONGER, OWN_NAMES, PLACE_LEFT, phrases
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, answer, ask, compare_pairs
from pipeline.matching.train import AGAINST
from tests.matching.test_compare import features

OPEN = {
    "query_missed",
    "query_rare",
    "query_tail",
    "query_left",
    "letters_differ",
    "sorted_letters_differ",
    "kind_more",
}
PREPARE = Preparer({}, (), "")
ROWS = [
    ("a", "Quill University", "QUAC", "", ""),
    ("b", "University of Zorba", "", "", ""),
    ("c", "Keller Museum of Salt", "KMOS", "", ""),
    ("d", "Boise Police", "", "", ""),
]
QUILL, QUAC, ZORBA, KELLER, KMOS = range(5)  # their variants, in that order


def compared(query, variant, more=()):
    index = Index(pd.DataFrame([*ROWS, *more], columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    asked = ask(index, [Query(PREPARE(query)[0], "", "")])
    found = compare_pairs(index, asked, Pairs(np.array([0]), np.array([variant])))
    return {name: value for name, value in zip(FEATURES, found.values[0].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("query", "variant"),
    [
        ("Quill University School of Public Health", QUILL),
        ("Department of Cell Biology, Quill University", QUILL),
        ("Warren Wombat Halls at Quill University", QUILL),
        ("PEIRENE 7500 University of Zorba", ZORBA),
        ("PEIRENE, University of Zorba", ZORBA),
        ("Wombat Pepper / Univ. of Zorba", ZORBA),
        ("Wombat Pepper – Universidad de Zorba", ZORBA),
        ("QUAC Wombat Pepper Center", QUAC),
        ("Wombat Pepper Laboratory at the QUAC", QUAC),
        ("KMOS wombat pepper", KMOS),
        ("Quill School of Public Health", QUILL),
        ("Wombat Pepper Center at Quill", QUILL),
        ("Quill T.H. Wombat School of Public Health", QUILL),
        ("Quill Faculty of Law", QUILL),
        ("Quill Management School", QUILL),
        ("Quill Medical School", QUILL),
        ("Quill Business School", QUILL),
        ("Quill Graduate School", QUILL),
        ("Wombat Pepper Center at the Quill", QUILL),
        ("QUAC School of Medicine", QUAC),
    ],
)
def test_a_part_is_not_held_against_the_whole(query, variant):
    found = compared(query, variant)
    assert not OPEN & found.keys()
    assert found["ngrams"] == 1


@pytest.mark.parametrize(
    ("query", "variant"),
    [
        ("Quill University Police", QUILL),  # another kind of body
        ("Quill University Hospital", QUILL),
        ("Quill Police Department School", QUILL),
        ("Quill Law School Police", QUILL),
        ("State University of Zorba", ZORBA),  # a longer name
        ("Wombat University of Zorba", ZORBA),
        ("Saint Wombat's University of Zorba", ZORBA),
        ("Wombat-Universität zu Zorba", ZORBA),
        ("Wombat Quill University", QUILL),
        ("KMOS University", KMOS),  # of a museum
        ("Wombat pepper KMOS", KMOS),  # an acronym that nothing leads to
        ("Quill University School of Law and University of Zorba", QUILL),  # two bodies
        ("Quill College", QUILL),  # a name of its own
        ("Wombat Quill Law School", QUILL),
        ("Zorba School of Public Health", ZORBA),  # a place
        ("Quill Institute of Cultural Relics", QUILL),
        ("Quill Provincial Institute of Law", QUILL),
        ("Quill College of Medicine", QUILL),
        ("Quill Proton Cancer Center", QUILL),
        ("Wombat Institute of the Quill", QUILL),
    ],
)
def test_another_body_is(query, variant):
    assert OPEN & compared(query, variant).keys()


@pytest.mark.parametrize(
    ("before", "name", "longer"),
    [
        ("wombat", "university of zorba", True),
        ("pepper salt keller wombat", "university of zorba", True),
        ("boise pepper salt keller wombat", "university of zorba", False),  # rather a body at it
        ("wombat at", "university of zorba", False),
        ("wombat pepper the", "university of zorba", False),
        ("wombat institute", "university of zorba", False),
        ("peirene 7500", "university of zorba", False),
        ("wombat", "museum of salt", False),
    ],
)
def test_few_words_make_a_longer_name_of_a_university(before, name, longer):
    assert bool(phrases([f"{before} {name}"], [name], [0], [""], [[]], [0])[0, OF_LONGER]) is longer


def test_an_acronym_of_three_letters_is_found_inside():
    more = [("e", "Halls of Fusion", "ZQX", "", "")]
    assert compared("Zorba ZQX Museum", 7, more)["phrase_inside"] == 1


def test_an_alias_of_several_words_is_no_acronym():
    more = [("e", "Halls of Fusion", "Wombat Pepper", "", "")]
    assert compared("Wombat Pepper Quarry", 7, more)["query_left"] > 0


def test_an_acronym_of_several_stands_for_one_only_beside_a_part():
    other = [("e", "Halls of Fusion", "KMOS", "", "")]
    assert "query_left" not in compared("KMOS Wombat Pepper", KMOS)
    assert compared("KMOS Wombat Pepper", KMOS, other)["query_left"] > 0
    assert "letters_differ" not in compared("KMOS Wombat Pepper Center", KMOS, other)


def test_a_body_at_a_university_is_that_body():
    for behind in (", University of Zorba", " at University of Zorba", " at the University of Zorba"):
        assert "of_behind" not in compared(f"Keller Museum of Salt{behind}", KELLER)
    assert compared("Keller Museum of Salt at Boise", KELLER)["of_behind"] == 1


def test_a_short_name_must_be_rare():
    assert compared("Quill Law School", QUILL)["short_name"] == 1
    many = [(f"q{number:02}", f"Quill Depot {number}", "", "", "") for number in range(60)]
    assert "short_name" not in compared("Quill Law School", QUILL, many)


def test_the_place_that_ends_a_name_is_not_missed():
    found = features("Goethe Wombat Institute", "Goethe Wombat Institute of Boise", where="US-ID")
    assert found["place_left"] == 1
    assert not {"candidate_missed", "candidate_rare", "candidate_left"} & found.keys()
    assert "candidate_missed" in features(
        "Goethe Wombat Institute", "Goethe Wombat Institute of Xquillz", where="US-ID"
    )


def test_what_makes_another_body_never_speaks_for_a_candidate():
    assert {"of_behind", "of_longer", "one_replaced", "university_differs"} <= set(AGAINST)


@pytest.mark.parametrize(
    ("query", "alias"),
    [
        ("University of Zorba School of Law", "OF"),
        ("Universidad de Zorba", "UNI"),
        ("Universidad de Zorba", "Universidad"),
        ("Southeast Zorba Museum", "Southeast"),
        ("Centro Zorba de Anfibios", "CENTRO"),
        ("State Museum of Zorba", "STATE"),
        ("Zorba ZQ Museum", "ZQ"),  # two letters
        ("Zorba Seminar Museum", "Seminar"),
        ("Zorba Highway Museum", "Highway"),
        ("Zorba Borough Museum", "Borough"),
        ("Zorba Chemistry Museum", "Chemistry"),
        ("Zorba Wombat Museum", "Wombat"),  # which many others have
    ],
)
def test_a_common_word_names_no_body_though_one_has_it_as_its_acronym(query, alias):
    rows = [("a", "Zorba Institute", "", "", ""), ("b", "Halls of Fusion", alias, "", "")]
    rows += [(f"w{number}", f"Wombat Halls {number}", "", "", "") for number in range(30)]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    asked = ask(index, [Query(PREPARE(query)[0], "", "")])
    assert {index.ids[each.entity] for each in asked.named[0]} <= {"a"}
    assert not {2} & set(asked.inside.variant.tolist())
    found = compare_pairs(index, asked, Pairs(np.array([0]), np.array([2]))).values[0]
    assert not found[[AT["phrase_first"], AT["phrase_last"], AT["phrase_inside"], AT["acronym_unit"]]].any()


def test_an_acronym_that_is_an_abbreviation_too_is_found_alone():
    rows = [("a", "Zorba Institute", "INST", "", ""), ("b", "Institute", "", "", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    found = [answer(index, [Query(PREPARE(query)[0], "", "")])[0][0] for query in ("INST", "Inst.", "Institute")]
    assert [entity for entity, _ in found] == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("query", "candidate", "left"),
    [
        ("museo quillmere", "museo quillmere buenavista", True),
        ("museo guadalupe", "museo guadalupe buenavista", False),  # a town of its own
        ("museo quillmere", "museo quillmere saltmere", False),
    ],
)
def test_a_place_is_left_out_of_a_name_that_says_none(query, candidate, left):
    assert bool(phrases([query], [candidate], [0], ["MX"], [[]], [0])[0, PLACE_LEFT]) is left


def beside(query, variant, more=()):
    """Compare a query with both names of the museum, and give what is found of one."""
    index = Index(pd.DataFrame([*ROWS, *more], columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    asked = ask(index, [Query(PREPARE(query)[0], "", "")])
    both = compare_pairs(index, asked, Pairs(np.array([0, 0]), np.array([KELLER, KMOS]))).values
    return {name: value for name, value in zip(FEATURES, both[variant - KELLER].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("query", "variant", "own"),
    [
        ("Keller Museum of Salt (KMOS)", KELLER, True),
        ("KMOS - Keller Museum of Salt", KELLER, True),
        ("KMOS - Keller Museum of Salt", KMOS, True),
        ("Keller Museum of Salt (QUAC)", KELLER, False),  # another's
        ("Keller Museum of Salt, Boise (KMOS)", KELLER, False),  # says more
        ("Keller Museum of Salt KMOS Zorba", KELLER, False),
    ],
)
def test_two_names_of_a_body_side_by_side_are_all_that_a_query_says(query, variant, own):
    found = beside(query, variant)
    assert ("own_names" in found) is own
    if own:
        assert found["ngrams"] == 1 and not OPEN & found.keys()


def test_the_region_in_another_name_of_a_body_is_not_missed():
    rows = [("a", "Keller Museum of Salt", "Wyoming KMOS", "US-WY", "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), PREPARE)
    asked = ask(index, [Query(PREPARE("Keller Museum of Salt - Wyoming KMOS")[0], "US-WY", "")])
    found = compare_pairs(index, asked, Pairs(np.array([0, 0]), np.array([0, 1]))).values[0]
    assert found[AT["own_names"]] == 1 and not found[[AT["query_missed"], AT["query_tail"], AT["query_left"]]].any()


def test_a_name_inside_one_of_two_names_of_a_body_is_no_other_body():
    other = [("e", "Museum of Salt", "", "", "")]
    assert "beside_another" not in beside("Keller Museum of Salt (KMOS)", KMOS, other)
    assert beside("Keller Museum of Salt, Boise (KMOS)", KMOS, other)["beside_another"] == 1


def test_of_two_queries_each_has_its_own_names():
    texts, names = ["museum km", "museum km", "museum km"], ["museum", "km", "km"]
    found = phrases(texts, names, [1, 1, 2], [""] * 3, [[]] * 3, [0, 0, 0])[:, OWN_NAMES].tolist()
    assert found == [1, 1, 0]
    assert not phrases(texts, names, [1, 1, 2], [""] * 3, [[]] * 3, [0, 1, 2])[:, OWN_NAMES].any()


@pytest.mark.parametrize(
    ("name", "region", "bare"),
    [
        ("Zoetis (United States)", "US", True),
        ("Zoetis (United States)", "US-NY", True),
        ("Zoetis (Ireland)", "US", False),  # not its own country
        ("Zoetis (United States)", "", False),
        ("Zoetis (Panama City)", "US", False),
    ],
)
def test_a_name_need_not_say_its_own_country_in_brackets(name, region, bare):
    assert (features("Zoetis", name, where=region, variant=None).get("same_name") == 1) is bare
