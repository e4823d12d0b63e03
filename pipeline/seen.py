"""What a person saw when deciding on a name, as a hash; and whether a decision bound to it still holds.

A hash is `1:` and then, for each organisation shown, in order, twelve hexadecimal digits of the SHA-256 of its registry
entry, joined by points. Probabilities are no part of it: another model alone does not take decisions back.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# What makes an organisation the one that it is. Evidence and status may be added without another look.
ENTRY = ("entity_id", "name", "aliases", "region", "kind")
_FORM = re.compile(r"1:((?:[0-9a-f]{12}(?:\.[0-9a-f]{12})*)?)")
Digest = Callable[[str], str]


def entry_digest(entry: Sequence[str]) -> str:
    """Hash the ENTRY columns of one row of the registry."""
    return hashlib.sha256(json.dumps(list(entry)).encode()).hexdigest()[:12]


def seen_hash(digests: Iterable[str]) -> str:
    """Hash what was shown, from the digests of the organisations shown, in order."""
    return "1:" + ".".join(digests)


def registry_digests(registry: "pd.DataFrame") -> Digest:
    """Give a function from entity_id to the digest of its entry, '' where the registry does not hold it."""
    positions: Mapping[str, int] = {each: at for at, each in enumerate(registry["entity_id"].tolist())}
    columns = [registry[column].tolist() for column in ENTRY]
    known: dict[str, str] = {}

    def digest(entity_id: str) -> str:
        if entity_id not in known:
            at = positions.get(entity_id)
            known[entity_id] = "" if at is None else entry_digest([column[at] for column in columns])
        return known[entity_id]

    return digest


def has_lapsed(seen: str, decision: str, entity_id: str, candidates: Sequence[str], digest: Digest) -> bool:
    """Tell whether a decision needs another look; one without a hash never does.

    `candidates` are those of today, the best first. It does where the entry of the organisation that it names has
    changed or is gone, or where a candidate that was not shown, as it stands today, is closer than the organisation
    chosen; where none was chosen, or no candidate is the chosen one, closer than all others.
    """
    if not seen:
        return False
    form = _FORM.fullmatch(seen)
    if not form:
        return True  # a hash that nothing can be held against
    shown = set(form[1].split(".")) - {""}
    if entity_id and digest(entity_id) not in shown:
        return True
    if decision == "no_match" and entity_id:
        return False  # 'not that one' says nothing of others
    rivals = candidates[: candidates.index(entity_id)] if entity_id in candidates else candidates[:1]
    return any(digest(each) not in shown for each in rivals)
