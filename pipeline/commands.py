"""What each command does, as a report: words for a person, JSON for a program, an exit code."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from pipeline.dataset import Dataset, load
from pipeline.declaration.model import File
from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system
from pipeline.publication import earlier_revisions
from pipeline.readers.files import absent
from pipeline.run import Notify, locked, publish, run_stages
from pipeline.text import counted
from pipeline.walk import walk
from pipeline.workplace import Workplace, find_datasets

STEPS = 13  # the steps of the walk, and the writing


@dataclass
class Report:
    """What a command has to say."""

    results: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    exit_code: int = 0

    def add_error(self, error: DeskcheckError, dataset: str = "") -> None:
        """Take up an error and go on; the gravest exit code stays."""
        self.problems += error.problems
        self.exit_code = max(self.exit_code, error.exit_code)
        if dataset:
            self.said.append(f"{dataset}: nothing was published; what was published before stays as it was.")

    def words(self) -> str:
        """Tell it to a person."""
        return "\n".join(self.said or ([] if self.problems else ["There is no dataset in raw/ yet."]))

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {
            "exit_code": self.exit_code,
            "results": self.results,
            "problems": [str(problem) for problem in self.problems],
        }


def publish_all(root: Path, names: tuple[str, ...], workers: int) -> Report:
    """Publish the named datasets, or every one whose files are present."""
    report = Report()
    for place in find_datasets(root, names):
        try:
            dataset = load(place.raw)
            missing = missing_files(place, dataset)
            if missing and not names:
                say_skipped(report, place, missing)
                continue
            if missing:
                raise InputError([absent(file, place.raw) for file in missing])
            with progress(place.name) as notify:
                summary = publish(place, dataset, engine_of(workers), notify)
        except DeskcheckError as error:
            report.add_error(error, place.name)
            continue
        except OSError as error:
            report.add_error(refused_by_system(error), place.name)
            continue
        report.results.append(summary.to_json())
        report.said.append(summary.words())
    return report


def say_skipped(report: Report, place: Workplace, missing: Sequence[File]) -> None:
    """Name a dataset whose files are not here, and how they may be had."""
    fetch = f"deskcheck fetch {place.name}" + ("" if all(file.url for file in missing) else " --mirror DIR")
    report.results.append({"dataset": place.name, "skipped": True, "absent": len(missing)})
    report.said.append(f"{place.name}: skipped, {counted(len(missing), 'file')} of it not here ({fetch}).")


def missing_files(place: Workplace, dataset: Dataset) -> list[File]:
    """List the declared files that are not there."""
    files: dict[str, File] = {file.path: file for file in (*dataset.sources, dataset.registry)}
    return [file for path, file in files.items() if not (place.raw / path).exists()]


def one_present(root: Path, name: str | None) -> tuple[Workplace, Dataset]:
    """Find the named dataset, or the only one whose files are present. Raises InputError where there are several."""
    places = find_datasets(root, (name,) if name else ())
    loaded = [(place, load(place.raw)) for place in places]
    if name and (missing := missing_files(*loaded[0])):
        raise InputError([absent(file, loaded[0][0].raw) for file in missing])
    here = [each for each in loaded if not missing_files(*each)]
    if len(here) != 1:
        names = ", ".join(place.name for place, _ in here) or "none"
        raise InputError(Problem(f"name one dataset; those whose files are here: {names}", "Write its name after it."))
    return here[0]


def check_all(root: Path, names: tuple[str, ...], workers: int) -> Report:
    """Check the named datasets, or every one that is published."""
    from pipeline.windows.check import check

    report = Report()
    for place in find_datasets(root, names):
        try:
            dataset = load(place.raw)
            missing = missing_files(place, dataset)
            if missing and not names and not place.published.exists():
                say_skipped(report, place, missing)
                continue
            with progress(place.name) as notify:
                result = check(place, dataset, missing, engine_of(workers), notify)
        except DeskcheckError as error:
            report.add_error(error)
            continue
        report.results.append(result.to_json())
        report.said.append(result.words())
        report.problems += result.findings
        report.exit_code = max(report.exit_code, 1 if result.findings else 0)
    return report


def run_to(root: Path, name: str, stage: str, workers: int) -> Report:
    """Run a dataset up to a stage."""
    (place,) = find_datasets(root, (name,))
    dataset = load(place.raw)
    steps = walk(dataset, engine_of(workers), earlier_revisions(place.published, dataset.version))
    order = [step.stage for step in steps]
    if stage not in order:
        raise InputError(Problem(f"there is no such stage; they are, in order: {', '.join(order)}", value=stage))
    with locked(place), progress(name) as notify:
        shelf, ran = run_stages(place, steps[: order.index(stage) + 1], notify)
    tables = steps[order.index(stage)].makes
    paths = [f"interim/{name}/{table}.csv" for table in tables]
    report = Report([{"dataset": name, "stage": stage, "ran": ran, "tables": paths}])
    report.said.append(f"{name}: ran {', '.join(ran) if ran else 'nothing, for nothing has changed'}.")
    report.said += [f"  {path}: {len(shelf[table]):,} rows" for table, path in zip(tables, paths, strict=True)]
    return report


def fetch_one(root: Path, name: str, mirror: Path | None) -> Report:
    """Bring a dataset's files."""
    from pipeline.windows.fetch import fetch

    (place,) = find_datasets(root, (name,))
    report = Report()
    dataset = load(place.raw)
    with locked(place):
        fetched = fetch(dataset, mirror)
    for brought in fetched:
        report.results.append(brought.to_json())
        report.said.append(brought.words())
    return report


