"""letters: the request for comment to each organisation that would be published, written once for each row."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import publication
from pipeline.assurance.replies import claims_of, row_hashes
from pipeline.dataset import Dataset
from pipeline.errors import InputError, Problem
from pipeline.notation import is_date
from pipeline.readers.files import decode, read_bytes
from pipeline.readers.tables import read_letters
from pipeline.review.journal import Journal
from pipeline.run import Notify, locked, run_stages
from pipeline.store import write_bytes
from pipeline.text import counted, named, shown
from pipeline.walk import Engine, walk
from pipeline.workplace import Workplace
from pipeline.writers.letter import BUILT_IN, Template, words_for
from schemas import Letters
from schemas.base import columns

_PLAIN = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,79}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """Which letters were written: `first` to those who had none, `again` where what was put to them has changed."""

    dataset: str
    version: str
    organisations: int
    first: tuple[str, ...]
    again: tuple[str, ...]
    anew: tuple[str, ...]  # nothing has changed, but all letters were asked for
    deadline: str
    findings: int  # what stops a publication as things stand

    @property
    def number(self) -> int:
        """Count the letters written."""
        return len(self.first) + len(self.again) + len(self.anew)

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        ways = {key: list(getattr(self, key)) for key in ("first", "again", "anew")}
        told = {"dataset": self.dataset, "version": self.version, "organisations": self.organisations}
        return told | ways | {"folder": f"interim/{self.dataset}/letters/", "written": self.number}

    def words(self) -> str:
        """Tell it to a person."""
        head = f"{self.dataset} {self.version}: {counted(self.organisations, 'organisation')} would be published."
        if not self.number:
            why = "each has a letter with the row as it is" if self.organisations else "there is nobody to write to"
            return f"{head}\n  No letter was written: {why}."
        lines = [head, f"  {counted(self.number, 'letter')} written to interim/{self.dataset}/letters/ (private)."]
        if self.again:
            lines.append(f"  To ask again, for their row has changed: {named(self.again)}.")
        if not self.deadline:
            lines.append("  They name no deadline: --deadline DATE puts one in.")
        if self.findings:
            found = counted(self.findings, "finding")
            lines.append(f"  {found} stop the publication for now: rows may still change, so look before you send.")
        lines.append(
            f"  Nothing was sent. For each that you send, add a line to raw/{self.dataset}/responses.csv: entity_id, "
            "date, `asked` under event, and the deadline."
        )
        return "\n".join(lines)


def letters(
    place: Workplace, dataset: Dataset, engine: Engine, notify: Notify, on: str, deadline: str, everything: bool
) -> Written:
    """Write what is due, and remember in letters.csv what was put to whom.

    Due is a letter to whoever has none, or one about another row than today's; or to all, where `everything`. `on` and
    `deadline` are ISO dates, '' where they are not told. Raises InputError for a day that is none, a template that
    cannot be used, and where letters.csv cannot be read.
    """
    _check_days(on, deadline)
    template = _template(place)
    journal = Journal(place.raw / "letters.csv", columns(Letters), place.interim / ".letters.lock")
    with locked(place):
        publication.restore(place.published, place.interim)
        steps = walk(dataset, engine, publication.earlier_revisions(place.published, dataset.version))
        shelf, _ = run_stages(place, steps, notify)
        rows: dict[str, Any] = {row["entity_id"]: row for row in shelf["entities"].to_dict("records")}
        hashes, claims = row_hashes(dataset, shelf["entities"]), claims_of(dataset)
        names = file_names(list(rows))
        with journal.exclusive():
            before = _last(read_letters(journal.path).to_dict("records"))
            first, again, anew = _due(hashes, before, everything)
            due = [*first, *again, *anew]
            for each in due:  # the letters first: one that is remembered was written
                words = words_for(dataset, rows[each], claims.get(each, ()), on, deadline)
                write_bytes(place.interim / "letters" / names[each], template(words))
            dates = {"version": dataset.version, "deadline": deadline, "written_on": on}
            lines = [{"entity_id": each, "row_hash": hashes[each]} | dates for each in due]
            journal.append([line for line in lines if line != before.get(line["entity_id"])])
    found = _findings(dataset, shelf)
    return Written(place.name, dataset.version, len(rows), first, again, anew, deadline, found)


def _due(
    hashes: Mapping[str, str], before: Mapping[str, Mapping[str, str]], everything: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Name those without a letter, those with one about another row and, where all are asked for, the others."""
    first = [each for each in hashes if each not in before]
    again = [each for each in hashes if each in before and before[each]["row_hash"] != hashes[each]]
    anew = hashes.keys() - {*first, *again} if everything else ()
    return tuple(sorted(first)), tuple(sorted(again)), tuple(sorted(anew))


def _findings(dataset: Dataset, tables: Mapping[str, Any]) -> int:
    from pipeline.claims import false_claims
    from pipeline.disclosure.words import leaks

    return len(list(false_claims(tables["claims"]))) + len(leaks(tables["audit"], dataset.name, dataset.version))


def _last(lines: Sequence[Mapping[Any, Any]]) -> dict[str, dict[str, str]]:
    return {line["entity_id"]: dict(line) for line in lines}


def _check_days(on: str, deadline: str) -> None:
    days = (("--on", on), ("--deadline", deadline))
    problems = [
        Problem(f"{option} is no day of the calendar", "Write it like 2020-02-29.", value=day)
        for option, day in days
        if day and not is_date(day)
    ]
    if not problems and on and deadline and deadline <= on:
        problems = [Problem("the deadline is not after the day of the letter", "Give people time.", value=deadline)]
    if problems:
        raise InputError(problems)


def _template(place: Workplace) -> Template:
    """Read the newsroom's own letter, raw/DATASET/letter.md, or take the built-in one."""
    own = place.raw / "letter.md"
    if not own.exists() and not own.is_symlink():
        return Template(BUILT_IN.read_text(encoding="utf-8"), BUILT_IN.name)
    name = shown(place.raw, own.name)
    return Template(decode(read_bytes(own, name, "Mend the link, or remove it."), "", name, declared=False), name)


def file_names(ids: Sequence[str]) -> dict[str, str]:
    """Name the file of each letter after its organisation; one that no file can be called is told by a hash."""
    times = Counter(each.casefold() for each in ids)
    return {each: f"{_safe(each, times[each.casefold()] > 1)}.md" for each in ids}


def _safe(entity_id: str, shared: bool) -> str:
    if _PLAIN.fullmatch(entity_id) and not shared:
        return entity_id
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", entity_id).strip("-")[:60]
    return f"{plain or 'letter'}-{hashlib.sha256(entity_id.encode()).hexdigest()[:8]}"
