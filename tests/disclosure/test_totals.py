"""Totals told as ranges add nothing to what the organisations' ranges already say; shown by enumeration."""

from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import BOUNDS, answers, ranges

from pipeline.disclosure.totals import grouped, tell_totals

RANGES = {"all": "ranges", "country": "ranges", "kind": "ranges", "response": "ranges"}


def totals(rows: list[dict[str, object]], mode: str) -> dict[tuple[str, str], tuple[object, object, object]]:
    told = tell_totals(ranges(*rows), answers(), dict.fromkeys(RANGES, mode), BOUNDS)
    ends = told[["entities", "count_min", "count_max"]].astype(object).where(told.notna(), None)
    return {(d, v): tuple(e) for d, v, e in zip(told["dimension"], told["value"], ends.values.tolist(), strict=True)}


ROWS = [
    {"count": 3, "country": "Canada", "region": "CA", "kind": "police"},
    {"count": 12, "country": "Canada", "region": "CA", "kind": "university"},
    {"count": 60, "country": "Kenya", "region": "KE", "kind": "police"},
]


def test_by_every_dimension_in_order() -> None:
    assert list(totals(ROWS, "exact").items()) == [
        (("all", "all"), (3, 75, 75)),
        (("country", "Canada"), (2, 15, 15)),
        (("country", "Kenya"), (1, 60, 60)),
        (("kind", "police"), (2, 63, 63)),
        (("kind", "university"), (1, 12, 12)),
        (("response", "not_asked"), (3, 75, 75)),
    ]


def test_withheld() -> None:
    assert totals(ROWS, "none")["all", "all"] == (3, None, None)


def test_as_joined_ranges() -> None:
    told = totals(ROWS, "ranges")
    # 1-5 and 11-50 imply 12-55: the ranges 11-50 and 51+ together.
    assert told["country", "Canada"] == (2, 11, None)
    assert told["kind", "university"] == (1, 11, 50)
    assert told["all", "all"] == (3, 51, None)


def test_an_empty_country_or_kind_makes_no_group() -> None:
    assert list(totals([{"count": 3}], "exact")) == [("all", "all"), ("response", "not_asked")]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from("AB"), st.sampled_from("xy")), min_size=1, max_size=4))
def test_no_reader_learns_anything_from_ranges_of_sums(bodies: list[tuple[int, str, str]]) -> None:
    bounds = (1, 4, 7, 13, 20, 30)
    table = ranges(*({"count": n, "country": c, "kind": k} for n, c, k in bodies), bounds=bounds)
    told = tell_totals(table, answers(), RANGES, bounds)
    groups = grouped(table, answers())
    boxes = [range(low, high + 1) for low, high in zip(table["count_min"], table["count_max"], strict=True)]
    for counts in product(*boxes):
        for row in told.to_dict("records"):
            total = sum(counts[i] for i in groups[row["dimension"]][row["value"]])
            assert row["count_min"] <= total
            assert pd.isna(row["count_max"]) or total <= row["count_max"]
