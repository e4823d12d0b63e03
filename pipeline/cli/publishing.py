"""From sources to what is published, and the proof of it: publish, check, fetch, stage."""

from pathlib import Path

import click

from pipeline.cli.options import common, finish, parallel, root_of
from pipeline.engines import Workers


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
@parallel
@common
def check(datasets: tuple[str, ...], workers: Workers, root: Path | None, as_json: bool) -> None:
    """Check that published/ is valid, complete, and true to its inputs and claims. Changes nothing there."""
    from pipeline.commands.publishing import check_all

    finish(check_all(root_of(root), datasets, workers), as_json)


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
