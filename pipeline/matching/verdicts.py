"""What people said about each name, as it stands: the last word wins, and 'not that one' adds up until it is said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing word on a name: `word` is a decision ('' for none), `not_these` are entities that it is not."""

    word: str = ""
    entity_id: str = ""
    not_these: frozenset[str] = field(default_factory=frozenset)
    lines: int = 0  # how many decisions stand
    stale: int = 0  # how many of them name an entity that the registry no longer holds
    at: tuple[int, ...] = ()  # the 0-based rows of those that stand


def standing(decisions: pd.DataFrame, entities: Collection[str]) -> Mapping[Key, Verdict]:
    """Read the standing verdict on each (name, region) from Decisions, in the order of the file.

    A match to an entity that is gone no longer applies: the model decides again, and what was ruled out just before
    stays ruled out.
    """
    verdicts: dict[Key, Verdict] = {}
    columns = (decisions[column].tolist() for column in ("name", "region", "decision", "entity_id"))
    for row, (name, region, word, entity_id) in enumerate(zip(*columns, strict=True)):
        before = verdicts.get((name, region), Verdict())
        gone = bool(entity_id) and entity_id not in entities
        if word == "no_match" and entity_id:
            adds_up = before.not_these if not before.word else frozenset()
            lines, stale, at = (before.lines, before.stale, before.at) if not before.word else (0, 0, ())
            now = Verdict("", "", adds_up | {entity_id}, lines + 1, stale + gone, (*at, row))
        elif word == "match" and gone:
            now = Verdict("", "", before.not_these, 1, 1, (row,))
        else:
            now = Verdict(word, entity_id if word == "match" else "", frozenset(), 1, 0, (row,))
        verdicts[name, region] = now
    return verdicts
