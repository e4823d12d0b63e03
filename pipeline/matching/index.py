"""Find candidates: the registry's names as sparse vectors of trigrams and of words, searched by region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.matching.blocks import Blocks
from pipeline.matching.forms import TRAITS, Forms, Said, Unknown, in_columns, joined, keys_of, region_words
from pipeline.matching.gazetteer import real_words
from pipeline.matching.lexicon import KIND_BITS, REGION, Array, Lexicon
from pipeline.matching.nearest import nearest, told
from pipeline.matching.neighbours import NEAREST, Neighbours
from pipeline.matching.prepare import Preparer
from pipeline.matching.respell import Speller
from pipeline.matching.texts import Lookup, Texts
from pipeline.matching.variants import ACRONYM, acronyms, variants_of, words_of_entities
from pipeline.matching.vectors import Trigrams, unit_rows

PER_BLOCK = 28  # candidates per query by trigrams, and half as many by words, before comparison
_LISTED = 0.01  # share of names from which on a registry lists bodies of a kind
_MANY = 100_000  # names of a registry that is searched half as deep: what it costs grows, what it finds does not
_BEHIND = 0.3  # share of the best one's cosine below which a candidate is not worth a comparison
_BATCH = 50_000  # names that are put in columns at once
LONGEST = 10  # words of a name that is sought inside another


@dataclass(frozen=True)
class Pairs:
    """Queries and variants side by side, by their numbers."""

    query: Array
    variant: Array


@dataclass(frozen=True)
class Part:
    """Some variants of an index, taken out of it to be compared: all that a comparison needs, and no more."""

    variants: Array  # their numbers in the index, sorted
    forms: Forms
    entity: Array
    alias: Array
    index: "Index"


class Index:
    """The registry, ready to be searched.

    `registry` has entity_id, name, aliases (separated by |), region and kind; names are prepared as queries are. A
    variant is one name or alias of an entity. What grows with the registry stands in arrays, so that an index is read
    back, shared by processes or sent without being made anew.
    """

    def __init__(self, registry: pd.DataFrame, prepare: Preparer) -> None:
        self.ids = Texts.of(registry["entity_id"].tolist())
        regions: list[str] = registry["region"].tolist()
        names = registry["name"].tolist()
        for entity, name in enumerate(names):
            # A registry without regions may state them inside its names.
            regions[entity] = regions[entity] or prepare(name)[1]
        self._codes = {code: number for number, code in enumerate(dict.fromkeys(regions))}
        where = np.array([self._codes[each] for each in regions], np.int32)
        said, self.entity, self.alias = variants_of(registry, prepare, regions)
        more = sorted({word for each in self._codes for word in region_words(each)})
        self.lexicon = Lexicon(words_of_entities(said, self.entity), more)
        self.speller = Speller(self.lexicon.counts, len(self.ids))
        self._neighbours = Neighbours(self.lexicon.words)
        keys: dict[str, int] = {}
        for each in said:
            for key in keys_of(each):
                keys.setdefault(key, len(keys))
        forms = self._columns(said, regions, registry["kind"].tolist(), keys)
        self._said = self._words_said(forms, where)
        self.region = where[self.entity]
        self.countries = {
            code: number for number, code in enumerate(dict.fromkeys(c.split("-")[0] for c in self._codes))
        }
        self.country = np.array([self.countries[code.split("-")[0]] for code in self._codes], np.int32)[self.region]
        kinds_said = forms.traits[:, TRAITS.index("kinds")]
        many = _LISTED * max(len(kinds_said), 1)
        # Where the registry lists few of them, a municipality is asked about for its police.
        self.lists_municipalities = int(((kinds_said & KIND_BITS["municipality"]) != 0).sum()) >= many
        others = [(each, np.flatnonzero(each != forms.keys)) for each in (forms.marked_keys, forms.bare_keys)]
        variants = np.concatenate([np.arange(len(said)), *(rows for _, rows in others)])
        self._keys = Lookup(keys, np.concatenate([forms.keys, *(each[rows] for each, rows in others)]), variants)
        self._texts = _lookup([each.text for each in said], np.arange(len(said)))
        self._acronyms = _lookup(*acronyms(said))
        del said, keys  # much, and the vectors need room
        self.forms = forms
        self._trigrams = Trigrams(forms.texts)
        self.blocks = Blocks(self._codes, self.region, (self._trigrams.matrix, self._word_vectors(forms.plain)))

    def _columns(
        self, said: Sequence[Said], regions: Sequence[str], kinds: Sequence[str], keys: Mapping[str, int]
    ) -> Forms:
        """Put the variants in columns, batch by batch: as tuples they take many times the room."""
        parts = []
        firsts = np.searchsorted(self.entity, self.entity).tolist()
        for start in range(0, max(len(said), 1), _BATCH):
            some = slice(start, start + _BATCH)
            whose = self.entity[some].tolist()
            located = [bool(regions[entity]) for entity in whose]
            # An alias that names no kind is of its entity's: 'UCLA' is a university.
            stated = [kinds[entity] or said[first].text for entity, first in zip(whose, firsts[some], strict=True)]
            made = in_columns(said[some], located, stated, self.lexicon.numbers, {}, keys, [()] * len(whose))
            parts.append(replace(made, texts=Texts.of(made.texts), sorted_texts=Texts.of(made.sorted_texts)))
        return joined(parts)

    def part(self, variants: Array) -> tuple[Part, Array]:
        """Take the distinct ones of `variants` out, and tell the place of each among them."""
        distinct, places = np.unique(variants, return_inverse=True)
        return Part(distinct, self.forms.take(distinct), self.entity[distinct], self.alias[distinct], self), places

    def says(self, entities: Array, numbers: Array) -> Array:
        """Tell of pairs of entities and words whether any name of the entity, or of its region, has the word."""
        asked = entities.astype(np.int64) * len(self.lexicon) + numbers
        places = np.minimum(np.searchsorted(self._said, asked), len(self._said) - 1)
        return np.asarray((self._said[places] == asked) & (numbers < len(self.lexicon)))

    def _words_said(self, forms: Forms, where: Array) -> Array:
        """Number, sorted, the pairs of an entity and a word of its names or its region."""
        number, size = self.lexicon.numbers, len(self.lexicon)
        tables = np.concatenate([forms.words, forms.plain], axis=1)
        rows, places = np.nonzero(tables > REGION)
        said = [self.entity[rows] * size + tables[rows, places]]
        for region, code in self._codes.items():
            there = np.flatnonzero(where == code)
            said += [there * size + number[word] for word in sorted(region_words(region))]
        return np.unique(np.concatenate(said)) if len(self.ids) else np.array([-1], np.int64)

    def columns(self, said: Sequence[Said], regions: Sequence[str], unknown: dict[Unknown, int]) -> Forms:
        """Put the names of queries in columns; words of no registry name are added to `unknown`."""
        asked = list(dict.fromkeys(key for each in said for key in keys_of(each)))
        keys = dict(zip(asked, self._keys.places(asked).tolist(), strict=True))
        located, real = [bool(region) for region in regions], [real_words(region[:2]) for region in regions]
        forms = in_columns(said, located, [""] * len(said), self.lexicon.numbers, unknown, keys, real)
        near = np.concatenate([np.zeros((1, NEAREST), np.int32), self._neighbours([word for word, _ in unknown])])
        meant = near[np.maximum(forms.plain - len(self.lexicon) + 1, 0)].reshape(len(said), -1)
        return replace(forms, meant=meant)

    def same(self, forms: Forms) -> Pairs:
        """Pair queries with the variants that have the very same standardised name; a pair may come twice."""
        found = [self._keys.under(keys) for keys in (forms.keys, forms.marked_keys, forms.bare_keys)]
        return Pairs(*(np.concatenate(side) for side in zip(*found, strict=True)))

    def phrases(self, forms: Forms) -> Pairs:
        """Pair queries with the variants whose whole name stands, word by word, inside theirs."""
        asked: list[str] = []
        whose: list[int] = []
        for query, text in enumerate(forms.texts):
            said = text.split()
            for size in range(1, min(len(said), LONGEST)):
                asked += [" ".join(said[start : start + size]) for start in range(len(said) - size + 1)]
            whose += [query] * (len(asked) - len(whose))
        found, variants = self._texts.under(self._texts.places(asked))
        return Pairs(np.array(whose, np.int64)[found], variants)

    def shortened(self, forms: Forms) -> Pairs:
        """Pair queries of a single word with the variants whose initials it is."""
        short = [query for query, text in enumerate(forms.texts) if len(text) in ACRONYM and " " not in text]
        found, variants = self._acronyms.under(self._acronyms.places([forms.texts[query] for query in short]))
        return Pairs(np.array(short, np.int64)[found], variants)

    def search(
        self, forms: Forms, queries: Array, region: str, width: int = PER_BLOCK, words_only: bool = False
    ) -> tuple[Pairs, Array]:
        """Find the variants most like each of `queries` in `region` ('' is everywhere), with their cosine."""
        if not len(queries) or not self.blocks.agreeing(region).any():
            return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64)), np.zeros(0)
        width = width // 2 if len(self.entity) > _MANY and width == PER_BLOCK else width
        rows, columns, cosines = [], [], []
        for kind in (1,) if words_only else (0, 1):
            numbers, block = self.blocks.block(region, kind)
            most = min(max(1, width // 2) if kind else width, len(numbers))
            if kind:
                # Many share their known words, where the one that tells is misspelt: each such list is sought once.
                sought = np.concatenate([forms.plain[queries], forms.meant[queries]], axis=1)
                known = np.where(sought < len(self.lexicon), sought, 0)
                distinct, which = np.unique(known, axis=0, return_inverse=True)
                ranks = nearest(self._word_vectors(distinct), block, numbers, most)[which]
            else:
                asked = self._trigrams([forms.texts[each] for each in queries.tolist()])
                ranks = nearest(asked, block, numbers, most)
            found, alike = told(ranks)
            row, place = np.nonzero((alike > 0) & (alike >= _BEHIND * alike[:, :1]))
            rows.append(queries[row])
            columns.append(found[row, place])
            cosines.append(alike[row, place])
        return Pairs(np.concatenate(rows), np.concatenate(columns)), np.concatenate(cosines)

    def cosines(self, forms: Forms, pairs: Pairs) -> Array:
        """Compute how alike queries and variants are, by their trigrams."""
        queries = self._trigrams(forms.texts)
        product = queries[pairs.query].multiply(self._trigrams.matrix[pairs.variant])
        return np.round(np.asarray(product.sum(axis=1), np.float64).ravel(), 6)

    def _word_vectors(self, table: Array) -> Any:
        from scipy.sparse import csr_matrix

        size = len(self.lexicon)
        rows, places = np.nonzero((table > 0) & (table < size))
        numbers = table[rows, places]
        weights = (self.lexicon.weights[numbers] ** 2).astype(np.float32)
        return unit_rows(csr_matrix((weights, (rows, numbers)), shape=(len(table), size), dtype=np.float32))


def _lookup(texts: Sequence[str], values: Array) -> Lookup:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(text, len(places)) for text in texts], np.int64)
    return Lookup(places, codes, values)
