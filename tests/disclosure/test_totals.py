"""Sums told as ranges are as close as can be and add nothing to the organisations' ranges; shown by enumeration."""

import random

import pandas as pd
import pytest
from tables import BOUNDS, answers, ranges
from worlds import truth

from pipeline.claims import Claim
from pipeline.disclosure.facts import NOW, gather, grouped
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.protection import Rules, tell_safely
from pipeline.disclosure.system import BEYOND
from pipeline.disclosure.totals import _Sharpening, sharpen, tell_totals
from pipeline.disclosure.verdict import given
from pipeline.ladder import Interval
from pipeline.revisions import Revision
from schemas.vocabulary import DIMENSIONS

LADDER = (1, 4, 7, 11, 15, 20)


def totals(rows, mode):
    told = tell_totals(ranges(*rows), answers(), dict.fromkeys(DIMENSIONS, mode), BOUNDS)
    return ends(told)


def ends(told):
    values = told[["entities", "count_min", "count_max"]].astype(object).where(told.notna(), None)
    return {(d, v): tuple(e) for d, v, e in zip(told["dimension"], told["value"], values.values.tolist(), strict=True)}


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


def test_as_joins_that_say_nothing_new() -> None:
    told = totals(ROWS, "ranges")
    # 1-5 and 11-50 imply 12-55: the ranges 11-50 and 51+ together.
    assert told["country", "Canada"] == (2, 11, None)
    assert told["kind", "university"] == (1, 11, 50)
    assert told["all", "all"] == (3, 51, None)


def test_an_empty_country_or_kind_makes_no_group() -> None:
    assert list(totals([{"count": 3}], "exact")) == [("all", "all"), ("response", "not_asked")]


def rules(mode="ranges", insiders=1, bounds=LADDER):
    return Rules("2.0.0", dict.fromkeys(DIMENSIONS, mode), bounds, insiders)


def made(bodies, first=0):
    rows = ({"entity_id": f"e{first + at}", "count": n, "country": c, "kind": k} for at, (n, c, k) in enumerate(bodies))
    return ranges(*rows, bounds=LADDER)


def narrowed(table, told, insiders, earlier=(), claims=()):
    public = gather(table, answers(), told, claims, earlier, [])
    _, _, inner_low, inner_high = truth(public.numbers, public.known(), insiders, top=90)
    numbers = public.numbers
    return [at for at in range(len(inner_low)) if inner_low[at] > numbers.low[at] or inner_high[at] < numbers.high[at]]


def bodies(seed):
    chance = random.Random(seed)
    return [(chance.randint(1, 14), chance.choice("AB"), chance.choice("xy")) for _ in range(chance.randint(1, 4))]


@pytest.mark.parametrize("insiders", [0, 1, 2])
def test_no_reader_learns_anything_from_ranges_of_sums(insiders) -> None:
    for seed in range(25):
        table = made(bodies(seed))
        told, audit = tell_safely(table, answers(), rules(insiders=insiders), [], [], [])
        assert set(audit["verdict"]) == {"safe"}
        assert narrowed(table, told, insiders) == [], seed


def test_no_sum_could_be_told_more_closely() -> None:
    """Move any end by one range, towards the sum: either it passes the sum, or somebody is narrowed."""
    tried = 0
    for seed in range(100, 125):
        table = made(bodies(seed))
        told, _ = tell_safely(table, answers(), rules(), [], [], [])
        groups = grouped(table.assign(response="not_asked"))
        for at, row in enumerate(told.to_dict("records")):
            total = int(table["count"].iloc[groups[row["dimension"]][row["value"]]].sum())
            for column, closer in _closer(row, total):
                sharper = told.copy()
                sharper.loc[at, column] = closer
                assert narrowed(table, sharper, 1), (seed, row, column, closer)
                tried += 1
    assert tried > 20


def _closer(row, total):
    lows = [bound for bound in LADDER if row["count_min"] < bound <= total]
    if lows:
        yield "count_min", lows[0]
    top = float("inf") if pd.isna(row["count_max"]) else row["count_max"]
    highs = [bound - 1 for bound in LADDER if total <= bound - 1 < top]
    if highs:
        yield "count_max", highs[-1]


