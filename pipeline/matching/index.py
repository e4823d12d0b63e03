"""Find candidates: the registry's names as sparse vectors of trigrams and of words, searched by region."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.matching.forms import TRAITS, Forms, Said, Unknown, in_columns, region_words, take_apart
from pipeline.matching.gazetteer import real_words
from pipeline.matching.lexicon import KIND_BITS, REGION, Array, Lexicon
from pipeline.matching.neighbours import NEAREST, Neighbours
from pipeline.matching.places import regions_agree
from pipeline.matching.prepare import Preparer
from pipeline.matching.respell import Speller
from pipeline.matching.vectors import Trigrams, unit_rows, without_frequent
from pipeline.matching.words import words

PER_BLOCK = 28  # candidates per query by trigrams, and half as many by words, before comparison
_LARGE = 20_000  # names of a block in which frequent trigrams would cost more than they find
_FREQUENT = 0.02  # share of its names
_LISTED = 0.01  # share of names from which on a registry lists bodies of a kind
_MANY = 100_000  # names of a registry that is searched half as deep: what it costs grows, what it finds does not
_BEHIND = 0.3  # share of the best one's cosine below which a candidate is not worth a comparison
_LEAST = 0.05  # cosine below which nothing is alike
_STOP = words("stop")
ACRONYM = range(3, 9)  # letters
LONGEST = 10  # words of a name that is sought inside another


@dataclass(frozen=True)
class Pairs:
    """Queries and variants side by side, by their numbers."""

    query: Array
    variant: Array


class Index:
    """The registry, ready to be searched.

    `registry` has entity_id, name, aliases (separated by |), region and kind; names are prepared as queries are. A
    variant is one name or alias of an entity.
    """

    def __init__(self, registry: pd.DataFrame, prepare: Preparer) -> None:
        self.ids: list[str] = registry["entity_id"].tolist()
        self.regions: list[str] = registry["region"].tolist()
        names = registry["name"].tolist()
        for entity, name in enumerate(names):
            # A registry without regions may state them inside its names.
            self.regions[entity] = self.regions[entity] or prepare(name)[1]
        self._codes = {code: number for number, code in enumerate(dict.fromkeys(self.regions))}
        said, self.names, self.entity, self.alias = _variants(registry, prepare, self.regions)
        entities = _words_of_entities(said, self.entity)
        self.lexicon = Lexicon(entities, sorted({word for each in self._codes for word in region_words(each)}))
        self.speller = Speller(self.lexicon.counts, len(self.ids))
        self._neighbours = Neighbours(self.lexicon.words)
        self._keys: dict[str, int] = {}
        for each in said:
            for key in (each.key, each.marked_key):
                self._keys.setdefault(key, len(self._keys))
        kinds = registry["kind"].tolist()
        unknown: dict[Unknown, int] = {}
        self.forms = in_columns(
            said,
            [bool(self.regions[entity]) for entity in self.entity.tolist()],
            [kinds[entity] for entity in self.entity.tolist()],
            self.lexicon.numbers,
            unknown,
            self._keys,
            [()] * len(said),
        )
        self._said = self._words_said()
        self.region = np.array([self._codes[each] for each in self.regions], np.int32)[self.entity]
        self.countries = {
            code: number for number, code in enumerate(dict.fromkeys(c.split("-")[0] for c in self._codes))
        }
        self.country = np.array([self.countries[code.split("-")[0]] for code in self._codes], np.int32)[self.region]
        kinds_said = self.forms.traits[:, TRAITS.index("kinds")]
        many = _LISTED * max(len(kinds_said), 1)
        # Where the registry lists few of them, a municipality is asked about for its police.
        self.lists_municipalities = int(((kinds_said & KIND_BITS["municipality"]) != 0).sum()) >= many
        self._by_key = _lists(len(self._keys), self.forms.keys, self.forms.marked_keys)
        self._by_text: dict[str, list[int]] = {}
        for variant, each in enumerate(said):
            self._by_text.setdefault(each.text, []).append(variant)
        self._by_acronym = _acronyms(said)
        self._trigrams = Trigrams(self.forms.texts)
        self._word_matrix = self._word_vectors(self.forms.plain)
        self._agreeing: dict[str, Array] = {}
        self._blocks: dict[str, tuple[Array, list[Any]]] = {}

    def says(self, entities: Array, numbers: Array) -> Array:
        """Tell of pairs of entities and words whether any name of the entity, or of its region, has the word."""
        asked = entities.astype(np.int64) * len(self.lexicon) + numbers
        places = np.minimum(np.searchsorted(self._said, asked), len(self._said) - 1)
        return np.asarray((self._said[places] == asked) & (numbers < len(self.lexicon)))

    def _words_said(self) -> Array:
        """Number, sorted, the pairs of an entity and a word of its names or its region."""
        number, size = self.lexicon.numbers, len(self.lexicon)
        tables = np.concatenate([self.forms.words, self.forms.plain], axis=1)
        rows, places = np.nonzero(tables > REGION)
        said = [self.entity[rows] * size + tables[rows, places]]
        where = np.array([self._codes[each] for each in self.regions], np.int32)
        for region, code in self._codes.items():
            there = np.flatnonzero(where == code)
            said += [there * size + number[word] for word in sorted(region_words(region))]
        return np.sort(np.concatenate(said)) if len(self.ids) else np.array([-1], np.int64)

    def columns(self, said: Sequence[Said], regions: Sequence[str], unknown: dict[Unknown, int]) -> Forms:
        """Put the names of queries in columns; words of no registry name are added to `unknown`."""
        real = [real_words(region[:2]) for region in regions]
        located = [bool(region) for region in regions]
        forms = in_columns(said, located, [""] * len(said), self.lexicon.numbers, unknown, self._keys, real)
        near = np.concatenate([np.zeros((1, NEAREST), np.int32), self._neighbours([word for word, _ in unknown])])
        meant = near[np.maximum(forms.plain - len(self.lexicon) + 1, 0)].reshape(len(said), -1)
        return replace(forms, sought=np.concatenate([forms.plain, meant], axis=1))

    def same(self, forms: Forms) -> Pairs:
        """Pair queries with the variants that have the very same standardised name."""
        found = [
            (query, variant)
            for query, (key, marked) in enumerate(zip(forms.keys.tolist(), forms.marked_keys.tolist(), strict=True))
            for variant in self._with_keys(key, marked)
        ]
        return _pairs(found)

    def phrases(self, forms: Forms, queries: Array) -> Pairs:
        """Pair queries with the variants whose whole name stands, word by word, inside theirs."""
        found = []
        for query in queries.tolist():
            said = forms.texts[query].split()
            for size in range(2, min(len(said), LONGEST)):
                for start in range(len(said) - size + 1):
                    found += [
                        (query, variant) for variant in self._by_text.get(" ".join(said[start : start + size]), ())
                    ]
        return _pairs(found)

    def shortened(self, forms: Forms) -> Pairs:
        """Pair queries of a single word with the variants whose initials it is."""
        return _pairs(
            [
                (query, variant)
                for query, text in enumerate(forms.texts)
                if len(text) in ACRONYM and " " not in text
                for variant in self._by_acronym.get(text, ())
            ]
        )

    def search(
        self, forms: Forms, queries: Array, region: str, width: int = PER_BLOCK, words_only: bool = False
    ) -> tuple[Pairs, Array]:
        """Find the variants most like each of `queries` in `region` ('' is everywhere), with their cosine."""
        from sparse_dot_topn import sp_matmul_topn

        numbers, blocks = self._block(region)
        if not len(queries) or not len(numbers):
            return _pairs([]), np.zeros(0)
        width = width // 2 if len(self.entity) > _MANY and width == PER_BLOCK else width
        rows, columns, cosines = [], [], []
        for kind, block in enumerate(blocks[words_only:], start=words_only):
            vector = (
                self._word_vectors(forms.sought[queries])
                if kind
                else self._trigrams([forms.texts[each] for each in queries.tolist()])
            )
            # The best are taken by cosine and then by position: equal ones do not depend on the order of work.
            found = sp_matmul_topn(
                vector,
                block,
                top_n=min(max(1, width // 2) if kind else width, len(numbers)),
                threshold=_LEAST,
                sort=True,
            )
            sizes = np.diff(found.indptr)
            top = np.zeros(len(queries))
            top[sizes > 0] = found.data[found.indptr[:-1][sizes > 0]]
            alike = found.data >= _BEHIND * np.repeat(top, sizes)
            rows.append(np.repeat(queries, sizes)[alike])
            columns.append(numbers[found.indices][alike])
            cosines.append(found.data[alike])
        return Pairs(np.concatenate(rows), np.concatenate(columns)), np.concatenate(cosines)

    def cosines(self, forms: Forms, pairs: Pairs) -> Array:
        """Compute how alike queries and variants are, by their trigrams."""
        queries = self._trigrams(forms.texts)
        product = queries[pairs.query].multiply(self._trigrams.matrix[pairs.variant])
        return np.round(np.asarray(product.sum(axis=1), np.float64).ravel(), 6)

    def regions_agreeing(self, code: str) -> Array:
        """Tell of each of the registry's regions whether it may be the same place as `code`."""
        if code not in self._agreeing:
            self._agreeing[code] = np.array([regions_agree(code, other) for other in self._codes], bool)
        return self._agreeing[code]

    def _with_keys(self, key: int, marked: int) -> list[int]:
        if key == marked:
            return self._by_key[key] if key >= 0 else []
        return sorted({variant for each in (key, marked) if each >= 0 for variant in self._by_key[each]})

    def _word_vectors(self, table: Array) -> Any:
        from scipy.sparse import csr_matrix

        size = len(self.lexicon)
        rows, places = np.nonzero((table > 0) & (table < size))
        numbers = table[rows, places]
        weights = (self.lexicon.weights[numbers] ** 2).astype(np.float32)
        return unit_rows(csr_matrix((weights, (rows, numbers)), shape=(len(table), size), dtype=np.float32))

    def _block(self, region: str) -> tuple[Array, list[Any]]:
        if region not in self._blocks:
            numbers = np.flatnonzero(self.regions_agreeing(region)[self.region])
            trigrams, said = self._trigrams.matrix[numbers], self._word_matrix[numbers]
            if len(numbers) > _LARGE:
                trigrams = without_frequent(trigrams, _FREQUENT)
            self._blocks[region] = numbers, [trigrams.T.tocsr(), said.T.tocsr()]
        return self._blocks[region]


