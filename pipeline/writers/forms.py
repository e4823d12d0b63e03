"""Every file of a published folder, from the tables that may be told."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipeline.account import Account
from pipeline.changes import Change
from pipeline.evidence import with_evidence
from pipeline.statement import Statement
from pipeline.writers.bars import bars
from pipeline.writers.method import method
from pipeline.writers.methodology import methodology
from pipeline.writers.package import datapackage
from pipeline.writers.page.page import page
from pipeline.writers.pictures import file_of, picture
from pipeline.writers.records import dumps, to_json
from pipeline.writers.table import to_csv

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.dataset import Claim, Dataset


def render(
    dataset: "Dataset",
    entities: "pd.DataFrame",
    totals: "pd.DataFrame",
    account: Account,
    earlier: Mapping[str, bytes] = MappingProxyType({}),
    statements: Sequence[Statement] = (),
    changes: Sequence[Change] = (),
) -> dict[str, bytes]:
    """Make the files of a publication, by their path inside the published folder.

    `entities` and `totals` are tables of their models, in their order. `earlier` holds the files of earlier revisions
    by path: they are given back as they are, and described in datapackage.json. `statements` are what samples show;
    `changes` are those of all revisions up to this one.
    """
    told = method(dataset, account, with_evidence(entities, bool(dataset.registry.evidence)), statements)
    pictures = [(each, picture(each)) for each in bars(entities, dataset.ranges)]
    table, sums = to_csv(entities), to_csv(totals)
    revision = f"revisions/{dataset.version}"
    tables = {"entities.csv": table, "entities.json": to_json(entities), "totals.csv": sums}
    package = json.loads(datapackage(dataset, tables))
    files = {
        **tables,
        "index.html": page(told, entities, totals, pictures, package, changes),
        "METHODOLOGY.md": methodology(told),
        **{f"figures/{each.name}.svg": file_of(svg) for each, svg in pictures},
        f"{revision}/entities.csv": table,
        f"{revision}/totals.csv": sums,
        f"{revision}/claims.json": claims(dataset.claims),
        **earlier,
    }
    return files | {"datapackage.json": datapackage(dataset, files)}


def claims(stated: "tuple[Claim, ...]") -> bytes:
    """Write what the story says, as it was declared: a reader may know no more, and no less."""
    lines = [dumps(_claim(claim)) for claim in stated]
    return ("[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n").encode("utf-8")


def _claim(claim: "Claim") -> dict[str, Any]:
    where = dict(claim.where.given())
    told = {"text": claim.text, "statistic": claim.statistic} | ({"where": where} if where else {})
    return told | {claim.comparison: claim.value}
