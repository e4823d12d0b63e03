"""Windows on a dataset, which change nothing: audit, diff, explain, export."""

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


@click.command()
@click.argument("dataset")
@click.option("--against", metavar="REF", default="", help="A git revision, a folder or a version. Default: the last.")
@click.option("--what-if", "instead", metavar="KEY=VALUE", multiple=True, help="With another value in dataset.yml.")
@click.option("--markdown", is_flag=True, help="For a comment on a pull request.")
@parallel
@common
def diff(
    dataset: str,
    against: str,
    instead: tuple[str, ...],
    markdown: bool,
    workers: Workers,
    root: Path | None,
    as_json: bool,
) -> None:
    """What changed in the published table of DATASET since REF, organisation by organisation, and why.

    The table that is published now is compared with that of REF. Exit code 0 also where they differ, for a difference
    is no finding; `check --against` tells the changes that nobody has explained. With --what-if match.accept=0.97, the
    table that the sources make is compared with the one that they would make; nothing is written.
    """
    from pipeline.commands.looking import diff_one

    finish(diff_one(root_of(root), dataset, against, instead, markdown, workers), as_json)


@click.command()
@click.argument("dataset")
@click.argument("name", nargs=-1, required=True)
@click.option("--region", help="Which one, where several regions have one of this name; '' for none.")
@click.option("--public", is_flag=True, help="Only what any reader may know, from the published folder.")
@parallel
@common
def explain(
    dataset: str,
    name: tuple[str, ...],
    region: str | None,
    public: bool,
    workers: Workers,
    root: Path | None,
    as_json: bool,
) -> None:
    """Everything that led from raw rows to the published row of NAME: why it is there, or why it is not.

    NAME is a raw spelling, a published name or an entity_id. Without --public, raw names, counts and people are
    printed: that is for the desk's own screen, not for a log. Changes nothing.
    """
    from pipeline.commands.looking import explain_one

    finish(explain_one(root_of(root), dataset, " ".join(name), region, public, workers), as_json)


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
