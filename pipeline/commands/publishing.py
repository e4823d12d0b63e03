"""publish, check, fetch, stage."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.places import missing_files
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.dataset import load
from pipeline.declaration.model import File
from pipeline.engines import Workers
from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system
from pipeline.publication import earlier_revisions
from pipeline.readers.files import absent
from pipeline.run import locked, publish, run_stages
from pipeline.text import counted
from pipeline.walk import walk
from pipeline.workplace import Workplace, find_datasets


def publish_all(root: Path, names: tuple[str, ...], workers: Workers) -> Report:
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


def check_all(root: Path, names: tuple[str, ...], workers: Workers) -> Report:
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


def run_to(root: Path, name: str, stage: str, workers: Workers) -> Report:
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
    paths = [f"interim/{name}/{shelf.path(table).name}" for table in tables]
    report = Report([{"dataset": name, "stage": stage, "ran": ran, "tables": paths}])
    report.said.append(f"{name}: ran {', '.join(ran) if ran else 'nothing, for nothing has changed'}.")
    report.said += [f"  {path}: {shelf.rows(table):,} rows" for table, path in zip(tables, paths, strict=True)]
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
