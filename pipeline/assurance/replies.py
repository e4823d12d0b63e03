"""Was everybody heard on what is published? Whose row has changed since the letter, whose silence rests on too little.

That silence may be told after two attempts and a deadline that has passed is the custom of newsrooms, not a law.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import Problem
from pipeline.readers.tables import read_letters
from pipeline.text import counted, named, shown

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.dataset import Dataset

ATTEMPTS = 2


@dataclass(frozen=True)
class Replies:
    """Organisations to be published, by entity_id, in the order of their identifiers.

    `again`: what they were asked about is no longer what would be published. `few` and `early`: they are told as
    `no_response`, after less than two attempts, or before a deadline has passed.
    """

    again: tuple[str, ...] = ()
    few: tuple[str, ...] = ()
    early: tuple[str, ...] = ()

    @property
    def thin(self) -> int:
        """Count those whose silence rests on too little."""
        return len({*self.few, *self.early})

    def notes(self) -> list[str]:
        """Tell it to whoever checks, by organisation."""
        told = (
            (self.again, "to ask again: what was put to them is no longer what is published"),
            (self.few, f"told as no_response after fewer than {ATTEMPTS} attempts (lines `asked` of responses.csv)"),
            (self.early, "told as no_response though no deadline had passed (`deadline` against `released`)"),
        )
        return [f"{counted(len(ids), 'organisation')} {what}: {named(ids)}." for ids, what in told if ids]


def weigh(dataset: "Dataset", tables: Mapping[str, "pd.DataFrame"]) -> Replies:
    """Hold what would be published against letters.csv and the events of responses.csv.

    No clock is read: a deadline has passed when it lies before `released`; where that is not declared, it is enough
    that there is one. Raises InputError where letters.csv cannot be read.
    """
    entities = tables["entities"]
    letters = read_letters(dataset.folder / "letters.csv")
    last = dict(zip(letters["entity_id"].tolist(), letters["row_hash"].tolist(), strict=True))
    again = [each for each, now in row_hashes(dataset, entities).items() if last.get(each, now) != now]
    silent = entities.loc[entities["response"] == "no_response", "entity_id"].tolist()
    few, early = _thin(sorted(silent), tables["responses"], dataset.released)
    return Replies(tuple(sorted(again)), tuple(few), tuple(early))


def _thin(silent: Sequence[str], responses: "pd.DataFrame", released: str) -> tuple[list[str], list[str]]:
    asked = responses[responses["event"] == "asked"].groupby("entity_id")
    attempts, deadlines = asked.size().to_dict(), asked["deadline"].max().to_dict()
    few = [each for each in silent if attempts.get(each, 0) < ATTEMPTS]
    # The last deadline counts: whoever was given more time has it.
    early = [each for each in silent if not (last := deadlines.get(each, "")) or bool(released and last >= released)]
    return few, early


def row_hashes(dataset: "Dataset", entities: "pd.DataFrame") -> dict[str, str]:
    """Hash, by entity_id, what a letter puts to each organisation: see `schemas.letters`."""
    from schemas.letters import MATERIAL

    claims, noun = claims_of(dataset), dataset.count.noun
    rows = zip(entities["entity_id"].tolist(), *(entities[column].tolist() for column in MATERIAL), strict=True)
    return {entity_id: _hash([noun, *row, *claims.get(entity_id, ())]) for entity_id, *row in rows}


def _hash(parts: Sequence[str]) -> str:
    return f"x{hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()[:24]}"


def claims_of(dataset: "Dataset") -> dict[str, list[str]]:
    """Give what the story says of one organisation alone, by entity_id."""
    found: dict[str, list[str]] = {}
    for claim in dataset.claims:
        if claim.where.entity_id:
            found.setdefault(claim.where.entity_id, []).append(claim.text)
    return found


def reply_findings(dataset: "Dataset", replies: Replies) -> list[Problem]:
    """List what `quality.all_asked` forbids beyond what nobody was asked about: a row that is no longer the one."""
    if not dataset.quality.all_asked or not replies.again:
        return []
    told = (
        f"{counted(len(replies.again), 'organisation')} must be asked again, for the row has changed since the letter"
    )
    remedy = f"`deskcheck letters {dataset.name}` writes to them anew: {named(replies.again)}."
    return [Problem(told, remedy, shown(dataset.folder, "dataset.yml"), column="quality.all_asked")]
