"""Whether two regions may be the same place, and the regions of a registry."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline import regions
from pipeline.matching.lexicon import Array


@lru_cache(maxsize=1 << 16)
def regions_agree(one: str, other: str) -> bool:
    """Tell whether two regions may be the same place: one lies in the other, or one is not known."""
    return not one or not other or regions.within(one, other) or regions.within(other, one)


class Regions:
    """The regions of a registry, numbered, with how many names each has."""

    def __init__(self, codes: Sequence[str], names: Array) -> None:
        self.codes = list(codes)
        self._names = names
        self._agreeing: dict[str, Array] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is soon found anew."""
        return self.__dict__ | {"_agreeing": {}}

    def agreeing(self, region: str) -> Array:
        """Tell of each of them whether it may be the same place as `region` ('' is everywhere)."""
        if region not in self._agreeing:
            self._agreeing[region] = np.array([regions_agree(region, other) for other in self.codes], bool)
        return self._agreeing[region]

    def names(self, region: str) -> int:
        """Count the names that may lie in a region."""
        return int(self._names[self.agreeing(region)].sum())
