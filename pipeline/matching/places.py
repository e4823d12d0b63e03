"""Whether two regions may be the same place."""

from functools import lru_cache

from pipeline import regions


@lru_cache(maxsize=1 << 16)
def regions_agree(one: str, other: str) -> bool:
    """Tell whether two regions may be the same place: one lies in the other, or one is not known."""
    return not one or not other or regions.within(one, other) or regions.within(other, one)
