"""Is a published folder sound by itself? Every file against its schema and against the others, without any source."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.changes import ID
from pipeline.dataset import Dataset
from pipeline.errors import InputError, Problem
from pipeline.publication import earlier_revisions
from pipeline.revisions import as_rows, read_changes, read_published, read_revisions
from pipeline.store import digest
from pipeline.windows.compared import REBUILD, differences
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.history import History

_UNMADE = ("METHODOLOGY.md", "datapackage.json")  # they tell of the sources too


def sound(place: Workplace, files: Mapping[str, Path]) -> list[Problem]:
    """Hold the published tables against their schemas, and the files against datapackage.json."""
    from schemas import Entities, Totals

    found: list[Problem] = []
    for name, model in (("entities.csv", Entities), ("totals.csv", Totals)):
        try:
            read_published(files, name, model, f"published/{place.name}/")
        except InputError as error:
            found += error.problems
    return [*found, *_package(place, files)]


def damages(place: Workplace, dataset: Dataset) -> list[Problem]:
    """Tell which files of earlier revisions are missing or cannot be read."""
    try:
        read_revisions(earlier_revisions(place.published, dataset.version))
    except InputError as error:
        return [replace(problem, file=f"published/{place.name}/{problem.file}") for problem in error.problems]
    return []


def _package(place: Workplace, files: Mapping[str, Path]) -> Iterator[Problem]:
    """Hold the files against the sizes and hashes of datapackage.json."""
    file = f"published/{place.name}/datapackage.json"
    try:
        package = json.loads(files["datapackage.json"].read_text(encoding="utf-8"))
        described = {entry["path"]: (entry["hash"], entry["bytes"]) for entry in package["resources"]}
    except (KeyError, ValueError, TypeError):
        yield Problem("the package description is missing or cannot be read", REBUILD, file=file)
        return
    for name, told in described.items():
        path = files.get(name)
        if path is None or told != (f"sha256:{digest(path)}", path.stat().st_size):
            yield Problem(f"{name} is not the file that it describes", REBUILD, file=file, column=name)
    for name in sorted(files.keys() - described.keys() - {"datapackage.json"}):
        yield Problem(f"{name} is not described", REBUILD, file=file, column=name)


def agreeing(place: Workplace, dataset: Dataset, files: Mapping[str, Path]) -> tuple[list[Problem], "History | None"]:
    """Make again, from the published tables alone, every file that tells nothing else, and compare; hold the public
    claims and expectations against them. Gives the history of the changes too, None where the tables cannot be read.
    """
    from pipeline.gate import public_findings
    from pipeline.history import read_lines, recall
    from pipeline.writers.forms import from_tables
    from pipeline.writers.page.page import with_method_of
    from schemas import Entities, Totals

    try:
        entities = read_published(files, "entities.csv", Entities)
        totals = read_published(files, "totals.csv", Totals)
        earlier = earlier_revisions(place.published, dataset.version)
        revisions = read_revisions(earlier)
        own = read_changes(files, dataset.version)
    except InputError as error:
        return [each for each in error.problems if each.file.endswith("/changes.csv")], None  # others are told already
    moved: dict[str, list[str]] = {}  # what the revision itself recorded, as the registry would tell it
    for change in own:
        if change.field == ID:
            moved.setdefault(change.after, []).append(change.before)
    rows = as_rows(entities)
    history = recall(dataset.version, rows, revisions, read_lines(place.raw / "corrections.csv"), moved)
    made = from_tables(dataset, entities, totals, history.changes)
    made |= {name: path.read_bytes() for name, path in earlier.items()}
    made |= {name: files[name].read_bytes() for name in _UNMADE if name in files}
    if "index.html" in files:
        made["index.html"] = with_method_of(files["index.html"].read_bytes(), made["index.html"])
    found = list(differences(place.name, files, made, "the published tables make"))
    found += [*_order(place, entities), *_sums(place, entities, totals), *public_findings(dataset, entities)]
    return found, history


def _order(place: Workplace, entities: "pd.DataFrame") -> Iterator[Problem]:
    keys = list(entities[["region", "name", "entity_id"]].itertuples(index=False, name=None))
    wrong = next((key[2] for key, later in pairwise(keys) if later < key), None)
    if wrong is not None:
        told = "the rows are not sorted by region, name and entity_id"
        yield Problem(told, REBUILD, f"published/{place.name}/entities.csv", value=wrong)


def _sums(place: Workplace, entities: "pd.DataFrame", totals: "pd.DataFrame") -> Iterator[Problem]:
    """Hold the groups of totals.csv and their sizes against the rows."""
    from schemas.vocabulary import DIMENSIONS

    sizes = {("all", "all"): len(entities)}
    for dimension in DIMENSIONS[1:]:
        counts = entities.loc[entities[dimension] != "", dimension].value_counts()
        sizes |= {(dimension, str(value)): int(size) for value, size in counts.items()}
    told = {(row[0], row[1]): int(row[2]) for row in totals[["dimension", "value", "entities"]].to_numpy().tolist()}
    for key in sorted(sizes.keys() | told.keys()):
        if sizes.get(key) != told.get(key):
            message = (
                f"{' '.join(dict.fromkeys(key))}: the rows of entities.csv make {sizes.get(key, 0):,} organisations"
            )
            file = f"published/{place.name}/totals.csv"
            yield Problem(message, REBUILD, file, column="entities", value=str(told.get(key, 0)))
