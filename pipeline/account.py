"""What became of the rows, in numbers alone: nothing here names an organisation or tells what was counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Account:
    """How many rows, names and organisations there were, and which way the rows went.

    `by_outcome` holds rows by (outcome, reason), sorted; the reason of published rows is ''. `decided` is the number
    of names on which a person had the last word. `rows_are_counts` is true where the number of rows could tell how
    much was counted, because every row of some source counts one: then row numbers are as private as counts.
    """

    rows: int
    names: int
    decided: int
    entities: int
    by_outcome: Mapping[tuple[str, str], int]
    rows_are_counts: bool = False

    @classmethod
    def of(cls, verified: "pd.DataFrame", links: "pd.DataFrame") -> "Account":
        """Count the rows of the outcomes and the names of the links."""
        ways: Counter[tuple[str, str]] = Counter()
        columns = (verified[name].tolist() for name in ("outcome", "reason", "rows"))
        for outcome, reason, rows in zip(*columns, strict=True):
            ways[outcome, reason] += rows
        published = verified[verified["outcome"] == "published"]
        # As many as their sum, and none above one: each counts one.
        each_one = published["rows"].eq(published["count"]) & published["largest"].le(1)
        ones = each_one.groupby(published["source"]).all()
        return cls(
            rows=sum(ways.values()),
            names=len(links),
            decided=int((links["basis"] == "decision").sum()),
            entities=int(published["entity_id"].nunique()),
            by_outcome=dict(sorted(ways.items())),
            rows_are_counts=bool(ones.any()),
        )


NOTHING = Account(rows=0, names=0, decided=0, entities=0, by_outcome={})
