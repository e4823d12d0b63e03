"""What commands share: the options that all of them have, and the way they end."""

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pipeline.engines import Workers

Command = Callable[..., Any]


def common(command: Command) -> Command:
    """Add the options that every command has."""
    json_option = click.option("--json", "as_json", is_flag=True, help="Print the result for programs.")
    root = click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The folder that holds raw/, interim/ and published/. Default: this folder, or the nearest above.",
    )
    return root(json_option(command))


def parallel(command: Command) -> Command:
    """Add the options of commands that can work in parallel; the command gets them as one value, `workers`."""

    @functools.wraps(command)
    def gathered(*words: Any, engine: str, number: int, scheduler: str, **others: Any) -> Any:
        if scheduler and engine != "dask":
            raise click.UsageError("--scheduler is the address of a Dask scheduler: add --engine dask.")
        return command(*words, workers=Workers(number, engine, scheduler), **others)

    chosen = click.option(
        "--engine",
        type=click.Choice(["local", "dask"]),
        default="local",
        show_default=True,
        help="Where the work is done: on this machine, or by Dask (`make scale` once). The results are the same.",
    )
    workers = click.option(
        "--workers",
        "number",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Processes of this machine to work in parallel.",
    )
    address = click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="With --engine dask: the scheduler of a cluster that is running, like tcp://10.0.0.5:8786.",
    )
    return chosen(workers(address(gathered)))


def told_to_machines(command: Command) -> Command:
    """Add the options of a command whose report machines read: annotations, a job summary, JUnit, SARIF."""
    file = click.Path(dir_okay=False, path_type=Path)
    options = (
        click.option(
            "--github/--no-github",
            default=None,
            help="Print annotations too, as GitHub Actions reads them, and no private value. Default: in Actions.",
        ),
        click.option(
            "--summary", type=file, help="Add the report in Markdown to this file. Default: the job's, with --github."
        ),
        click.option("--junit", type=file, help="Write the report to this file as JUnit XML."),
        click.option("--sarif", type=file, help="Write the report to this file as SARIF 2.1.0."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def root_of(root: Path | None) -> Path:
    """Take the root that was named, or find it."""
    from pipeline.workplace import find_root

    return root.resolve() if root else find_root(Path.cwd())


def finish(report: Any, as_json: bool) -> None:
    """Print a command's report and leave with its exit code."""
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=1))
    else:
        for line in report.problems:
            click.echo(f"error: {line}", err=True)
        if words := report.words():
            click.echo(words)
    sys.exit(report.exit_code)
