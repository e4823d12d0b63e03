"""What any reader may know of an organisation: from the published folder alone, so nothing private can be in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import publication
from pipeline.dataset import Dataset
from pipeline.errors import InputError, Problem
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

Facts = dict[str, Any]


def explain_publicly(place: Workplace, dataset: Dataset, text: str, region: str | None) -> list[Facts]:
    """Tell the public part of what is called so in the published table, one for each organisation.

    Raises InputError where nothing is published, or nothing of that name; the text is not said again.
    """
    from pipeline.revisions import read_published
    from pipeline.windows.explain.history import history, plain, version_of
    from schemas import Entities, Totals

    files = publication.list_files(place.published)
    if not files:
        raise InputError(Problem("nothing is published", "Run publish first.", f"published/{place.name}"))
    entities, totals = (
        read_published(files, f"{name}.csv", model) for name, model in (("entities", Entities), ("totals", Totals))
    )
    version = version_of(files)
    told = []
    for row in _meant(plain(entities), text, region, dataset.country):
        facts: Facts = {
            "dataset": dataset.name,
            "private": False,
            "version": version,
            "row": row,
            "history": history(files, row["entity_id"]),
        }
        facts["totals"] = [each for each in plain(totals) if _holds(each, row)]
        told.append(facts | {"claims": _claims(files, version, entities, row["entity_id"])})
    return told


def _meant(rows: list[Facts], text: str, region: str | None, country: str) -> list[Facts]:
    from pipeline.windows.explain.find import folded, nothing, settle

    wanted = folded(text)
    found = {row["entity_id"]: row for row in rows if folded(row["entity_id"]) == wanted}
    if not found:
        called = {row["entity_id"]: row for row in rows if folded(row["name"]) == wanted}
        if not called:
            raise nothing("no published organisation bears this name", text, (row["name"] for row in rows), told=False)
        places = {entity_id: row["region"] for entity_id, row in called.items()}
        names = {entity_id: row["name"] for entity_id, row in called.items()}
        meant = settle(places, (), names, region, country)
        found = {entity_id: called[entity_id] for entity_id in meant.entities}
    return list(found.values())


def _holds(total: Facts, row: Facts) -> bool:
    dimension = total["dimension"]
    return dimension == "all" or bool(row[dimension] == total["value"])


def _claims(files: Mapping[str, Path], version: str, entities: "pd.DataFrame", entity_id: str) -> list[str]:
    """List, by text, the claims of the story as published that this organisation is counted in."""
    from pipeline.claims import select
    from pipeline.revisions import read_revisions

    prefix = f"revisions/{version}/"
    revisions = read_revisions({name: path for name, path in files.items() if name.startswith(prefix)})
    own = entities["entity_id"] == entity_id
    return [
        claim.text
        for revision in revisions
        for claim in revision.claims
        if bool((select(entities, claim.where) & own).any())
    ]


def words_for_readers(told: Facts, noun: str) -> str:
    """Tell a person the public part."""
    from pipeline.windows.explain.words import told_before
    from schemas.vocabulary import MEANING

    row = told["row"]
    place = ", ".join(filter(None, (row["kind"], row["region"], row["country"])))
    flags = [flag.replace("_", " ") for flag in ("unaware_until_asked", "initially_denied") if row[flag]]
    lines = [
        f"{row['name']} ({row['entity_id']}), as published in version {told['version']}",
        f"  {place}",
        f"  {row['count_range']} {noun}",
        f"  {', '.join([row['response'], *flags])}: {MEANING[row['response']]}",
    ]
    if row["statement"]:
        lines.append(
            f"    {row['response_date']}: “{' '.join(row['statement'].split())}” {row['response_url']}".rstrip()
        )
    if row["evidence_url"]:
        lines.append(f"  evidence that it exists: {row['evidence_url']}")
    lines += [f"  {line}" for line in told_before(told["history"])]
    lines.append(f"  counted in the totals of {', '.join(each['value'] for each in told['totals'])}")
    lines += (
        ["  counted in these numbers of the story", *(f"    “{text}”" for text in told["claims"])]
        if told["claims"]
        else []
    )
    return "\n".join(lines)
