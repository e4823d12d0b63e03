"""The account of every raw row, and the proofs that no stage lost, doubled or invented one.

Rows are many and come in parts: what they add up to is held against the tables that were made of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.coded import coded
from pipeline.errors import Problem, Refusal
from pipeline.text import fold_blanks
from schemas import Ledger
from schemas.base import columns

MOST_ROWS = 10_000_000  # of a source, up to which the ledger is one CSV file
OF_RECORDS = ("source", "row", "count", "spelling")  # what it needs of them
_Sums = dict[str, Any]
_FACTS = ("source", "name", "region", "outcome", "reason", "entity_id")


def make_ledger(records: Iterable[pa.Table], verified: pd.DataFrame, ranges: pd.DataFrame) -> Iterator[pa.Table]:
    """Make Ledger: set beside each row what became of its spelling, and the published range; prove it all at the end.

    `records` are parts with source, row, count and spelling; each gives a part, whose texts are dictionaries.
    """
    labels = ranges.set_index("entity_id")["count_range"]
    label = verified["entity_id"].map(labels).astype("str").fillna("").where(verified["outcome"] == "published", "")
    facts = {name: coded(column) for name, column in verified[[*_FACTS]].assign(count_range=label).items()}
    proof = Proof(verified, ranges)
    for part in records:
        spelling = part["spelling"].combine_chunks()
        made = {name: fact.take(spelling) for name, fact in facts.items()} | {
            "row": part["row"],
            "count": part["count"],
        }
        table = pa.table({name: made[name] for name in columns(Ledger)})
        proof.take(part, table)
        yield table
    proof.hold()


def is_large(verified: pd.DataFrame) -> bool:
    """Tell whether a source has so many rows that the ledger is a folder of parts."""
    return bool((verified.groupby("source")["rows"].sum() > MOST_ROWS).any())


class Proof:
    """Proves of a ledger, part by part, that it has each row once, the sums of the outcomes, and the published ranges.

    All its parts have the same dictionaries.
    """

    def __init__(self, verified: pd.DataFrame, ranges: pd.DataFrame) -> None:
        self._verified, self._ranges = verified, ranges
        self._ways: _Sums = {}
        self._published: _Sums = {}

    def take(self, records: pa.Table, ledger: pa.Table) -> None:
        """Hold a part of the ledger against that of the records, and add it up."""
        for name in ("source", "row", "count"):
            same = records[name].cast(_plain(records[name])).equals(ledger[name].cast(_plain(ledger[name])))
            _require(same, "ledger", "the rows of records and of the ledger differ")
        if len(ledger):
            published = pc.equal(ledger["outcome"], "published").to_numpy()
            _add_up(self._ways, ledger, ("outcome", "reason"), np.full(len(ledger), True))
            _add_up(self._published, ledger, ("entity_id", "count_range"), published)

    def hold(self) -> None:
        """Hold the sums of all parts against the tables. Raises Refusal where they differ."""
        by_way = self._verified.groupby(["outcome", "reason"])[["rows", "count"]].sum()
        ways = {key: (int(rows), int(count)) for key, rows, count in by_way.itertuples(name=None)}
        _require({key: tuple(sums) for key, sums in _told(self._ways).items()} == ways, "ledger", "the sums differ")
        columns = (self._ranges[name].tolist() for name in ("entity_id", "count_range", "count"))
        ranges = {(entity_id, label): count for entity_id, label, count in zip(*columns, strict=True)}
        shown = {key: total for key, (_, total) in _told(self._published).items()}
        _require(shown == ranges, "ledger", "ranges differ")


def _add_up(sums: _Sums, ledger: pa.Table, names: Sequence[str], chosen: "np.ndarray") -> None:
    """Add the chosen rows and their counts by the dictionaries' numbers: for each row an addition, and no text."""
    codes = [ledger[name].combine_chunks() for name in names]
    texts = [each.dictionary for each in codes]
    if not sums:
        size = [len(each) for each in texts]
        sums |= {"texts": texts, "rows": np.zeros(size, np.int64), "count": np.zeros(size, np.int64)}
    same = all(one.equals(other) for one, other in zip(sums["texts"], texts, strict=True))
    _require(same, "ledger", "its parts have different texts")
    at = tuple(each.indices.to_numpy()[chosen] for each in codes)
    np.add.at(sums["rows"], at, 1)
    np.add.at(sums["count"], at, ledger["count"].fill_null(0).to_numpy()[chosen])


def _told(sums: _Sums) -> dict[tuple[str, ...], tuple[int, int]]:
    if not sums:
        return {}
    found = np.nonzero(sums["rows"])
    texts = (told.take(pa.array(at)).to_pylist() for told, at in zip(sums["texts"], found, strict=True))
    keys = zip(*texts, strict=True)
    return dict(zip(keys, zip(sums["rows"][found].tolist(), sums["count"][found].tolist(), strict=True), strict=True))


