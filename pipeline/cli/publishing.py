"""From sources to what is published, and the proof of it: new, publish, check, fetch, stage."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import common, finish, parallel, root_of, told_to_machines
from pipeline.engines import Workers
from schemas.vocabulary import CORRECTION_REASONS


@click.command()
@click.argument("dataset")
@click.option("--from", "source", type=click.Path(path_type=Path), help="Your list: CSV, TSV, XLSX, JSON or Parquet.")
@click.option("--sheet", default="", help="The sheet of an XLSX file that is meant.")
@click.option("--name", default="", metavar="HEADING", help="The column of the names, rather than a guess.")
@click.option("--region", default="", metavar="HEADING", help="The column of the regions.")
@click.option("--count", default="", metavar="HEADING", help="The column of the counts.")
@click.option("--date", default="", metavar="HEADING", help="The column of the dates.")
@common
def new(dataset: str, source: Path | None, sheet: str, root: Path | None, as_json: bool, **columns: str) -> None:
    """Make the folder raw/DATASET to start from, and never change one that exists.

    With --from it takes a copy of your list, guesses what its columns hold, proposes ranges, and writes its distinct
    names into registry.csv as candidates: unconfirmed, so that none is published before somebody confirms it.
    """
    from pipeline.commands.publishing import new_one

    finish(new_one(root, dataset, source, sheet, columns), as_json)


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@parallel
@common
def publish(datasets: tuple[str, ...], workers: Workers, root: Path | None, as_json: bool) -> None:
    """Run what changed and write published/DATASET whole, or not at all.

    Without a name: every dataset whose files are present.
    """
    from pipeline.commands.publishing import publish_all

    finish(publish_all(root_of(root), datasets, workers), as_json)


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@click.option("--against", metavar="REF", help="Hold it against a git revision, a folder or a version, too.")
@click.option("--propose", is_flag=True, help="Print the lines that corrections.csv lacks, ready to be appended.")
@click.option("--reason", type=click.Choice(CORRECTION_REASONS), help="The reason of lines that have no likelier one.")
@click.option("--note", default="", help="The note of the lines: readers will see it.")
@click.option("--date", default="", help="The date of the lines, like 2020-02-29: no clock is read.")
@told_to_machines
@parallel
@common
def check(
    datasets: tuple[str, ...],
    against: str | None,
    propose: bool,
    reason: str | None,
    note: str,
    date: str,
    workers: Workers,
    root: Path | None,
    as_json: bool,
    **machines: Any,
) -> None:
    """Check that published/ is valid, complete, and true to its inputs and claims, and every change explained.

    A file stands for its dataset: raw/argus/registry.csv is argus. Each changed cell of a published row needs a line in
    raw/DATASET/corrections.csv. With --propose nothing but the lines that are missing is printed: deskcheck check
    DATASET --propose >> raw/DATASET/corrections.csv. With --against, no revision that REF holds may have been altered,
    and every change since must be explained. What is published stays as it is; where DATASET has private files, a clean
    check leaves attestation.json beside it for those without them. In GitHub Actions, findings become annotations and
    the report goes into the job's summary.
    """
    from pipeline.commands.machines import Forms, told
    from pipeline.commands.publishing import check_all, wish_of

    wish, place = wish_of(propose, reason, note, date), root_of(root)
    forms = Forms.wanted(as_json, **machines)
    finish(told(forms, place, lambda: check_all(place, datasets, workers, against, wish)), as_json)


@click.command()
@click.argument("dataset")
@click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take files by their sha256 from anywhere under this folder instead of the network.",
)
@common
def fetch(dataset: str, mirror: Path | None, root: Path | None, as_json: bool) -> None:
    """Bring the sources and the registry that DATASET names by url, and check their sha256."""
    from pipeline.commands.publishing import fetch_one

    finish(fetch_one(root_of(root), dataset, mirror), as_json)


@click.command()
@click.argument("dataset")
@click.argument("stage")
@parallel
@common
def stage(dataset: str, stage: str, workers: Workers, root: Path | None, as_json: bool) -> None:
    """Run DATASET up to STAGE (what changed of it) and tell where its tables stand. Publishes nothing."""
    from pipeline.commands.publishing import run_to

    finish(run_to(root_of(root), dataset, stage, workers), as_json)
