"""Hold a crosswalk against known answers: precision, recall and F1 at each threshold, and of its decisions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, Problem
from pipeline.windows.rows import Row, read_rows
from schemas.vocabulary import LINK_DECISIONS

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
_PRECISE = 0.99


@dataclass(frozen=True)
class Figures:
    """What comes of linking every query whose probability is at least `threshold`.

    `precision` is the share of the linked that are right (1 where nothing is linked), `recall` the share of the queries
    with an answer that are linked rightly, `f1` their harmonic mean.
    """

    threshold: float
    linked: int
    right: int
    wrong: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Evaluation:
    """How good a crosswalk is. Queries without a row in the gold file are not scored."""

    scored: int
    answerable: int  # queries with at least one right answer
    not_scored: int
    thresholds: tuple[Figures, ...]
    best: Figures  # at the threshold with the highest F1
    precise: Figures | None  # the highest recall at precision of at least 0.99, if it is ever reached
    decided: Figures  # of the rows that were decided `link`; its threshold is the lowest probability linked
    unanswerable_linked: int  # links of queries that have no right answer

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return asdict(self)

    def words(self) -> str:
        """Tell it to a person."""
        lines = [f"{self.scored:,} queries scored, {self.answerable:,} of them with an answer in the registry."]
        if self.not_scored:
            lines.append(f"{self.not_scored:,} queries have no row in the gold file and are not scored.")
        lines += ["", "threshold   linked    right    wrong  precision  recall      F1"]
        lines += [_line(each) for each in self.thresholds]
        lines += ["", f"Best F1: {self.best.f1:.4f} at {self.best.threshold:.6f}."]
        if self.precise:
            lines.append(f"Recall at precision .99: {self.precise.recall:.4f} at {self.precise.threshold:.6f}.")
        else:
            lines.append("Precision of .99 is reached at no threshold.")
        made = self.decided
        lines.append(
            f"As decided: {made.linked:,} links, {made.right:,} right and {made.wrong:,} wrong "
            f"({self.unanswerable_linked:,} of queries without an answer); "
            f"precision {made.precision:.4f}, recall {made.recall:.4f}, F1 {made.f1:.4f}."
        )
        return "\n".join(lines)


@dataclass(frozen=True)
class _Scored:
    probability: float
    right: bool
    link: bool
    answerable: bool


def _line(figures: Figures) -> str:
    counts = f"{figures.linked:9,}{figures.right:9,}{figures.wrong:9,}"
    return f"{figures.threshold:9.3f}{counts}{figures.precision:11.4f}{figures.recall:8.4f}{figures.f1:8.4f}"


def evaluate(out_path: Path, gold_path: Path) -> Evaluation:
    """Score OUT (as crosswalk writes it) against GOLD (query_id, entity_id: '' for none, `id|id` for several).

    Raises InputError for a file or column that cannot be read, a query that is there twice, a row of GOLD whose query
    OUT does not have, and a probability or decision that is none.
    """
    out = read_rows(out_path, ("query_id", "entity_id", "probability", "decision"))
    gold = read_rows(gold_path, ("query_id", "entity_id"))
    _check(out, out_path)
    answers = _answers(out, gold, out_path, gold_path)
    scored = [_score(row, answers[row["query_id"]]) for row in out if row["query_id"] in answers]
    answerable = sum(each.answerable for each in scored)
    curve = _curve(scored, answerable)
    links = [each for each in scored if each.link]
    lowest = min((each.probability for each in links), default=1.0)
    return Evaluation(
        scored=len(scored),
        answerable=answerable,
        not_scored=len(out) - len(scored),
        thresholds=tuple(
            _figures(threshold, [each for each in scored if each.probability >= threshold], answerable)
            for threshold in THRESHOLDS
        ),
        best=max(curve, key=lambda figures: (figures.f1, figures.threshold)),
        precise=max(
            (figures for figures in curve if figures.linked and figures.precision >= _PRECISE),
            key=lambda figures: (figures.recall, figures.threshold),
            default=None,
        ),
        decided=_figures(lowest, links, answerable),
        unanswerable_linked=sum(not each.answerable for each in links),
    )


def _answers(out: Sequence[Row], gold: Sequence[Row], out_path: Path, gold_path: Path) -> dict[str, set[str]]:
    problems = [
        Problem(
            f"the query is there {count} times", "Give each query one row.", path.name, column="query_id", value=each
        )
        for rows, path in ((out, out_path), (gold, gold_path))
        for each, count in Counter(row["query_id"] for row in rows).items()
        if count > 1
    ]
    known = {row["query_id"] for row in out}
    problems += [
        Problem(f"{out_path.name} has no such query", "Score the crosswalk of the same queries.", gold_path.name,
                row=number, column="query_id", value=row["query_id"])
        for number, row in enumerate(gold, start=1)
        if row["query_id"] not in known
    ]  # fmt: skip
    if problems:
        raise InputError(problems[:20])
    return {row["query_id"]: {each.strip() for each in row["entity_id"].split("|") if each.strip()} for row in gold}


def _check(out: Sequence[Row], path: Path) -> None:
    """Raise InputError with every probability and decision that is none."""
    problems = []
    for number, row in enumerate(out, start=1):
        if not 0 <= _probability(row) <= 1:
            told = ("the value is no probability", "Write a number from 0 to 1.")
            problems.append(Problem(*told, path.name, 0, number, "probability", row["probability"]))
        if row["decision"] not in LINK_DECISIONS:
            told = ("the word is not one of those allowed", f"Write one of {', '.join(LINK_DECISIONS)}.")
            problems.append(Problem(*told, path.name, 0, number, "decision", row["decision"]))
    if problems:
        raise InputError(problems[:20])


def _probability(row: Row) -> float:
    try:
        return float(row["probability"] or 0)
    except ValueError:
        return -1.0


def _score(row: Row, right: set[str]) -> _Scored:
    found = row["entity_id"] != ""
    probability = _probability(row) if found else -1.0
    return _Scored(probability, row["entity_id"] in right, row["decision"] == "link", bool(right))


def _figures(threshold: float, linked: Sequence[_Scored], answerable: int) -> Figures:
    return _figures_of(threshold, len(linked), sum(each.right for each in linked), answerable)


def _figures_of(threshold: float, linked: int, right: int, answerable: int) -> Figures:
    precision = right / linked if linked else 1.0
    recall = right / answerable if answerable else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Figures(threshold, linked, right, linked - right, round(precision, 6), round(recall, 6), round(f1, 6))


def _curve(scored: Sequence[_Scored], answerable: int) -> list[Figures]:
    """Compute the figures at every probability that occurs."""
    curve = [_figures_of(1.0, 0, 0, answerable)]
    right = 0
    best_first = sorted((each for each in scored if each.probability >= 0), key=lambda each: -each.probability)
    for linked, each in enumerate(best_first, start=1):
        right += each.right
        if linked == len(best_first) or best_first[linked].probability < each.probability:
            curve.append(_figures_of(each.probability, linked, right, answerable))
    return curve
