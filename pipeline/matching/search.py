"""Answer queries: the best candidates of each name with their probabilities. match runs it, chunk by chunk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.matching.compare import compare, complete, regions_agree
from pipeline.matching.form import Form, form
from pipeline.matching.index import Index
from pipeline.matching.model import DIGITS, probabilities, score

BEST = 5
RIVALS = 3
_WRONG_PLACE = 0.02  # how often the place beside a name is wrong, and the same name elsewhere is meant


@dataclass(frozen=True, slots=True)
class Query:
    """A distinct name: standardised, with the region beside it ('' for none) and the one inside it ('' for none)."""

    standard: str
    region: str
    place: str

    def where(self) -> str:
        """Give the narrower of the two regions: where to look."""
        return max(self.region, self.place, key=lambda region: (len(region), region == self.region))

    def fits(self, region: str) -> bool:
        """Tell whether an entity of `region` lies where the query says, by both accounts."""
        return regions_agree(self.region, region) and regions_agree(self.place, region)


Answer = list[tuple[str, float]]
"""The best entities, each with its probability; the most probable first, equal ones by entity_id."""


def answer(index: Index, queries: Sequence[Query]) -> list[Answer]:
    """Answer queries; each answer depends on its query and the index alone."""
    answers: list[Answer] = [[] for _ in queries]
    for position, query, asked, found in candidates(index, queries):
        fitting: dict[int, float] = {}
        elsewhere: dict[int, float] = {}
        for number, cosine in found.items():
            variant = index.variants[number]
            region = index.regions[variant.entity]
            values = complete(
                compare(asked, variant.form, index.weights, cosine), asked, query.where(), region, variant.alias
            )
            side = fitting if query.fits(region) else elsewhere
            side[variant.entity] = max(score(values), side.get(variant.entity, float("-inf")))
        answers[position] = _best(index, fitting, elsewhere)
    return answers


def candidates(index: Index, queries: Sequence[Query]) -> Iterator[tuple[int, Query, Form, dict[int, float]]]:
    """Find candidates: the best of the query's region, else everywhere, and the very same names anywhere.

    Gives the query's position, the query, its form and the cosine by the number of the variant.
    """
    blocks: dict[str, list[int]] = {}
    for position, query in enumerate(queries):
        if query.standard:
            blocks.setdefault(query.where(), []).append(position)
    for region, positions in blocks.items():
        for position, near in zip(
            positions, index.search([queries[each].standard for each in positions], region), strict=True
        ):
            query = queries[position]
            asked = form(query.standard, query.where())
            if not near and region:
                near = index.search([query.standard], "")[0]
            same = index.same(asked)
            # The very same name leaves little to find: only the nearest rivals are compared.
            found = dict(near[:RIVALS] if same else near)
            found.update((number, 1.0) for number in same)
            yield position, query, asked, found


def _best(index: Index, fitting: dict[int, float], elsewhere: dict[int, float]) -> Answer:
    found = list(zip((index.ids[entity] for entity in fitting), probabilities(list(fitting.values())), strict=True))
    none = max(0.0, 1 - sum(probability for _, probability in found))
    found += [
        (index.ids[entity], round(probability * none * _WRONG_PLACE, DIGITS))
        for entity, probability in zip(elsewhere, probabilities(list(elsewhere.values())), strict=True)
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:BEST]
