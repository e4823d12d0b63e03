"""Why a candidate scores as it does: the words that agree and differ, and what each thing adds, in log odds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.matching.align import Alignment, align
from pipeline.matching.features import FEATURES
from pipeline.matching.index import Index, Pairs
from pipeline.matching.model import score, weights
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Asked, Compared, Query, ask, compare_pairs

# What a reporter is told, and the features that make it up.
STEPS: dict[str, tuple[str, ...]] = {
    "starting point": ("candidate", "common"),
    "the same name": ("same_name", "region_left_out", "same_words", "alike_words"),
    "words that agree": (
        "agreed", "other_names", "contained", "phrase_first", "phrase_last", "phrase_inside", "of_before",
        "unit_beside", "unit_last", "faculty", "acronym_unit", "short_name", "begins", "ends", "place_left", "own_names",
    ),
    "missing in registry": ("query_missed", "query_rare", "query_tail", "query_left", "remark"),
    "missing in your list": ("candidate_missed", "candidate_town", "candidate_rare", "candidate_left"),
    "two different names": (
        "both_rare", "both_left", "one_replaced", "replaced", "replaced_agreed", "of_behind", "of_longer",
    ),
    "two bodies named": ("beside_another",),
    "spelling": (
        "mended", "misspelled", "misspelled_first", "lookalike", "lookalike_towns", "inflected", "letters_differ",
        "sorted_letters_differ", "ngrams",
    ),
    "abbreviations": ("shortened", "lengthened", "initials", "single", "acronym"),
    "kind of body": (
        "kind_same", "kind_differs", "kind_differs_agreed", "municipality_differs", "kind_more",
        "hospital_one_side", "kind_query_only", "kind_candidate_only", "university_differs",
    ),
    "legal form": ("legal_differs", "legal_one_side"),
    "numbers": ("numbers_differ", "numbers_one_side"),
    "points of compass": ("directions_differ",),
    "city, town, county": (
        "municipal_differs", "municipal_one_side", "municipal_or_other", "township_one_side", "county_one_side",
        "place_word_differs",
    ),
    "place": (
        "other_town", "longer_town",
        "region_same", "region_unknown", "elsewhere_country", "elsewhere_region", "elsewhere_foreign",
        "elsewhere_agreed",
    ),
    "another of its names": ("alias", "alias_word"),
}  # fmt: skip
RULES = "rules"  # the same name in its place is sure; another body of that name never is
_STEP_OF = np.array([list(STEPS).index(step) for each in FEATURES for step in STEPS if each in STEPS[step]])


@dataclass(frozen=True)
class Step:
    """One thing that speaks for (above 0) or against a candidate; `adds` is in log odds."""

    label: str
    adds: float


@dataclass(frozen=True)
class Explanation:
    """What speaks for and against one candidate, the weightiest first, and its words, standardised, in their order."""

    entity_id: str
    steps: tuple[Step, ...]
    agree: tuple[str, ...]
    only_query: tuple[str, ...]
    only_entity: tuple[str, ...]


Subject = tuple[str, str, Sequence[str]]
"""A name with folded blanks, its region ('' for none) and the entities to compare it with."""


class Explainer:
    """Explains comparisons with one registry, as `match` makes them. Settings as there."""

    def __init__(
        self, registry: pd.DataFrame, abbreviations: Mapping[str, str], noise: Sequence[str], country: str
    ) -> None:
        self._prepare = Preparer(abbreviations, noise, country)
        self._index = Index(registry.sort_values("entity_id", kind="stable"), self._prepare)
        self._number = {entity_id: number for number, entity_id in enumerate(self._index.ids)}
        self._first = np.searchsorted(self._index.entity, np.arange(len(self._index.ids) + 1))

    def explain(self, name: str, region: str, entity_ids: Sequence[str]) -> tuple[Explanation, ...]:
        """Explain how a name compares with each of these entities that the registry holds, by its best name."""
        return self.explain_all([(name, region, entity_ids)])[0]

    def explain_all(self, subjects: Sequence[Subject]) -> list[tuple[Explanation, ...]]:
        """Explain many names at once: cheaper by far than one by one."""
        queries = []
        for name, region, _ in subjects:
            standard, place = self._prepare(name, region)
            queries.append(Query(standard, region, place))
        wanted = [
            (query, variant)
            for query, (_, _, entity_ids) in enumerate(subjects)
            for number in dict.fromkeys(self._number[each] for each in entity_ids if each in self._number)
            for variant in range(self._first[number], self._first[number + 1])
        ]
        if not wanted:
            return [() for _ in subjects]
        table = np.array(wanted, np.int64)
        asked = ask(self._index, queries)
        found = compare_pairs(self._index, asked, Pairs(table[:, 0], table[:, 1]))
        made = {(query, each.entity_id): each for query, each in self._explanations(asked, found)}
        return [
            tuple(made[query, each] for each in entity_ids if (query, each) in made)
            for query, (_, _, entity_ids) in enumerate(subjects)
        ]

    def _explanations(self, asked: Asked, found: Compared) -> list[tuple[int, Explanation]]:
        scores = score(found.values)
        order = np.lexsort((found.variant, -scores, found.entity, found.query))
        query, entity = found.query[order], found.entity[order]
        best = order[np.r_[True, (query[1:] != query[:-1]) | (entity[1:] != entity[:-1])]]
        adds = np.zeros((len(best), len(STEPS)))
        np.add.at(adds.T, _STEP_OF, (found.values[best] * np.array(weights())).T)
        part, places = self._index.part(found.variant[best])
        words = align(asked.forms.plain[found.query[best]], part.forms.plain[places], asked.vocabulary)
        return [
            (
                int(found.query[row]),
                Explanation(
                    self._index.ids[found.entity[row]],
                    _steps(adds[place], scores[row]),
                    *_words(words, place, asked.vocabulary.words),
                ),
            )
            for place, row in enumerate(best.tolist())
        ]


def _steps(adds: Sequence[float], total: float) -> tuple[Step, ...]:
    steps = [Step(label, round(float(value), 3)) for label, value in zip(STEPS, adds, strict=True)]
    rest = round(float(total) - sum(step.adds for step in steps), 3)
    told = [step for step in [*steps, Step(RULES, rest)] if abs(step.adds) >= 0.005]
    return tuple(sorted(told, key=lambda step: (-abs(step.adds), step.label)))


def _words(found: Alignment, row: int, vocabulary: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    def told(numbers: Sequence[int], chosen: Sequence[bool]) -> tuple[str, ...]:
        return tuple(vocabulary[number] for number, is_it in zip(numbers, chosen, strict=True) if is_it and number)

    query, candidate = found.query[row].tolist(), found.candidate[row].tolist()
    left, other_left = found.query_left[row], found.candidate_left[row]
    return told(query, (~left).tolist()), told(query, left.tolist()), told(candidate, other_left.tolist())
