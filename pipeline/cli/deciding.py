"""Where people have the word: review, sample, letters, approve."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import common, finish, parallel, root_of
from pipeline.engines import Workers


@click.command()
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
    from pipeline.commands.deciding import review_one

    report = review_one(root_of(root), dataset, port, not no_browser, as_json)
    if not as_json:  # a program was told the address, and needs one document alone
        finish(report, as_json)


@click.command()
@click.argument("dataset")
@click.option("--dropped", is_flag=True, help="Sample the names that were dropped, not what is published.")
@click.option("--size", type=click.IntRange(min=1), help="How many to judge, rather than what max_error needs.")
@click.option("--all", "everything", is_flag=True, help="Have everything judged.")
@click.option("--second", type=click.IntRange(min=0), default=0, help="How many a second person judges again.")
@parallel
@common
def sample(dataset: str, root: Path | None, as_json: bool, workers: Workers, **wish: Any) -> None:
    """Draw the random sample that bounds the share of errors, and score what was judged of it.

    What is to be judged stands in raw/DATASET/sample.csv: fill in `verdict` (right, wrong, unsure) and `reviewer`, then
    run it again. A sample holds until the matcher, the registry, the thresholds or the list change.
    """
    from pipeline.commands.deciding import sample_one

    told = (wish["dropped"], wish["size"], wish["everything"], wish["second"])
    finish(sample_one(root_of(root), dataset, *told, workers), as_json)


@click.command()
@click.argument("dataset")
@click.option("--deadline", default="", metavar="DATE", help="The day by which an answer is asked for.")
@click.option("--on", default="", metavar="DATE", help="The day of the letters, like 2020-02-29: no clock is read.")
@click.option("--all", "everything", is_flag=True, help="Write to all again, not only where something is new.")
@parallel
@common
def letters(
    dataset: str, deadline: str, on: str, everything: bool, root: Path | None, as_json: bool, workers: Workers
) -> None:
    """Write to each organisation of DATASET the request for comment, with its row as it would be published.

    The letters stand in interim/DATASET/letters/; nothing is sent. raw/DATASET/letters.csv remembers what was put to
    whom: a second run writes only to those who are new or whose row has changed. raw/DATASET/letter.md takes the place
    of the built-in text.
    """
    from pipeline.commands.deciding import letters_of

    finish(letters_of(root_of(root), dataset, on, deadline, everything, workers), as_json)


@click.command()
@click.argument("dataset")
@click.option("--by", default="", metavar="NAME", help="Who signs. Without it the state is shown and nothing signed.")
@click.option("--on", default="", metavar="DATE", help="The day of the sign-off, like 2020-02-29: no clock is read.")
@click.option("--note", default="", help="A remark.")
@click.option("--withdraw", is_flag=True, help="Take the sign-off of this state back.")
@parallel
@common
def approve(dataset: str, root: Path | None, as_json: bool, workers: Workers, **signature: Any) -> None:
    """Show the state of DATASET on one screen, and sign off exactly what would be published.

    The sign-off is a line of raw/DATASET/approvals.csv, bound to a hash: it lapses with any change. With
    `quality: {approved: true}` nothing is published without one.
    """
    from pipeline.commands.deciding import approve_one

    finish(approve_one(root_of(root), dataset, signature, workers), as_json)
