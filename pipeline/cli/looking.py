"""Windows on a dataset, which change nothing: audit."""

from pathlib import Path

import click

from pipeline.cli.options import common, finish, parallel, root_of
from pipeline.engines import Workers


@click.command()
@click.argument("dataset")
@click.option("--fix", is_flag=True, help="Propose the least change of dataset.yml with which nothing leaks.")
@parallel
@common
def audit(dataset: str, fix: bool, workers: Workers, root: Path | None, as_json: bool) -> None:
    """What could readers of all revisions infer beyond the ranges, and by which facts? Publishes nothing."""
    from pipeline.commands.looking import audit_one

    finish(audit_one(root_of(root), dataset, fix, workers), as_json)
