"""candidates, decisions -> links: which organisation each name means, and on what basis."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.matching.compare import regions_agree
from pipeline.matching.verdicts import Verdict, standing
from schemas import Candidates, Decisions, Links, Names, Registry
from schemas.base import frame

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
    tie, a suspicious name, or an entity of another region than the name's: these wait for a person. Tied entities wait
    where one of them is meant with at least `review`.
    """
    regions = dict(zip(registry["entity_id"].tolist(), registry["region"].tolist(), strict=True))
    verdicts = standing(decisions, regions)
    ranked = _ranked(candidates, regions)
    rows = []
    for name, region, place, flag in names[["name", "region", "place", "flag"]].itertuples(index=False, name=None):
        key = (name, region)
        best: Ranked = ranked.get(key, [])
        verdict = verdicts.get(key, Verdict())
        if verdict.word:
            decided = _by_person(verdict, best)
        elif flag == "not_an_entity":
            decided = (*_first(best), "non_link", "pattern", "not_an_entity")
        else:
            best = _without(best, verdict.not_these)
            doubtful = flag == "suspicious" or not _lies_there(best, regions, region, place)
            decided = (*_first(best), *_by_model(best, accept, review, doubtful))
        rows.append((name, region, *decided, *_runner_up(best, decided[0])))
    return frame(Links, rows)


def stale_decisions(names: pd.DataFrame, decisions: pd.DataFrame, registry: pd.DataFrame) -> int:
    """Count the standing decisions that no longer apply: their name does not occur, or their entity is gone."""
    keys = set(names[["name", "region"]].itertuples(index=False, name=None))
    verdicts = standing(decisions, set(registry["entity_id"]))
    return sum(verdict.stale if key in keys else verdict.lines for key, verdict in verdicts.items())


def _ranked(candidates: pd.DataFrame, entities: Mapping[str, str]) -> dict[tuple[str, str], list[tuple[str, float]]]:
    ranked: dict[tuple[str, str], list[tuple[str, float]]] = {}
    columns = ["name", "region", "entity_id", "probability"]
    for name, region, entity_id, probability in candidates[columns].itertuples(index=False, name=None):
        if entity_id in entities:
            ranked.setdefault((name, region), []).append((entity_id, probability))
    return ranked


def _by_person(verdict: Verdict, best: Ranked) -> tuple[Any, ...]:
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
    share = 1 - out if 0 < out <= _MOST_RULED_OUT else 1.0
    return [(each, min(1.0, round(p / share, 6))) for each, p in best if each not in not_these]


def _lies_there(best: Ranked, regions: Mapping[str, str], region: str, place: str) -> bool:
    where = regions[best[0][0]] if best else ""
    return regions_agree(region, where) and regions_agree(place, where)


def _first(best: Ranked) -> tuple[str, float]:
    return best[0] if best else ("", 0.0)


def _runner_up(best: Ranked, entity_id: str) -> tuple[str, float | None]:
    return next((pair for pair in best if pair[0] != entity_id), ("", None))
