"""What is public, and which counts of two revisions are one number to a reader."""

import numpy as np
import pandas as pd
from tables import answers, ranges

from pipeline.claims import Claim
from pipeline.disclosure.facts import NOW, gather, true_claims
from pipeline.disclosure.system import BEYOND
from pipeline.revisions import Revision
from schemas import Totals
from schemas.base import empty, frame

NOTHING = empty(Totals)


def revision(version, table, totals=NOTHING, claims=()):
    return Revision(version, table.assign(response="not_asked").drop(columns="count"), totals, tuple(claims))


def told(public):
    return [(subject.entity_id, subject.revision) for subject in public.subjects]


def test_a_count_is_the_same_while_its_range_is_the_same():
    then, now = ranges({"count": 3}, {"count": 3}, {"count": 8}), ranges({"count": 4}, {"count": 7})
    public = gather(now, answers(), NOTHING, [], [revision("1.0.0", then)], [])
    # e1 kept its range, e2 moved to another, e3 is gone.
    assert told(public) == [("e1", NOW), ("e2", NOW), ("e2", "1.0.0"), ("e3", "1.0.0")]
    assert public.numbers.owner.tolist() == [0, 1, 1, 2]
    assert public.numbers.count.tolist() == [4, 7, -1, -1]


def test_not_where_a_correction_names_it_nor_across_another_range():
    one, other = ranges({"count": 3}), ranges({"count": 8})
    public = gather(one, answers(), NOTHING, [], [revision("1.0.0", one)], ["e1"])
    assert told(public) == [("e1", NOW), ("e1", "1.0.0")]
    public = gather(one, answers(), NOTHING, [], [revision("1.0.0", one), revision("1.1.0", other)], [])
    assert told(public) == [("e1", NOW), ("e1", "1.1.0"), ("e1", "1.0.0")]


def test_sums_and_claims_of_every_revision_are_facts():
    table = ranges({"count": 60, "kind": "police"}, {"count": 3, "kind": "police"})
    sums = frame(Totals, [("all", "all", 2, 63, 63), ("kind", "police", 2, 51, None), ("response", "x", 0, None, None)])
    claims = [
        Claim("many", "total", "more_than", 20, {"kind": "police"}),
        Claim("two", "entities", "is", 2, {}),
        Claim("nobody", "count", "is", 9, {"entity_id": "gone"}),
    ]
    public = gather(table, answers(), sums, claims, [revision("1.0.0", table, sums, claims)], [])
    facts = [(fact.revision, fact.words, fact.known.least, fact.known.most) for fact in public.facts]
    every = [
        ("the sum over all organisations", 63, 63),
        ("the sum for kind police", 51, BEYOND),
        ("the claim “many”", 21, BEYOND),
    ]
    assert facts == [(version, *fact) for version in (NOW, "1.0.0") for fact in every]
    assert all((fact.known.members == np.array([0, 1])).all() for fact in public.facts)


def test_claims_that_the_data_do_not_bear_are_left_out():
    table = ranges({"count": 60}, {"count": 3})
    claims = [Claim("", "total", "is", 63, {}), Claim("", "total", "is", 64, {}), Claim("", "entities", "is", 9, {})]
    assert true_claims(table, answers(), claims) == [claims[0], claims[2]]


def test_no_organisation_no_number():
    public = gather(ranges(), answers(), NOTHING, [], [], [])
    assert (public.subjects, len(public.numbers.low), pd.DataFrame(public.facts).empty) == ((), 0, True)
