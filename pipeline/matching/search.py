"""Answer queries: the best candidates of each name with their probabilities. match runs it, chunk by chunk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.matching.compare import compare
from pipeline.matching.features import AT
from pipeline.matching.forms import TRAITS, Forms, Unknown
from pipeline.matching.index import PER_BLOCK, Index, Pairs, Vectors
from pipeline.matching.lexicon import Array, Vocabulary
from pipeline.matching.model import probabilities, score
from pipeline.matching.phrases import Place, place_of
from pipeline.matching.rivals import rivals, settled
from pipeline.matching.said import take_apart

BEST = 5
RIVALS = 3
_ELSEWHERE = 6
_WEAK = 0.6  # cosine below which nothing in the region resembles the name, and it is sought everywhere
# Information of a name that makes it another body, where it stands beside one; and of one of a single word.
_NAMED, _NAMED_BY_ONE = 0.6, 1.0


class Query(NamedTuple):
    """A distinct name: standardised, with the region beside it ('' for none) and the one inside it ('' for none)."""

    standard: str
    region: str
    place: str

    def where(self) -> str:
        """Give the narrower of the two regions: where to look."""
        return self.place if len(self.place) > len(self.region) else self.region


Answer = list[tuple[str, float]]
"""The best entities, each with its probability; the most probable first, equal ones by entity_id."""


@dataclass(frozen=True)
class Compared:
    """Queries beside their candidates: a row per query and variant, sorted by query, entity and variant."""

    query: Array
    entity: Array
    variant: Array
    values: Array  # FEATURES
    behind: Array  # whether the candidate bears the query's whole name and then a county: one of several of that name
    letter: Array  # whether it is the very same name to the letter: 'La Grange' is rather 'La Grange' than 'LaGrange'


def answer(index: Index, queries: Sequence[Query], model: Sequence[float] | None = None) -> list[Answer]:
    """Answer queries; each answer depends on its query and the index alone."""
    answers: list[Answer] = [[] for _ in queries]
    for query, entity, chance in zip(*(column.tolist() for column in best(index, queries, model)), strict=True):
        answers[query].append((index.ids[entity], chance))
    return answers


def best(index: Index, queries: Sequence[Query], model: Sequence[float] | None = None) -> tuple[Array, Array, Array]:
    """Find the best entities of each query: its number, the entity's, the probability, in the order of the answers."""
    found = compared(index, queries)
    each = rivals(found.query, found.entity, found.behind, found.letter, found.values, score(found.values, model))
    query, entity, chances = each.query, each.entity, probabilities(each.query, settled(each))
    order = np.lexsort((entity, -chances, query))
    query, entity, chances = query[order], entity[order], chances[order]
    starts = np.searchsorted(query, np.arange(len(queries) + 1))
    first = np.arange(len(query)) - starts[query] < BEST
    return query[first], entity[first], chances[first]


@dataclass(frozen=True)
class Asked:
    """Queries in columns, ready to be compared with the index."""

    forms: Forms
    vectors: Vectors
    vocabulary: Vocabulary
    fits: "Fits"
    inside: Pairs  # with the variants whose whole names stand in them, where those may lie
    named: Sequence[Sequence[Place]]  # where these stand, of each query; those that tell too little are left out


def ask(index: Index, queries: Sequence[Query]) -> Asked:
    """Put queries in columns."""
    unknown: dict[Unknown, int] = {}
    where = [query.where() for query in queries]
    texts = [query.standard for query in queries]
    mended = index.speller(texts, where)
    said = [take_apart(text, region) for text, region in zip(mended, where, strict=True)]
    forms = index.columns(said, where, unknown)
    forms.traits[:, TRAITS.index("mended")] = [text != now for text, now in zip(texts, mended, strict=True)]
    fits = Fits(index, queries)
    inside = index.phrases(forms)
    inside = _chosen(inside, fits(inside))
    vocabulary = Vocabulary(index.lexicon, list(unknown))
    return Asked(forms, index.vectors(forms), vocabulary, fits, inside, _named(index, forms, inside))


def _named(index: Index, forms: Forms, inside: Pairs) -> list[list[Place]]:
    named: list[list[Place]] = [[] for _ in forms.texts]
    part, places = index.part(inside.variant)
    several = (part.forms.words > 0).sum(axis=1) > 1
    told = index.lexicon.weights[part.forms.words].sum(axis=1)
    tells = (told >= np.where(several, _NAMED, _NAMED_BY_ONE))[places]
    for query, variant in zip(inside.query[tells].tolist(), places[tells].tolist(), strict=True):
        name = part.forms.texts[variant]
        start = place_of(name, forms.texts[query])
        if start >= 0:
            named[query].append(Place(int(part.entity[variant]), start, start + len(name)))
    return named


