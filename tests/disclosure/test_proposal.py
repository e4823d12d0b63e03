"""The least change that closes a leak: exact sums first, then ranges, then claims."""

import pytest
from tables import answers, ranges

from pipeline.claims import Claim
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.proposal import Case, propose, widen
from pipeline.disclosure.protection import Rules, tell_safely
from pipeline.revisions import Revision
from schemas.vocabulary import DIMENSIONS

BOUNDS = (1, 11, 51, 101)
ALIKE = [{"count": 20, "kind": "police", "country": "Canada"} for _ in range(12)]


def case(rows, mode="exact", claims=(), earlier=(), insiders=0):
    rules = Rules("2.0.0", dict.fromkeys(DIMENSIONS, mode), BOUNDS, insiders)
    return Case(ranges(*rows, bounds=BOUNDS), answers(), rules, claims, earlier, [])


def test_the_fewest_exact_sums_are_given_up():
    alone = {"count": 30, "kind": "police", "country": "Malta"}
    made = propose(case([*ALIKE, alone]))
    totals = "{all: exact, country: ranges, kind: exact, response: exact}"
    assert (made.key, made.lines) == ("disclosure", f"disclosure: {{totals: {totals}, insiders: 0}}")
    assert made.loss == "2 sums are told as ranges instead of exactly"


def test_all_of_them_where_all_tell():
    rows = [{"count": 30, "kind": "police", "country": "Malta"}]
    assert propose(case(rows)).lines == "disclosure: {totals: ranges, insiders: 0}"


def test_a_claim_beside_what_an_earlier_revision_told():
    table = ranges({"count": 40}, {"count": 21}, bounds=BOUNDS)
    first = Rules("1.0.0", dict.fromkeys(DIMENSIONS, "exact"), BOUNDS, 0)
    told, _ = tell_safely(table, answers(), first, [], [], [])
    earlier = [Revision("1.0.0", table.assign(response="not_asked").drop(columns="count"), told)]
    claims = [Claim("forty", "count", "is", 40, {"entity_id": "e1"})]
    hard = case([{"count": 40}, {"count": 21}], "ranges", claims, earlier)
    assert not hard.is_safe(Effort())
    made = propose(hard)
    # Wider ranges make of both another number than that of revision 1.0.0, and cost fewer than the story's own words.
    assert (made.key, made.lines) == ("ranges", "ranges: [1, 11, 101]")


@pytest.mark.parametrize("rows", [[{"count": 7}, {"count": 99}]])
def test_counts_are_placed_in_other_ranges(rows):
    wide = widen(ranges(*rows, bounds=BOUNDS), (1, 51))
    assert wide["count_range"].tolist() == ["1-50", "51+"]
    assert wide["count"].tolist() == [7, 99]