def review_one(root: Path, name: str | None, port: int | None, browser: bool, as_json: bool) -> Report:
    """Serve the review page until it is ended."""
    from pipeline.review.session import prepare, run

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        desk = prepare(place, dataset, engine_of(1), notify)
    written = run(desk, port, browser, as_json)
    told = f"{place.name}: {counted(written, 'line')} added to raw/{place.name}/decisions.csv."
    return Report([{"dataset": place.name, "written": written}], [told])


def audit_one(root: Path, name: str, fix: bool, workers: int) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    (place,) = find_datasets(root, (name,))
    dataset = load(place.raw)
    if missing := missing_files(place, dataset):
        raise InputError([absent(file, place.raw) for file in missing])
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def sample_one(
    root: Path, name: str, dropped: bool, size: int | None, everything: bool, second: int, workers: int
) -> Report:
    """Draw or score a sample."""
    from pipeline.review.sampling import Wish, sample

    place, dataset = one_present(root, name)
    wish = Wish("dropped" if dropped else "published", size, everything, second)
    with progress(place.name) as notify:
        done = sample(place, dataset, engine_of(workers), notify, wish)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def approve_one(root: Path, name: str, signature: Mapping[str, Any], workers: int) -> Report:
    """Show what would be published, and sign it off."""
    from pipeline.review.signing import Signature, approve

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        done = approve(place, dataset, engine_of(workers), notify, Signature(**signature))
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def match_files(
    queries: Path,
    registry: Path,
    out: Path,
    country: str,
    accept: float,
    review: float,
    workers: int,
    explain: Path | None = None,
    model: Path | None = None,
) -> Report:
    """Match two files."""
    from pipeline.windows.crosswalk import crosswalk

    if not review <= accept:  # nan is neither, and would decide nothing
        raise InputError(Problem("--review lies above --accept", "Give a --review that is at most --accept."))
    with steps("crosswalk") as notify, without_collector():
        engine = engine_of(workers, lambda share: notify(f"matching, {share:.0%}"))
        done = crosswalk(queries, registry, out, country, accept, review, engine, explain, notify, model)
    return Report([done.to_json()], [done.words()])


def score(out: Path, gold: Path, distinct: bool = False, plot: Path | None = None) -> Report:
    """Score a crosswalk."""
    from pipeline.windows.evaluate import evaluate

    with without_collector():
        done = evaluate(out, gold, distinct, plot)
    return Report([done.to_json()], [done.words()])


def learn_from(root: Path, name: str) -> Report:
    """Hold the matcher against a dataset's decisions."""
    from pipeline.windows.learn import learn

    place, dataset = one_present(root, name)
    with progress(place.name) as notify:
        done = learn(place, dataset, engine_of(1), notify)
    return Report([done.to_json()], [done.words()])


def engine_of(workers: int, notify: Callable[[float], None] | None = None) -> Callable[..., Any]:
    """Choose who does the parallel work; `notify` is told the share of it that is done, from 0 to 1."""
    from pipeline.engines.local import map_chunks

    return partial(map_chunks, workers=workers, notify=notify)


@contextmanager
def without_collector() -> Iterator[None]:
    """Leave reference cycles alone for a while: looking for them among millions of cells takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def steps(name: str) -> Iterator[Notify]:
    """Show a person who waits what is being done, on one line that goes away; say nothing to a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    try:
        yield lambda step: click.echo(f"\r\x1b[K{name}: {step} …", err=True, nl=False)
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def progress(name: str) -> Iterator[Notify]:
    """Show a person who waits which stage is at work; say nothing to a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    # The stages cost too unequally for an estimate of the time left.
    bar: Any = click.progressbar(
        length=STEPS, label=name, file=sys.stderr, show_eta=False, item_show_func=lambda stage: str(stage or "")
    )
    with bar:
        yield lambda stage: bar.update(1, stage)
