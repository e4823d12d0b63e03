"""Windows on a dataset, which change nothing: audit, export."""

from pathlib import Path

import click

from pipeline.cli.options import common, finish, parallel, root_of


@click.command()
@click.argument("dataset")
@click.option("--fix", is_flag=True, help="Propose the least change of dataset.yml with which nothing leaks.")
@parallel
@common
def audit(dataset: str, fix: bool, engine: str, workers: int, root: Path | None, as_json: bool) -> None:
    """What could readers of all revisions infer beyond the ranges, and by which facts? Publishes nothing."""
    from pipeline.commands.looking import audit_one

    finish(audit_one(root_of(root), dataset, fix, workers), as_json)


@click.command()
@click.argument("dataset")
@click.option("--format", "form", type=click.Choice(["xlsx", "parquet", "sqlite"]), required=True, help="The form.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write. Default: interim/DATASET/export/DATASET-VERSION and the form.",
)
@common
def export(dataset: str, form: str, out: Path | None, root: Path | None, as_json: bool) -> None:
    """What is published of DATASET, as a spreadsheet, Parquet or SQLite file. No text in it is a formula.

    Parquet brings a second file with the totals, SQLite one with what Datasette shows of it.
    """
    from pipeline.commands.looking import export_one

    finish(export_one(root_of(root), dataset, form, out), as_json)
