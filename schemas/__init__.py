"""The tables, one pandera model each: the one place where a column's meaning is written down.

A model is imported when it is first asked for: the words of `schemas.vocabulary` alone cost nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemas.answers import Answers
    from schemas.approvals import Approvals
    from schemas.asked import Asked
    from schemas.audit import Audit
    from schemas.candidates import Candidates
    from schemas.cells import Cells
    from schemas.changes import Changes
    from schemas.claims import CheckedClaims
    from schemas.corrections import Corrections
    from schemas.counts import Counts
    from schemas.decisions import Decisions
    from schemas.entities import Entities
    from schemas.evidence import Evidence
    from schemas.ledger import Ledger
    from schemas.letters import Letters
    from schemas.links import Links
    from schemas.names import Names
    from schemas.protected import Protected
    from schemas.quarantine import Quarantine
    from schemas.ranges import Ranges
    from schemas.records import Records
    from schemas.redirects import Redirects
    from schemas.registry import Registry
    from schemas.responses import Responses
    from schemas.sample import Sample
    from schemas.spellings import Spellings
    from schemas.totals import Totals
    from schemas.verified import Verified
    from schemas.vouched import Vouched

__all__ = [
    "Answers",
    "Approvals",
    "Asked",
    "Audit",
    "Candidates",
    "Cells",
    "Changes",
    "CheckedClaims",
    "Corrections",
    "Counts",
    "Decisions",
    "Entities",
    "Evidence",
    "Ledger",
    "Letters",
    "Links",
    "Names",
    "Protected",
    "Quarantine",
    "Ranges",
    "Records",
    "Redirects",
    "Registry",
    "Responses",
    "Sample",
    "Spellings",
    "Totals",
    "Verified",
    "Vouched",
]

_MODULES = {"CheckedClaims": "claims"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'schemas' has no table {name!r}")
    return getattr(import_module(f"schemas.{_MODULES.get(name, name.lower())}"), name)
