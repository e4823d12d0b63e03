"""Hold a crosswalk against known answers: precision, recall and F1 by threshold, calibration, and its decisions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, Problem
from pipeline.windows.figures import (
    Bin,
    Figures,
    Scored,
    at_thresholds,
    best,
    calibration,
    calibration_error,
    curve,
    figures,
    precise,
)
from pipeline.windows.rows import Columns, check_place, read_columns, write_file
from schemas.vocabulary import LINK_DECISIONS

_COLUMNS = ("query_id", "entity_id", "probability", "decision")
_ENOUGH = 20  # problems told at once


@dataclass(frozen=True)
class Evaluation:
    """How good a crosswalk is. Queries without a row in the gold file are not scored."""

    scored: int
    answerable: int  # queries with at least one right answer
    not_scored: int  # no row in the gold file, or, of distinct names, seen before
    thresholds: tuple[Figures, ...]
    best: Figures  # at the threshold with the highest F1
    precise: Figures | None  # the highest recall at precision of at least 0.99, if it is ever reached
    decided: Figures  # of the rows that were decided `link`; its threshold is the lowest probability linked
    unanswerable_linked: int  # links of queries that have no right answer
    calibration: tuple[Bin, ...]  # of the queries that have a candidate
    calibration_error: float  # expected calibration error over these bins

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return asdict(self)

    def words(self) -> str:
        """Tell it to a person."""
        lines = [f"{self.scored:,} queries scored, {self.answerable:,} of them with an answer in the registry."]
        if self.not_scored:
            lines.append(
                f"{self.not_scored:,} queries are not scored: no row in the gold file, or not the first of it."
            )
        lines += ["", "threshold   linked    right    wrong  precision  recall      F1"]
        lines += [_line(each) for each in self.thresholds]
        lines += ["", f"Best F1: {self.best.f1:.4f} at {self.best.threshold:.6f}."]
        if self.precise:
            lines.append(f"Recall at precision .99: {self.precise.recall:.4f} at {self.precise.threshold:.6f}.")
        else:
            lines.append("Precision of .99 is reached at no threshold.")
        made = self.decided
        lines.append(
            f"As decided: {made.linked:,} links, {made.right:,} right and {made.wrong:,} wrong; "
            f"precision {made.precision:.4f}, recall {made.recall:.4f}, F1 {made.f1:.4f}."
        )
        none = self.scored - self.answerable
        share = f" ({self.unanswerable_linked / none:.2%})" if none else ""
        lines.append(f"Of {none:,} queries without an answer {self.unanswerable_linked:,} are linked{share}.")
        lines += ["", "probability     queries  promised   right"]
        lines += [_bin(each) for each in self.calibration]
        lines.append(f"Expected calibration error: {self.calibration_error:.4f}.")
        return "\n".join(lines)


def _line(each: Figures) -> str:
    counts = f"{each.linked:9,}{each.right:9,}{each.wrong:9,}"
    return f"{each.threshold:9.3f}{counts}{each.precision:11.4f}{each.recall:8.4f}{each.f1:8.4f}"


def _bin(each: Bin) -> str:
    return f"{each.low:.2f} to {each.high:.2f} {each.queries:10,}{each.promised:10.4f}{each.right:8.4f}"


def evaluate(out_path: Path, gold_path: Path, distinct: bool = False, plot_path: Path | None = None) -> Evaluation:
    """Score OUT (as crosswalk writes it) against GOLD (query_id, entity_id: '' for none, `id|id` for several).

    `distinct`: each name and region counts once, by the first of its rows that GOLD has. `plot_path` gets a drawing.
    Raises InputError for a file or column that cannot be read, a query that is there twice, a row of GOLD whose query
    OUT does not have, and a probability or decision that is none.
    """
    if plot_path:
        check_place(plot_path, (out_path, gold_path))
    out = read_columns(out_path, (*_COLUMNS, "name", "region") if distinct else _COLUMNS)
    gold = read_columns(gold_path, ("query_id", "entity_id"))
    _check(out, out_path)
    answers = _answers(out["query_id"], gold, out_path, gold_path)
    scored = _score(out, answers, distinct)
    points = curve(scored)
    done = _evaluation(scored, points, len(out["query_id"]))
    if plot_path:
        from pipeline.windows.plot import draw

        write_file(plot_path, [draw(points, done.calibration, done.calibration_error)])
    return done


def _evaluation(scored: Sequence[Scored], points: Sequence[Figures], rows: int) -> Evaluation:
    answerable = sum(each.answerable for each in scored)
    links = [each for each in scored if each.link]
    lowest = min((each.probability or 0.0 for each in links), default=1.0)
    bins = calibration(scored)
    return Evaluation(
        scored=len(scored),
        answerable=answerable,
        not_scored=rows - len(scored),
        thresholds=at_thresholds(scored),
        best=best(points),
        precise=precise(points),
        decided=figures(lowest, len(links), sum(each.right for each in links), answerable),
        unanswerable_linked=sum(not each.answerable for each in links),
        calibration=bins,
        calibration_error=calibration_error(bins),
    )


def _answers(known: Sequence[str], gold: Columns, out_path: Path, gold_path: Path) -> dict[str, set[str]]:
    problems = [
        Problem(
            f"the query is there {count} times", "Give each query one row.", path.name, column="query_id", value=each
        )
        for ids, path in ((known, out_path), (gold["query_id"], gold_path))
        for each, count in Counter(ids).items()
        if count > 1
    ]
    there = set(known)
    problems += [
        Problem(f"{out_path.name} has no such query", "Score the crosswalk of the same queries.", gold_path.name,
                row=number, column="query_id", value=query_id)
        for number, query_id in enumerate(gold["query_id"], start=1)
        if query_id not in there
    ]  # fmt: skip
    if problems:
        raise InputError(problems[:_ENOUGH])
    right = {text: {each.strip() for each in text.split("|") if each.strip()} for text in set(gold["entity_id"])}
    return {query_id: right[text] for query_id, text in zip(gold["query_id"], gold["entity_id"], strict=True)}


def _check(out: Columns, path: Path) -> None:
    """Raise InputError with every probability and decision that is none."""
    problems = []
    for number, text in enumerate(out["probability"], start=1):
        if not 0 <= _probability(text) <= 1:
            told = ("the value is no probability", "Write a number from 0 to 1.")
            problems.append(Problem(*told, path.name, 0, number, "probability", text))
    for number, word in enumerate(out["decision"], start=1):
        if word not in LINK_DECISIONS:
            told = ("the word is not one of those allowed", f"Write one of {', '.join(LINK_DECISIONS)}.")
            problems.append(Problem(*told, path.name, 0, number, "decision", word))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.row)[:_ENOUGH])


def _probability(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return -1.0


def _score(out: Columns, answers: dict[str, set[str]], distinct: bool) -> list[Scored]:
    names = zip(out["name"], out["region"], strict=True) if distinct else out["query_id"]
    seen: set[object] = set()
    scored = []
    for key, *row in zip(names, *(out[column] for column in _COLUMNS), strict=True):
        query_id, entity_id, probability, decision = row
        right = answers.get(query_id)
        if right is None or (distinct and key in seen):
            continue
        seen.add(key)
        found = _probability(probability) if entity_id else None
        scored.append(Scored(found, entity_id in right, decision == "link", bool(right)))
    return scored
