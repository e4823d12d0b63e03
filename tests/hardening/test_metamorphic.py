"""What must not change a publication does not, and what must does: on whole small datasets, made by the thousand.

Each example is one dataset, held against each property in turn, so that its own publication is made once for all of
them. By day five hundred datasets, in two parts that two workers can share; `make nightly` tries ten thousand.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from datasets import Tiny, write_csv
from hardening.nightly import NIGHTLY
from hardening.small import BODIES, BOUNDS, UNKNOWN, Desk, Told, World, label, named, reckon, worlds
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from pipeline import regions
from pipeline.text import fold_blanks

EXAMPLES = int(os.environ.get("DESKCHECK_EXAMPLES", 10_000 if NIGHTLY else 500))
PARTS = 20 if NIGHTLY else 2  # each has its own seed, and tells by its number where a fault was found


@dataclass(frozen=True)
class Case:
    """A dataset, what would be published of it, and the desk that tells the same of others; `draw` makes choices."""

    world: World
    before: Told
    run: Callable[[World], Told]
    draw: Callable[[Any], Any]

    def counted(self) -> list[int]:
        """Find the rows whose count can be read."""
        return [at for at, row in enumerate(self.world.rows) if row[2].isdigit()]

    def with_rows(self, at: int, *rows: tuple[str, str, str], instead: int = 1) -> Told:
        """Tell what would be published with other rows in the place of one, or of none."""
        kept = self.world.rows
        return self.run(replace(self.world, rows=(*kept[:at], *rows, *kept[at + instead :])))


def every_unit_is_where_it_belongs(case: Case) -> None:
    told, (sums, seen) = case.before, reckon(case.world)
    labels = {each: label(total) for each, total in sums.items() if total >= BOUNDS[0]}
    assert {row["entity_id"]: row["count_range"] for row in _rows(told.public[0])} == labels
    exact = sum(sums[each] for each in labels)
    ends = [(row["count_min"], row["count_max"]) for row in _rows(told.public[2]) if row["value"] == "all"]
    assert ends == [(str(exact), str(exact))] * bool(labels)
    assert [row[0] for row in told.account] == [row[0] for row in case.world.rows]
    for row, way in zip(case.world.rows, told.account, strict=True):
        assert way[1] == (row[2] if row[2].isdigit() else "None")
    assert {way[4] for way in told.account if way[2] == "published"} == set(labels)
    assert {way[4] for way in told.account if way[3] == "below_minimum"} == seen - set(labels)


def a_row_in_two_changes_nothing_else(case: Case) -> None:
    at = case.draw(st.sampled_from(case.counted()))
    name, region, count = case.world.rows[at]
    part = case.draw(st.integers(0, int(count)))
    before, after = case.before, case.with_rows(at, (name, region, str(part)), (name, region, str(int(count) - part)))
    assert after.public == before.public
    assert after.way(at) == after.way(at + 1) == before.way(at)
    assert [*after.account[:at], *after.account[at + 2 :]] == [*before.account[:at], *before.account[at + 1 :]]


def the_order_of_rows_changes_nothing(case: Case) -> None:
    order = case.draw(st.permutations(range(len(case.world.rows))))
    after = case.run(replace(case.world, rows=tuple(case.world.rows[at] for at in order)))
    assert after.public == case.before.public
    assert [case.before.account[at] for at in order] == list(after.account)


def a_row_that_nobody_matches_changes_nothing_else(case: Case) -> None:
    at = case.draw(st.integers(0, len(case.world.rows)))
    name = case.draw(st.sampled_from((*UNKNOWN, "", "\u200b")))
    after = case.with_rows(at, (name, "ON", case.draw(st.sampled_from(("7", "0", "many", "")))), instead=0)
    assert after.public == case.before.public
    assert after.way(at)[0] in ("dropped", "quarantined")
    assert [*after.account[:at], *after.account[at + 1 :]] == list(case.before.account)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
HEADERS = st.lists(WORDS, min_size=3, max_size=3, unique_by=lambda word: fold_blanks(word).casefold())


def other_names_of_columns_change_nothing(case: Case) -> None:
    assert case.run(replace(case.world, header=tuple(case.draw(HEADERS)))) == case.before


def an_organisation_that_nobody_names_changes_nothing(case: Case) -> None:
    numbers = case.draw(st.lists(st.integers(10, 99), min_size=1, max_size=3, unique=True))
    more = (*case.world.known, *(f"x{number}" for number in numbers))
    assert case.run(replace(case.world, known=more)) == case.before


def a_row_lost_doubled_or_misassigned_shows(case: Case) -> None:
    """The other side: the bytes, or the account, differ whenever a counted row is not where it was."""
    bodies = {named(each) for each in case.world.known}
    rows = [(at, case.world.rows[at]) for at in case.counted()]
    linked = [at for at, row in rows if int(row[2]) and (fold_blanks(row[0]), regions.parse(row[1], "CA")) in bodies]
    if not linked:
        return
    at, before = case.draw(st.sampled_from(linked)), case.before
    row = case.world.rows[at]
    other = next(body for body in BODIES.values() if body[0] != fold_blanks(row[0]))
    fault = case.draw(st.sampled_from(("lost", "doubled", "misassigned")))
    after = case.with_rows(at, *{"lost": (), "doubled": (row, row), "misassigned": ((*other, row[2]),)}[fault])
    assert after.account != before.account
    if before.way(at)[0] == "published":
        assert after.public[2] != before.public[2] or (fault == "misassigned" and after.way(at) != before.way(at))


PROPERTIES = (
    every_unit_is_where_it_belongs,
    a_row_in_two_changes_nothing_else,
    the_order_of_rows_changes_nothing,
    a_row_that_nobody_matches_changes_nothing_else,
    other_names_of_columns_change_nothing,
    an_organisation_that_nobody_names_changes_nothing,
    a_row_lost_doubled_or_misassigned_shows,
)


def hold(world: World, data: st.DataObject) -> None:
    desk = Desk()
    case = Case(world, desk.run(world), desk.run, data.draw)
    for each in PROPERTIES:
        each(case)


@pytest.mark.no_cover  # watched line by line it costs twice as much, and all these lines are seen elsewhere
@pytest.mark.parametrize("part", range(PARTS))
def test_every_property_of_whole_datasets(part: int) -> None:
    tried = given(worlds(), st.data())(hold)
    seed(part)(settings(max_examples=-(-EXAMPLES // PARTS))(tried))()


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("step", [-1, 0])
def test_the_borders_themselves(bound: int, step: int) -> None:
    rows = _rows(Desk().run(World((("Ostrey Police", "NS", str(bound + step)),))).public[0])
    assert [int(row["count_min"]) for row in rows] == [low for low in BOUNDS if low <= bound + step][-1:]


WHOLE = World(
    (
        ("Quillmere  Police", "Ontario", "6"),
        ("Loutre Police", "CA-QC", "10"),
        ("Quillmere Police", "ON", "4"),
        ("Falm Police", "England", "51"),
        ("Nobody's Outfit", "ON", "twelve"),
        ("Ostrey Police", "CA-NS", "0"),
    )
)
CHANGED = {
    "nothing": WHOLE,
    "a row in two": replace(
        WHOLE, rows=(("Quillmere Police", "ON", "6"), ("Quillmere Police", "ON", "0"), *WHOLE.rows[1:])
    ),
    "the order": replace(WHOLE, rows=WHOLE.rows[::-1]),
    "a row that nobody matches": replace(WHOLE, rows=(("Zymurgy Lodge 77", "ON", "9000"), *WHOLE.rows)),
    "the columns' names": replace(WHOLE, header=("Körper", "№", "n")),
    "an organisation that nobody names": replace(WHOLE, known=(*WHOLE.known, "x55")),
}


@pytest.mark.parametrize("what", CHANGED)
def test_the_whole_command_tells_what_the_stages_tell(what: str, tmp_path: Path) -> None:
    """The same from end to end: the real matcher, every file; 10 and 51 stand on borders."""
    world, tiny = CHANGED[what], Tiny(tmp_path)
    columns = "{name: %s, region: %s, count: %s}"
    tiny.edit(columns % ("Agency", "Province", "Searches"), columns % world.header)
    tiny.edit("[1, 11, 101, 1001]", str(list(BOUNDS)))
    tiny.edit("scope: {exclude_regions: [CA-QC]}\n", "")
    (tiny.raw / "list.csv").write_text(world.text(), encoding="utf-8", newline="")
    rows = [(each, *named(each), "police") for each in world.known]
    write_csv(tiny.raw / "registry.csv", [("entity_id", "name", "region", "kind"), *rows])
    for absent in ("decisions.csv", "responses.csv"):
        (tiny.raw / absent).unlink()
    assert tiny.run("publish", "tiny").code == 0
    files, told = tiny.files(), Desk().run(WHOLE)
    assert (files["entities.csv"], files["entities.json"]) == told.public[:2]
    ledger = tiny.interim.joinpath("ledger.csv").read_bytes()
    ways = [tuple(row[name] for name in ("outcome", "reason", "entity_id", "count_range")) for row in _rows(ledger)]
    assert ways == [way[2:] for way in Desk().run(world).account]


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode()))
