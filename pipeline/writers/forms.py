"""Every file of a published folder, from the tables that may be told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipeline.account import NOTHING, Account
from pipeline.changes import Change, redirects
from pipeline.evidence import with_evidence
from pipeline.statement import Statement
from pipeline.writers.bars import bars
from pipeline.writers.corrections import corrections
from pipeline.writers.method import method
from pipeline.writers.methodology import methodology
from pipeline.writers.package import datapackage
from pipeline.writers.page.page import page
from pipeline.writers.pictures import file_of, picture
from pipeline.writers.records import dumps, to_json
from pipeline.writers.table import to_csv
from schemas import Changes, Redirects
from schemas.base import frame

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
    by path: they are given back as they are, and described in datapackage.json. `statements` are what samples show.
    `changes` are those of all revisions, the oldest first.
    """
    told = method(dataset, account, with_evidence(entities, bool(dataset.registry.evidence)), statements)
    files = from_tables(dataset, entities, totals, changes, told) | dict(earlier)
    files["METHODOLOGY.md"] = methodology(told)
    return files | {"datapackage.json": datapackage(dataset, files)}


def from_tables(
    dataset: "Dataset",
    entities: "pd.DataFrame",
    totals: "pd.DataFrame",
    changes: Sequence[Change],
    told: Mapping[str, Any] | None = None,
) -> dict[str, bytes]:
    """Make the files that tell nothing but the declaration and the published tables.

    `check` makes them again where the sources are absent; without `told`, what `method` gathers, the page's section on
    the method is about no rows at all.
    """
    pictures = [(each, picture(each)) for each in bars(entities, dataset.ranges)]
    table, sums = to_csv(entities), to_csv(totals)
    revision = f"revisions/{dataset.version}"
    tables = {"entities.csv": table, "entities.json": to_json(entities), "totals.csv": sums}
    package = json.loads(datapackage(dataset, tables))
    told = told or method(dataset, NOTHING)
    files = {
        **tables,
        "index.html": page(told, entities, totals, pictures, package, changes),
        "CORRECTIONS.md": corrections(entities, changes),
        **{f"figures/{each.name}.svg": file_of(svg) for each, svg in pictures},
        f"{revision}/entities.csv": table,
        f"{revision}/totals.csv": sums,
        f"{revision}/claims.json": claims(dataset.claims),
    }
    own = [asdict(each) for each in changes if each.version == dataset.version]
    if own:
        files[f"{revision}/changes.csv"] = to_csv(frame(Changes, own))
    moved = redirects(changes, set(entities["entity_id"]))
    if moved:
        files["redirects.csv"] = to_csv(frame(Redirects, [(old, *now) for old, now in moved.items()]))
    return files


def claims(stated: "tuple[Claim, ...]") -> bytes:
    """Write what the story says, as it was declared: a reader may know no more, and no less."""
    lines = [dumps(_claim(claim)) for claim in stated]
    return ("[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n").encode("utf-8")


def _claim(claim: "Claim") -> dict[str, Any]:
    where = dict(claim.where.given())
    told = {"text": claim.text, "statistic": claim.statistic} | ({"where": where} if where else {})
    return told | {claim.comparison: claim.value}
