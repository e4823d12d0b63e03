"""Exact totals are let through only where enumeration agrees that nobody's range is narrowed, insiders included."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st
from tables import answers, ranges

from pipeline.claims import Claim
from pipeline.disclosure.exact import narrowing_totals
from pipeline.disclosure.history import differing_revisions
from pipeline.disclosure.totals import grouped, tell_totals
from pipeline.revisions import Revision

BOUNDS = (1, 4, 9, 100)
EXACT = {"all": "exact", "country": "exact", "kind": "none", "response": "none"}
NONE = dict.fromkeys(EXACT, "none")


def narrowed(table, insiders=1, claims=(), modes=EXACT):
    return narrowing_totals(table, answers(), modes, insiders, claims)


def provable(table, known):
    """Enumerate what a reader who knows the exact sums, and these organisations' counts, cannot exclude."""
    groups = grouped(table, answers())
    counts = table["count"].tolist()
    boxes = [range(low, high + 1) for low, high in zip(table["count_min"], table["count_max"], strict=True)]
    for i in known:
        boxes[i] = range(counts[i], counts[i] + 1)
    sums = [members for d in ("all", "country") for members in groups[d].values()]
    worlds = [w for w in product(*boxes) if all(sum(w[i] for i in m) == sum(counts[i] for i in m) for m in sums)]
    return [{world[i] for world in worlds} for i in range(len(counts))]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 8), st.sampled_from("AAB")), min_size=1, max_size=5),
    st.integers(0, 2),
)
def test_what_is_let_through_narrows_nobody(bodies, insiders):
    table = ranges(*({"count": n, "country": c} for n, c in bodies), bounds=BOUNDS)
    if narrowed(table, insiders):
        return
    for known in combinations(range(len(bodies)), min(insiders, len(bodies))):
        for i, possible in enumerate(provable(table, known)):
            if i not in known:
                low, high = table.loc[i, ["count_min", "count_max"]]
                assert possible == set(range(low, high + 1))


def test_many_alike_are_let_through():
    table = ranges(*({"count": 2 + i % 2, "country": "Canada"} for i in range(12)), bounds=BOUNDS)
    assert narrowed(table) == []


def test_one_alone_in_its_country_is_named_with_the_total_that_tells_it():
    table = ranges(
        *({"count": 2, "country": "Canada"} for _ in range(9)), {"count": 2, "country": "Malta"}, bounds=BOUNDS
    )
    assert [str(problem) for problem in narrowed(table)] == [
        "dataset.yml, disclosure.totals: exact totals (all all, country Malta) cannot be shown to keep the range of "
        "Body 10 (e10) as wide as published. Publish these totals as ranges or not at all, or publish wider ranges."
    ]


def test_an_open_range_is_always_bounded_by_an_exact_sum():
    table = ranges({"count": 500}, {"count": 500}, {"count": 500}, bounds=BOUNDS)
    assert len(narrowed(table)) == 3


def test_an_insider_narrows_what_a_stranger_cannot():
    table = ranges({"count": 2}, {"count": 2}, bounds=BOUNDS)
    assert narrowed(table, insiders=0) == []
    assert len(narrowed(table, insiders=1)) == 2


def test_a_claim_on_one_takes_its_room_away():
    table = ranges({"count": 2}, {"count": 2}, bounds=BOUNDS)
    claim = Claim("exactly two", "count", "is", 2, {"entity_id": "e1"})
    assert [problem.column for problem in narrowed(table, 0, [claim])] == ["disclosure.totals"]


def test_no_exact_total_nothing_to_show():
    assert narrowed(ranges({"count": 500}, bounds=BOUNDS), modes=NONE) == []


def revision(table, modes):
    entities = table.assign(response="not_asked")
    return Revision("1.0.0", entities, tell_totals(table, answers(), modes, BOUNDS))


def test_a_difference_between_exact_revisions_is_refused():
    old = ranges(*({"count": 2} for _ in range(9)), bounds=BOUNDS)
    new = ranges(*({"count": 2} for _ in range(10)), bounds=BOUNDS)
    assert len(differing_revisions(new, answers(), EXACT, [revision(old, EXACT)])) == 1
    assert differing_revisions(old, answers(), EXACT, [revision(old, EXACT)]) == []
    assert differing_revisions(new, answers(), EXACT, [revision(old, NONE)]) == []
    assert differing_revisions(new, answers(), NONE, [revision(old, EXACT)]) == []
