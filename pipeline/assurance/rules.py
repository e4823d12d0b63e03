"""What the declaration asks for before anything is published: a bound on the share of errors, a sign-off."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.assurance.approval import publication_hash, standing_approvals
from pipeline.assurance.frozen import freeze
from pipeline.assurance.score import score
from pipeline.assurance.units import units
from pipeline.errors import Problem
from pipeline.readers.tables import read_approvals, read_sample
from pipeline.statement import Statement, percent
from pipeline.text import counted, shown
from schemas.vocabulary import LISTS

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.dataset import Dataset


def assess(dataset: "Dataset", tables: Mapping[str, "pd.DataFrame"], registry: str) -> list[Statement]:
    """Say what sample.csv shows of each list that it was drawn from. `registry` is the digest of the registry's table.

    Raises InputError where the file cannot be read.
    """
    sample = read_sample(dataset.folder / "sample.csv")
    made = []
    for drawn_from in LISTS:
        if (sample["drawn_from"] == drawn_from).any():
            listed = units(tables, drawn_from)
            frozen = freeze(dataset, registry, listed)
            made.append(score(sample, drawn_from, listed, frozen, dataset.quality.confidence))
    return made


def error_findings(dataset: "Dataset", statements: Sequence[Statement]) -> list[Problem]:
    """List what is missing for the share of errors that `quality.max_error` allows."""
    most = dataset.quality.max_error
    if most is None:
        return []
    nothing = Statement("published", "none", dataset.quality.confidence)
    told = next((each for each in statements if each.drawn_from == "published"), nothing)
    draw = f"deskcheck sample {dataset.name} draws it and says what is left to judge."
    if told.state == "none":
        return [_rule(dataset, "max_error", "no random sample bounds the share of wrong organisations", draw)]
    if not told.stands:
        said = "no random sample bounds the share of wrong organisations any longer"
        reason = told.words().rstrip(".")
        left = told.drawn - told.judged
        if told.state == "open":
            said, reason = "the sample is not judged to its end", f"{counted(left, 'verdict')} missing in sample.csv"
        return [_rule(dataset, "max_error", f"{said} ({reason})", draw)]
    found = []
    if told.wrong:
        said = f"of the organisations to be published, {told.wrong:,} were judged wrong"
        found.append(_rule(dataset, "max_error", said, "Correct them in decisions.csv, then draw again."))
    if told.share > most:
        said = f"the sample allows up to {percent(told.share)} of wrong organisations, {most:.4g} is the most allowed"
        found.append(_rule(dataset, "max_error", said, f"deskcheck sample {dataset.name} --all has everything judged."))
    return found


def approval_findings(dataset: "Dataset", digests: Mapping[str, str]) -> list[Problem]:
    """Tell where the sign-off is missing that `quality.approved` asks for. `digests` are those of the files to publish.

    Raises InputError where approvals.csv cannot be read.
    """
    if not dataset.quality.approved:
        return []
    approvals = read_approvals(dataset.folder / "approvals.csv")
    if standing_approvals(approvals, publication_hash(digests)):
        return []
    lapsed = " (one of something else has lapsed)" if len(approvals) else ""
    said = f"no sign-off of exactly this table is recorded{lapsed}"
    return [_rule(dataset, "approved", said, f"deskcheck approve {dataset.name} --by NAME records one.")]


def _rule(dataset: "Dataset", key: str, message: str, remedy: str) -> Problem:
    return Problem(message, remedy, file=shown(dataset.folder, "dataset.yml"), column=f"quality.{key}")
