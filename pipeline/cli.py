"""The command line: a thin front. Heavy libraries are imported inside the commands that need them."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system

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
    """Add the options of commands that can work in parallel."""
    engine = click.option(
        "--engine", type=click.Choice(["local"]), default="local", show_default=True, help="Where the work is done."
    )
    workers = click.option(
        "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to work in parallel."
    )
    return engine(workers(command))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="deskcheck", message="deskcheck %(version)s")
def cli() -> None:
    """From a messy list of organisations with counts to a table that a newsroom can publish and defend."""


@cli.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@parallel
@common
def publish(datasets: tuple[str, ...], engine: str, workers: int, root: Path | None, as_json: bool) -> None:
    """Run what changed and write published/DATASET whole, or not at all.

    Without a name: every dataset whose files are present.
    """
    from pipeline.commands import publish_all

    finish(publish_all(root_of(root), datasets, workers), as_json)


@cli.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]...")
@parallel
@common
def check(datasets: tuple[str, ...], engine: str, workers: int, root: Path | None, as_json: bool) -> None:
    """Check that published/ is valid, complete, and true to its inputs and claims. Changes nothing there."""
    from pipeline.commands import check_all

    finish(check_all(root_of(root), datasets, workers), as_json)


@cli.command()
@click.argument("dataset")
@click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take files by their sha256 from anywhere under this folder instead of the network.",
)
@common
def fetch(dataset: str, mirror: Path | None, root: Path | None, as_json: bool) -> None:
    """Bring the sources and the registry that DATASET names by url, and check their sha256."""
    from pipeline.commands import fetch_one

    finish(fetch_one(root_of(root), dataset, mirror), as_json)


@cli.command()
@click.argument("dataset")
@click.argument("stage")
@parallel
@common
def stage(dataset: str, stage: str, engine: str, workers: int, root: Path | None, as_json: bool) -> None:
    """Run DATASET up to STAGE (what changed of it) and tell where its tables stand. Publishes nothing."""
    from pipeline.commands import run_to

    finish(run_to(root_of(root), dataset, stage, workers), as_json)


@cli.command()
@click.argument("dataset", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Where the page listens. Default: 8431, or any that is free."
)
@click.option("--no-browser", is_flag=True, help="Only print the address of the page; do not open it.")
@common
def review(dataset: str | None, port: int | None, no_browser: bool, root: Path | None, as_json: bool) -> None:
    """Open the page on this machine where people decide what the names of DATASET mean.

    Each decision is a line in raw/DATASET/decisions.csv. Ctrl-C ends it; nothing is lost, however it ends. Without a
    name: the one dataset whose files are present.
    """
    from pipeline.commands import review_one

    report = review_one(root_of(root), dataset, port, not no_browser, as_json)
    if not as_json:  # a program was told the address, and needs one document alone
        finish(report, as_json)


@cli.command()
@click.argument("dataset")
@click.option("--fix", is_flag=True, help="Propose the least change of dataset.yml with which nothing leaks.")
@parallel
@common
def audit(dataset: str, fix: bool, engine: str, workers: int, root: Path | None, as_json: bool) -> None:
    """What could readers of all revisions infer beyond the ranges, and by which facts? Publishes nothing."""
    from pipeline.commands import audit_one

    finish(audit_one(root_of(root), dataset, fix, workers), as_json)


@cli.command()
@click.argument("dataset")
@click.option("--dropped", is_flag=True, help="Sample the names that were dropped, not what is published.")
@click.option("--size", type=click.IntRange(min=1), help="How many to judge, rather than what max_error needs.")
@click.option("--all", "everything", is_flag=True, help="Have everything judged.")
@click.option("--second", type=click.IntRange(min=0), default=0, help="How many a second person judges again.")
@parallel
@common
def sample(dataset: str, root: Path | None, as_json: bool, workers: int, **wish: Any) -> None:
    """Draw the random sample that bounds the share of errors, and score what was judged of it.

    What is to be judged stands in raw/DATASET/sample.csv: fill in `verdict` (right, wrong, unsure) and `reviewer`, then
    run it again. A sample holds until the matcher, the registry, the thresholds or the list change.
    """
    from pipeline.commands import sample_one

    told = (wish["dropped"], wish["size"], wish["everything"], wish["second"])
    finish(sample_one(root_of(root), dataset, *told, workers), as_json)


@cli.command()
@click.argument("dataset")
@click.option("--by", default="", metavar="NAME", help="Who signs. Without it the state is shown and nothing signed.")
@click.option("--on", default="", metavar="DATE", help="The day of the sign-off, like 2020-02-29: no clock is read.")
@click.option("--note", default="", help="A remark.")
@click.option("--withdraw", is_flag=True, help="Take the sign-off of this state back.")
@parallel
@common
def approve(dataset: str, root: Path | None, as_json: bool, engine: str, workers: int, **signature: Any) -> None:
    """Show the state of DATASET on one screen, and sign off exactly what would be published.

    The sign-off is a line of raw/DATASET/approvals.csv, bound to a hash: it lapses with any change. With
    `quality: {approved: true}` nothing is published without one.
    """
    from pipeline.commands import approve_one

    finish(approve_one(root_of(root), dataset, signature, workers), as_json)


@cli.command()
@click.argument("queries", type=click.Path(path_type=Path))
@click.argument("registry", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="The table to write.")
@click.option("--country", default="", help="Read regions as this country's subdivisions: US makes GA US-GA.")
@click.option("--accept", type=click.FloatRange(0, 1), default=0.99, show_default=True, help="Link from here on.")
@click.option("--review", type=click.FloatRange(0, 1), default=0.50, show_default=True, help="Possible from here on.")
@click.option("--explain", type=click.Path(path_type=Path), help="Write OUT here too, with the reasons of each row.")
@click.option("--model", type=click.Path(path_type=Path), help="Other weights than the program's own, as a JSON file.")
@parallel
@common
def crosswalk(
    queries: Path, registry: Path, out: Path, country: str, accept: float, review: float, workers: int, **options: Any
) -> None:
    """Match the names of QUERIES to the organisations of REGISTRY, without a dataset.

    QUERIES: a CSV file with `name`, optionally `query_id` and `region`. REGISTRY: one with `entity_id` and `name`,
    optionally `aliases` (separated by |), `region` and `kind`. OUT gets one row per query, in their order.
    """
    from pipeline.commands import match_files

    done = match_files(queries, registry, out, country, accept, review, workers, options["explain"], options["model"])
    finish(done, options["as_json"])


@cli.command()
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.argument("gold", type=click.Path(path_type=Path), required=False)
@click.option("--dataset", help="Score the matcher against the decisions of this dataset, instead of two files.")
@click.option("--distinct", is_flag=True, help="Score each distinct name and region once, by its first row.")
@click.option("--plot", type=click.Path(path_type=Path), help="Draw calibration, precision and recall: an SVG file.")
@common
def evaluate(
    out: Path | None,
    gold: Path | None,
    dataset: str | None,
    distinct: bool,
    plot: Path | None,
    root: Path | None,
    as_json: bool,
) -> None:
    """Precision, recall and F1 by threshold of the crosswalk OUT, and how true its probabilities are.

    GOLD: a CSV file with `query_id` and `entity_id`: empty where the registry holds no right answer, `id|id` where
    several are right. A query without a row there is not scored. With --dataset, what people decided is the gold, and
    enough of it suggests `accept` and `review`.
    """
    from pipeline.commands import learn_from, score

    if dataset and not (out or gold or distinct or plot):
        finish(learn_from(root_of(root), dataset), as_json)
    if dataset or out is None or gold is None:
        raise InputError(
            Problem("evaluate scores two files or one dataset", "Name OUT and GOLD, or --dataset DATASET.")
        )
    finish(score(out, gold, distinct, plot), as_json)


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


def main() -> None:
    """Run the command line. Whatever goes wrong is told in words."""
    try:
        cli.main(prog_name="deskcheck", standalone_mode=False)
    except click.UsageError as error:
        if "--json" in sys.argv:
            fail(InputError(Problem(error.format_message(), "`deskcheck COMMAND --help` shows the usage.")))
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except DeskcheckError as error:
        fail(error)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # Whoever read our output has left: nothing more to say, and nothing to say it to.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        fail(refused_by_system(error))
    except Exception as error:
        # The last net: a traceback could print private values.
        if os.environ.get("DESKCHECK_DEBUG"):
            raise
        fail(InputError(_unexpected(error)))


def _unexpected(error: Exception) -> Problem:
    """Tell a fault of the program by its kind and place alone: its message may hold values from the data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    return Problem(
        f"Deskcheck met something that it did not expect ({type(error).__name__} at {place}); nothing was published",
        "Please report it. DESKCHECK_DEBUG=1 shows more, but may print values from your data.",
    )


def fail(error: DeskcheckError) -> None:
    """Tell an error in the form that was asked for, and leave with its exit code."""
    if "--json" in sys.argv:
        told = {"exit_code": error.exit_code, "problems": [str(problem) for problem in error.problems]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
    sys.exit(error.exit_code)
