"""What spoke for and against the best candidate of a query, and what told it from the runner-up, in columns of text."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from pipeline import regions

if TYPE_CHECKING:
    from pipeline.matching.explain import Explanation

HEADER = ("agree", "only_query", "only_entity", "place", "steps", "runner_up", "times_as_likely", "told_apart_by")
_NONE = ("",) * len(HEADER)
_BLOCK = 5000  # queries between two words on how far it is
_DECISIVE = 3  # steps that are named of those that told the best from the runner-up
_LEAST = 0.05  # log odds: a smaller difference told nobody apart


class Subject(NamedTuple):
    """A distinct query with its best candidate and the runner-up, '' where there is none."""

    name: str
    region: str
    entity_id: str
    probability: float
    runner_up_id: str
    runner_up_probability: float


def reasons(
    subjects: Sequence[Subject | None],
    names: pd.DataFrame,
    registry: pd.DataFrame,
    country: str,
    notify: Callable[[float], None] = lambda share: None,
) -> list[tuple[str, ...]]:
    """Write the reasons of each subject, as HEADER names them; blank where there is no subject or no candidate.

    `agree`, `only_query`, `only_entity`: words of the two standardised names. `place`: agrees, differs or not told.
    `steps`: what each thing added to the score, in log odds, the weightiest first. `runner_up`: its name;
    `times_as_likely`: how many times as probable the best one is; `told_apart_by`: the steps in which they differ most.
    `notify` is told the share that is done, from 0 to 1.
    """
    from pipeline.matching.explain import Explainer

    explainer = Explainer(registry, {}, (), country)
    entities = _by_id(registry)
    inside = dict(zip(zip(names["name"].tolist(), names["region"].tolist(), strict=True), names["place"], strict=True))
    made = []
    for start in range(0, len(subjects), _BLOCK):
        notify(start / len(subjects))
        block = [each if each and each.entity_id else None for each in subjects[start : start + _BLOCK]]
        asked = [(each.name, each.region, _wanted(each)) for each in block if each]
        found = iter(explainer.explain_all(asked))
        for subject in block:
            if subject is None:
                made.append(_NONE)
                continue
            told = (subject.region, inside[subject.name, subject.region])
            runner_up, other = entities.get(subject.runner_up_id, ("", ""))
            places = _place(told, entities[subject.entity_id][1]), _place(told, other)
            made.append(_reasons(subject, {each.entity_id: each for each in next(found)}, runner_up, places))
    return made


def _wanted(subject: Subject) -> list[str]:
    return [each for each in (subject.entity_id, subject.runner_up_id) if each]


def _by_id(registry: pd.DataFrame) -> dict[str, tuple[str, str]]:
    facts = zip(registry["name"].tolist(), registry["region"].tolist(), strict=True)
    return dict(zip(registry["entity_id"].tolist(), facts, strict=True))


def _place(told: Sequence[str], where: str) -> str:
    known = [region for region in told if region]
    if not known or not where:
        return "not told"
    agree = all(regions.within(region, where) or regions.within(where, region) for region in known)
    return "agrees" if agree else "differs"


def _reasons(
    subject: Subject, found: dict[str, "Explanation"], runner_up: str, places: tuple[str, str]
) -> tuple[str, ...]:
    best = found[subject.entity_id]
    other = found.get(subject.runner_up_id)
    words = (" ".join(best.agree), " ".join(best.only_query), " ".join(best.only_entity))
    steps, place = _steps({step.label: step.adds for step in best.steps}), places[0]
    if other is None:
        return (*words, place, steps, "", "", "")
    apart = {step.label: step.adds for step in best.steps}
    for step in other.steps:
        apart[step.label] = apart.get(step.label, 0.0) - step.adds
    apart = {label: adds for label, adds in apart.items() if abs(adds) >= _LEAST}
    times = subject.probability / subject.runner_up_probability if subject.runner_up_probability else 0.0
    elsewhere = "the runner-up lies elsewhere" if places[1] == "differs" != place else ""
    told_apart = "; ".join(filter(None, (elsewhere, _steps(apart, _DECISIVE))))
    return (*words, place, steps, runner_up, f"{times:.1f}" if times else "", told_apart)


def _steps(adds: dict[str, float], most: int | None = None) -> str:
    order = sorted(adds.items(), key=lambda step: (-abs(step[1]), step[0]))
    return "; ".join(f"{label} {value:+.2f}" for label, value in order[:most])