def _plain(column: pa.ChunkedArray) -> pa.DataType:
    return column.type.value_type if pa.types.is_dictionary(column.type) else column.type


class Tally:
    """Proves of records, part by part, that they keep every row of every source, and adds them up."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.total = 0

    def take(self, cells: pd.DataFrame, records: pa.Table) -> None:
        """Hold a part against the cells that it was made of: the same rows, each source's numbered 1, 2, 3 …"""
        _require(len(cells) == len(records), "ingest", "the rows of the sources and of the records differ")
        if not len(cells):
            return
        source = cells["source"].iloc[0]
        same = np.array_equal(cells["row"].to_numpy(), records["row"].to_numpy())
        same = same and records["source"].unique().to_pylist() == [source] == cells["source"].unique().tolist()
        _require(same, "ingest", "the rows of the sources and of the records differ")
        first = self.rows[source] + 1
        numbered = np.array_equal(records["row"].to_numpy(), np.arange(first, first + len(cells)))
        _require(numbered, "ingest", "the rows of a source are not numbered 1, 2, 3 …")
        self.rows[source] += len(cells)
        self.total += _exact_sum(records["count"].fill_null(0).to_numpy())


def _exact_sum(counts: "np.ndarray") -> int:
    """Add up counts in two halves, neither of which can wrap around in a block."""
    return (int((counts >> 32).sum()) << 32) + int((counts & 0xFFFFFFFF).sum())


def reconcile_spellings(tally: Tally, spellings: pd.DataFrame) -> None:
    """Prove that the spellings have all rows of each source, and their sum, to the unit."""
    # Python's integers: a sum of many large counts must not wrap around.
    rows = {source: sum(group.tolist()) for source, group in spellings.groupby("source")["rows"]}
    _require(rows == dict(tally.rows), "ingest", "the numbers of rows of records and of spellings differ")
    _require(sum(spellings["count"].tolist()) == tally.total, "ingest", "the sums of records and of spellings differ")


def reconcile_names(spellings: pd.DataFrame, names: pd.DataFrame) -> None:
    """Prove that normalize holds each distinct name and region of the readable rows, once, and nothing else."""
    readable = spellings.loc[spellings["problem"] == "", ["name", "region"]].drop_duplicates()
    wanted = {(fold_blanks(name), region) for name, region in readable.itertuples(index=False)}
    _require(_keys(names) == wanted and len(names) == len(wanted), "normalize", "names and spellings differ")


def reconcile_links(names: pd.DataFrame, links: pd.DataFrame) -> None:
    """Prove that resolve decided each name once."""
    _require(len(names) == len(links) and _keys(names) == _keys(links), "resolve", "links and names differ")


def reconcile_verified(spellings: pd.DataFrame, verified: pd.DataFrame) -> None:
    """Prove that verify gave each spelling one outcome and changed no name, no region, no number of rows, no count."""
    kept = ["source", "name", "region", "rows", "count", "largest"]
    same = spellings[kept].reset_index(drop=True).equals(verified[kept].reset_index(drop=True))
    _require(same, "verify", "spellings and their outcomes differ")


def reconcile_ranges(verified: pd.DataFrame, ranges: pd.DataFrame) -> None:
    """Prove that the published rows' sum is the organisations' sum, to the unit, and that each range holds its sum."""
    published = verified[verified["outcome"] == "published"]
    # Python's integers: a sum of many large counts must not wrap around.
    _require(sum(published["count"].tolist()) == sum(ranges["count"].tolist()), "bucket", "the sums differ")
    _require(set(published["entity_id"]) == set(ranges["entity_id"]), "bucket", "the organisations differ")
    above = ranges["count"] >= ranges["count_min"]
    below = ranges["count_max"].isna() | (ranges["count"] <= ranges["count_max"].fillna(0))
    _require(bool((above & below).all()), "bucket", "a sum lies outside its range")


def reconcile_entities(ranges: pd.DataFrame, entities: pd.DataFrame) -> None:
    """Prove that what is published is each organisation once, in its range."""
    keys = ["entity_id", "name", "count_range"]
    same = ranges[keys].reset_index(drop=True).equals(entities[keys].reset_index(drop=True))
    _require(same, "publish", "the organisations published are not those of the ranges")


def _keys(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(table["name"], table["region"], strict=True))


def _require(holds: bool, stage: str, what: str) -> None:
    if not holds:
        remedy = "Nothing was published. This is a fault of Deskcheck, not of your data: please report it."
        raise Refusal(Problem(f"the account does not balance after {stage}: {what}", remedy))
