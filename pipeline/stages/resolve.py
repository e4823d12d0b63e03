"""candidates, decisions -> links: which organisation each name means, and on what basis."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.matching.places import regions_agree
from pipeline.matching.suspicion import borrows
from pipeline.matching.verdicts import Verdict, standing
from pipeline.seen import has_lapsed, registry_digests
from schemas import Candidates, Decisions, Links, Names, Registry
from schemas.base import frame, rows_of

Ranked = Sequence[tuple[str, float]]
# Above this, what is left beside the entities ruled out is too little to be told from rounding.
_MOST_RULED_OUT = 0.9


@pa.check_types(lazy=True)
def resolve(
    names: DataFrame[Names],
    candidates: DataFrame[Candidates],
    decisions: DataFrame[Decisions],
    registry: DataFrame[Registry],
    accept: float,
    review: float,
) -> DataFrame[Links]:
    """Decide on every name: a person's last word, else a pattern of the declaration, else the probability.

    A probability of at least `accept` links and one of at least `review` waits for a person. The model never links a
    tie, a suspicious name, one with a borrowed look-alike of a letter, or an entity of another region than the name's:
    these wait for a person. Tied entities wait where one of them is meant with at least `review`. A decision bound to
    what the person saw waits for a person again where a closer candidate has appeared since, or the entry in the
    registry has changed.
    """
    resolver = Resolver(candidates, registry, accept, review)
    verdicts = standing(decisions, resolver.regions)
    lapsed = resolver.lapsed(decisions, verdicts)
    rows = []
    for name, region, place, flag in rows_of(names, "name", "region", "place", "flag"):
        key = (name, region)
        verdict = verdicts.get(key, Verdict())
        decided = resolver.decide(key, place, flag, verdict, key in lapsed)
        rows.append((name, region, *decided, *_runner_up(resolver.ranked(key, verdict), decided[0])))
    return frame(Links, rows)


class Resolver:
    """The rules by which one name is decided, over the candidates of all."""

    def __init__(self, candidates: pd.DataFrame, registry: pd.DataFrame, accept: float, review: float) -> None:
        self.regions: Mapping[str, str] = dict(
            zip(registry["entity_id"].tolist(), registry["region"].tolist(), strict=True)
        )
        names, aliases = registry["name"].tolist(), registry["aliases"].tolist()
        self._written = dict(zip(self.regions, map("|".join, zip(names, aliases, strict=True)), strict=True))
        self.digest = registry_digests(registry)
        self._ranked = _ranked(candidates, self.regions)
        self._accept, self._review = accept, review

    def candidates(self, key: tuple[str, str]) -> Ranked:
        """Give the entities that a (name, region) may mean with their probabilities, the best first."""
        return self._ranked.get(key, [])

    def ranked(self, key: tuple[str, str], verdict: Verdict) -> Ranked:
        """Give them without those that a person ruled out."""
        best = self.candidates(key)
        return _without(best, verdict.not_these) if verdict.not_these else best

    def lapsed(
        self, decisions: pd.DataFrame, verdicts: Mapping[tuple[str, str], Verdict]
    ) -> frozenset[tuple[str, str]]:
        """Find the names on which a standing decision lapsed, because what the person saw is no longer so."""
        columns = (decisions[column].tolist() for column in ("seen", "decision", "entity_id"))
        lines = list(zip(*columns, strict=True))
        found = set()
        for key, verdict in verdicts.items():
            bound = [lines[at] for at in verdict.at if lines[at][0]]
            if bound:
                ids = [entity_id for entity_id, _ in self.candidates(key)]
                if any(has_lapsed(seen, word, entity_id, ids, self.digest) for seen, word, entity_id in bound):
                    found.add(key)
        return frozenset(found)

    def decide(
        self, key: tuple[str, str], place: str, flag: str, verdict: Verdict, lapsed: bool = False
    ) -> tuple[str, float, str, str, str]:
        """Decide on a name: entity_id, probability, decision, basis and reason, as in Links.

        `place` and `flag` are those of Names; `lapsed` tells that the verdict needs another look.
        """
        best = self.ranked(key, verdict)
        if lapsed and verdict.word != "unsure":  # what is unsure waits in any case
            return (*_first(self.candidates(key)), "possible_link", "reopened", "needs_review")
        if verdict.word:
            return _by_person(verdict, best)
        if flag == "not_an_entity":
            return (*_first(self.candidates(key)), "non_link", "pattern", "not_an_entity")
        doubtful = flag == "suspicious" or not _lies_there(best, self.regions, key[1], place)
        doubtful = doubtful or borrows(key[0], self._written[best[0][0]] if best else "")
        return (*_first(best), *_by_model(best, self._accept, self._review, doubtful))


def stale_decisions(names: pd.DataFrame, decisions: pd.DataFrame, registry: pd.DataFrame) -> int:
    """Count the standing decisions that no longer apply: their name does not occur, or their entity is gone."""
    keys = set(names[["name", "region"]].itertuples(index=False, name=None))
    verdicts = standing(decisions, set(registry["entity_id"]))
    return sum(verdict.stale if key in keys else verdict.lines for key, verdict in verdicts.items())


def reopened(links: pd.DataFrame) -> int:
    """Count the names whose decision needs another look."""
    return int((links["basis"] == "reopened").sum())


def _ranked(candidates: pd.DataFrame, entities: Mapping[str, str]) -> dict[tuple[str, str], list[tuple[str, float]]]:
    ranked: dict[tuple[str, str], list[tuple[str, float]]] = {}
    same = {entity_id: entity_id for entity_id in entities}  # one text for each, however often it is a candidate
    rows = rows_of(candidates, "name", "region", "entity_id", "probability")
    for key, found in groupby(rows, key=itemgetter(0, 1)):
        best = [(same[entity_id], probability) for _, _, entity_id, probability in found if entity_id in same]
        ranked[key] = ranked[key] + best if key in ranked else best
    return ranked


def _by_person(verdict: Verdict, best: Ranked) -> tuple[str, float, str, str, str]:
    if verdict.word == "match":
        return verdict.entity_id, dict(best).get(verdict.entity_id, 0.0), "link", "decision", ""
    if verdict.word == "unsure":
        return (*_first(best), "possible_link", "decision", "needs_review")
    return (*_first(best), "non_link", "decision", verdict.word)  # no_match, not_an_entity


def _by_model(best: Ranked, accept: float, review: float, doubtful: bool) -> tuple[str, str, str]:
    probability = best[0][1] if best else 0.0
    tied = [other for _, other in best if other == probability]
    if len(tied) > 1:
        # One of the tied is meant: what they have together decides whether a person should look.
        waits = round(sum(tied), 6) >= review
        return ("possible_link", "model", "tie") if waits else ("non_link", "model", "no_match")
    if best and probability >= accept and not doubtful:
        return "link", "model", ""
    if best and probability >= review:
        return "possible_link", "model", "needs_review"
    return "non_link", "model", "no_match"


def _without(best: Ranked, not_these: frozenset[str]) -> Ranked:
    """Take out what a person ruled out; what it had goes to the others, and to none of them, in their proportion."""
    out = sum(probability for entity_id, probability in best if entity_id in not_these)
    share = 1 - out if out <= _MOST_RULED_OUT else 1.0
    return [(each, min(1.0, round(p / share, 6))) for each, p in best if each not in not_these]


def _lies_there(best: Ranked, regions: Mapping[str, str], region: str, place: str) -> bool:
    where = regions[best[0][0]] if best else ""
    return regions_agree(region, where) and regions_agree(place, where)


def _first(best: Ranked) -> tuple[str, float]:
    return best[0] if best else ("", 0.0)


def _runner_up(best: Ranked, entity_id: str) -> tuple[str, float | None]:
    return next((pair for pair in best if pair[0] != entity_id), ("", None))
