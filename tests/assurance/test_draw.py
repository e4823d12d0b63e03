"""Who is judged without a lot, how many by lot, and a lot that nothing but its list can move."""

from collections import Counter

import pytest

from pipeline.assurance.draw import draw, draw_id, draw_number, in_order, lines, sample_size, second_look, strata
from pipeline.assurance.units import Unit, short
from schemas import Sample
from schemas.base import columns, empty, frame

FROZEN = {"matcher": "x1", "registry": "x2", "thresholds": "x3", "list": "x4"}


def units(number: int, large: int = 0) -> list[Unit]:
    return [
        Unit(short(at), f"e{at}", f"Body {at}", "CA", ((f"Body {at}", "CA"),), 900 + at if at < large else 5)
        for at in range(number)
    ]


def test_a_list_of_300_is_judged_whole_and_one_of_301_is_not() -> None:
    assert set(strata(units(300), set(), 100).values()) == {"whole"}
    assert Counter(strata(units(301, 4), set(), 100).values()) == {"whole": 4, "random": 297}


def test_the_largest_300_are_whole_at_most() -> None:
    listed = units(1000, 400)
    stratum = strata(listed, set(), 100)
    assert {each.unit for each in listed if stratum[each.unit] == "whole"} == {each.unit for each in listed[100:400]}


def test_unequal_names_are_whole_while_they_are_few() -> None:
    listed = units(700)
    odd = {each.unit for each in listed[:300]}
    assert Counter(strata(listed, odd, 100).values())["whole"] == 300
    assert Counter(strata(listed, odd | {listed[300].unit}, 100).values())["whole"] == 0


def test_how_many_are_drawn() -> None:
    assert sample_size(1803, 1803, 0.01, 0.95) == 262
    assert sample_size(1803, 0, 0.01, 0.95) == 0
    assert sample_size(1000, 1000, 0.003, 0.95) == sample_size(1000, 1000, 0.0039, 0.95)


def test_the_lot_depends_on_what_was_frozen_and_on_no_order() -> None:
    stratum = {each.unit: "random" for each in units(500)}
    drawn = draw(stratum, FROZEN, 50)
    assert len(drawn) == 50
    assert drawn == draw(dict(reversed(stratum.items())), FROZEN, 50)
    assert set(draw(stratum, FROZEN, 49)) < set(drawn)
    left = next(unit for unit in stratum if unit not in drawn)
    assert draw(stratum | {left: "whole"}, FROZEN, 50) == drawn | {left: "whole"}  # by lot or not, it is judged
    for each in FROZEN:
        assert drawn != draw(stratum, FROZEN | {each: "x9"}, 50)


def test_every_unit_is_as_likely_as_any_other() -> None:
    listed = [each.unit for each in units(40)]
    first = Counter(unit for seed in range(2000) for unit in in_order(listed, {"list": str(seed)}, "drawn")[:10])
    # 500 are expected of each, with a standard deviation of 19.4.
    assert all(400 < first[unit] < 600 for unit in listed)


def test_a_draw_is_named_by_all_that_was_drawn() -> None:
    drawn = {"xa": "whole", "xb": "random"}
    name = draw_id(3, "published", drawn, FROZEN)
    assert draw_number(name) == 3
    others = [
        draw_id(3, "published", {"xa": "whole"}, FROZEN),
        draw_id(3, "published", drawn | {"xb": "whole"}, FROZEN),
    ]
    assert name not in others and others[0] != others[1]
    assert draw_number("draw-3-x12") == 0


@pytest.mark.parametrize("mark", list("=+-@"))
def test_no_spreadsheet_takes_a_name_for_a_formula(mark: str) -> None:
    told = f"{mark}HYPERLINK(1)"
    unit = Unit("x1", "e1", told, "CA", ((told, "CA"),), 5)
    (line,) = lines({"x1": "whole"}, [unit], "published", 1, FROZEN, empty(Sample))
    assert line["names"] == line["organisation"] == f"'{told}"


def test_second_looks_are_added_up_to_the_number_wished() -> None:
    listed = units(30)
    drawn = {each.unit: "whole" for each in listed}
    made = lines(drawn, listed, "published", 1, FROZEN, empty(Sample))
    table = frame(Sample, [{column: line.get(column, "") for column in columns(Sample)} for line in made])
    ten = second_look(table, FROZEN, 10)
    assert len({line["unit"] for line in ten}) == 10 and {line["look"] for line in ten} == {"2"}
    more = second_look(frame(Sample, [*table.to_dict("records"), *ten]), FROZEN, 12)
    assert len(more) == 2
    assert len(second_look(table, FROZEN, 99)) == 30
