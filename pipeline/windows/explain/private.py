"""What the desk may see of a name or an organisation, from all tables: raw names, counts and people stand in it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline import publication, regions
from pipeline.claims import select, stated, with_answers
from pipeline.dataset import Dataset
from pipeline.readers.tables import read_corrections
from pipeline.windows.explain.find import Key
from pipeline.windows.explain.history import history, plain, row_of, version_of
from pipeline.windows.explain.names import Names
from pipeline.workplace import Workplace

Facts = dict[str, Any]


class Desk:
    """Answers from the tables of a dataset, and changes none."""

    def __init__(self, place: Workplace, dataset: Dataset, tables: Mapping[str, pd.DataFrame]) -> None:
        self._place, self._dataset, self._tables = place, dataset, tables
        self._names = Names(dataset, tables)

    def name(self, key: Key) -> Facts:
        """Tell all of one name (blanks folded) and its region ('' for none), and of the organisation that it led to."""
        (told,) = self._names.tell([key])
        organisation = self._organisation(told["entity_id"]) if told["decision"] == "link" else None
        return {"dataset": self._dataset.name, "private": True, "name": told, "organisation": organisation}

    def entity(self, entity_id: str) -> Facts:
        """Tell all of one organisation of the registry, and of every name that led to it."""
        told = self._organisation(entity_id)
        return {"dataset": self._dataset.name, "private": True, "name": None, "organisation": told}

    def _organisation(self, entity_id: str) -> Facts:
        files = publication.list_files(self._place.published)
        (entry,) = self._about("vouched", entity_id)
        names = self._names.tell(self._linked(entity_id))
        told = {(row["source"], row["row"]) for name in names for row in name["rows"]}
        unread = self._names.unread([entry["name"], *filter(None, entry["aliases"].split("|"))], entry["region"])
        ranges = row_of(self._tables["ranges"], entity_id)
        corrections = read_corrections(self._place.raw / "corrections.csv")
        return {
            **entry,
            "region_name": regions.name(entry["region"]) if entry["region"] else "",
            "registry_evidence": self._dataset.registry.evidence,
            "evidence_lines": self._about("evidence", entity_id),
            "names": names,
            "unread": [row for row in unread if (row["source"], row["row"]) not in told],
            "count": ranges["count"] if ranges else None,
            "to_publish": row_of(self._tables["entities"], entity_id),
            "events": self._about("responses", entity_id),
            "claims": self._claims(entity_id),
            "published_version": version_of(files),
            "history": history(files, entity_id),
            "corrections": plain(corrections[corrections["entity_id"] == entity_id]),
        }

    def _about(self, table: str, entity_id: str) -> list[Facts]:
        rows = self._tables[table]
        return plain(rows[rows["entity_id"] == entity_id])

    def _linked(self, entity_id: str) -> list[Key]:
        links = self._tables["links"]
        found = links[(links["entity_id"] == entity_id) & (links["decision"] == "link")]
        return list(zip(found["name"].tolist(), found["region"].tolist(), strict=True))

    def _claims(self, entity_id: str) -> list[Facts]:
        """List the numbers of the story that the organisation is counted in."""
        table = with_answers(self._tables["ranges"], self._tables["answers"])
        own = table["entity_id"] == entity_id
        held = self._tables["claims"]["holds"].tolist()
        return [
            {"text": claim.text, "statistic": claim.statistic, "holds": bool(holds)}
            for claim, holds in zip(stated(self._dataset.claims), held, strict=True)
            if bool((select(table, claim.where) & own).any())
        ]
