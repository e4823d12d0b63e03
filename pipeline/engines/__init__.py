"""The one door to parallel work: the same function over the same chunks, here or on a cluster, to the same bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workers:
    """Who does the work: `number` processes of this machine, or Dask; `scheduler` is the address of one that runs."""

    number: int = 1
    engine: str = "local"
    scheduler: str = ""
