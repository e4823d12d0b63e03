"""What a run did, in numbers and words. No name, count or path from the data is ever part of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.account import Account
from pipeline.dataset import Dataset
from pipeline.statement import Statement
from pipeline.text import counted, named
from schemas.vocabulary import MEANING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.assurance.replies import Replies


@dataclass(frozen=True)
class Summary:
    """The closing words of a run."""

    dataset: str
    version: str
    account: Account
    countries: int
    pending_names: int
    stale_decisions: int
    reopened: int
    unconfirmed: int
    with_evidence: int
    ran: tuple[str, ...]
    assurance: tuple[str, ...] = ()  # what samples show
    written: bool = True
    claims: int = 0
    telling: int = 0
    unexplained: int = 0  # changes of rows since the last revision that no line of corrections.csv explains
    ask_again: tuple[str, ...] = ()  # organisations to be published, whose identifiers are public
    thin_silence: int = 0
    known: int = 1  # organisations of the registry
    in_parts: bool = False  # whether the ledger is a folder

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        tables: Mapping[str, "pd.DataFrame"],
        ran: Sequence[str],
        statements: Sequence[Statement] = (),
        unexplained: int = 0,
        replies: "Replies | None" = None,
    ) -> "Summary":
        """Count what the tables hold."""
        from pipeline.evidence import with_evidence
        from pipeline.gate import pending_names
        from pipeline.ledger import is_large
        from pipeline.stages.resolve import reopened, stale_decisions

        entities = tables["entities"]
        return cls(
            dataset.name,
            dataset.version,
            Account.of(tables["verified"], tables["links"]),
            int(entities.loc[entities["country"] != "", "country"].nunique()),
            pending_names(tables["verified"]),
            stale_decisions(tables["names"], tables["decisions"], tables["registry"]),
            reopened(tables["links"]),
            int((tables["vouched"]["status"] == "unconfirmed").sum()),
            with_evidence(entities, bool(dataset.registry.evidence)),
            tuple(ran),
            assurance=tuple(each.words() for each in statements),
            claims=len(tables["claims"]),
            telling=int((tables["claims"]["gives_away"] != "").sum()),
            unexplained=unexplained,
            ask_again=replies.again if replies else (),
            thin_silence=replies.thin if replies else 0,
            known=len(tables["vouched"]),
            in_parts=is_large(tables["verified"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        rows = [
            {"outcome": outcome, "reason": reason, "rows": number}
            for (outcome, reason), number in sorted(self.account.by_outcome.items())
        ]
        return asdict(self) | {"account": asdict(self.account) | {"by_outcome": rows}, "ran": list(self.ran)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Summary":
        """Read it back from what `to_json` wrote."""
        account = dict(told["account"])
        account["by_outcome"] = {(row["outcome"], row["reason"]): row["rows"] for row in account["by_outcome"]}
        told = {**told, "account": Account(**account)}
        lists = {key: tuple(told[key]) for key in ("ran", "assurance", "ask_again")}
        return cls(**{**told, **lists})

    def numbers(self) -> tuple[int, ...]:
        """List the numbers that it tells beside those of the account: of names, decisions, claims and the like."""
        return (*(value for value in vars(self).values() if type(value) is int), len(self.ask_again))

    def words(self) -> str:
        """Tell it to a person."""
        account = self.account
        entities, countries = counted(account.entities, "organisation"), counted(self.countries, "country", "countries")
        head = f"{self.dataset} {self.version}: {entities} in {countries}, from {counted(account.rows, 'row')}."
        lines = [head, f"  {self._what_was_done()}", *self._outcomes()]
        if self.stale_decisions:
            stale = counted(self.stale_decisions, "line")
            apply = "applies" if self.stale_decisions == 1 else "apply"
            lines.append(f"  {stale} of decisions.csv no longer {apply}: the name or the organisation is gone.")
        if self.reopened:
            again = counted(self.reopened, "name")
            lines.append(f"  {again} to decide again: a closer candidate has appeared, or the registry has changed.")
        if self.unconfirmed:
            unconfirmed = counted(self.unconfirmed, "organisation")
            lines.append(f"  {unconfirmed} of the registry not confirmed, and so never published.")
        if not account.entities:
            lines += self._how_to_begin()
        if account.entities:
            lines.append(f"  {self.with_evidence:,} of {entities} with evidence of their existence.")
        if self.claims:
            lines.append(f"  {self._claims()} (interim/{self.dataset}/claims.md, private)")
        lines += [f"  {each}" for each in (*self.assurance, *self._replies())]
        if self.unexplained:
            lines.append(
                f"  {counted(self.unexplained, 'change')} of published rows without a reason in corrections.csv: "
                f"deskcheck check {self.dataset} --propose writes the lines."
            )
        lines.append(f"  Published: published/{self.dataset}/index.html")
        ledger = "ledger/" if self.in_parts else "ledger.csv"
        lines.append(f"  Every row and its outcome: interim/{self.dataset}/{ledger} (private)")
        if self.pending_names:
            lines.append(
                f"  {counted(self.pending_names, 'name')} to decide: deskcheck review {self.dataset} shows each beside "
                f"its candidates; what you decide stands in raw/{self.dataset}/decisions.csv."
            )
        if any(outcome == "quarantined" for outcome, _ in account.by_outcome):
            lines.append(f"  Rows that could not be read: interim/{self.dataset}/quarantine.csv (private)")
        return "\n".join(lines)

    def _what_was_done(self) -> str:
        if not self.ran and not self.written:
            return "Nothing has changed since the last run; nothing was run."
        done = [f"ran {', '.join(self.ran)}" if self.ran else "no stage had to run"]
        done.append("the published folder was replaced" if self.written else "the published folder stays as it was")
        return f"{'; '.join(done)}.".capitalize()

    def _how_to_begin(self) -> list[str]:
        if not self.known:
            return ["  The registry holds no organisation: write those that may be named into it, then publish again."]
        how = f"deskcheck review {self.dataset} (key v), or write `confirmed` under status in the registry"
        return [f"  To confirm organisations: {how}; then publish again."] if self.unconfirmed else []

    def _replies(self) -> list[str]:
        lines = []
        if self.ask_again:
            again = (
                f"{counted(len(self.ask_again), 'organisation')} to ask again, for the row has changed since the letter"
            )
            lines.append(f"{again} (deskcheck letters {self.dataset}): {named(self.ask_again)}.")
        if self.thin_silence:
            silent = counted(self.thin_silence, "organisation")
            lines.append(
                f"{silent} told as silent without two attempts and a deadline passed (deskcheck check names them)."
            )
        return lines

    def _claims(self) -> str:
        told = f"{counted(self.claims, 'number')} of the story held against the table"
        return f"{told}; {self.telling:,} of them say more of counts than the ranges do" if self.telling else told

    def _outcomes(self) -> list[str]:
        lines = []
        for outcome in ("published", "dropped", "pending", "quarantined"):
            reasons = {r: n for (o, r), n in sorted(self.account.by_outcome.items()) if o == outcome}
            if reasons:
                rows = sum(reasons.values())
                lines.append(f"  {rows:>9,} {'row' if rows == 1 else 'rows'} {outcome}")
            lines += [f"  {number:>13,} {reason}: {MEANING[reason]}" for reason, number in reasons.items() if reason]
        return lines
