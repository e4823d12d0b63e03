"""The order of the queue: first what would move an organisation into another range, then count times uncertainty."""

import pandas as pd
import pytest
from tables import table

from pipeline.review.queue import linked_sums, pending, stakes
from schemas import Links, Verified

BOUNDS = (1, 11, 101)


def made(*names: tuple[str, int, str, float, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Names with one row each: (name, count, best entity, probability, outcome)."""
    verified = [
        {"source": "s", "row": at, "name": name, "count": count, "outcome": outcome, "entity_id": entity}
        | {"reason": "" if outcome == "published" else "needs_review" if outcome == "pending" else "out_of_scope"}
        for at, (name, count, entity, _, outcome) in enumerate(names, 1)
    ]
    links = [
        {"name": name, "entity_id": entity, "probability": probability, "basis": "model"}
        | {"decision": "link" if outcome == "published" else "possible_link"}
        | {"reason": "" if outcome == "published" else "needs_review"}
        for name, _, entity, probability, outcome in names
    ]
    return table(Verified, verified), table(Links, links)


def order(*names: tuple[str, int, str, float, str], min_count: int = 0, flags: dict[str, str] | None = None):
    verified, links = made(*names)
    flag = pd.Series([(flags or {}).get(name, "") for name in links["name"]], index=links.index, dtype="str")
    queue = pending(links, stakes(verified, links), flag, BOUNDS, min_count)
    return [links["name"][at] for at in queue.index]


def test_the_larger_stake_and_the_less_certain_come_first():
    rest = ("Big", 5000, "z", 1.0, "published")
    assert order(rest, ("a", 10, "z", 0.9, "pending"), ("b", 20, "z", 0.9, "pending")) == ["b", "a"]
    assert order(rest, ("a", 10, "z", 0.9, "pending"), ("b", 10, "z", 0.6, "pending")) == ["b", "a"]
    assert order(rest, ("a", 30, "z", 0.97, "pending"), ("b", 10, "z", 0.5, "pending")) == ["b", "a"]
    assert order(rest, ("b", 10, "z", 0.9, "pending"), ("a", 10, "z", 0.9, "pending")) == ["a", "b"]


@pytest.mark.parametrize(
    ("count", "beside", "first"),
    [(3, 8, True), (2, 8, False), (1, 0, True), (90, 11, True), (89, 11, False), (9000, 101, False)],
)
def test_what_crosses_a_border_comes_first_of_all(count: int, beside: int, first: bool):
    names = [("linked", beside, "x", 1.0, "published")] if beside else []
    huge = ("huge", 10**6, "y", 0.5, "pending")  # moves nothing: its candidate is in the open range already
    found = order(*names, ("top", 500, "y", 1.0, "published"), huge, ("small", count, "x", 0.98, "pending"))
    assert found == (["small", "huge"] if first else ["huge", "small"])


def test_a_first_row_below_the_minimum_crosses_nothing():
    huge = ("huge", 10**6, "y", 0.5, "pending")
    top = ("top", 500, "y", 1.0, "published")
    assert order(top, huge, ("small", 4, "x", 0.98, "pending"), min_count=5) == ["huge", "small"]
    assert order(top, huge, ("small", 5, "x", 0.98, "pending"), min_count=5) == ["small", "huge"]


def test_nobody_is_asked_about_what_cannot_come_in():
    assert order(("out", 99, "x", 0.9, "dropped"), ("in", 1, "x", 0.9, "pending")) == ["in"]


def test_a_suspicious_name_is_not_certain_whatever_the_model_says():
    names = [("Big", 5000, "z", 1.0, "published"), ("a", 10, "z", 0.99, "pending"), ("b", 9, "z", 1.0, "pending")]
    assert order(*names) == ["a", "b"]
    assert order(*names, flags={"b": "suspicious"}) == ["b", "a"]


def test_rows_of_one_name_add_up_whatever_their_blanks():
    verified, links = made(("Boise  PD", 3, "x", 0.9, "pending"), ("Boise PD ", 4, "x", 0.9, "pending"))
    links = links.iloc[:1].assign(name="Boise PD")
    assert stakes(verified, links).to_dict("records") == [{"count": 7, "rows": 2, "pending": True}]


def test_the_sums_are_of_linked_names_alone():
    verified, links = made(("a", 3, "x", 1.0, "published"), ("b", 4, "x", 0.9, "pending"))
    assert linked_sums(links, stakes(verified, links)).to_dict() == {"x": 3}


def test_the_order_does_not_depend_on_the_order_of_rows():
    names = [(f"n{at}", at % 7, f"e{at % 3}", 0.5 + at % 5 / 10, "pending") for at in range(40)]
    assert order(*names) == order(*reversed(names))
