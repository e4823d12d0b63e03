"""Is what is published valid, complete, and true to its inputs and claims? Rebuilds it, and compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import publication
from pipeline.dataset import Dataset
from pipeline.declaration.model import File
from pipeline.errors import InputError, Problem
from pipeline.readers.files import absent, content
from pipeline.run import Notify, build, locked, run_stages
from pipeline.text import counted
from pipeline.walk import Engine, walk
from pipeline.windows import attestation
from pipeline.windows.against import altered, since
from pipeline.windows.compared import differences
from pipeline.windows.consistent import agreeing, damages, sound
from pipeline.windows.explained import Wish, notes, odd_lines, propose, proposed, unexplained
from pipeline.windows.reference import opened
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.history import History

_WRITTEN = (("decisions", "name"), ("evidence", "entity_id"))  # tables of lines, and a column of each


@dataclass(frozen=True)
class Checked:
    """What a check found, and what it could not see. `proposed` are lines for corrections.csv, where wished for."""

    dataset: str
    files: int
    findings: tuple[Problem, ...]
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proposed: str = ""

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        findings = [str(finding) for finding in self.findings]
        told = {"dataset": self.dataset, "files": self.files, "findings": findings}
        return told | {"unseen": list(self.unseen), "notes": list(self.notes), "proposed": self.proposed}

    def words(self) -> str:
        """Tell it to a person."""
        number = len(self.findings)
        head = f"{number:,} findings" if number != 1 else "1 finding"
        lines = [f"{self.dataset}: {head if number else 'no findings'} in {self.files:,} published files."]
        if not self.unseen:
            lines.append("  Rebuilt from the sources and compared, byte for byte; claims and rules checked.")
        lines += [f"  Note: {note}" for note in self.notes]
        return "\n".join([*lines, *(f"  Not checked: {what}" for what in self.unseen)])


@dataclass
class _Seen:
    """What a look at the published folder has brought so far."""

    findings: list[Problem]
    history: "History | None" = None
    unseen: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: Mapping[str, str] = field(default_factory=dict)  # SHA-256 of each file that the sources make


def check(
    place: Workplace,
    dataset: Dataset,
    missing: Sequence[File],
    engine: Engine,
    notify: Notify,
    against: str | None = None,
    wish: Wish | None = None,
) -> Checked:
    """Check a published folder. `missing` are declared files that are not here; `against` names what to compare with.

    With a `wish`, the lines are proposed that corrections.csv lacks. A clean check of a dataset with private files
    leaves an attestation, for where they are absent. Raises InputError where a file is absent that is not declared
    private, and for a reference that cannot be read.
    """
    files = publication.list_files(place.published)
    if not files:
        nothing = Problem("nothing is published", "Run publish first.", file=f"published/{place.name}")
        return Checked(place.name, 0, (nothing,))
    found = sound(place, files)
    if needed := [file for file in missing if not file.private]:
        raise InputError([absent(file, place.raw) for file in needed])
    if damaged := damages(place, dataset):  # with an earlier revision that cannot be read nothing can be made anew
        seen = _Seen(damaged, unseen=["whether it is true to its sources and claims, for a revision is damaged."])
    elif missing:
        seen = _without(place, dataset, files, missing)
    else:
        seen = _rebuilt(place, dataset, files, engine, notify)
    seen.findings[:0] = found
    text = _reasons(place, dataset, files, seen, wish)
    if against is not None:
        _held(place, dataset, files, seen, against)
    if seen.made and not seen.findings and any(file.private for file in (*dataset.sources, dataset.registry)):
        with locked(place):
            if publication.is_current(place.published, seen.made):  # and nobody has published since
                attestation.write(place, dataset)
    findings = tuple(dict.fromkeys(seen.findings))
    return Checked(place.name, len(files), findings, tuple(seen.unseen), tuple(seen.notes), text)


def _rebuilt(place: Workplace, dataset: Dataset, files: Mapping[str, Path], engine: Engine, notify: Notify) -> _Seen:
    """Make everything again from the sources, and compare."""
    with locked(place):
        earlier = publication.earlier_revisions(place.published, dataset.version)
        shelf, ran = run_stages(place, walk(dataset, engine, earlier), notify)
        made = build(place, dataset, shelf, ran)
        told = [*_notes(place, shelf), *(each.words() for each in made.statements), *made.replies.notes()]
    found = [*made.findings, *differences(place.name, files, made.files)]
    return _Seen(found, made.history, notes=told, made=publication.digests(made.files))


def _without(place: Workplace, dataset: Dataset, files: Mapping[str, Path], missing: Sequence[File]) -> _Seen:
    """Check what can be seen without the private files, and whether the desk's own check vouches for the rest."""
    for file in (*dataset.sources, dataset.registry):
        if file.sha256 and file not in missing:
            content(file, place.raw)
    found, history = agreeing(place, dataset, files)
    want = counted(len(missing), "private file")
    what = f"whether it is true to its sources and to claims on counts, for want of {want}"
    if not attestation.present(place):
        vouched = "no attestation by the desk stands beside it"
    elif voided := attestation.void(place, dataset):
        found += voided
        vouched = "the desk's attestation is void"
    else:
        lacking = attestation.lacking(place)
        but = f", but for {', '.join(lacking)}, absent here too" if lacking else ""
        vouched = f"the desk's own check of exactly these files vouches for it (attestation.json){but}"
    return _Seen(found, history, [f"{what}; {vouched}."])


