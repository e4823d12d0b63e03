"""Why a candidate scores as it does: words that agree and differ, and what each feature adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.matching.compare import FEATURES, compare, complete, explain
from pipeline.matching.form import form
from pipeline.matching.index import Index
from pipeline.matching.model import weights
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query


@dataclass(frozen=True)
class Step:
    """One thing that speaks for (above 0) or against a candidate; `adds` is in log odds."""

    label: str
    adds: float


@dataclass(frozen=True)
class Explanation:
    """What speaks for and against one candidate; the words are those of the standardised names, in their order."""

    entity_id: str
    steps: tuple[Step, ...]
    agree: tuple[str, ...]
    only_query: tuple[str, ...]
    only_entity: tuple[str, ...]


class Explainer:
    """Explains queries against one registry. Settings as in `match`."""

    def __init__(
        self, registry: pd.DataFrame, abbreviations: Mapping[str, str], noise: Sequence[str], country: str
    ) -> None:
        self._prepare = Preparer(abbreviations, noise, country)
        self._index = Index(registry.sort_values("entity_id", kind="stable"), self._prepare)
        self._model = dict(zip(FEATURES, weights(), strict=True))
        self._variants: dict[str, list[int]] = {}
        for number, variant in enumerate(self._index.variants):
            self._variants.setdefault(self._index.ids[variant.entity], []).append(number)

    def explain(self, name: str, region: str, entity_ids: Sequence[str]) -> tuple[Explanation, ...]:
        """Explain the score of each entity for a name with folded blanks and its region."""
        standard, place = self._prepare(name, region)
        query = Query(standard, region, place)
        return tuple(self._explain(query, entity_id) for entity_id in entity_ids)

    def _explain(self, query: Query, entity_id: str) -> Explanation:
        asked = form(query.standard, query.where())
        best: tuple[float, dict[str, float], Sequence[str]] = (float("-inf"), {}, ())
        for number in self._variants[entity_id]:
            variant = self._index.variants[number]
            values = complete(
                compare(asked, variant.form, self._index.weights, 0.0),
                asked,
                query.where(),
                self._index.regions[variant.entity],
                variant.alias,
            )
            adds = explain(values, self._model)
            if sum(adds.values()) > best[0]:
                best = (sum(adds.values()), adds, variant.form.plain)
        _, adds, theirs = best
        return Explanation(
            entity_id,
            tuple(Step(label.replace("_", " "), value) for label, value in adds.items() if label != "candidate"),
            tuple(word for word in asked.plain if word in theirs),
            tuple(word for word in asked.plain if word not in theirs),
            tuple(word for word in theirs if word not in asked.plain),
        )
