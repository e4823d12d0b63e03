"""new, publish, check, fetch, stage."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.ci.outcome import outcome
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
from pipeline.workplace import Workplace, datasets_of, find_datasets, nearest_root

NOTHING = "skipped: files of it are not here, and nothing of it is published."

if TYPE_CHECKING:
    from pipeline.windows.explained import Wish


def new_one(root: Path | None, name: str, source: Path | None, sheet: str, columns: Mapping[str, str]) -> Report:
    """Make a dataset's folder: under the root that was named or found, else here."""
    from pipeline.windows.new import Draft, new

    place = root.resolve() if root else nearest_root(Path.cwd()) or Path.cwd()
    done = new(place, name, Draft(source, sheet, columns))
    return Report([done.to_json()], [done.words()])


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
    if not all(file.url or file.sha256 for file in missing):
        fetch = f"put what dataset.yml names into raw/{place.name}/"
    report.results.append({"dataset": place.name, "skipped": True, "absent": len(missing)})
    report.said.append(f"{place.name}: skipped, {counted(len(missing), 'file')} of it not here ({fetch}).")


def check_all(
    root: Path, names: tuple[str, ...], workers: Workers, against: str | None = None, wish: "Wish | None" = None
) -> Report:
    """Check the named datasets, or every one that is published. With a wish, say nothing but the lines proposed."""
    from pipeline.windows.check import check

    report, names = Report(), datasets_of(names)
    places = find_datasets(root, names)
    if wish and len(places) != 1:
        raise InputError(Problem("--propose writes the lines of one dataset", "Write its name after `check`."))
    for place in places:
        try:
            dataset = load(place.raw)
            missing = missing_files(place, dataset)
            if missing and not names and not place.published.exists():
                say_skipped(report, place, missing)
                report.outcomes.append(outcome(root, place.name, notes=[NOTHING]))
                continue
            with progress(place.name) as notify:
                result = check(place, dataset, missing, engine_of(workers), notify, against, wish)
        except DeskcheckError as error:
            report.add_error(error)
            report.outcomes.append(outcome(root, place.name, 0, error.exit_code, error.problems))
            continue
        report.results.append(result.to_json())
        report.said.append(result.proposed if wish else result.words())
        report.problems += result.findings
        report.exit_code = max(report.exit_code, 1 if result.findings else 0)
        seen = (result.findings, result.unseen, result.notes)
        report.outcomes.append(outcome(root, place.name, result.files, 1, *seen))
    return report


def wish_of(propose: bool, reason: str | None, note: str, date: str) -> "Wish | None":
    """Put together what is wished of proposed lines. Raises InputError for a wish without them, and a bad day."""
    from pipeline.notation import is_date
    from pipeline.windows.explained import Wish

    if not propose and (reason or note or date):
        raise InputError(Problem("--reason, --note and --date are of lines that are proposed", "Add --propose."))
    if date and not is_date(date):
        raise InputError(Problem("--date is no day of the calendar", "Write it like 2020-02-29.", value=date))
    return Wish(reason or "", note, date) if propose else None


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
