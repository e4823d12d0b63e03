"""A registry's names in columns, before they are cut into shards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.matching.blocks import LARGE, Place
from pipeline.matching.forms import TRAITS, Forms, in_columns, joined
from pipeline.matching.lexicon import REGION, Array
from pipeline.matching.marks import region_words
from pipeline.matching.near import frequent_of
from pipeline.matching.places import Regions
from pipeline.matching.said import Said
from pipeline.matching.texts import Texts
from pipeline.matching.vectors import found_in

_NATIVE = 0.9  # share of the names with a word from which on it is a word of their country,
_BORNE = 5  # if so many have it,
_LARGEST = 0.5  # and no more than that share of the registry lies there
_BATCH = 50_000  # names that are put in columns at once


def columns(
    said: Sequence[Said],
    entity: Array,
    regions: Sequence[str],
    kinds: Sequence[str],
    numbers: tuple[Mapping[str, int], Mapping[str, int]],
) -> Forms:
    """Put names in columns, batch by batch: as tuples they take many times the room.

    `entity` tells whose each is, `regions` and `kinds` are the entities', `numbers` those of words and of keys.
    """
    parts = []
    first_of = np.searchsorted(entity, entity)
    firsts = first_of.tolist()
    for start in range(0, max(len(said), 1), _BATCH):
        some = slice(start, start + _BATCH)
        whose = entity[some].tolist()
        located = [bool(regions[each]) for each in whose]
        # An alias that names no kind is of its entity's: 'UCLA' is a university.
        stated = [kinds[each] or said[first].text for each, first in zip(whose, firsts[some], strict=True)]
        countries = [regions[each][:2] for each in whose]
        made = in_columns(said[some], located, stated, numbers[0], {}, numbers[1], [()] * len(whose), countries)
        made = replace(made, strange=made.strange[:, :0])  # told of queries alone
        parts.append(replace(made, texts=Texts.of(made.texts), sorted_texts=Texts.of(made.sorted_texts)))
    forms = joined(parts)
    # Nor is one without a legal form of a body without: it mostly leaves it out.
    legal = forms.traits[:, TRAITS.index("legal")]
    forms.traits[:, TRAITS.index("legal")] = np.where(legal == 0, legal[first_of], legal)
    return forms


def words_said(forms: Forms, entity: Array, where: Array, codes: Sequence[str], numbers: Mapping[str, int]) -> Array:
    """Number, sorted, the pairs of an entity and a word of its names or its region: `entity * words + word`."""
    tables = np.concatenate([forms.words, forms.plain], axis=1)
    rows, places = np.nonzero(tables > REGION)
    said = [entity[rows].astype(np.int64) * len(numbers) + tables[rows, places]]
    for code, region in enumerate(codes):
        there = np.flatnonzero(where == code)
        said += [there * len(numbers) + numbers[word] for word in sorted(region_words(region))]
    return np.unique(np.concatenate(said))


def native(values: Array, country: Array, number: int, countries: int) -> Array:
    """Tell of values from 0 to `number` the country that nearly all the names lie in that have them, -1 for none.

    `values` and `country` stand beside each other: a value that a name has, and where that lies. Of a registry that is
    mostly of one country most words are.
    """
    keys, counts = np.unique(values.astype(np.int64) * countries + country, return_counts=True)
    whose, where = np.divmod(keys, countries)
    total, most = np.bincount(whose, counts, number), np.zeros(number)
    np.maximum.at(most, whose, counts)
    largest = np.bincount(country, minlength=countries) > _LARGEST * len(country)
    told = (counts == most[whose]) & (counts >= _NATIVE * total[whose]) & (counts >= _BORNE) & ~largest[where]
    found = np.full(number, -1, np.int32)
    found[whose[told]] = where[told]
    return found


def frequent_in(regions: Regions, region: Array, vectors: Sequence[Any]) -> dict[Place, Array]:
    """Tell which trigrams and words are frequent everywhere, and in those regions of the registry that are large."""
    found: dict[Place, Array] = {}
    for asked in dict.fromkeys(["", *sorted(regions.codes)]):
        if (names := regions.names(asked)) > LARGE:
            rows = np.flatnonzero(regions.agreeing(asked)[region])
            for kind, matrix in enumerate(vectors):
                there = matrix if names == matrix.shape[0] else matrix[rows]
                found[asked, kind] = frequent_of(found_in(there), names)
    return found
