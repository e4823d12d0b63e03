"""Files without a dataset: crosswalk, evaluate."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import common, finish, parallel, root_of
from pipeline.engines import Workers
from pipeline.errors import InputError, Problem


@click.command()
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
    queries: Path,
    registry: Path,
    out: Path,
    country: str,
    accept: float,
    review: float,
    workers: Workers,
    **options: Any,
) -> None:
    """Match the names of QUERIES to the organisations of REGISTRY, without a dataset.

    QUERIES: a CSV file with `name`, optionally `query_id` and `region`. REGISTRY: one with `entity_id` and `name`,
    optionally `aliases` (separated by |), `region` and `kind`. OUT gets one row per query, in their order.
    """
    from pipeline.commands.matching import match_files

    done = match_files(queries, registry, out, country, accept, review, workers, options["explain"], options["model"])
    finish(done, options["as_json"])


@click.command()
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
    from pipeline.commands.matching import learn_from, score

    if dataset and not (out or gold or distinct or plot):
        finish(learn_from(root_of(root), dataset), as_json)
    if dataset or out is None or gold is None:
        raise InputError(
            Problem("evaluate scores two files or one dataset", "Name OUT and GOLD, or --dataset DATASET.")
        )
    finish(score(out, gold, distinct, plot), as_json)
