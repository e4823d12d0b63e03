"""Search for the names nearest to queries, shard by shard: each shard is opened once for all that is asked of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.matching.blocks import FREQUENT, LARGE, Place
from pipeline.matching.lexicon import Array
from pipeline.matching.nearest import best_of, nearest, nobody
from pipeline.matching.places import Regions
from pipeline.packed import Shelf


@dataclass(frozen=True)
class Sought:
    """What is sought in a region: a sparse matrix with a row for each query, and how many names for each at most."""

    place: Place
    vectors: Any
    most: int


class Near:
    """The shards of a registry. `there` tells of each which of the registry's regions it has names in.

    `frequent` are the trigrams or words that are not searched for, by region and kind; what is not told is found out.
    """

    def __init__(self, regions: Regions, shelf: Shelf, there: Array, frequent: Mapping[Place, Array]) -> None:
        self.shelf = shelf
        self._regions = regions
        self._there = there
        self._frequent = dict(frequent)

    def __call__(self, sought: Sequence[Sought]) -> list[Array]:
        """Rank the nearest names of all that is sought, as `nearest` does."""
        self._count({each.place for each in sought})
        found = [nobody(each.vectors.shape[0], each.most) for each in sought]
        for number in range(len(self.shelf)):
            for at, each in enumerate(sought):
                agreeing = self._regions.agreeing(each.place[0])
                if (self._there[number] & agreeing).any():
                    shard = self.shelf[number]
                    names, block = shard.blocks.block(each.place, agreeing, self._frequent.get(each.place))
                    some = nearest(each.vectors, block, shard.numbers[names], each.most)
                    found[at] = best_of(found[at], some) if len(self.shelf) > 1 else some
        return found

    def _count(self, places: set[Place]) -> None:
        """Find out what is frequent in regions that were not asked for before: over all shards."""
        new = sorted(place for place in places - self._frequent.keys() if self._regions.names(place[0]) > LARGE)
        counts: dict[Place, Array] = {}
        for number in range(len(self.shelf)):
            for place in new:
                agreeing = self._regions.agreeing(place[0])
                if (self._there[number] & agreeing).any():
                    counts[place] = counts.get(place, 0) + self.shelf[number].blocks.found(place[1], agreeing)
        for place, found in counts.items():
            self._frequent[place] = frequent_of(found, self._regions.names(place[0]))


def frequent_of(found: Array, names: int) -> Array:
    """Tell which trigrams or words more than a small share of many names have."""
    return np.flatnonzero(found > FREQUENT * names)
