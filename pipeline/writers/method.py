"""What the methodology tells, as plain values: METHODOLOGY.md and the page say the same, each in its own form."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pipeline import ladder, regions
from pipeline.account import Account
from pipeline.statement import Statement, percent_below
from pipeline.text import counted
from pipeline.writers.package import LICENSE_PATHS
from pipeline.writers.wording import FLAG_MEANING, RESPONSE_LABELS, span, web_address
from schemas import Entities, Totals
from schemas.base import meanings
from schemas.vocabulary import DROPPED, MEANING, PENDING, QUARANTINED

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

_OUTCOMES = (
    ("quarantined", QUARANTINED, "could not be read"),
    ("dropped", DROPPED, "left out"),
    ("pending", PENDING, "waiting for a decision"),
    ("published", ("",), "published"),
)


def method(
    dataset: "Dataset", account: Account, with_evidence: int = 0, statements: Sequence[Statement] = ()
) -> dict[str, Any]:
    """Gather what is to be told of how a table was made, for a template.

    `with_evidence` of its organisations have public evidence; `statements` are what samples show of it.
    """
    low = dataset.ranges
    scope = dataset.scope
    return {
        "dataset": dataset,
        "noun": dataset.count.noun,
        "account": account,
        "waterfall": _waterfall(account),
        "excluded": [regions.name(code) for code in scope.exclude_regions],
        "period": _period(scope.from_date, scope.to_date),
        "least": dataset.min_count,
        "accept": f"{100 * dataset.match.accept:g}%",
        "review": f"{100 * dataset.match.review:g}%",
        "ranges": [span(ladder.rung(low, index).low, ladder.rung(low, index).high) for index in range(len(low))],
        "totals": _totals(dataset.disclosure.totals),
        "evidence": _evidence(with_evidence, account.entities),
        "statements": [each for each in statements if each.state in ("standing", "lapsed")],
        "registry_url": "" if dataset.registry.private else dataset.registry.url,
        "responses": [(label, MEANING[word]) for word, label in RESPONSE_LABELS.items()],
        "flags": list(FLAG_MEANING.items()),
        "tables": [("entities.csv", meanings(Entities)), ("totals.csv", meanings(Totals))],
        "license_url": LICENSE_PATHS.get(dataset.license, ""),
        "citation": citation(dataset),
    }


def _waterfall(account: Account) -> list[dict[str, Any]]:
    """List what became of the rows, each step with what is left after it, from all rows to the published ones."""
    steps: list[dict[str, Any]] = []
    left = account.rows
    for outcome, reasons, words in _OUTCOMES:
        parts = [(reason, account.by_outcome.get((outcome, reason), 0)) for reason in reasons]
        rows = sum(size for _, size in parts)
        if rows and outcome != "published":
            left -= rows
            told = [{"meaning": MEANING[reason], "rows": size} for reason, size in parts if size]
            steps.append({"words": words, "rows": rows, "left": left, "reasons": told})
    return steps


def _period(first: str, last: str) -> str:
    if first and last:
        return f"from {first} to {last}"
    return f"from {first} on" if first else f"until {last}" if last else ""


def _totals(modes: Any) -> list[dict[str, str]]:
    """Say for each mode which sums it is used for, in one fixed order."""
    words = {"all": "over all organisations", "country": "by country", "kind": "by kind", "response": "by answer"}
    groups = ((mode, [words[key] for key in words if modes[key] == mode]) for mode in ("ranges", "exact", "none"))
    return [{"mode": mode, "sums": ", ".join(sums)} for mode, sums in groups if sums]


def _evidence(number: int, entities: int) -> str:
    if not entities:
        return ""
    every = f"{number:,} of {counted(entities, 'organisation')} ({percent_below(Fraction(number, entities))})"
    return f"{every} {'is' if entities == 1 else 'are'} published with public evidence of {_their(entities)} existence."


def _their(number: int) -> str:
    return "its" if number == 1 else "their"


def citation(dataset: "Dataset") -> str:
    """Write how the table is cited: who, year, title, version, address."""
    who = dataset.publisher or ", ".join(person.title for person in dataset.contributors)
    year = f" ({dataset.released[:4]})" if dataset.released else ""
    head = f"{who}{year}: " if who else ""
    tail = f" {web_address(dataset.story_url)}" if web_address(dataset.story_url) else ""
    return f"{head}{dataset.title}. Version {dataset.version}.{tail}"