def _reasons(place: Workplace, dataset: Dataset, files: Mapping[str, Path], seen: _Seen, wish: Wish | None) -> str:
    """Tell which changes of rows are unexplained, and propose their lines where that is wished."""
    history = seen.history
    if history is None:
        return ""
    earlier = bool(publication.earlier_revisions(place.published, dataset.version))
    seen.findings += odd_lines(place, history)
    seen.notes += notes(history, dataset.version, earlier)
    if wish is None:
        told = f"revision {history.previous}"
        seen.findings += unexplained(place, history.unexplained, told, _lines(files))
        return ""
    seen.findings += proposed(place, history.unexplained, wish)
    return propose(place.raw / "corrections.csv", history.unexplained, wish)


def _held(place: Workplace, dataset: Dataset, files: Mapping[str, Path], seen: _Seen, against: str) -> None:
    """Hold what is published against a reference."""
    with opened(place, against) as reference:
        if not reference.files:
            seen.notes.append(f"nothing of {place.name} is published at {reference.label}: nothing to compare with.")
            return
        known, told = (seen.history.changes, seen.history.unexplained) if seen.history else ((), ())
        seen.findings += altered(place, reference, files, dataset.version)
        seen.findings += since(place, reference, files, known, told, _lines(files))
        if seen.unseen and reference.attested and not attestation.present(place):
            message = f"the desk's attestation, which {reference.label} holds, is gone"
            remedy = "Run check where all sources are present, and commit the attestation that it leaves."
            seen.findings.append(Problem(message, remedy, f"published/{place.name}/{publication.ATTESTATION}"))


def _lines(files: Mapping[str, Path]) -> dict[str, int]:
    """Give the line of entities.csv where each row stands; empty where the table cannot be read."""
    import csv

    try:
        with files["entities.csv"].open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            return {row.get("entity_id") or "": reader.line_num for row in reader}
    except (KeyError, OSError, ValueError, csv.Error):
        return {}


def _notes(place: Workplace, tables: Mapping[str, "pd.DataFrame"]) -> list[str]:
    """Tell what is odd about the lines that people wrote: no findings, for whoever wrote them may have meant it so."""
    from pipeline.readers.tables import lines_of
    from pipeline.windows.remarks import remarks_on_decisions, remarks_on_evidence

    said, confirmed = (lines_of(place.raw / f"{name}.csv", [key]) for name, key in _WRITTEN)
    return [
        *remarks_on_decisions(tables["decisions"], said, tables["names"], tables["registry"]),
        *remarks_on_evidence(tables["evidence"], confirmed, tables["registry"]),
    ]
