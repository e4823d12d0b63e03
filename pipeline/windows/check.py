"""Is what is published valid, complete, and true to its inputs and claims? Rebuilds it, and compares."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import publication
from pipeline.dataset import Dataset
from pipeline.declaration.model import File
from pipeline.errors import InputError, Problem
from pipeline.readers.files import absent
from pipeline.run import Notify, build, locked, run_stages
from pipeline.store import digest
from pipeline.text import counted
from pipeline.walk import Engine, walk
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

_WRITTEN = (("decisions", "name"), ("evidence", "entity_id"))  # tables of lines, and a column of each
REBUILD = "Run publish, look at what changed, and commit it."


@dataclass(frozen=True)
class Checked:
    """What a check found, and what it could not see."""

    dataset: str
    files: int
    findings: tuple[Problem, ...]
    unseen: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        findings = [str(finding) for finding in self.findings]
        return {"dataset": self.dataset, "files": self.files, "findings": findings} | {
            "unseen": list(self.unseen),
            "notes": list(self.notes),
        }

    def words(self) -> str:
        """Tell it to a person."""
        number = len(self.findings)
        head = f"{number:,} findings" if number != 1 else "1 finding"
        lines = [f"{self.dataset}: {head if number else 'no findings'} in {self.files:,} published files."]
        if not self.unseen:
            lines.append("  Rebuilt from the sources and compared, byte for byte; claims and rules checked.")
        lines += [f"  Note: {note}" for note in self.notes]
        return "\n".join([*lines, *(f"  Not checked: {what}" for what in self.unseen)])


def check(place: Workplace, dataset: Dataset, missing: Sequence[File], engine: Engine, notify: Notify) -> Checked:
    """Check a published folder. `missing` are declared files that are not here.

    Raises InputError where a file is absent that is not declared private.
    """
    files = publication.list_files(place.published)
    if not files:
        nothing = Problem("nothing is published", "Run publish first.", file=f"published/{place.name}")
        return Checked(place.name, 0, (nothing,), ())
    found = list(_inconsistent(place, files))
    if needed := [file for file in missing if not file.private]:
        raise InputError([absent(file, place.raw) for file in needed])
    if missing:
        private = counted(len(missing), "private file")
        unseen = f"whether it is true to its sources and claims, for want of {private}."
        return Checked(place.name, len(files), tuple(found), (unseen,))
    with locked(place):
        earlier = publication.earlier_revisions(place.published, dataset.version)
        shelf, ran = run_stages(place, walk(dataset, engine, earlier), notify)
        made = build(place, dataset, shelf, ran)
        notes = [*_notes(place, shelf), *(each.words() for each in made.statements), *made.replies.notes()]
    found += [*made.findings, *_differences(place, files, made.files)]
    return Checked(place.name, len(files), tuple(found), (), tuple(notes))


def _notes(place: Workplace, tables: Mapping[str, "pd.DataFrame"]) -> list[str]:
    """Tell what is odd about the lines that people wrote: no findings, for whoever wrote them may have meant it so."""
    from pipeline.readers.tables import lines_of
    from pipeline.windows.remarks import remarks_on_decisions, remarks_on_evidence

    said, confirmed = (lines_of(place.raw / f"{name}.csv", [key]) for name, key in _WRITTEN)
    return [
        *remarks_on_decisions(tables["decisions"], said, tables["names"], tables["registry"]),
        *remarks_on_evidence(tables["evidence"], confirmed, tables["registry"]),
    ]


def _inconsistent(place: Workplace, files: Mapping[str, Path]) -> Iterator[Problem]:
    """Hold the published files against their schemas and against one another."""
    from pipeline.revisions import read_published
    from schemas import Entities, Totals

    for name, model in (("entities.csv", Entities), ("totals.csv", Totals)):
        try:
            read_published(files, name, model)
        except InputError as error:
            yield from error.problems
    yield from _package(place, files)


def _package(place: Workplace, files: Mapping[str, Path]) -> Iterator[Problem]:
    """Hold the files against the sizes and hashes of datapackage.json."""
    file = f"published/{place.name}/datapackage.json"
    try:
        package = json.loads(files["datapackage.json"].read_text(encoding="utf-8"))
        described = {entry["path"]: entry["hash"] for entry in package["resources"]}
    except (KeyError, ValueError, TypeError):
        yield Problem("the package description is missing or cannot be read", REBUILD, file=file)
        return
    for name, told in described.items():
        actual = f"sha256:{digest(files[name])}" if name in files else "no such file"
        if told != actual:
            yield Problem(f"{name} is not the file that it describes", REBUILD, file=file, column=name)


def _differences(place: Workplace, published: Mapping[str, Path], built: Mapping[str, bytes]) -> Iterator[Problem]:
    """Compare what is published with what the sources make now."""
    for name in sorted(published.keys() | built.keys()):
        file = f"published/{place.name}/{name}"
        if name not in published:
            yield Problem("the file is missing", REBUILD, file=file)
        elif name not in built:
            yield Problem("the file is not one that publish writes", "Remove it, or run publish.", file=file)
        elif (data := published[name].read_bytes()) != built[name]:
            rows = list(_rows_that_differ(file, data, built[name])) if name == "entities.csv" else []
            yield from rows or [Problem("the file differs from what the sources make now", REBUILD, file=file)]


def _rows_that_differ(file: str, published: bytes, built: bytes) -> Iterator[Problem]:
    old, new = _by_id(published), _by_id(built)
    for entity_id in sorted(old.keys() | new.keys()):
        line, row = old.get(entity_id, (0, {}))
        _, made = new.get(entity_id, (0, {}))
        if not made:
            yield Problem("the sources do not make this row", REBUILD, file=file, line=line, value=entity_id)
        elif not row:
            yield Problem("the row is missing", REBUILD, file=file, value=entity_id)
        else:
            for column in [name for name in made if row.get(name) != made[name]]:
                message = f"{entity_id}: the sources make {made[column]!r}"
                yield Problem(message, REBUILD, file=file, line=line, column=column, value=row.get(column) or "")


def _by_id(data: bytes) -> dict[str, tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    return {row.get("entity_id") or "": (reader.line_num, row) for row in reader}
