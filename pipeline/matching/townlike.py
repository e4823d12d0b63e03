"""Pairs of names of which one is called by a town of several words, and the other by some of these."""

from typing import Any

import numpy as np

from pipeline.matching.forms import Forms
from pipeline.matching.lexicon import Array
from pipeline.matching.towns import is_town


def other_town(queries: Forms, part: Any, one: Array, other: Array) -> Array:
    """Tell of which pairs the query names a town of several words, and the candidate has some of these and lacks some.

    'Fuente Palmera' is not 'Palmera', nor 'Port Washington North' 'Port Washington'. `part` is the Part of the index
    that `other` numbers.
    """
    found = np.zeros(len(one), bool)
    rows = np.flatnonzero(np.asarray((queries.towns > 0).any(axis=1))[one])
    towns, said = queries.towns[one[rows]], queries.plain[one[rows]]
    has = _has(said, part.forms.plain[other[rows]])
    row, place = np.nonzero((towns > 0) & ~has)
    has[row, place] = part.says(part.entity[other[rows[row]]], said[row, place])
    found[rows] = _some(towns, has)
    return found


def longer_town(queries: Forms, part: Any, one: Array, other: Array) -> Array:
    """Tell of which pairs the candidate names a town of several words, and the query another that is some of these.

    'Fond du Lac' is not 'North Fond du Lac', nor 'Walton' 'Walton-on-Thames'; 'Chevy Chase' may be 'Chevy Chase
    Village', and 'Olmedilla' alone is no town.
    """
    found = np.zeros(len(one), bool)
    rows = np.flatnonzero(np.asarray((part.forms.towns > 0).any(axis=1))[other])
    towns, said = part.forms.towns[other[rows]], part.forms.plain[other[rows]]
    has = _has(said, queries.plain[one[rows]])
    some = np.flatnonzero(_some(towns, has))
    lexicon, codes = part.index.lexicon, list(part.index.countries)
    countries = part.index.country[part.variants[other[rows[some]]]].tolist()
    shared = ((towns != 0) & has)[some].tolist()
    for row, country, numbers, mine in zip(rows[some].tolist(), countries, said[some].tolist(), shared, strict=True):
        places = [place for place, shares in enumerate(mine) if shares]
        whole = places[-1] - places[0] + 1 == len(places)
        found[row] = whole and is_town([lexicon.words[numbers[place]] for place in places], codes[country])
    return found


def _has(said: Array, others: Array) -> Array:
    words = np.ascontiguousarray(said.T)
    found = np.zeros(words.shape, bool)
    for other in np.ascontiguousarray(others.T):  # place by place over all pairs: a row alone is too short
        found |= words == other
    return np.ascontiguousarray(found.T)


def _some(towns: Array, has: Array) -> Array:
    """Tell of which rows some telling words of a town are there, and some are not."""
    found = np.zeros(len(towns), bool)
    for town in range(1, int(towns.max(initial=0)) + 1):
        found |= ((towns == town) & has).any(axis=1) & ((towns == town) & ~has).any(axis=1)
    return found
