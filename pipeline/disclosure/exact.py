"""May sums be told exactly? Only if it can be proved that they narrow nobody's range.

The proof is a witness: if the other organisations of the same cell (the same group in every exact dimension, and on
the same side of every claim) can take up or give off what it takes to move an organisation to either end of its range,
every published sum and every claim stays as it is, so no reader can exclude that end. Insiders, who know their own
counts, cannot move: the worst choice of them is left out. What cannot be proved so is refused, never waved through.
Counts are whole numbers and move by whole numbers, so everything between the two ends can be reached as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.claims import Claim, select, with_answers
from pipeline.disclosure.totals import grouped
from pipeline.errors import Problem
from pipeline.ladder import Interval


@dataclass(frozen=True)
class Room:
    """How far an organisation can move inside what is public about it; `up` is None where nothing bounds it above."""

    down: int
    up: int | None


def narrowing_totals(
    ranges: pd.DataFrame,
    answers: pd.DataFrame,
    modes: Mapping[str, str],
    insiders: int,
    claims: Sequence[Claim],
) -> list[Problem]:
    """Name every organisation whose range exact sums would, or might, narrow; empty where no dimension is exact."""
    exact = [dimension for dimension, mode in modes.items() if mode == "exact"]
    groups = grouped(ranges, answers)
    ids, names = ranges["entity_id"].to_dict(), ranges["name"].to_dict()
    labels = {d: {row: value for value, rows in groups[d].items() for row in rows} for d in exact}
    found = [
        (ids[row], names[row], sums)
        for cell in _cells(ranges, answers, [labels[d] for d in exact], claims)
        for row in _unproved(ranges.loc[cell], insiders, claims)
        if (sums := ", ".join(f"{d} {labels[d][row]}" for d in exact if row in labels[d]))
    ]
    return [_problem(*entity) for entity in sorted(found)]


def _cells(
    ranges: pd.DataFrame,
    answers: pd.DataFrame,
    labels: Sequence[Mapping[object, str]],
    claims: Sequence[Claim],
) -> Iterator[list[object]]:
    table = with_answers(ranges, answers).set_index(ranges.index)
    sides = [select(table, claim.where) for claim in claims if claim.statistic == "total"]
    cells: dict[tuple[object, ...], list[object]] = {}
    for row in ranges.index:
        key = (*(label.get(row) for label in labels), *(bool(side.loc[row]) for side in sides))
        cells.setdefault(key, []).append(row)
    yield from cells.values()


def _unproved(cell: pd.DataFrame, insiders: int, claims: Sequence[Claim]) -> list[object]:
    rooms = {row: _room(facts, claims) for row, facts in cell.iterrows()}
    downs = sorted((room.down for room in rooms.values()), reverse=True)
    ups = sorted((room.up or 0 for room in rooms.values()), reverse=True)
    return [
        row
        for row, room in rooms.items()
        # An exact sum gives an open range an upper end, always.
        if room.up is None or _left(ups, room.up, insiders) < room.down or _left(downs, room.down, insiders) < room.up
    ]


def _left(room: Sequence[int], own: int, insiders: int) -> int:
    """Sum the others' room without the roomiest `insiders` of them; `room` is sorted, the roomiest first."""
    roomiest = list(room[: insiders + 1])
    if own in roomiest:
        roomiest.remove(own)
    return sum(room) - own - sum(roomiest[:insiders])


def _room(facts: pd.Series, claims: Sequence[Claim]) -> Room:
    low, high = int(facts["count_min"]), None if pd.isna(facts["count_max"]) else int(facts["count_max"])
    for claim in claims:
        if claim.statistic == "count" and claim.where.get("entity_id") == facts["entity_id"]:
            said = claimed(claim)
            low = max(low, said.low)
            high = said.high if high is None else high if said.high is None else min(high, said.high)
    return Room(int(facts["count"]) - low, None if high is None else high - int(facts["count"]))


def claimed(claim: Claim) -> Interval:
    """Tell which numbers a claim on a count or a total leaves possible."""
    low, high = claim.value if claim.comparison == "between" else (claim.value, claim.value)
    ends = {
        "at_least": (low, None),
        "more_than": (low + 1, None),
        "at_most": (0, high),
        "less_than": (0, high - 1),
    }
    return Interval(*ends.get(claim.comparison, (low, high)))


def _problem(entity_id: str, name: str, sums: str) -> Problem:
    return Problem(
        f"exact totals ({sums}) cannot be shown to keep the range of {name} ({entity_id}) as wide as published",
        "Publish these totals as ranges or not at all, or publish wider ranges.",
        file="dataset.yml",
        column="disclosure.totals",
    )
