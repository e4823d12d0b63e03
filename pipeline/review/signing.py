"""approve: the state of a publication on one screen, and a person's sign-off of exactly what would be published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import publication
from pipeline.assurance.approval import publication_hash, standing_approvals
from pipeline.dataset import Dataset
from pipeline.errors import InputError, Problem
from pipeline.notation import is_date
from pipeline.readers.tables import read_approvals
from pipeline.review.journal import Journal
from pipeline.run import Build, Notify, build, locked, run_stages
from pipeline.statement import Statement
from pipeline.text import counted, fold_blanks
from pipeline.walk import Engine, walk
from pipeline.workplace import Workplace
from schemas import Approvals
from schemas.base import columns
from schemas.vocabulary import RESPONSES


@dataclass(frozen=True)
class Signature:
    """Who signs, on which day ('' where it is not told), with which remark; or takes a sign-off back."""

    by: str = ""
    on: str = ""
    note: str = ""
    withdraw: bool = False


@dataclass(frozen=True)
class Signed:
    """The state of what would be published, and whether it is signed off. Holds no name of an organisation."""

    dataset: str
    version: str
    published: str
    entities: int
    pending: int
    responses: tuple[tuple[str, int], ...]
    statements: tuple[Statement, ...]
    findings: tuple[Problem, ...]
    approvals: int
    done: str  # '', approved or withdrawn

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        own = {key: getattr(self, key) for key in ("dataset", "version", "published", "entities", "pending")}
        own |= {"responses": dict(self.responses), "samples": [each.words() for each in self.statements]}
        own |= {"findings": [str(finding) for finding in self.findings], "approvals": self.approvals}
        return own | {"done": self.done}

    def words(self) -> str:
        """Tell it to a person, on one screen."""
        samples = [each.words() for each in self.statements] or ["Sample: none is drawn."]
        answers = ", ".join(f"{number:,} {word}" for word, number in self.responses if number) or "nobody"
        found = len(self.findings)
        lines = [
            f"{self.dataset} {self.version}: {counted(self.entities, 'organisation')} would be published.",
            f"  Queue:    {counted(self.pending, 'name')} for a person to decide; none of them is published.",
            *(f"  {each}" for each in samples),
            f"  Asked:    {answers}.",
            f"  Audit:    {'no leak and no false claim was found' if not found else counted(found, 'finding')}"
            f"{', and every rule is kept.' if not found else '; nothing can be signed off or published.'}",
            f"  Hash:     {self.published}",
            f"  Signed:   by {counted(self.approvals, 'person', 'people')}.",
        ]
        if self.done:
            lines.append(f"The word was added to raw/{self.dataset}/approvals.csv: {self.done}.")
        elif not found and not self.approvals:
            lines.append(f"deskcheck approve {self.dataset} --by NAME signs it off.")
        return "\n".join(lines)


def approve(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify, signature: Signature) -> Signed:
    """Show what would be published and, where somebody signs, write it down.

    Nothing is signed where anything but the sign-off itself forbids publication: the findings are told then. Raises
    InputError for a day that is none, and where approvals.csv cannot be read.
    """
    by, note = fold_blanks(signature.by), fold_blanks(signature.note)
    if signature.on and not is_date(signature.on):
        raise InputError(Problem("--on is no day of the calendar", "Write it like 2020-02-29.", value=signature.on))
    if signature.withdraw and not by:
        raise InputError(Problem("nobody takes anything back", "Give --by NAME with --withdraw."))
    journal = Journal(place.raw / "approvals.csv", columns(Approvals), place.interim / ".approvals.lock")
    with locked(place):
        publication.restore(place.published, place.interim)
        shelf, ran = run_stages(
            place, walk(dataset, engine, publication.earlier_revisions(place.published, dataset.version)), notify
        )
        made = build(place, dataset, shelf, ran)
        published = publication_hash(publication.digests(made.files))
        done = ("withdrawn" if signature.withdraw else "approved") if by else ""
        done = "" if made.forbidden and not signature.withdraw else done
        if done:
            line = {"version": dataset.version, "published": published, "decision": done}
            with journal.exclusive():
                read_approvals(journal.path)  # a file that cannot be read is told before anything is added to it
                journal.append([line | {"approved_by": by, "approved_on": signature.on, "note": note}])
        standing = standing_approvals(read_approvals(journal.path), published)
    answers = shelf["entities"]["response"].value_counts()
    responses = tuple((word, int(answers.get(word, 0))) for word in RESPONSES)
    return _signed(dataset, published, made, responses, len(standing), done)


def _signed(
    dataset: Dataset, published: str, made: Build, responses: Sequence[tuple[str, int]], approvals: int, done: str
) -> Signed:
    return Signed(
        dataset=dataset.name,
        version=dataset.version,
        published=published,
        entities=made.summary.account.entities,
        pending=made.summary.pending_names,
        responses=tuple(responses),
        statements=tuple(made.statements),
        findings=tuple(made.forbidden),
        approvals=approvals,
        done=done,
    )
