"""Find candidates: the registry's names as a sparse index of character n-grams, searched inside the region first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from pipeline.matching.compare import WordWeights, regions_agree
from pipeline.matching.form import Form, form
from pipeline.matching.prepare import Preparer

PER_BLOCK = 10  # candidates per query, before comparison
_NGRAM = 3
_FREQUENT = 0.10  # an n-gram in a larger share of names finds nothing and costs the most


@dataclass(frozen=True, slots=True)
class Variant:
    """One name or alias of an entity."""

    entity: int
    form: Form
    alias: bool


class Index:
    """The registry, ready to be searched.

    `registry` has entity_id, name, aliases (separated by |), region and kind; names are prepared as queries are.
    """

    def __init__(self, registry: pd.DataFrame, prepare: Preparer) -> None:
        self.ids: list[str] = registry["entity_id"].tolist()
        self.regions: list[str] = registry["region"].tolist()
        self.variants = _variants(registry, prepare)
        for entity, name in enumerate(registry["name"].tolist()):
            # A registry without regions may state them inside its names.
            self.regions[entity] = self.regions[entity] or prepare(name)[1]
        self.weights = WordWeights(variant.form.words for variant in self.variants if not variant.alias)
        self._by_key: dict[str, list[int]] = {}
        for number, variant in enumerate(self.variants):
            for key in {variant.form.key, variant.form.marked_key}:
                self._by_key.setdefault(key, []).append(number)
        self._texts = [variant.form.text for variant in self.variants]
        self._vectorizer = _vectorizer(len(self._texts))
        self._matrix = self._vectorizer.fit_transform(self._texts) if any(map(str.strip, self._texts)) else None
        self._blocks: dict[str, tuple[list[int], Any]] = {}

    def same(self, query: Form) -> list[int]:
        """Find the variants with the very same standardised name."""
        numbers = self._by_key.get(query.key, [])
        if query.marked_key == query.key:
            return numbers
        return sorted({*numbers, *self._by_key.get(query.marked_key, [])})

    def search(self, texts: Sequence[str], region: str) -> list[list[tuple[int, float]]]:
        """Find the variants most like each standardised name in `region` ('' is everywhere), with their cosine."""
        from sparse_dot_topn import sp_matmul_topn

        numbers, block = self._block(region)
        if not texts or not numbers:
            return [[] for _ in texts]
        queries = self._vectorizer.transform(texts)
        # The best are taken by cosine and then by position, so that equal ones do not depend on the order of work.
        found = sp_matmul_topn(queries, block, top_n=min(PER_BLOCK, len(numbers)), threshold=0.05, sort=True)
        edges = found.indptr.tolist()
        columns, values = found.indices.tolist(), found.data.tolist()
        return [
            [(numbers[column], value) for column, value in zip(columns[start:end], values[start:end], strict=True)]
            for start, end in pairwise(edges)
        ]

    def _block(self, region: str) -> tuple[list[int], Any]:
        if self._matrix is None:
            return [], None
        if region not in self._blocks:
            fit = {each for each in set(self.regions) if regions_agree(region, each)}
            numbers = [number for number, variant in enumerate(self.variants) if self.regions[variant.entity] in fit]
            self._blocks[region] = (numbers, self._matrix[numbers].T.tocsr())
        return self._blocks[region]


def _variants(registry: pd.DataFrame, prepare: Preparer) -> list[Variant]:
    variants: list[Variant] = []
    columns = (registry[column].tolist() for column in ("name", "aliases", "region", "kind"))
    for entity, (name, aliases, region, kind) in enumerate(zip(*columns, strict=True)):
        seen: set[str] = set()
        for place, text in enumerate([name, *aliases.split("|")]):
            standard, _ = prepare(text, region)
            if standard and standard not in seen:
                seen.add(standard)
                variants.append(Variant(entity, form(standard, region, kind), place > 0))
    return variants


def _vectorizer(size: int) -> Any:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(_NGRAM, _NGRAM),
        max_df=_FREQUENT if size > 1000 else 1.0,
        lowercase=False,
        dtype=np.float32,
        sublinear_tf=True,
    )
