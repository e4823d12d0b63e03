"""How many organisations there are of each sort: what the pictures draw, and what the filters offer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import ladder
from pipeline.writers.wording import RESPONSE_LABELS, number, places, span

if TYPE_CHECKING:
    import pandas as pd

_MOST = 12  # bars of one picture; more are not looked at


@dataclass(frozen=True)
class Bars:
    """Numbers of organisations by one property. `name` names the file of the picture, `bars` are in their order.

    Where `rest` is true, the last one is of all other groups together: it is told, and has no length beside others.
    """

    name: str
    title: str
    bars: tuple[tuple[str, int], ...]
    rest: bool = False

    def words(self) -> str:
        """Tell the same in a sentence, for whoever cannot see the picture."""
        return f"{self.title}: {', '.join(f'{label} {number(size)}' for label, size in self.bars)}."


def bars(entities: "pd.DataFrame", lower_bounds: Sequence[int]) -> list[Bars]:
    """Count the organisations of Entities by country (or by region, in one country), by range and by answer.

    A property that says nothing, for all organisations are of one sort, has no bars. Nothing here depends on counts
    beyond the published ranges.
    """
    if entities.empty:
        return []
    told = [_places(entities), _ranges(entities, lower_bounds), _answers(entities)]
    return [each for each in told if sum(size > 0 for _, size in each.bars) > 1]


def _places(entities: "pd.DataFrame") -> Bars:
    if entities["country"].nunique() > 1:
        return _largest("countries", "Organisations by country", entities["country"], "country", "countries")
    words = places(entities)
    told = [words[region] for region in entities["region"].tolist()]
    return _largest("regions", "Organisations by region", told, "region", "regions")


def _largest(name: str, title: str, values: Iterable[str], one: str, many: str) -> Bars:
    """Order by size, then by name; where there are too many, the smallest stand together as one."""
    sizes = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    told = [(label or "Not stated", size) for label, size in sizes]
    if len(told) <= _MOST:
        return Bars(name, title, tuple(told))
    rest = told[_MOST - 1 :]
    others = (f"{len(rest):,} other {many if len(rest) > 1 else one}", sum(size for _, size in rest))
    return Bars(name, title, (*told[: _MOST - 1], others), rest=True)


def _ranges(entities: "pd.DataFrame", lower_bounds: Sequence[int]) -> Bars:
    sizes = Counter(entities["count_range"].tolist())
    rungs = [ladder.rung(lower_bounds, at) for at in range(len(lower_bounds))]
    return Bars("ranges", "Organisations by range", tuple((span(r.low, r.high), sizes[r.label]) for r in rungs))


def _answers(entities: "pd.DataFrame") -> Bars:
    sizes = Counter(entities["response"].tolist())
    told = tuple((label, sizes[word]) for word, label in RESPONSE_LABELS.items() if sizes[word])
    return Bars("responses", "Organisations by answer", told)
