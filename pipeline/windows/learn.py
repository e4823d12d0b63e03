"""evaluate --dataset: hold the matcher against what people decided on this very dataset, and suggest thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.dataset import Dataset
from pipeline.matching.verdicts import standing
from pipeline.run import Notify, locked, run_stages
from pipeline.text import counted
from pipeline.walk import Engine, walk
from pipeline.windows.figures import PRECISE, Figures, Scored, at_thresholds, curve, precise
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 100  # decided names below which no threshold is suggested
_LAST = "match"  # the stage whose candidates are held against the decisions
_FINAL = ("match", "no_match", "not_an_entity")


@dataclass(frozen=True)
class Learned:
    """What the decisions tell of the matcher. `accept` and `review` are None where they cannot be told."""

    dataset: str
    decided: int
    answerable: int  # of them, names that mean an organisation of the registry
    accept_now: float
    review_now: float
    thresholds: tuple[Figures, ...]
    accept: float | None
    review: float | None

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return asdict(self)

    def words(self) -> str:
        """Tell it to a person."""
        names = counted(self.decided, "decided name")
        lines = [
            f"{self.dataset}: {names}, {self.answerable:,} of which mean an organisation of the registry.",
            "",
            "threshold   linked    right    wrong  precision  recall",
            *(
                f"{each.threshold:9.3f}{each.linked:9,}{each.right:9,}{each.wrong:9,}{each.precision:11.4f}"
                f"{each.recall:8.4f}"
                for each in self.thresholds
            ),
            "",
            "These names are no random sample: people decide on what the matcher doubts, and hardly ever on what it",
            "linked or dropped by itself. How good those are is told by `deskcheck sample`.",
        ]
        if self.decided < ENOUGH:
            return "\n".join([*lines, f"Thresholds are suggested from {ENOUGH} decided names on."])
        accept = "no threshold reaches it" if self.accept is None else f"accept: {self.accept:.6f}"
        review = "unknown" if self.review is None else f"review: {self.review:.6f}"
        lines.append(f"For a precision of {PRECISE} on {ENOUGH} or more: {accept} (now {self.accept_now:g}).")
        lines.append(f"To show people {PRECISE:.0%} of what they matched: {review} (now {self.review_now:g}).")
        return "\n".join(lines)


def learn(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify) -> Learned:
    """Score the best candidate of every decided name that still occurs. Decisions of `unsure` say nothing here."""
    steps = walk(dataset, engine)
    last = [step.stage for step in steps].index(_LAST)
    with locked(place):
        shelf, _ = run_stages(place, steps[: last + 1], notify)
        scored = judged(shelf, dataset.match.accept)
    accept, review = suggested(scored)
    return Learned(
        place.name,
        len(scored),
        sum(each.answerable for each in scored),
        dataset.match.accept,
        dataset.match.review,
        at_thresholds(scored),
        accept,
        review,
    )


def judged(tables: Mapping[str, "pd.DataFrame"], accept: float) -> list[Scored]:
    """Hold the best candidate of each name against the last word that people said on it."""
    candidates, registry = tables["candidates"], tables["registry"]
    first = candidates[candidates["rank"] == 1]
    columns = (first[column].tolist() for column in ("name", "region", "entity_id", "probability"))
    best = {(name, region): (entity_id, sure) for name, region, entity_id, sure in zip(*columns, strict=True)}
    names = set(zip(tables["names"]["name"].tolist(), tables["names"]["region"].tolist(), strict=True))
    scored = []
    for key, verdict in standing(tables["decisions"], set(registry["entity_id"])).items():
        if key in names and verdict.word in _FINAL:
            entity_id, sure = best.get(key, ("", None))
            right = verdict.word == "match" and entity_id == verdict.entity_id
            scored.append(Scored(sure, right, sure is not None and sure >= accept, verdict.word == "match"))
    return scored


def suggested(scored: Sequence[Scored]) -> tuple[float | None, float | None]:
    """Suggest `accept` and `review` from enough decided names; None where they do not tell.

    `accept`: the highest recall at a precision of 0.99, over at least ENOUGH names. `review`: the highest probability
    above which 0.99 of the rightly found lie.
    """
    if len(scored) < ENOUGH:
        return None, None
    points = curve(scored)
    exact = precise([point for point in points if point.linked >= ENOUGH])
    found = points[-1].right
    kept = [point.threshold for point in points if point.right >= PRECISE * found] if found else []
    accept = exact.threshold if exact else None
    review = max(kept, default=None)
    return accept, review if accept is None or review is None else min(review, accept)
