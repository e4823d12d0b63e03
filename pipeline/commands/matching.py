"""crosswalk, evaluate."""

from pathlib import Path

from pipeline.collector import uncollected
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress, steps
from pipeline.engines import Workers
from pipeline.errors import InputError, Problem


def match_files(
    queries: Path,
    registry: Path,
    out: Path,
    country: str,
    accept: float,
    review: float,
    workers: Workers,
    explain: Path | None = None,
    model: Path | None = None,
) -> Report:
    """Match two files."""
    if not review <= accept:  # nan is neither, and would decide nothing
        raise InputError(Problem("--review lies above --accept", "Give a --review that is at most --accept."))
    with steps("crosswalk") as notify, uncollected():
        from pipeline.windows.crosswalk import crosswalk  # the loading of libraries too leaves nothing to collect

        engine = engine_of(workers, lambda share: notify(f"matching, {share:.0%}"))
        done = crosswalk(queries, registry, out, country, accept, review, engine, explain, notify, model)
    return Report([done.to_json()], [done.words()])


def score(out: Path, gold: Path, distinct: bool = False, plot: Path | None = None) -> Report:
    """Score a crosswalk."""
    from pipeline.windows.evaluate import evaluate

    with uncollected():
        done = evaluate(out, gold, distinct, plot)
    return Report([done.to_json()], [done.words()])


def learn_from(root: Path, name: str) -> Report:
    """Hold the matcher against a dataset's decisions."""
    from pipeline.commands.places import one_present
    from pipeline.windows.learn import learn

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        done = learn(place, dataset, engine_of(1), notify)
    return Report([done.to_json()], [done.words()])
