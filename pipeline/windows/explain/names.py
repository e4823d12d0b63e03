"""What became of names of the sources: their rows, comparison, candidates and decisions. Private, all of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import regions
from pipeline.dataset import Dataset
from pipeline.matching.explain import Explainer, Explanation
from pipeline.matching.standardise import MAX_LENGTH, simplify
from pipeline.matching.verdicts import Verdict, standing
from pipeline.readers.tables import lines_of
from pipeline.text import fold_blanks
from pipeline.windows.explain.find import Key, folded
from pipeline.windows.explain.history import plain

Facts = dict[str, Any]
_COMPARED = 50  # names whose comparison is taken apart at once
_OF_ROW = ("source", "row", "name", "count", "date", "outcome", "reason", "entity_id")
_OF_LINE = ("decision", "entity_id", "decided_by", "decided_on", "reason")


class Names:
    """Tells of names, each with blanks folded and beside its region ('' for none), what the tables hold."""

    def __init__(self, dataset: Dataset, tables: Mapping[str, pd.DataFrame]) -> None:
        self._dataset, self._tables = dataset, tables
        registry = tables["registry"]
        facts = zip(registry["name"].tolist(), registry["region"].tolist(), strict=True)
        self._registry = dict(zip(registry["entity_id"].tolist(), facts, strict=True))

    def tell(self, keys: Sequence[Key]) -> list[Facts]:
        """Tell all of each name; of a great many, the candidates of the first ones only."""
        compared = dict(zip(keys, self._candidates(keys[:_COMPARED]), strict=False))
        ledger = self._ledger(keys)
        return [self._name(key, ledger) | {"candidates": compared.get(key, [])} for key in keys]

    def _name(self, key: Key, ledger: pd.DataFrame) -> Facts:
        name, region = key
        standard, link = _first(self._tables["names"], key), _first(self._tables["links"], key)
        rows = self._rows(key, ledger)
        refused = [each for each in self._dataset.normalize.not_entities if re.search(each, name[:MAX_LENGTH])]
        return {
            "name": name,
            "region": region,
            "region_name": regions.name(region) if region else "",
            "simplified": simplify(name),
            "standard": standard.get("standard", ""),
            "states_region": standard.get("place", ""),
            "flag": standard.get("flag", ""),
            "patterns": refused,
            **{column: link.get(column, "") for column in ("decision", "basis", "reason", "entity_id")},
            "probability": link.get("probability"),
            "organisation": self._called(link.get("entity_id", "")),
            "decisions": self._decisions(key, str(link.get("basis", ""))),
            "rows": rows,
            "count": sum(row["count"] or 0 for row in rows if row["outcome"] != "quarantined"),
        }

    def _ledger(self, keys: Sequence[Key]) -> pd.DataFrame:
        """Take the rows out of the ledger that bear one of these names, in any region, with their dates."""
        ledger, wanted = self._tables["ledger"], {folded(name) for name, _ in keys}
        spellings = [each for each in ledger["name"].unique().tolist() if folded(each) in wanted]
        chosen = ledger["name"].isin(spellings).to_numpy()
        return ledger[chosen].assign(date=self._tables["records"].loc[chosen, "date"].to_numpy())

    def _rows(self, key: Key, ledger: pd.DataFrame) -> list[Facts]:
        """List the rows of a name. One that could not be read belongs to it too, unless it is of another region."""
        name, region = key
        exact = ledger["name"].map(fold_blanks) == name
        unread = (ledger["outcome"] == "quarantined") & (ledger["name"].map(folded) == folded(name))
        here = ledger["region"] == region
        return self._plain(ledger[(exact & here) | (unread & (here | (ledger["region"] == "")))])

    def unread(self, names: Iterable[str], region: str) -> list[Facts]:
        """List the rows that bear one of these names and could not be read, unless they are of another region."""
        ledger = self._ledger([(name, region) for name in names])
        return self._plain(ledger[(ledger["outcome"] == "quarantined") & ledger["region"].isin(("", region))])

    def _plain(self, ledger: pd.DataFrame) -> list[Facts]:
        return [
            {column: row[column] for column in _OF_ROW} | self._faults.get((row["source"], row["row"]), {})
            for row in plain(ledger)
        ]

    @cached_property
    def _faults(self) -> dict[tuple[str, int], Facts]:
        return {
            (row["source"], row["row"]): {key: row[key] for key in ("line", "column", "value")}
            for row in plain(self._tables["quarantine"])
        }

    def _decisions(self, key: Key, basis: str) -> list[Facts]:
        stands = self._verdicts.get(key, Verdict()).at
        return [
            {
                **{column: row[column] for column in _OF_LINE},
                "line": self._lines[at],
                "organisation": self._called(row["entity_id"]),
                "state": "superseded" if at not in stands else "reopened" if basis == "reopened" else "stands",
            }
            for at, row in enumerate(plain(self._tables["decisions"]))
            if (row["name"], row["region"]) == key
        ]

    @cached_property
    def _verdicts(self) -> Mapping[Key, Verdict]:
        return standing(self._tables["decisions"], self._registry.keys())

    @cached_property
    def _lines(self) -> list[int]:
        return lines_of(Path(self._dataset.folder) / "decisions.csv", ["name"])

    def _candidates(self, keys: Sequence[Key]) -> list[list[Facts]]:
        """Tell the candidates of each name, the best first, with what speaks for and against each, in log odds."""
        found = [_all(self._tables["candidates"], key) for key in keys]
        if not any(found):
            return [[] for _ in keys]
        rules = self._dataset.normalize
        explainer = Explainer(self._tables["registry"], rules.abbreviations, rules.noise, self._dataset.country)
        asked = [(*key, [each["entity_id"] for each in rows]) for key, rows in zip(keys, found, strict=True)]
        told = explainer.explain_all(asked)
        return [
            [self._candidate(key, row, reasons) for row in rows]
            for key, rows, reasons in zip(keys, found, told, strict=True)
        ]

    def _candidate(self, key: Key, row: Facts, reasons: Iterable[Explanation]) -> Facts:
        entity_id = row["entity_id"]
        why = next((each for each in reasons if each.entity_id == entity_id), Explanation(entity_id, (), (), (), ()))
        return {
            "entity_id": entity_id,
            "name": self._called(entity_id),
            "region": self._registry.get(entity_id, ("", ""))[1],
            "probability": row["probability"],
            "ruled_out": entity_id in self._verdicts.get(key, Verdict()).not_these,
            "agree": list(why.agree),
            "only_query": list(why.only_query),
            "only_entity": list(why.only_entity),
            "steps": [{"label": step.label, "adds": step.adds} for step in why.steps],
        }

    def _called(self, entity_id: str) -> str:
        return str(self._registry.get(entity_id, ("", ""))[0])


def _all(table: pd.DataFrame, key: Key) -> list[Facts]:
    return plain(table[(table["name"] == key[0]) & (table["region"] == key[1])])


def _first(table: pd.DataFrame, key: Key) -> Facts:
    return next(iter(_all(table, key)), {})
