"""The vectors of a registry's names by region: what is searched for a query, and no more."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.matching.lexicon import Array
from pipeline.matching.places import Regions
from pipeline.matching.vectors import found_in, without

LARGE = 20_000  # names of a region in which frequent trigrams would cost more than they find
FREQUENT = 0.02  # share of its names
KEPT = 2  # times the vectors themselves: the most that blocks made in advance may take
_RECENT = 50_000_000  # numbers in the blocks that are held for the next queries: 400 MB

Block = tuple[Array, Any]
"""The numbers of the names, and a row for each trigram or word that tells which of them have it."""

Place = tuple[str, int]
"""A region ('' is everywhere), and the kind of the vectors in which it is searched."""


class Blocks:
    """Blocks of some of a registry's names: of those that may lie in a region.

    `region` tells of each name in which of the registry's regions it is; `vectors` are sparse matrices, a row per name.
    Of a region with many names in the whole registry, `frequent` tells which trigrams or words are left out. The large
    blocks of regions that are here are made in advance; others when they are first asked for.
    """

    def __init__(
        self, regions: Regions, region: Array, vectors: Sequence[Any], frequent: Mapping[Place, Array], most: int
    ) -> None:
        self.vectors = vectors
        self._region = region
        self._most = min(most // 8, _RECENT)
        self._recent: dict[Place, Block] = {}
        self._kept: dict[Place, Block] = {}
        here = sorted({regions.codes[code] for code in np.unique(region).tolist()})
        for kind, each in enumerate(vectors):
            left = KEPT * each.nnz
            for asked in dict.fromkeys(["", *here]):
                there = regions.agreeing(asked)
                likely = int(there[region].sum()) * each.nnz // max(each.shape[0], 1)
                if each.shape[1] <= likely <= left:  # a small one is soon made, and costs more than it holds
                    self._kept[asked, kind] = self._made((asked, kind), there, frequent.get((asked, kind)))
                    left -= likely

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made anew where it is needed."""
        return self.__dict__ | {"_recent": {}}

    def block(self, place: Place, there: Array, frequent: Array | None) -> Block:
        """Give the block of a region, which may be the same place as those regions of the registry that are `there`."""
        if place in self._kept and self._kept[place][1].data.flags.writeable:
            return self._kept[place]
        found = self._recent.get(place)
        if found is None:
            # sparse_dot_topn takes no array that cannot be written to, as one that came over a wire.
            found = _copied(self._kept[place]) if place in self._kept else self._made(place, there, frequent)
            # A Dask worker may have threads: what is looked at here may be put away by another.
            while (held := list(self._recent.items())) and sum(_size(each) for _, each in held) > self._most - _size(
                found
            ):
                self._recent.pop(held[0][0], None)
            self._recent[place] = found
        return found

    def found(self, kind: int, there: Array) -> Array:
        """Count in how many names of some regions each trigram or word is."""
        return found_in(self._rows(kind, np.flatnonzero(there[self._region])))

    def _made(self, place: Place, there: Array, frequent: Array | None) -> Block:
        numbers = np.flatnonzero(there[self._region]).astype(np.int32)
        rows = self._rows(place[1], numbers)
        if frequent is not None:
            rows = without(rows, frequent)
        return numbers, rows.T.tocsr()

    def _rows(self, kind: int, numbers: Array) -> Any:
        return self.vectors[kind][numbers] if len(numbers) < len(self._region) else self.vectors[kind]


def _copied(block: Block) -> Block:
    return block[0], block[1].copy()


def _size(block: Block) -> int:
    return int(block[1].nnz + block[1].shape[0])
