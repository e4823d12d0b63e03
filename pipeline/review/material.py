"""What a review works on: the tables of a dataset as its stages made them, and the files that people write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.dataset import Dataset
from pipeline.review.queue import pending, stakes
from pipeline.run import Notify, locked, run_stages
from pipeline.text import fold_blanks
from pipeline.walk import Engine, walk
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    from pipeline.matching.explain import Explainer

LAST = "verify"  # the stage that tells which names wait: those in scope


@dataclass(frozen=True)
class Material:
    """The tables, in memory. A name is known by its place in `links` and `names`, which have the same rows."""

    place: Workplace
    dataset: Dataset
    names: pd.DataFrame
    candidates: pd.DataFrame
    links: pd.DataFrame
    registry: pd.DataFrame
    vouched: pd.DataFrame
    verified: pd.DataFrame
    made_of: tuple[tuple[Path, float], ...] = ()  # the files that the tables were made of, and when they changed

    def is_outdated(self) -> bool:
        """Tell whether a source, the registry or the declaration has changed since the tables were made."""
        return any(_changed(path) != when for path, when in self.made_of)

    @cached_property
    def stake(self) -> pd.DataFrame:
        """What hangs on each name."""
        return stakes(self.verified, self.links)

    @cached_property
    def queue(self) -> pd.DataFrame:
        """The names that wait, in order."""
        return pending(self.links, self.stake, self.names["flag"], self.dataset.ranges, self.dataset.min_count)

    @cached_property
    def explainer(self) -> "Explainer":
        """Explain candidates; made when it is first asked for, for it indexes the whole registry."""
        from pipeline.matching.explain import Explainer

        rules = self.dataset.normalize
        return Explainer(self.registry, rules.abbreviations, rules.noise, self.dataset.country)

    @cached_property
    def spellings(self) -> Callable[[int], pd.DataFrame]:
        """Find what stands in the sources for a name, by its place."""
        rows = self.verified[["name", "region", "rows", "count", "outcome"]]
        folded = {name: fold_blanks(name) for name in rows["name"].unique()}
        keys = pd.DataFrame({"name": rows["name"].map(folded), "region": rows["region"]})
        places = self.links[["name", "region"]].assign(at=range(len(self.links)))
        at = keys.merge(places, on=["name", "region"], how="left")["at"].fillna(-1).to_numpy(dtype="int64")
        order = at.argsort(kind="stable")
        ranked = at[order]

        def find(place: int) -> pd.DataFrame:
            first, last = ranked.searchsorted(place), ranked.searchsorted(place, side="right")
            return rows.iloc[order[first:last]]

        return find


def gather(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify) -> Material:
    """Run what has changed up to the stage that tells which names wait, and take the tables."""
    steps = walk(dataset, engine)
    order = [step.stage for step in steps]
    files = {place.raw / "dataset.yml", *(path for step in steps for path in step.files)} - _written(place)
    made_of = tuple((path, _changed(path)) for path in sorted(files))
    with locked(place):
        shelf, _ = run_stages(place, steps[: order.index(LAST) + 1], notify)
        tables = ("names", "candidates", "links", "registry", "vouched", "verified")
        return Material(place, dataset, **{table: shelf[table] for table in tables}, made_of=made_of)


def _written(place: Workplace) -> set[Path]:
    """Name the files that a review itself writes and watches."""
    return {place.raw / "decisions.csv", place.raw / "evidence.csv"}


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.exists() else 0.0
