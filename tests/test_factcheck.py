"""What a claim leaves room for and gives away, held against plain enumeration."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import answers, ranges

from pipeline.claims import COMPARE, Claim, check_claims
from pipeline.factcheck import gives_away, room, said
from pipeline.ladder import Interval, place
from pipeline.writers.factcheck import fact_check

BOUNDS = (1, 3, 5)
NUMBERS = st.integers(0, 12)
CLAIMS = st.one_of(
    st.tuples(st.sampled_from([word for word in COMPARE if word != "between"]), NUMBERS),
    st.tuples(st.just("between"), st.tuples(NUMBERS, NUMBERS).map(lambda ends: tuple(sorted(ends)))),
)


@given(CLAIMS, NUMBERS)
def test_a_comparison_and_its_interval_agree(claim, seen):
    assert said(*claim).holds(seen) == COMPARE[claim[0]][1](seen, claim[1])


@given(CLAIMS, NUMBERS)
def test_room_is_the_last_step_that_leaves_a_claim_true(claim, seen):
    interval = said(*claim)
    fall, rise, margin = room(seen, interval)
    if not interval.holds(seen):
        if interval.high is None or interval.high >= interval.low:  # else no number makes it true
            assert interval.holds(seen + margin) or interval.holds(seen - margin)
            assert not any(interval.holds(seen + step) for step in range(margin + 1, -margin))
        return
    assert margin == min((way for way in (fall, rise) if way is not None), default=None)
    if fall is not None:
        assert interval.holds(seen - fall) and not interval.holds(seen - fall - 1)
    if rise is not None:
        assert interval.holds(seen + rise) and not interval.holds(seen + rise + 1)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), CLAIMS)
def test_exactly_those_are_named_of_whom_the_claim_tells_more(counts, claim):
    """Every assignment of counts to ranges with the claim true is what a reader holds for possible."""
    table = ranges(*({"count": count} for count in counts), bounds=BOUNDS)
    interval = said(*claim)
    own = [place(count, BOUNDS) for count in counts]
    worlds = [w for w in product(*(range(i.low, i.high + 1) for i in own)) if interval.holds(sum(w))]
    if not interval.holds(sum(counts)):
        return
    words = gives_away(table, interval)
    for at, each in enumerate(own):
        possible = sorted({world[at] for world in worlds})
        narrowed = (possible[0], possible[-1]) != (each.low, each.high)
        assert (f"(e{at + 1})" in words) == narrowed
        if narrowed and possible[0] < possible[-1]:
            assert f"(e{at + 1}) is between {possible[0]} and {possible[-1]} " in words
        elif narrowed:
            assert f"(e{at + 1}) is exactly {possible[0]} " in words


def test_an_open_range_is_closed_by_a_total():
    table = ranges({"count": 7}, {"count": 2}, bounds=BOUNDS)
    words = gives_away(table, Interval(0, 12))
    assert words.startswith("the sum of 2 organisations is between 6 and 12 (their ranges: at least 6)")
    assert "Body 1 (e1) is between 5 and 11 (its range: 5+)" in words
    assert "e2" not in words


TABLE = ranges({"count": 7, "name": "Ostrey | Police"}, {"count": 2}, bounds=BOUNDS)


def sheet(*claims):
    return check_claims(TABLE, answers(), [Claim(*claim) for claim in claims], BOUNDS)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (("c", "count", "more_than", 5, {"entity_id": "e1"}), "is at least 6 (its range: 5+)"),
        (("c", "count", "at_least", 5, {"entity_id": "e1"}), ""),
        (("c", "total", "at_least", 2, {}), ""),
        (("c", "entities", "is", 2, {}), ""),
        (("c", "count", "is", 8, {"entity_id": "e1"}), ""),
    ],
)
def test_a_claim_gives_away_what_its_range_does_not_say(claim, words):
    given_away = sheet(claim)["gives_away"].iloc[0]
    assert words in given_away and bool(words) == bool(given_away)


def test_the_sheet_is_a_page_with_false_claims_first():
    page = fact_check(
        sheet(
            ("nearly ten", "total", "between", (9, 10), {}),
            ("far | more", "count", "more_than", 9, {"entity_id": "e1"}),
        ),
        "A <title>",
        "1.0.0",
    ).decode()
    rows = [line for line in page.splitlines() if line.startswith("| ")][2:]
    assert rows[0] == r"| far \| more | count where entity\_id is e1 is more than 9 | 7 | **NO**, by 3 |  |  |  |"
    assert rows[1].startswith("| nearly ten | total lies between 9 and 10 | 9 | yes | 0 | 1 | the sum of 2")
    assert "A &lt;title&gt;" in page


def test_a_sheet_without_claims_says_so():
    assert "No number of the story is declared" in fact_check(sheet(), "T", "1").decode()
