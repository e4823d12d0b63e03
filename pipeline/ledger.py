"""The account of every raw row, and the proofs that no stage lost, doubled or invented one."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.errors import Problem, Refusal
from pipeline.text import fold_blanks
from schemas import Ledger, Ranges, Verified
from schemas.base import columns


@pa.check_types(lazy=True)
def make_ledger(verified: DataFrame[Verified], ranges: DataFrame[Ranges]) -> DataFrame[Ledger]:
    """Set the published range beside each published row."""
    labels = ranges.set_index("entity_id")["count_range"]
    table = verified.assign(count_range=verified["entity_id"].map(labels).astype("object").fillna("").astype("str"))
    table["count_range"] = table["count_range"].where(table["outcome"] == "published", "")
    return table[columns(Ledger)]


def reconcile_records(cells: pd.DataFrame, records: pd.DataFrame) -> None:
    """Prove that ingest kept every row of every source, in order and numbered without a gap."""
    _require(_same_rows(cells, records), "ingest", "the rows of the sources and of the records differ")
    numbered = records.groupby("source", sort=False)["row"].agg(["size", "min", "max", "nunique"])
    gapless = (numbered["min"] == 1) & (numbered["max"] == numbered["size"]) & (numbered["nunique"] == numbered["size"])
    _require(bool(gapless.all()), "ingest", "the rows of a source are not numbered 1, 2, 3 …")


def reconcile_names(records: pd.DataFrame, names: pd.DataFrame) -> None:
    """Prove that normalize holds each distinct name and region of the readable rows, once, and nothing else."""
    readable = records.loc[records["problem"] == "", ["name", "region"]].drop_duplicates()
    wanted = {(fold_blanks(name), region) for name, region in readable.itertuples(index=False)}
    _require(_keys(names) == wanted and len(names) == len(wanted), "normalize", "names and records differ")


def reconcile_links(names: pd.DataFrame, links: pd.DataFrame) -> None:
    """Prove that resolve decided each name once."""
    _require(len(names) == len(links) and _keys(names) == _keys(links), "resolve", "links and names differ")


def reconcile_verified(records: pd.DataFrame, verified: pd.DataFrame) -> None:
    """Prove that verify gave each row one outcome and changed no name and no count."""
    _require(_same_rows(records, verified), "verify", "the rows of records and of outcomes differ")
    _require(records["count"].equals(verified["count"]), "verify", "counts changed")
    _require(records["name"].equals(verified["name"]), "verify", "names changed")


def reconcile_ranges(verified: pd.DataFrame, ranges: pd.DataFrame) -> None:
    """Prove that the published rows' sum is the organisations' sum, to the unit, and that each range holds its sum."""
    published = verified[verified["outcome"] == "published"]
    # Python's integers: a sum of many large counts must not wrap around.
    _require(sum(published["count"].tolist()) == sum(ranges["count"].tolist()), "bucket", "the sums differ")
    _require(set(published["entity_id"]) == set(ranges["entity_id"]), "bucket", "the organisations differ")
    above = ranges["count"] >= ranges["count_min"]
    below = ranges["count_max"].isna() | (ranges["count"] <= ranges["count_max"].fillna(0))
    _require(bool((above & below).all()), "bucket", "a sum lies outside its range")


def reconcile_ledger(verified: pd.DataFrame, ranges: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Prove that the ledger has each row once, and that its ranges are the published ones."""
    _require(_same_rows(verified, ledger), "ledger", "the rows of outcomes and of the ledger differ")
    published = ledger[ledger["outcome"] == "published"]
    shown = set(zip(published["entity_id"], published["count_range"], strict=True))
    _require(shown == set(zip(ranges["entity_id"], ranges["count_range"], strict=True)), "ledger", "ranges differ")


def reconcile_entities(ranges: pd.DataFrame, entities: pd.DataFrame) -> None:
    """Prove that what is published is each organisation once, in its range."""
    keys = ["entity_id", "name", "count_range"]
    same = ranges[keys].reset_index(drop=True).equals(entities[keys].reset_index(drop=True))
    _require(same, "publish", "the organisations published are not those of the ranges")


def _same_rows(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    keys = ["source", "row"]
    return left[keys].reset_index(drop=True).equals(right[keys].reset_index(drop=True))


def _keys(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(table["name"], table["region"], strict=True))


def _require(holds: bool, stage: str, what: str) -> None:
    if not holds:
        remedy = "Nothing was published. This is a fault of Deskcheck, not of your data: please report it."
        raise Refusal(Problem(f"the account does not balance after {stage}: {what}", remedy))