def test_nor_from_two_revisions_together() -> None:
    agreed = 0
    for seed in range(200, 225):
        old, table = made(bodies(seed)), made(bodies(seed + 1000), first=1)  # e0 is gone, one more may have come
        told, _ = tell_safely(old, answers(), rules(), [], [], [])
        earlier = [Revision("1.0.0", old.assign(response="not_asked").drop(columns="count"), told)]
        told, audit = tell_safely(table, answers(), rules(), [], earlier, [])
        if set(audit["verdict"]) & {"contradiction", "known"}:
            continue
        assert set(audit["verdict"]) <= {"safe", "exposed"}, seed
        assert narrowed(table, told, 1, earlier) == [], seed
        agreed += 1
    assert agreed > 15


def test_large_sums_are_told_as_the_one_range_that_holds_them() -> None:
    table = ranges(*({"count": 12 + at % 30, "country": "Canada"} for at in range(40)), bounds=(1, 11, 51, 501, 2001))
    told, _ = tell_safely(table, answers(), rules(bounds=(1, 11, 51, 501, 2001)), [], [], [])
    assert ends(told)["all", "all"] == (40, 501, 2000)  # the ranges alone say 440 to 2,000


def test_a_sum_is_widened_where_a_claim_makes_it_tell() -> None:
    bounds = (1, 11, 51, 101)
    table = ranges({"count": 20, "kind": "x"}, {"count": 32, "kind": "x"}, bounds=bounds)
    quiet, _ = tell_safely(table, answers(), rules(insiders=0, bounds=bounds), [], [], [])
    claims = [Claim("twenty", "count", "is", 20, {"entity_id": "e1"})]
    told, audit = tell_safely(table, answers(), rules(insiders=0, bounds=bounds), claims, [], [])
    # 51-100 leaves both 11-50 as they are, but not the second once the first is known to be 20.
    assert (ends(quiet)["kind", "x"], ends(told)["kind", "x"]) == ((2, 51, 100), (2, 11, 100))
    assert audit["verdict"].tolist() == ["declared", "safe"]


def test_without_the_effort_to_prove_more_sums_stay_as_wide_as_is_safe(monkeypatch):
    """Trials share one effort: once it is spent, nothing closer is told, and nothing leaks."""
    bounds = (1, 6, 11, 51, 101, 501, 1001, 5001)
    counts = [(at * at * 7) % 480 + 1 for at in range(120)]
    bodies = ({"count": n, "country": "ABCDE"[n % 5], "kind": "xyz"[n % 3]} for n in counts)
    table = ranges(*bodies, bounds=bounds)
    close, _ = tell_safely(table, answers(), rules(bounds=bounds), [], [], [])
    monkeypatch.setattr("pipeline.disclosure.totals.Effort", lambda: Effort(left=0.0))
    wide, audit = tell_safely(table, answers(), rules(bounds=bounds), [], [], [])
    assert not close.equals(wide)
    assert set(audit["verdict"]) == {"safe"}


STEPS = (1, 11, 21, 31, 41, 51, 61)


def searched(monkeypatch, rows, safe, bounds=STEPS):
    """Begin a search in which `safe` says what may be told of (dimension, value); list what it is asked."""
    table = ranges(*rows, bounds=bounds)
    told = tell_totals(table, answers(), dict.fromkeys(DIMENSIONS, "ranges"), bounds)
    public = gather(table, answers(), told, [], [], [])
    asked = []

    def harmless(public, *_):
        ends = {fact.group: (fact.known.least, fact.known.most) for fact in public.facts if fact.revision == NOW}
        asked.append(ends)
        return safe(ends)

    monkeypatch.setattr("pipeline.disclosure.totals.harmless", harmless)
    return told, public, asked


def asked_of(asked, group):
    """Leave out what is asked twice in a row."""
    ends = [each[group] for each in asked]
    return [each for at, each in enumerate(ends) if not at or each != ends[at - 1]]


