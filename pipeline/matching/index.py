"""The registry as it is searched: its words, its names by their texts, and the shards that hold all else of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from pipeline.matching import whole
from pipeline.matching.forms import TRAITS, Forms, Unknown, in_columns, joined
from pipeline.matching.gazetteer import real_words
from pipeline.matching.lexicon import KIND_BITS, REGION, Array, Lexicon
from pipeline.matching.lookup import Lookup, in_order
from pipeline.matching.marks import region_words
from pipeline.matching.near import Near, Sought
from pipeline.matching.nearest import told
from pipeline.matching.neighbours import NEAREST, Neighbours
from pipeline.matching.places import Regions
from pipeline.matching.prepare import Preparer
from pipeline.matching.respell import Speller
from pipeline.matching.said import Said, keys_of
from pipeline.matching.shards import Whole, cut, room, shelved
from pipeline.matching.slips import slips_in
from pipeline.matching.texts import Texts, ranges
from pipeline.matching.variants import ACRONYM, acronyms, variants_of, without, words_of_entities
from pipeline.matching.vectors import Trigrams, stacked, word_vectors

PER_BLOCK = 28  # candidates per query by trigrams, and half as many by words, before comparison
_LISTED = 0.01  # share of names from which on a registry lists bodies of a kind
_MANY = 100_000  # names of a registry that is searched half as deep: what it costs grows, what it finds does not
_BEHIND = 0.3  # share of the best one's cosine below which a candidate is not worth a comparison
_NAMESAKES = 200  # variants with the same name, beyond which it tells nothing where it stands inside another
LONGEST = 10  # words of a name that is sought inside another


@dataclass(frozen=True)
class Pairs:
    """Queries and variants side by side, by their numbers."""

    query: Array
    variant: Array


@dataclass(frozen=True)
class Part:
    """Some variants of an index, taken out of it to be compared: all that a comparison needs, and no more."""

    variants: Array  # their numbers in the index
    forms: Forms
    entity: Array
    alias: Array
    vectors: Any  # of trigrams
    said: Array  # the words of their entities: `entity * words + word`, sorted
    index: "Index"

    def says(self, entities: Array, numbers: Array) -> Array:
        """Tell of pairs of entities and words whether any name of the entity, or of its region, has the word."""
        words = len(self.index.lexicon)
        asked = entities.astype(np.int64) * words + numbers
        places = np.minimum(np.searchsorted(self.said, asked), len(self.said) - 1)
        return np.asarray((self.said[places] == asked) & (numbers < words))


@dataclass(frozen=True)
class Vectors:
    """The vectors of a batch of queries, made once: a row of trigrams each, and a row for each list of known words.

    Many share their known words, where the one that tells is misspelt: each such list is sought once.
    """

    trigrams: Any
    words: Any
    lists: Array  # of each query, its row among those of words

    def of(self, queries: Array, kind: int) -> tuple[Any, Array]:
        """Take those of some queries, by trigrams (0) or words (1), and tell the row of each."""
        if not kind:
            return self.trigrams[queries], np.arange(len(queries))
        distinct, rows = np.unique(self.lists[queries], return_inverse=True)
        return self.words[distinct], rows


class Index:
    """The registry, ready to be searched.

    `registry` has entity_id, name, aliases (separated by |), region and kind; names are prepared as queries are. A
    variant is one name or alias of an entity. What grows with the registry stands in arrays, so that an index is read
    back, shared by processes or sent without being made anew; and what a comparison needs of its names, most of it,
    in shards of at most `most` bytes (by default `room()`), which no answer tells.
    """

    def __init__(self, registry: pd.DataFrame, prepare: Preparer, most: int | None = None) -> None:
        most = self.most = most or room()
        self.ids = Texts.of(registry["entity_id"].tolist())
        regions: list[str] = registry["region"].tolist()
        names = registry["name"].tolist()
        for entity, name in enumerate(names):
            # A registry without regions may state them inside its names.
            regions[entity] = regions[entity] or prepare(name)[1]
        codes = {code: number for number, code in enumerate(dict.fromkeys(regions))}
        where = np.array([codes[each] for each in regions], np.int32)
        said, written, self.entity, self.alias = variants_of(registry, prepare, regions)
        more = sorted({word for each in codes for word in region_words(each)})
        places = frozenset().union(*(real_words(country) for country in {code[:2] for code in codes}))
        self.lexicon = Lexicon(words_of_entities(said, self.entity), more, places)
        slips = slips_in(self.lexicon.counts, places)
        said = without(slips, said, [regions[each] for each in self.entity.tolist()])
        counts = {word: count for word, count in self.lexicon.counts.items() if word not in slips}
        self.speller = Speller(counts, len(self.ids))
        self._neighbours = Neighbours(self.lexicon.words)
        self.region = where[self.entity]
        self.regions = Regions(list(codes), np.bincount(self.region, minlength=len(codes)))
        self.countries = {code: number for number, code in enumerate(dict.fromkeys(c.split("-")[0] for c in codes))}
        self.country = np.array([self.countries[code.split("-")[0]] for code in codes], np.int32)[self.region]
        forms = self._texts_of(said, written, regions, registry["kind"].tolist(), most)
        self._native, self._legal = self._natives(forms)
        del said, written  # much, and the vectors need room
        kinds_said = forms.traits[:, TRAITS.index("kinds")]
        many = _LISTED * max(len(kinds_said), 1)
        # Where the registry lists few of them, a municipality is asked about for its police.
        self.lists_municipalities = int(((kinds_said & KIND_BITS["municipality"]) != 0).sum()) >= many
        self._cut(forms, where, most)

    @property
    def shards(self) -> int:
        """Count the shards."""
        return len(self._near.shelf)

    def _natives(self, forms: Forms) -> tuple[Array, tuple[Array, Array]]:
        """Tell of which country words, and legal forms, are."""
        rows, places = np.nonzero(forms.plain > REGION)
        countries = len(self.countries)
        words = whole.native(forms.plain[rows, places], self.country[rows], len(self.lexicon), countries)
        legal, numbers = np.unique(forms.traits[:, TRAITS.index("legal")], return_inverse=True)
        return words, (legal, whole.native(numbers, self.country, len(legal), countries))

    def _texts_of(
        self, said: Sequence[Said], written: Sequence[str], regions: Sequence[str], kinds: Sequence[str], most: int
    ) -> Forms:
        """Put the variants in columns, and note under which texts each is found."""
        found: dict[str, int] = {}
        for each in said:
            for key in keys_of(each):
                found.setdefault(key, len(found))
        forms = whole.columns(said, self.entity, regions, kinds, (self.lexicon.numbers, found))
        keys, hashes, numbers = in_order(list(found))
        renumbered = {name: numbers[getattr(forms, name)] for name in ("keys", "marked_keys", "bare_keys")}
        forms = replace(forms, **renumbered)
        others = [(each, np.flatnonzero(each != forms.keys)) for each in (forms.marked_keys, forms.bare_keys)]
        variants = np.concatenate([np.arange(len(said)), *(rows for _, rows in others)])
        codes = np.concatenate([forms.keys, *(each[rows] for each, rows in others)])
        self._keys = Lookup(keys, hashes, codes, variants, most // 8)
        self._texts = _lookup([each.text for each in said], np.arange(len(said)), most // 8)
        self._acronyms = _lookup(*acronyms(said, written), most // 8)
        return forms

    def _cut(self, forms: Forms, where: Array, most: int) -> None:
        self._trigrams, trigrams = Trigrams.of(forms.texts)
        vectors = (trigrams, word_vectors(forms.plain, self.lexicon.weights))
        said = whole.words_said(forms, self.entity, where, self.regions.codes, self.lexicon.numbers)
        frequent = whole.frequent_in(self.regions, self.region, vectors)
        everything = Whole(self.regions, where, self.entity, forms, vectors, said, len(self.lexicon), frequent)
        self._shard = cut(self.regions.codes, where, everything.weights(), most)
        there = np.zeros((int(self._shard.max(initial=0)) + 1, len(self.regions.codes)), bool)
        there[self._shard[self.entity], self.region] = True
        self._near = Near(self.regions, shelved(everything, self._shard, most), there, frequent)

    def tells_country(self, variants: Array, numbers: Array, placed: Array) -> Array:
        """Tell of pairs of variants and words whether it is a word of the variant's country: of a language, a town.

        Of a town only where `placed`: the variant may be called by one.
        """
        codes = list(self.countries)
        asked = self.country[variants].astype(np.int64) * len(self.lexicon) + numbers
        distinct, places = np.unique(asked, return_inverse=True)
        pairs = zip(*(each.tolist() for each in np.divmod(distinct, len(self.lexicon))), strict=True)
        towns = self.lexicon.place
        found = [towns[word] and self.lexicon.words[word] in real_words(codes[country]) for country, word in pairs]
        town = np.array(found, bool)[places] & placed
        return np.asarray(town | (self._native[numbers] == self.country[variants]))

    def tells_country_by_form(self, variants: Array, legal: Array) -> Array:
        """Tell of pairs of variants and legal forms whether the form is one of the variant's country: 'S.p.A.'."""
        at = np.minimum(np.searchsorted(self._legal[0], legal), len(self._legal[0]) - 1)
        known = (self._legal[0][at] == legal) & (legal != 0)
        return np.asarray(known & (self._legal[1][at] == self.country[variants]))

    def part(self, variants: Array) -> tuple[Part, Array]:
        """Take the distinct ones of `variants` out, and tell the place of each among them."""
        distinct, places = np.unique(variants, return_inverse=True)
        whose = self.entity[distinct]
        shards = self._shard[whose]
        order = np.argsort(shards, kind="stable")
        forms, vectors, said = [], [], []
        for number in np.unique(shards).tolist() or [0]:
            shard, mine = self._near.shelf[number], shards == number
            at = np.searchsorted(shard.numbers, distinct[mine])
            entities = np.unique(whose[mine]).astype(np.int64) * len(self.lexicon)
            ends = np.searchsorted(shard.said, entities + len(self.lexicon))
            forms.append(shard.forms.take(at))
            vectors.append(shard.blocks.vectors[0][at])
            said.append(shard.said[ranges(np.searchsorted(shard.said, entities), ends)[1]])
        stands = np.empty(len(order), np.int64)
        stands[order] = np.arange(len(order))
        distinct = distinct[order]
        pairs = np.sort(np.concatenate([*said, np.array([-1])]))
        one = Part(distinct, joined(forms), self.entity[distinct], self.alias[distinct], stacked(vectors), pairs, self)
        return one, stands[places]

    def columns(self, said: Sequence[Said], regions: Sequence[str], unknown: dict[Unknown, int]) -> Forms:
        """Put the names of queries in columns; words of no registry name are added to `unknown`."""
        asked = list(dict.fromkeys(key for each in said for key in keys_of(each)))
        keys = dict(zip(asked, self._keys.places(asked).tolist(), strict=True))
        located, countries = [bool(region) for region in regions], [region[:2] for region in regions]
        real = [real_words(country) for country in countries]
        forms = in_columns(said, located, [""] * len(said), self.lexicon.numbers, unknown, keys, real, countries)
        near = np.concatenate([np.zeros((1, NEAREST), np.int32), self._neighbours([word for word, _ in unknown])])
        meant = near[np.maximum(forms.plain - len(self.lexicon) + 1, 0)].reshape(len(said), -1)
        return replace(forms, meant=meant)

    def same(self, forms: Forms) -> Pairs:
        """Pair queries with the variants that have the very same standardised name; a pair may come twice."""
        found = [self._keys.under(keys) for keys in (forms.keys, forms.marked_keys, forms.bare_keys)]
        return Pairs(*(np.concatenate(side) for side in zip(*found, strict=True)))

    def phrases(self, forms: Forms) -> Pairs:
        """Pair queries with variants whose whole name stands, word by word, inside theirs; not with names of many."""
        asked: list[str] = []
        whose: list[int] = []
        for query, text in enumerate(forms.texts):
            said = text.split()
            asked += [word for word in said if self.lexicon.names_one(word)] if len(said) > 1 else []
            for size in range(2, min(len(said), LONGEST)):
                asked += [" ".join(said[start : start + size]) for start in range(len(said) - size + 1)]
            whose += [query] * (len(asked) - len(whose))
        found, variants = self._texts.under(self._texts.places(asked), _NAMESAKES)
        return Pairs(np.array(whose, np.int64)[found], variants)

    def shortened(self, forms: Forms) -> Pairs:
        """Pair queries of a single word with the variants whose initials it is."""
        short = [query for query, text in enumerate(forms.texts) if len(text) in ACRONYM and " " not in text]
        found, variants = self._acronyms.under(self._acronyms.places([forms.texts[query] for query in short]))
        return Pairs(np.array(short, np.int64)[found], variants)

    def search(
        self, vectors: Vectors, asked: Sequence[tuple[Array, str, int]], words_only: bool = False
    ) -> list[tuple[Pairs, Array]]:
        """Find the variants most like queries, with their cosine.

        `asked` are queries, a region ('' is everywhere), and how many variants of each at most.
        """
        sought, whose = [], []
        for at, (queries, region, width) in enumerate(asked):
            if len(queries) and self.regions.agreeing(region).any():
                width = width // 2 if len(self.entity) > _MANY and width == PER_BLOCK else width
                for kind in (1,) if words_only else (0, 1):
                    some, rows = vectors.of(queries, kind)
                    sought.append(Sought((region, kind), some, max(1, width // 2) if kind else width))
                    whose.append((at, queries, rows))
        found: list[list[tuple[Array, Array, Array]]] = [[] for _ in asked]
        for (at, queries, rows), ranks in zip(whose, self._near(sought), strict=True):
            variants, cosines = told(ranks[rows])
            row, place = np.nonzero((cosines > 0) & (cosines >= _BEHIND * cosines[:, :1]))
            found[at].append((queries[row], variants[row, place], cosines[row, place]))
        return [_together(each) for each in found]

    def vectors(self, forms: Forms) -> Vectors:
        """Make the vectors of queries."""
        said = np.concatenate([forms.plain, forms.meant], axis=1)
        distinct, lists = np.unique(np.where(said < len(self.lexicon), said, 0), axis=0, return_inverse=True)
        return Vectors(self._trigrams(forms.texts), word_vectors(distinct, self.lexicon.weights), lists)

    def cosines(self, vectors: Vectors, part: Part, pairs: Pairs) -> Array:
        """Compute how alike queries and variants of a part are, by their trigrams."""
        product = vectors.trigrams[pairs.query].multiply(part.vectors[pairs.variant])
        return np.round(np.asarray(product.sum(axis=1), np.float64).ravel(), 6)


def _together(found: Sequence[tuple[Array, Array, Array]]) -> tuple[Pairs, Array]:
    nothing = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    query, variant, cosine = (np.concatenate(each) for each in zip(nothing, *found, strict=True))
    return Pairs(query, variant), cosine


def _lookup(texts: Sequence[str], values: Array, most: int) -> Lookup:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(text, len(places)) for text in texts], np.int64)
    told, hashes, numbers = in_order(list(places))
    return Lookup(told, hashes, numbers[codes], values, most)
