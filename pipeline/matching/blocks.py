"""The vectors of a registry's names by region: what is searched for a query, and no more."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from pipeline.matching.lexicon import Array
from pipeline.matching.places import regions_agree
from pipeline.matching.vectors import without_frequent

_LARGE = 20_000  # names of a block in which frequent trigrams would cost more than they find
_FREQUENT = 0.02  # share of its names
_KEPT = 2  # times the vectors themselves: the most that blocks made in advance may take
_RECENT = 50_000_000  # numbers in the blocks that are held for the next queries: 400 MB

Block = tuple[Array, Any]
"""The numbers of the names, and a row for each trigram or word that tells which of them have it."""


class Blocks:
    """Blocks of names that may lie in a region.

    `codes` are the registry's regions and `region` tells of each name which; `vectors` are sparse matrices, a row per
    name. The large blocks of its regions are made in advance; others when they are first asked for.
    """

    def __init__(self, codes: Iterable[str], region: Array, vectors: Sequence[Any]) -> None:
        self.vectors = vectors
        self._codes = list(codes)
        self._region = region
        self._agreeing: dict[str, Array] = {}
        self._recent: dict[tuple[str, int], Block] = {}
        self._kept = self._made_in_advance()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made anew where it is needed."""
        return self.__dict__ | {"_agreeing": {}, "_recent": {}}

    def agreeing(self, region: str) -> Array:
        """Tell of each of the registry's regions whether it may be the same place as `region` ('' is everywhere)."""
        if region not in self._agreeing:
            self._agreeing[region] = np.array([regions_agree(region, other) for other in self._codes], bool)
        return self._agreeing[region]

    def block(self, region: str, kind: int) -> Block:
        """Give the block of a region in the vectors of a kind."""
        key = (region, kind)
        if key in self._kept and self._kept[key][1].data.flags.writeable:
            return self._kept[key]
        if key not in self._recent:
            # sparse_dot_topn takes no array that cannot be written to, as one that came over a wire.
            made = _copied(self._kept[key]) if key in self._kept else self._made(region, kind)
            while self._recent and sum(map(_size, self._recent.values())) + _size(made) > _RECENT:
                del self._recent[next(iter(self._recent))]
            self._recent[key] = made
        return self._recent[key]

    def _made(self, region: str, kind: int) -> Block:
        numbers = np.flatnonzero(self.agreeing(region)[self._region]).astype(np.int32)
        rows = self.vectors[kind][numbers] if len(numbers) < len(self._region) else self.vectors[kind]
        if len(numbers) > _LARGE:
            rows = without_frequent(rows, _FREQUENT)
        return numbers, rows.T.tocsr()

    def _made_in_advance(self) -> dict[tuple[str, int], Block]:
        kept: dict[tuple[str, int], Block] = {}
        for kind, vectors in enumerate(self.vectors):
            left = _KEPT * vectors.nnz
            for region in dict.fromkeys(["", *sorted(self._codes)]):
                names = int(self.agreeing(region)[self._region].sum())
                likely = names * vectors.nnz // max(vectors.shape[0], 1)
                if vectors.shape[1] <= likely <= left:  # a small one is soon made, and costs more than it holds
                    kept[region, kind] = self._made(region, kind)
                    left -= likely
        return kept


def _copied(block: Block) -> Block:
    return block[0], block[1].copy()


def _size(block: Block) -> int:
    return int(block[1].nnz + block[1].shape[0])