KIND = ("kind", "x")
FIVE = [{"count": count, "kind": "x"} for count in (5, 5, 5, 5, 12)]  # of 15 to 60, the sum being 32


def test_ends_come_closer_range_by_range_the_closest_first_and_never_pass_the_sum(monkeypatch) -> None:
    told, public, asked = searched(monkeypatch, FIVE, lambda ends: ends[KIND] in ((11, 60), (21, 60), (21, 50)))
    sharp, _ = sharpen(told, public, dict.fromkeys(DIMENSIONS, "ranges") | {"all": "none"}, STEPS, 1)
    assert asked_of(asked, KIND)[0] == (11, 60)
    assert [each for each in asked_of(asked, KIND) if each[0] == 31] == [(31, 40), (31, 60)]
    steps = asked_of(asked, KIND)
    assert steps[steps.index((31, 60)) :] == [(31, 60), (21, 60), (21, 40), (21, 50)]
    assert ends(sharp)[KIND] == (5, 21, 50)


def test_where_no_end_may_come_closer_each_is_tried_once(monkeypatch) -> None:
    _, public, asked = searched(monkeypatch, FIVE, lambda ends: ends[KIND] == (11, 60))
    search = _Sharpening(public, STEPS, 1, given(public, 1))
    assert (search.wide[KIND], search.plain[KIND]) == (Interval(11, 60), Interval(31, 40))
    assert search.run([KIND]) == {}
    assert asked_of(asked, KIND) == [(11, 60), (31, 40), (31, 60), (21, 60), (11, 40), (11, 50)]


def test_no_end_below_the_sum_is_tried_where_ranges_are_narrow(monkeypatch) -> None:
    bounds = (1, 11, 31, 32, 33, 61)
    _, public, asked = searched(monkeypatch, FIVE, lambda ends: ends[KIND] == (11, BEYOND), bounds)
    search = _Sharpening(public, bounds, 1, given(public, 1))
    assert (search.wide[KIND], search.plain[KIND]) == (Interval(11, None), Interval(32, 32))
    assert search.run([KIND]) == {}
    steps = [(11, BEYOND), (32, 32), (32, BEYOND), (31, BEYOND), (11, 32), (11, 60)]
    assert asked_of(asked, KIND) == steps


def test_a_sum_without_an_upper_end_may_get_one_or_stay_without(monkeypatch) -> None:
    bounds = (1, 11, 31, 41)
    _, public, asked = searched(monkeypatch, FIVE, lambda ends: ends[KIND][0] == 11, bounds)
    search = _Sharpening(public, bounds, 1, given(public, 1))
    assert (search.wide[KIND], search.plain[KIND]) == (Interval(11, None), Interval(31, 40))
    assert search.run([KIND]) == {KIND: Interval(11, 40)}
    bounds = (1, 11, 21, 31)
    _, public, asked = searched(monkeypatch, FIVE, lambda ends: ends[KIND][0] < 31, bounds)
    search = _Sharpening(public, bounds, 1, given(public, 1))
    assert (search.wide[KIND], search.plain[KIND]) == (Interval(11, None), Interval(31, None))
    assert search.run([KIND]) == {KIND: Interval(21, None)}
    assert asked_of(asked, KIND) == [(11, BEYOND), (31, BEYOND), (21, BEYOND)]


@pytest.mark.parametrize("first", ["x", "y"])
def test_of_two_sums_that_may_not_both_be_close_the_larger_group_is(monkeypatch, first) -> None:
    other = "y" if first == "x" else "x"
    rows = [{"count": 5, "kind": first}] * 5 + [{"count": 5, "kind": other}] * 4
    told, public, _ = searched(
        monkeypatch, rows, lambda ends: sum(ends["kind", each][1] <= 30 for each in "xy") <= 1, (1, 11, 21, 31)
    )
    modes = dict.fromkeys(DIMENSIONS, "none") | {"kind": "ranges"}
    sharp, _ = sharpen(told, public, modes, (1, 11, 21, 31), 1)
    assert ends(sharp)["kind", first] == (5, 21, 30)
    assert ends(sharp)["kind", other] == (4, 11, None)
