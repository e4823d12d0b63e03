"""Draw what is to be judged: some whatever the lot says, the others by lot. The lot is a hash: no clock, no luck.

The lot orders a list by the hash of each unit and of all that was frozen, so nobody can tell it before these stand, and
everybody can repeat it afterwards.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.assurance.bound import enough
from pipeline.assurance.units import Unit, short
from pipeline.store import digest_of
from schemas import Sample
from schemas.base import columns, rows_of

if TYPE_CHECKING:
    import pandas as pd

EVERYTHING = 300  # up to so many are judged without exception
MAX_ERROR = 0.01  # what a sample is made to show where the declaration asks for nothing
_DRAW = re.compile(r"draw-([0-9]{1,6})-x[0-9a-f]{16}")
Row = dict[str, Any]


def strata(listed: Sequence[Unit], unequal: Collection[str], top: int) -> dict[str, str]:
    """Put each unit into its stratum: `whole`, all of which are judged, or `random`.

    Whole are: all of a list of up to 300; units that count `top` or more, at most the 300 largest; and units linked on
    less than equal names (`unequal`), where they are no more than 300.
    """
    if len(listed) <= EVERYTHING:
        return {each.unit: "whole" for each in listed}
    large = sorted((each for each in listed if each.count >= top), key=lambda each: (-each.count, each.unit))
    whole = {each.unit for each in large[:EVERYTHING]} | (set(unequal) if len(unequal) <= EVERYTHING else set())
    return {each.unit: "whole" if each.unit in whole else "random" for each in listed}


def sample_size(size: int, by_lot: int, max_error: float, confidence: float) -> int:
    """Tell how many of the `by_lot` units of a list of `size` show `max_error`, if no error is found among them."""
    return enough(by_lot, int(max_error * size + 1e-9), confidence)


def draw(stratum: Mapping[str, str], frozen: Mapping[str, str], number: int) -> dict[str, str]:
    """Draw `number` of the random stratum and all of the whole one: the stratum of each drawn unit."""
    lot = [unit for unit, kind in stratum.items() if kind == "random"]
    chosen = set(in_order(lot, frozen, "drawn")[:number])
    return {unit: kind for unit, kind in stratum.items() if kind == "whole" or unit in chosen}


def in_order(found: Collection[str], frozen: Mapping[str, str], purpose: str) -> list[str]:
    """Put units into an order that depends on nothing but them, what was frozen, and the purpose."""
    seed = dict(frozen)
    return sorted(found, key=lambda unit: (digest_of([purpose, seed, unit]), unit))


def draw_id(number: int, drawn_from: str, drawn: Mapping[str, str], frozen: Mapping[str, str]) -> str:
    """Name a draw by its number and all that was drawn: a line that is taken away or added no longer fits it."""
    return f"draw-{number}-{short([number, drawn_from, sorted(drawn.items()), dict(frozen)])}"


def draw_number(draw: str) -> int:
    """Read the number of a draw from its name; 0 where it is none."""
    form = _DRAW.fullmatch(draw)
    return int(form[1]) if form else 0


def lines(
    drawn: Mapping[str, str],
    listed: Sequence[Unit],
    drawn_from: str,
    number: int,
    frozen: Mapping[str, str],
    before: "pd.DataFrame",
) -> list[Row]:
    """Make the lines of a draw, those with the same names beside each other.

    A verdict that was given on exactly the same organisation and names before (`before`, a Sample) is taken over.
    """
    name = draw_id(number, drawn_from, drawn, frozen)
    given = before[(before["verdict"] != "") & (before["look"] == "1")].drop_duplicates("unit", keep="last")
    said = ["verdict", "reviewer", "reviewed_on", "note"]
    known = {unit: dict(zip(said, cells, strict=True)) for unit, *cells in rows_of(given, "unit", *said)}
    made = []
    for each in sorted(listed, key=lambda each: (each.region, each.organisation, each.entity_id, each.unit)):
        if each.unit in drawn:
            line: Row = {
                "draw": name,
                "drawn_from": drawn_from,
                "unit": each.unit,
                "stratum": drawn[each.unit],
                "look": "1",
            }
            line |= {"entity_id": each.entity_id, "organisation": _plain(each.organisation), "region": each.region}
            made.append(line | {"names": _plain(each.told())} | known.get(each.unit, {}) | dict(frozen))
    return made


def _plain(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula: these cells are read by people, never read back."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def second_look(current: "pd.DataFrame", frozen: Mapping[str, str], number: int) -> list[Row]:
    """Make lines for a second person, so that `number` units of a draw (its lines of Sample) have one each."""
    first = current[current["look"] == "1"].drop_duplicates("unit")
    have = set(current.loc[current["look"] == "2", "unit"])
    wanted = [unit for unit in in_order(first["unit"].tolist(), frozen, "second") if unit not in have]
    chosen = set(wanted[: max(0, number - len(have))])
    blank = {"look": "2", "verdict": "", "reviewer": "", "reviewed_on": "", "note": ""}
    rows = rows_of(first[first["unit"].isin(chosen)], *columns(Sample))
    return [dict(zip(columns(Sample), row, strict=True)) | blank for row in rows]
