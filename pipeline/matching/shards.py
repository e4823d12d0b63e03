"""A registry's names in shards: what is asked of names, and cut by region so that few shards serve a region's queries.

What the shards have in common (rarities, words, which entity a name is of) is found once, over the whole registry. So
neither answers nor probabilities tell how it was cut.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from pipeline.errors import InputError, Problem
from pipeline.matching.blocks import KEPT, Blocks, Place
from pipeline.matching.forms import Forms
from pipeline.matching.lexicon import Array
from pipeline.matching.places import Regions
from pipeline.matching.texts import Texts
from pipeline.packed import Shelf, Stored

SETTING = "DESKCHECK_SHARD_MIB"
_ENTRY = 8  # bytes of an entry of a sparse matrix
_NAME = 64  # bytes of a name in the pointers of matrices and the numbers of blocks


def room() -> int:
    """Tell how many bytes a shard may take: DESKCHECK_SHARD_MIB, or 512 MiB. Raises InputError for other words."""
    said = os.environ.get(SETTING) or "512"
    if not said.isascii() or not said.isdigit() or not int(said):
        told = "this is no number of MiB"
        raise InputError(Problem(told, "Give a whole number above 0, or take it away.", column=SETTING, value=said))
    return int(said) << 20


@dataclass(frozen=True)
class Shard:
    """Some of a registry's names."""

    numbers: Array  # theirs in the registry, ascending
    forms: Forms
    said: Array  # the words of their entities: see Said
    blocks: Blocks


@dataclass(frozen=True)
class Whole:
    """All that is cut. `entity` tells whose the names are and `where` the entities' regions."""

    regions: Regions
    where: Array
    entity: Array
    forms: Forms
    vectors: Sequence[Any]
    said: Array  # pairs of an entity and a word of its names or its region, `entity * words + word`, sorted
    words: int
    frequent: Mapping[Place, Array]

    def weights(self) -> Array:
        """Tell how many bytes each entity takes at most, blocks that are made in advance included."""
        entries = sum(np.diff(matrix.indptr) for matrix in self.vectors)
        names = _NAME + _bytes(self.forms) + entries * (_ENTRY + KEPT * _ENTRY * 3 // 2)
        told = np.bincount(self.said[self.said >= 0] // self.words, minlength=len(self.where))
        return np.bincount(self.entity, names, len(self.where)) + told * self.said.itemsize


def cut(codes: Sequence[str], where: Array, weights: Array, most: int) -> Array:
    """Choose a shard for each entity: region by region, a region that fits into one together, others by number.

    None weighs more than `most`, but for an entity that does so alone.
    """
    shards = np.zeros(len(where), np.int32)
    now, used = 0, 0.0
    order = np.argsort(where, kind="stable")
    starts = np.searchsorted(where[order], np.arange(len(codes) + 1))
    for code in sorted(range(len(codes)), key=codes.__getitem__):
        there = order[starts[code] : starts[code + 1]]
        sums = np.cumsum(weights[there])
        start = 0
        while start < len(there):
            before = sums[start - 1] if start else 0
            if used and used + sums[-1] - before > most:
                now, used = now + 1, 0.0
            end = max(int(np.searchsorted(sums, before + most - used, "right")), start + 1)
            shards[there[start:end]] = now
            used, start = used + sums[end - 1] - before, end
    return shards


def shelved(whole: Whole, shards: Array, most: int) -> Shelf:
    """Make the shards: a single one as it is, several in files."""
    made = _shards(whole, shards, most)
    return Shelf(made if not shards.any() else map(Stored.of, made))


def _shards(whole: Whole, shards: Array, most: int) -> Iterator[Shard]:
    region = whole.where[whole.entity]
    if not shards.any():
        blocks = Blocks(whole.regions, region, whole.vectors, whole.frequent, most)
        yield Shard(np.arange(len(region)), whole.forms, whole.said, blocks)
        return
    number = int(shards.max()) + 1
    names, said = _grouped(shards[whole.entity], number), _grouped(shards[whole.said // whole.words], number)
    for numbers, pairs in zip(names, said, strict=True):
        vectors = [matrix[numbers] for matrix in whole.vectors]
        blocks = Blocks(whole.regions, region[numbers], vectors, whole.frequent, most)
        yield Shard(numbers, whole.forms.take(numbers, together=True), whole.said[pairs], blocks)


def _grouped(shards: Array, number: int) -> list[Array]:
    order = np.argsort(shards, kind="stable")
    return np.split(order, np.searchsorted(shards[order], np.arange(1, number)))


def _bytes(forms: Forms) -> Array:
    """Tell how many bytes each name takes in its columns."""
    columns = [getattr(forms, each.name) for each in fields(forms)]
    texts = [np.diff(column.starts) + column.starts.itemsize for column in columns if isinstance(column, Texts)]
    return np.asarray(sum(texts) + sum(column[:1].nbytes for column in columns if isinstance(column, np.ndarray)))
