"""Write down what shows that an organisation exists: lines of evidence.csv, which speak over the registry."""

from collections.abc import Mapping

from pipeline.errors import InputError, Problem
from pipeline.evidence import vouch
from pipeline.readers.tables import check_evidence, read_evidence
from pipeline.review.items import Items, by_id
from pipeline.review.journal import Journal
from pipeline.text import fold_blanks
from schemas import Evidence
from schemas.base import columns


class Evidences:
    """The evidence of a dataset's organisations, as the page shows and edits it."""

    def __init__(self, items: Items) -> None:
        place = items.desk.material.place
        self._items = items
        self._journal = Journal(place.raw / "evidence.csv", columns(Evidence), place.interim / ".evidence.lock")
        self._signature = self._journal.signature()

    def refresh(self) -> None:
        """Read evidence.csv again where somebody else has written it. Raises InputError where it cannot be read."""
        with self._items.desk.lock:
            if self._signature != self._journal.signature():
                signature = self._journal.signature()
                registry = self._items.desk.material.registry
                self._items.entities = by_id(vouch(registry, read_evidence(self._journal.path)))
                self._signature = signature

    def record(self, said: Mapping[str, str]) -> dict[str, str]:
        """Write how the evidence of an organisation stands, and give the organisation as it is now.

        `said` holds the columns of Evidence. Raises InputError with every cell that is none; nothing is written then.
        """
        row = {column: fold_blanks(said.get(column, "")) for column in columns(Evidence)}
        problems = [
            Problem(told, remedy, "evidence.csv", column=column, value=row[column])
            for column, told, remedy in check_evidence(row)
        ]
        if row["entity_id"] not in self._items.entities:
            problems.append(Problem("the registry holds no such organisation", column="entity_id"))
        if not row["confirmed_by"]:
            problems.append(Problem("nobody's name stands under it", "Write yours.", column="confirmed_by"))
        if problems:
            raise InputError(problems)
        with self._items.desk.lock, self._journal.exclusive():
            self.refresh()
            self._journal.append([row])
            self._signature = self._journal.signature()
            self._items.entities[row["entity_id"]] |= row
        return self._items.entities[row["entity_id"]]
