"""Why a candidate has its probability: what each likeness and difference adds, in log odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.matching.compare import FEATURES, compare, complete, explain
from pipeline.matching.form import form
from pipeline.matching.index import Index
from pipeline.matching.model import score, weights
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query


@dataclass(frozen=True)
class Step:
    """One step of the waterfall: what was compared, and what it adds in log odds."""

    label: str
    adds: float


@dataclass(frozen=True)
class Explanation:
    """One candidate: its steps in order of weight, and the words that agree or stand on one side only."""

    entity_id: str
    steps: tuple[Step, ...]
    agree: tuple[str, ...]
    only_query: tuple[str, ...]
    only_entity: tuple[str, ...]


class Explainer:
    """Explains comparisons of names with one registry, as match makes them."""

    def __init__(
        self, registry: pd.DataFrame, abbreviations: Mapping[str, str], noise: Sequence[str], country: str
    ) -> None:
        self._prepare = Preparer(abbreviations, noise, country)
        self._index = Index(registry.sort_values("entity_id", kind="stable"), self._prepare)
        self._variants: dict[str, list[int]] = {}
        for number, variant in enumerate(self._index.variants):
            self._variants.setdefault(self._index.ids[variant.entity], []).append(number)

    def explain(self, name: str, region: str, entity_ids: Sequence[str]) -> tuple[Explanation, ...]:
        """Explain how a name compares with each of these organisations, by the one of its names that fits best."""
        standard, place = self._prepare(name, region)
        query = Query(standard, region, place)
        asked = form(standard, query.where())
        cosines = dict(self._index.search([standard], query.where())[0] + self._index.search([standard], "")[0])
        made = []
        for entity_id in entity_ids:
            best: tuple[float, list[float], str] | None = None
            for number in self._variants.get(entity_id, []):
                variant = self._index.variants[number]
                values = compare(asked, variant.form, self._index.weights, cosines.get(number, 0.0))
                where = self._index.regions[variant.entity]
                complete(values, asked, query.where(), where, variant.alias)
                gained = score(values)
                if best is None or gained > best[0]:
                    best = gained, values, variant.form.text
            if best:
                made.append(_explanation(entity_id, *best, standard))
        return tuple(made)


def _explanation(entity_id: str, total: float, values: Sequence[float], text: str, standard: str) -> Explanation:
    adds = explain(values, dict(zip(FEATURES, weights(), strict=True)))
    steps = [Step(label.replace("_", " "), round(value, 3)) for label, value in adds.items()]
    steps.sort(key=lambda step: (-abs(step.adds), step.label))
    rest = round(total - sum(step.adds for step in steps), 3)
    if rest:
        steps.append(Step("rules", rest))
    said, other = dict.fromkeys(standard.split()), dict.fromkeys(text.split())
    return Explanation(
        entity_id,
        tuple(steps),
        tuple(word for word in said if word in other),
        tuple(word for word in said if word not in other),
        tuple(word for word in other if word not in said),
    )
