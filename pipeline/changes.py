"""What changed in the published table from one revision to the next: the words that page, papers and `diff` share."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change of one published row, public on both sides.

    `version` is the revision that brought it. `kind` is one of `schemas.vocabulary.CHANGES`. `field` is a column of
    entities.csv, or * for a row that came or went; `before` and `after` are its public values ('' where the row was
    not there). `reason`, `note` and `date` are those of the line of corrections.csv that explains it, else ''.
    """

    entity_id: str
    version: str
    kind: str
    field: str
    before: str
    after: str
    reason: str = ""
    note: str = ""
    date: str = ""
