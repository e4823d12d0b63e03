"""cells → records: our columns and types; a row that cannot be read is kept, with its reason."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline import regions
from pipeline.notation import csv_line, parse_count, parse_date
from pipeline.spellings import SPELLING
from schemas import Cells, Quarantine, Records

_AT_FAULT = {"missing_name": "name", "bad_count": "count", "bad_region": "region", "bad_date": "date"}


@pa.check_types(lazy=True)
def ingest(
    cells: DataFrame[Cells],
    country: str,
    thousands: Mapping[str, str],
    dated: Collection[str],
    constants: Mapping[str, str] = MappingProxyType({}),
    from_date: str = "",
    to_date: str = "",
) -> DataFrame[Records]:
    """Give every raw row our types, or the first reason why not: an unreadable or bad row, name, count, region, date.

    `country` (alpha-2, or '') is whose subdivisions regions are read as; `thousands` gives the separator of a source
    by its label; `dated` are the labels of sources that declare a date, where a blank one is a bad date; `constants`
    gives the region (its code) of a source's rows that state none; `from_date` and `to_date` are the ISO dates in
    scope, included, empty: no limit. A count that can be read is kept whatever else is wrong with its row, so that sums
    agree. What a row becomes depends on its own cells alone, but for the number of its spelling.
    """
    separators = _each(cells["source"], lambda label: thousands.get(label, ""), "str")
    count = pd.Series(pd.NA, index=cells.index, dtype="Int64")
    for separator in sorted(separators.unique()):
        chosen = separators == separator
        count[chosen] = _each(cells.loc[chosen, "count"], partial(parse_count, separator=separator), "Int64")
    stated = ~_each(cells["region"], lambda text: not text.strip(), "bool")
    region = _each(cells["region"], lambda text: _region(text, country), "str")
    region = region.where(stated, _each(cells["source"], lambda label: constants.get(label, ""), "str"))
    date = _each(cells["date"], parse_date, "str")
    reasons = {
        "missing_name": _each(cells["name"], _is_blank, "bool"),
        "bad_count": count.isna(),
        "bad_region": (region == "") & stated,
        "bad_date": (date == "") & cells["source"].isin(list(dated)),
    }
    readable = cells["problem"] == ""
    masks = [mask.to_numpy(dtype=bool) & readable.to_numpy(dtype=bool) for mask in reasons.values()]
    problem = np.select(masks, list(reasons), default=cells["problem"].to_numpy(dtype=object))
    records = cells[["source", "row", "name"]].assign(region=region, count=count, date=date)
    records["outside"] = _each(date, lambda day: _is_outside(day, from_date, to_date), "bool")
    records["problem"] = pd.Series(problem, index=cells.index).astype("str")
    records["spelling"] = records.groupby(list(SPELLING), sort=False).ngroup().astype("int64")
    return DataFrame[Records](records)


@pa.check_types(lazy=True)
def quarantine(cells: DataFrame[Cells], records: DataFrame[Records]) -> DataFrame[Quarantine]:
    """Collect what a person needs to find and mend each quarantined row; `records` is what `ingest` made of `cells`."""
    wrong = (records["problem"] != "").to_numpy(dtype=bool)
    rows = cells[wrong]
    reasons = list(records.loc[wrong, "problem"])
    at_fault = [_AT_FAULT.get(reason, "") for reason in reasons]
    found = [row[column] if column else "" for row, column in zip(rows.to_dict("records"), at_fault, strict=True)]
    cell_lines = [csv_line(row) for row in rows[["name", "region", "count", "date"]].itertuples(index=False)]
    table = rows[["source", "row", "line"]].assign(reason=reasons, column=at_fault, value=found)
    table["raw"] = rows["raw"].where(rows["problem"] != "", pd.Series(cell_lines, index=rows.index, dtype="str"))
    texts = dict.fromkeys(["reason", "column", "value", "raw"], "str")
    return DataFrame[Quarantine](table.astype(texts).reset_index(drop=True))


def _is_outside(day: str, from_date: str, to_date: str) -> bool:
    # ISO dates sort as text; a row without a date cannot be outside a window.
    return bool(day) and bool((from_date and day < from_date) or (to_date and day > to_date))


def _region(text: str, country: str) -> str:
    try:
        return regions.parse(text, country)
    except regions.RegionError:
        return ""


def _is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen: blanks, and characters without a shape."""
    if text[:1].isalnum():  # nearly all
        return False
    return not any(char.isprintable() and not char.isspace() for char in text)


def _each(texts: "pd.Series[str]", rule: Callable[[str], object], dtype: str) -> "pd.Series[Any]":
    """Apply a rule to a column, once per distinct text."""
    codes, distinct = pd.factorize(texts)
    values = pd.array([rule(text) for text in distinct.tolist()], dtype=dtype)  # type: ignore[call-overload]
    return pd.Series(values.take(codes), index=texts.index)