def _pairs(found: list[tuple[int, int]]) -> Pairs:
    table = np.array(found, np.int64).reshape(-1, 2)
    return Pairs(table[:, 0], table[:, 1])


def _variants(
    registry: pd.DataFrame, prepare: Preparer, regions: Sequence[str]
) -> tuple[list[Said], list[str], Array, Array]:
    said: list[Said] = []
    texts: list[str] = []
    entities: list[int] = []
    aliases: list[bool] = []
    for entity, (name, others, region) in enumerate(
        zip(registry["name"].tolist(), registry["aliases"].tolist(), regions, strict=True)
    ):
        seen: set[str] = set()
        for place, text in enumerate([name, *others.split("|")] if others else [name]):
            for standard in prepare.both(text, region):
                if standard and standard not in seen:
                    seen.add(standard)
                    said.append(take_apart(standard, region))
                    texts.append(text)
                    entities.append(entity)
                    aliases.append(place > 0)
    return said, texts, np.array(entities, np.int64), np.array(aliases, bool)


def _words_of_entities(said: Sequence[Said], entities: Array) -> list[tuple[str, ...]]:
    """Gather the telling words of each entity, all its names together."""
    gathered: list[tuple[str, ...]] = [()] * (int(entities.max(initial=-1)) + 1)
    for each, entity in zip(said, entities.tolist(), strict=True):
        told = each.plain if each.words is each.plain else each.words + each.plain
        gathered[entity] = gathered[entity] + told if gathered[entity] else told
    return gathered


def _lists(size: int, *columns: Array) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for variant, keys in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        for key in dict.fromkeys(keys):
            found[key].append(variant)
    return found


def _acronyms(said: Sequence[Said]) -> dict[str, list[int]]:
    """Gather the variants by their initials, with and without the words that only fill."""
    found: dict[str, list[int]] = {}
    for variant, each in enumerate(said):
        every = each.text.split()
        if len(every) in range(ACRONYM.start, ACRONYM.stop + 3):
            initials = {"".join([word[0] for word in every]), "".join([word[0] for word in every if word not in _STOP])}
            for letters in sorted(initials):
                if len(letters) in ACRONYM and letters.isalpha():
                    found.setdefault(letters, []).append(variant)
    return found
