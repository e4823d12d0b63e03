"""A person's sign-off: bound to the hash of what would be published, it lapses with any change of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.store import digest_of

if TYPE_CHECKING:
    import pandas as pd


def publication_hash(digests: Mapping[str, str]) -> str:
    """Hash all files that would be published, from the SHA-256 of each by its path."""
    return f"x{digest_of(dict(digests))}"


def standing_approvals(approvals: "pd.DataFrame", published: str) -> list[str]:
    """Name who signed off exactly this, and has not withdrawn it, in the order of Approvals."""
    lines = approvals[approvals["published"] == published]
    last = dict(zip(lines["approved_by"].str.casefold(), lines["decision"].tolist(), strict=True))
    names = dict(zip(lines["approved_by"].str.casefold(), lines["approved_by"].tolist(), strict=True))
    return [names[person] for person, word in last.items() if word == "approved"]