def compared(index: Index, queries: Sequence[Query]) -> Compared:
    """Find candidates and compare: those of the query's region, else everywhere; the very same names anywhere."""
    asked = ask(index, queries)
    forms, fits = asked.forms, asked.fits
    same = index.same(forms)
    there = np.zeros(len(queries), bool)
    there[same.query[fits(same)]] = True
    inside = _chosen(asked.inside, ~there[asked.inside.query])
    near = _near(index, asked, [query.where() for query in queries], there)
    return compare_pairs(index, asked, _distinct([same, index.shortened(forms), inside, *near], len(index.entity)))


def compare_pairs(index: Index, asked: Asked, pairs: Pairs) -> Compared:
    """Compare pairs of queries and variants."""
    order = np.lexsort((pairs.variant, index.entity[pairs.variant], pairs.query))
    pairs = Pairs(pairs.query[order], pairs.variant[order])
    part, places = index.part(pairs.variant)
    here = Pairs(pairs.query, places)
    variants = len(index.entity)
    short = np.isin(_keys(pairs, variants), _keys(index.shortened(asked.forms), variants))
    apart = ~asked.fits(pairs)
    abroad = apart & ~asked.fits.country(pairs)
    cosines = index.cosines(asked.vectors, part, here)
    values = compare(asked.forms, part, here, asked.vocabulary, cosines, short, (abroad, apart & ~abroad), asked.named)
    behind = _has_county_behind(asked.forms, part.forms, here) & ~apart
    letter = values[:, AT["same_name"]] > 0
    for row in np.flatnonzero(letter).tolist():
        letter[row] = asked.forms.texts[here.query[row]] == part.forms.texts[here.variant[row]]
    return Compared(pairs.query, index.entity[pairs.variant], pairs.variant, values, behind, letter)


def _near(index: Index, asked: Asked, where: Sequence[str], there: Array) -> list[Pairs]:
    """Search by region. The very same name in its place leaves little to find: only its nearest rivals are sought."""
    found: list[Pairs] = []
    regions: dict[str, list[int]] = {}
    for position, region in enumerate(where):
        if asked.forms.texts[position]:
            regions.setdefault(region, []).append(position)
    weak = np.full(len(where), True)
    sought: list[tuple[Array, str, int]] = []
    for region, positions in regions.items():
        those = np.array(positions)
        sought += [(those[there[those]], region, RIVALS), (those[~there[those]], region, PER_BLOCK)]
    for pairs, cosines in index.search(asked.vectors, sought):
        found.append(pairs)
        weak[pairs.query[cosines >= _WEAK]] = False
    lost = [position for region, positions in regions.items() if region for position in positions]
    lost_ones = np.array(sorted(position for position in lost if weak[position] and not there[position]), np.int64)
    found += [pairs for pairs, _ in index.search(asked.vectors, [(lost_ones, "", _ELSEWHERE)], words_only=True)]
    return found


class Fits:
    """Tells whether the entities of pairs lie where their queries say, by both accounts."""

    def __init__(self, index: Index, queries: Sequence[Query]) -> None:
        codes: dict[str, int] = {}
        self._index = index
        self._asked = [
            np.array([codes.setdefault(region, len(codes)) for region in regions], np.int64)
            for regions in ([query.region for query in queries], [query.place for query in queries])
        ]
        where = [query.where().split("-")[0] for query in queries]
        self._countries = np.array([index.countries.get(code, -1) for code in where])
        self._agreeing = np.array([index.regions.agreeing(code) for code in codes], bool)

    def country(self, pairs: Pairs) -> Array:
        """Tell whether the entity lies in the country that the query says."""
        return np.asarray(self._countries[pairs.query] == self._index.country[pairs.variant])

    def __call__(self, pairs: Pairs) -> Array:
        regions = self._index.region[pairs.variant]
        one, other = (self._agreeing[asked[pairs.query], regions] for asked in self._asked)
        return np.asarray(one & other)


def _distinct(found: Sequence[Pairs], variants: int) -> Pairs:
    keys = np.unique(np.concatenate([_keys(pairs, variants) for pairs in found]))
    return Pairs(keys // max(variants, 1), keys % max(variants, 1))


def _chosen(pairs: Pairs, rows: Array) -> Pairs:
    return Pairs(pairs.query[rows], pairs.variant[rows])


def _keys(pairs: Pairs, variants: int) -> Array:
    return np.asarray(pairs.query.astype(np.int64) * variants + pairs.variant)


def _has_county_behind(queries: Forms, candidates: Forms, pairs: Pairs) -> Array:
    behind = np.zeros(len(pairs.query), bool)
    length, county = TRAITS.index("length"), TRAITS.index("county")
    longer = candidates.traits[pairs.variant, length] > queries.traits[pairs.query, length]
    for row in np.flatnonzero(longer & (candidates.traits[pairs.variant, county] > 0)).tolist():
        text, other = queries.texts[pairs.query[row]], candidates.texts[pairs.variant[row]]
        behind[row] = other.startswith(text + " ") and "county" in other[len(text) :].split()
    return behind
