"""Towns of several words: found in a name, and told from the shorter ones whose name they hold."""

import numpy as np
import pandas as pd
import pytest

from pipeline.matching.features import FEATURES
from pipeline.matching.index import Index, Pairs
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, answer, ask, compare_pairs
from pipeline.matching.towns import is_town, town_of


@pytest.mark.parametrize(
    ("name", "country", "numbers"),
    [
        ("port washington north police", "US", [1, 1, 1, 0]),
        ("university saint hilaire de clisson", "FR", [0, 1, 1, -1, 1]),
        ("fuente palmera", "US", [0, 0]),  # lies in Spain
        ("lakewood village police", "US", [0, 0, 0]),  # of its words one tells a town
        ("fitchburg state college", "US", [0, 0, 0]),  # a body, though a town is called so
        ("palm beach gardens west palm beach", "US", [0] * 6),  # which of the two is meant?
        ("saint louis park saint paul park", "US", [0] * 6),
        ("fond du lac minot air force base", "US", [1, -1, 1, 2, 2, 2, 2]),
        ("boat garten", "GB", [1, 1]),  # 'Boat of Garten'
        ("yonge saint clair", "CA", [1, 1, 1]),  # 'Yonge-St. Clair'
        ("las vegas", "US", [0, 0]),
        ("federal hill", "US", [0, 0]),  # one word that tells, beside one of many bodies or places
        ("borough park", "US", [0, 0]),
        ("allen parish", "US", [0, 0]),
        ("brooklyn center", "US", [0, 0]),
        ("boise", "US", [0]),
        ("", "US", []),
        ("fond du lac", "", [0, 0, 0]),
    ],
)
def test_towns_of_several_words_are_found_in_a_name(name, country, numbers):
    assert list(town_of(name.split(), country)) == numbers


@pytest.mark.parametrize(
    ("name", "country", "known"),
    [
        ("walton", "GB", True),
        ("sao benedito", "BR", True),
        ("sao benedito do", "BR", True),  # a filling word at the end
        ("fond du lac", "US", True),
        ("walton", "", False),
        ("olmedilla", "ES", False),
        ("", "US", False),
        ("do", "BR", False),
        ("rio", "US", False),  # too short to be believed
        ("municipality walton", "GB", True),
        ("quill walton", "GB", False),
    ],
)
def test_a_town_is_told_from_any_words(name, country, known):
    assert is_town(name.split(), country) is known


def features(query, candidate, region, aliases=""):
    prepare = Preparer({}, (), "")
    rows = [("a", candidate, aliases, region, ""), ("b", "Quill Institute", "", region, "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), prepare)
    asked = ask(index, [Query(prepare(query, region)[0], region, "")])
    found = compare_pairs(index, asked, Pairs(np.array([0]), np.array([0])))
    return {name for name, value in zip(FEATURES, found.values[0].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("query", "candidate", "region", "other"),
    [
        ("Port Washington North Police", "Port Washington Police", "US-NY", True),
        ("Mairie de Saint-Hilaire-de-Clisson", "Mairie de Saint-Hilaire", "FR", True),
        ("Port Washington North Police", "Port Washington North Village Police", "US-NY", False),
        ("Port Washington Police North", "Port Washington Police", "US-NY", False),  # no town's name
        ("Port Washington North Police", "Boise Police", "US-NY", False),  # nothing of it
        ("New York Mills Police", "New York Police", "US-NY", True),  # though the region is called so
        ("Fond du Lac Port Washington North Police", "Fond du Lac Port Washington Police", "US-NY", True),
    ],
)
def test_a_query_with_a_longer_towns_name_means_another(query, candidate, region, other):
    assert ("other_town" in features(query, candidate, region)) is other


def test_another_name_of_the_body_may_say_the_rest_of_the_town():
    assert "other_town" not in features("Port Washington North Library", "Port Washington Library", "US-NY", "North")


@pytest.mark.parametrize(
    ("query", "candidate", "region", "longer"),
    [
        ("Fond du Lac Police", "North Fond du Lac Police", "US-WI", True),
        ("Walton Court", "Walton-on-Thames Court", "GB", True),
        ("Universidade de São Benedito", "Universidade de São Benedito do Rio Preto", "BR", True),
        ("Policía Local de Olmedilla", "Policía Local de Olmedilla de Alarcón", "ES", False),  # alone it is no town
        ("Air Base Police", "Minot Air Force Base Police", "US-ND", False),  # nor are these, with a gap
        ("Fond du Lac Quarry Police", "North Fond du Lac Police", "US-WI", False),  # names more than the town
        ("North Fond du Lac Police", "North Fond du Lac Police", "US-WI", False),
        (*["Fond du Lac Keller Weber Quill Zorba Wombat Pepper Salt Halls Quarry Falcon Police"] * 2, "US-WI", False),
        ("White Lake Police", "White Bear Lake Police", "US-MN", False),  # a gap, though there is a White Lake
        ("Mairie de Saint-Hilaire-de-Clison", "Mairie de Saint-Hilaire-de-Clisson", "FR", False),  # a slip
    ],
)
def test_a_candidate_with_a_longer_towns_name_is_another(query, candidate, region, longer):
    assert ("longer_town" in features(query, candidate, region)) is longer


@pytest.mark.parametrize(
    ("query", "candidate", "region"),
    [
        ("Mairie de Saint-Hilaire-de-Clisson", "Mairie de Saint-Hilaire", "FR"),
        ("Fond du Lac Police Department", "North Fond du Lac Police Department", "US-WI"),
    ],
)
def test_neither_is_linked(query, candidate, region):
    prepare = Preparer({}, (), "")
    rows = [("a", candidate, "", region, "")]
    index = Index(pd.DataFrame(rows, columns=["entity_id", "name", "aliases", "region", "kind"]), prepare)
    ((_, probability), *_) = answer(index, [Query(prepare(query, region)[0], region, "")])[0]
    assert probability <= 0.5
