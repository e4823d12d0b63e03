"""What could readers of all revisions infer from what publish would write? Told by name and fact, never by number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline import publication, store
from pipeline.dataset import Dataset
from pipeline.errors import Problem
from pipeline.run import Notify, locked, run_stages
from pipeline.text import counted, shown
from pipeline.walk import Engine, rules_of, walk
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.disclosure.proposal import Proposal

_TOLD = {
    "safe": "nothing beyond its published range can be told",
    "declared": "claims of the story alone tell more",
    "known": "earlier revisions alone tell more: nothing published now takes that back, or adds to it",
    "leak": "more can be told",
    "unproved": "it could not be shown that no more can be told, which counts as a leak",
}


@dataclass(frozen=True)
class Audited:
    """What an audit found."""

    dataset: str
    version: str
    verdicts: Mapping[str, int]
    findings: tuple[Problem, ...]
    leaks: tuple[Mapping[str, str], ...]
    told: tuple[Mapping[str, str], ...]
    exposed: tuple[str, ...]
    proposal: "Proposal | None" = None
    asked: bool = False

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        told: dict[str, Any] = {
            "dataset": self.dataset,
            "version": self.version,
            "verdicts": dict(self.verdicts),
            "leaks": [dict(leak) for leak in self.leaks],
            "known": [dict(one) for one in self.told],
            "exposed": list(self.exposed),
            "reports": [f"interim/{self.dataset}/audit.csv", f"interim/{self.dataset}/audit.svg"],
        }
        if self.asked:
            made = self.proposal
            told["proposal"] = {"key": made.key, "lines": made.lines, "loss": made.loss} if made else None
        return told

    def words(self) -> str:
        """Tell it to a person."""
        number = sum(self.verdicts.values())
        held = f"{counted(number, 'published range')} held against all that is public."
        if not number and self.findings:
            held = "what would be public contradicts itself, so that no range could be held against it."
        lines = [f"{self.dataset} {self.version}: {held}"]
        lines += [
            f"  {self.verdicts[key]:>9,} {key}: {words}" for key, words in _TOLD.items() if self.verdicts.get(key)
        ]
        lines += [
            f"  {one['verdict'].capitalize()}: {one['name']} ({one['entity_id']}), by {one['facts']}"
            for one in self.told
        ]
        lines += [f"  Revisions held against one another tell more of {names}" for names in self.exposed]
        lines.append(
            f"  What could be proved, by organisation: interim/{self.dataset}/audit.csv and audit.svg (private)"
        )
        if self.asked:
            lines += self._proposed()
        return "\n".join(lines)

    def _proposed(self) -> list[str]:
        if not self.findings:
            return ["  Nothing to fix."]
        if self.proposal is None:
            return ["  No change of totals, ranges or claims closes it; the messages say what stands against it."]
        made = self.proposal
        head = f"  Proposed for raw/{self.dataset}/dataset.yml, where it replaces {made.key}: ({made.loss})"
        return [head, *(f"    {line}" for line in made.lines.splitlines())]


def audit(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify, fix: bool = False) -> Audited:
    """Run what changed up to the table to publish and audit it; writes interim/<dataset>/audit.csv and audit.svg.

    With `fix`, looks for the least change of the declaration with which nothing leaks.
    """
    from pipeline.disclosure.verdict import STOPS
    from pipeline.disclosure.words import leaks
    from pipeline.writers.intervals import picture

    with locked(place):
        publication.restore(place.published, place.interim)
        earlier = publication.earlier_revisions(place.published, dataset.version)
        shelf, _ = run_stages(place, walk(dataset, engine, earlier), notify)
        table = shelf["audit"]
        store.write_bytes(place.interim / "audit.svg", picture(table, dataset.count.noun))
        told = leaks(table, dataset.name, dataset.version)
        findings = tuple(replace(problem, file=shown(dataset.folder, problem.file)) for problem in told)
        proposal = _propose(dataset, shelf, earlier) if fix and findings else None
    own = table[table["subject"] == "organisation"]
    columns = ["entity_id", "name", "revision", "verdict", "insiders", "facts"]
    return Audited(
        dataset.name,
        dataset.version,
        {str(key): int(number) for key, number in own["verdict"].value_counts().sort_index().items()},
        findings,
        tuple(_rows(table[table["verdict"].isin(STOPS)], columns)),
        tuple(_rows(own[own["verdict"].isin(("known", "declared"))], [*columns[:4], "facts"])),
        tuple(table.loc[table["subject"] == "difference", "name"].drop_duplicates().tolist()),
        proposal,
        fix,
    )


def _rows(table: "pd.DataFrame", columns: list[str]) -> list[dict[str, str]]:
    return [{str(key): str(value) for key, value in row.items()} for row in table[columns].to_dict("records")]


def _propose(dataset: Dataset, tables: Mapping[str, "pd.DataFrame"], earlier: Mapping[str, Any]) -> "Proposal | None":
    from pipeline.claims import stated
    from pipeline.disclosure.proposal import Case, propose
    from pipeline.readers.tables import changed_counts, read_corrections
    from pipeline.revisions import read_revisions

    rules = rules_of(dataset)
    changed = changed_counts(read_corrections(dataset.folder / "corrections.csv"))
    claims = stated(dataset.claims)
    return propose(Case(tables["ranges"], tables["answers"], rules, claims, read_revisions(earlier), changed))
