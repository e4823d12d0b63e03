"""Answer queries: the best candidates of each name with their probabilities. match runs it, chunk by chunk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.matching.compare import SAME_NAME, compare, complete, has_county_behind, regions_agree
from pipeline.matching.form import Form, form
from pipeline.matching.index import Index
from pipeline.matching.model import DIGITS, probabilities, score

BEST = 5
RIVALS = 3
_NOBODY = float("-inf")
_COUNTY_BEHIND = 1.0  # how much less likely, in log odds, one with a county behind the name is than one without
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
        same = _NOBODY
        behind: list[int] = []
        for number, cosine in found.items():
            variant = index.variants[number]
            region = index.regions[variant.entity]
            values = compare(asked, variant.form, index.weights, cosine)
            gained = score(complete(values, asked, query.where(), region, variant.alias))
            fits = query.fits(region)
            side = fitting if fits else elsewhere
            side[variant.entity] = max(gained, side.get(variant.entity, _NOBODY))
            if fits and values[SAME_NAME]:
                same = max(same, gained)
            elif fits and has_county_behind(asked, variant.form):
                behind.append(variant.entity)
        for entity in behind:  # the very same name may be meant for any of them
            fitting[entity] = max(fitting[entity], same - _COUNTY_BEHIND)
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
            there = any(query.fits(index.regions[index.variants[number].entity]) for number in same)
            # The very same name in its place leaves little to find: only the nearest rivals are compared.
            found = dict(near[:RIVALS] if there else near)
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
