"""What must not change a publication does not, and what must does: on whole small datasets, made by the thousand.

Each example goes from the bytes of a file through readers and stages to the bytes that would be published; a table of
exact names stands in for the matcher. The sums stand on the borders of the ranges, so that one unit more or less shows.
By day fifteen examples a property, for each costs a fifth of a second; `make nightly` tries ten thousand.
"""

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hardening.nightly import NIGHTLY
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandera.config import config_context
from sources import source

from pipeline import ledger, regions
from pipeline.disclosure.totals import tell_totals
from pipeline.intake import Intake
from pipeline.readers.blocks import read_blocks
from pipeline.stages import bucket, ingest, protect, publish, verify
from pipeline.text import fold_blanks
from pipeline.writers.records import to_json
from pipeline.writers.table import to_csv
from schemas import Answers, Links, Registry
from schemas.base import empty, frame

BOUNDS = (1, 6, 11, 51, 101)
EXACT = dict.fromkeys(("all", "country", "kind", "response"), "exact")
BODIES = {
    f"e{at}": (name, region)
    for at, (name, region) in enumerate(
        [
            ("Quillmere Police", "CA-ON"),
            ("Ostrey Police", "CA-NS"),
            ("Loutre Police", "CA-QC"),
            ("Tarn University", "CA-AB"),
            ("Falm Police", "GB-ENG"),
            ("Grand Quill Police", "CA-ON"),
        ],
        1,
    )
}
UNKNOWN = ("Nobody's Outfit", "Quillmere Polic", "Test account")
HEADER = ("Agency", "Province", "Searches")

# The functions as they are written: that their tables are held against the schemas is tested elsewhere, and costs more
# than all the rest.
INGEST, SET_ASIDE, VERIFY = (each.__wrapped__ for each in (ingest.ingest, ingest.quarantine, verify.verify))
BUCKET, PROTECT, PUBLISH = (each.__wrapped__ for each in (bucket.bucket, protect.protect, publish.publish))

Row = tuple[str, str, str]


@dataclass(frozen=True)
class World:
    """The rows of a list, and the identifiers of the registry's organisations."""

    rows: tuple[Row, ...]
    known: tuple[str, ...] = tuple(BODIES)
    header: tuple[str, ...] = HEADER


@dataclass(frozen=True)
class Told:
    """What would be published, and the account of every row."""

    public: tuple[bytes, bytes, bytes]
    account: tuple[tuple[str, ...], ...]

    def way(self, row: int) -> tuple[str, ...]:
        """Tell what became of a row, from 0: outcome, reason, organisation, range."""
        return self.account[row][2:]


def run(world: World) -> Told:
    """Go from a file to what would be published."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([world.header, *world.rows])
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        Path(folder, "list.csv").write_text(text.getvalue(), encoding="utf-8")
        columns = dict(zip(("name", "region", "count"), world.header, strict=True))
        with config_context(validation_enabled=False):
            return _stages(read_blocks(source("list.csv", columns), Path(folder)), _registry(world.known))


def _registry(known: Sequence[str]) -> object:
    rows = [(each, *_named(each), "police", "confirmed") for each in sorted(known)]
    return frame(Registry, [(i, n, "", r, k, s, "", "", "", "") for i, n, r, k, s in rows])


def _named(each: str) -> tuple[str, str]:
    return BODIES.get(each, (f"Unrelated Body {each}", "CA-MB"))


def _stages(blocks, registry):  # type: ignore[no-untyped-def]
    intake = Intake(lambda cells: INGEST(cells, "CA", {}, ()), SET_ASIDE)
    records, spellings = list(intake.parts(blocks)), intake.spellings()
    readable = spellings.loc[spellings["problem"] == "", ["name", "region"]].drop_duplicates()
    keys = sorted({(fold_blanks(name), region) for name, region in readable.itertuples(index=False)})
    exact = dict(zip(zip(registry["name"], registry["region"], strict=True), registry["entity_id"], strict=True))
    links = frame(Links, [_link(key, exact.get(key, "")) for key in keys])
    verified = VERIFY(spellings, links, registry, min_count=BOUNDS[0])
    ledger.reconcile_verified(spellings, verified)
    ranges = BUCKET(verified, registry, BOUNDS)
    ledger.reconcile_ranges(verified, ranges)
    account = list(ledger.make_ledger(records, verified, ranges))
    entities = PUBLISH(PROTECT(ranges), empty(Answers))
    ledger.reconcile_entities(ranges, entities)
    totals = tell_totals(ranges, empty(Answers), EXACT, BOUNDS)
    columns = ("name", "count", "outcome", "reason", "entity_id", "count_range")
    ways = tuple(
        way for part in account for way in zip(*(map(str, part[name].to_pylist()) for name in columns), strict=True)
    )
    return Told((to_csv(entities), to_json(entities), to_csv(totals)), ways)


def _link(key: tuple[str, str], entity_id: str) -> tuple[object, ...]:
    linked = ("link", "decision", "") if entity_id else ("non_link", "model", "no_match")
    return (*key, entity_id, float(bool(entity_id)), *linked, "", None)


def reckon(world: World) -> tuple[Counter[str], set[str]]:
    """Compute each organisation's sum by hand, and who had a row at all: the oracle, without a table."""
    by_key = {_named(each): each for each in world.known}
    sums: Counter[str] = Counter()
    named = set()
    for name, region, count in world.rows:
        body = by_key.get((" ".join(name.split()), regions.parse(region, "CA")))
        if body and count.isascii() and count.isdigit():
            sums[body] += int(count)
            named.add(body)
    return sums, named


def label(total: int) -> str:
    """Write the range of a sum as it is published."""
    ladder = zip(BOUNDS, (*BOUNDS[1:], None), strict=True)
    low, above = next(ends for ends in ladder if ends[0] <= total and (ends[1] is None or total < ends[1]))
    return f"{low}+" if above is None else f"{low}-{above - 1}"


SPELT = {"CA-ON": ("ON", "Ontario", "CA-ON"), "GB-ENG": ("England", "GB-ENG")}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few rows a body, whose sum lies on a border of the ranges or one beside it; and rows that lead nowhere."""
    rows: list[Row] = []
    for each in draw(st.lists(st.sampled_from(sorted(BODIES)), min_size=1, max_size=4, unique=True)):
        total = draw(st.sampled_from(BOUNDS)) + draw(st.sampled_from((-1, 0, 0, 1)))
        name, region = BODIES[each]
        for part in parts(draw, total):
            blank = draw(st.sampled_from((" ", "  ", " \t")))
            told = draw(st.sampled_from(SPELT.get(region, (region,))))
            rows.append((name.replace(" ", blank), told, str(part)))
    for name in draw(st.lists(st.sampled_from(UNKNOWN), max_size=2)):
        rows.append((name, "ON", draw(st.sampled_from(("3", "12", "twelve", "1,234")))))
    return World(tuple(draw(st.permutations(rows))))


def parts(draw: st.DrawFn, total: int) -> list[int]:
    """Part a sum into one to three counts; a part may be nothing."""
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=2)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


EXAMPLES = int(os.environ.get("DESKCHECK_EXAMPLES", 10_000 if NIGHTLY else 15))
many = settings(max_examples=EXAMPLES)


@many
@given(worlds())
def test_every_unit_is_where_it_belongs(world: World) -> None:
    told = run(world)
    sums, named = reckon(world)
    labels = {each: label(total) for each, total in sums.items() if total >= BOUNDS[0]}
    published = {row["entity_id"]: row["count_range"] for row in csv.DictReader(io.StringIO(told.public[0].decode()))}
    assert published == labels
    totals = list(csv.DictReader(io.StringIO(told.public[2].decode())))
    assert [(int(row["count_min"]), int(row["count_max"])) for row in totals if row["dimension"] == "all"] == [
        (sum(sums[each] for each in labels),) * 2
    ] * bool(labels)
    assert [row[0] for row in told.account] == [row[0] for row in world.rows]
    for row, way in zip(world.rows, told.account, strict=True):
        assert way[1] == (row[2] if row[2].isdigit() else "None")
    assert {way[4] for way in told.account if way[2] == "published"} == set(labels)
    small = {way[4] for way in told.account if way[3] == "below_minimum"}
    assert small == named - set(labels)


@many
@given(worlds(), st.data())
def test_a_row_in_two_changes_nothing_else(world: World, data: st.DataObject) -> None:
    counted = [at for at, row in enumerate(world.rows) if row[2].isdigit()]
    assume(counted)
    at = data.draw(st.sampled_from(counted))
    name, region, count = world.rows[at]
    part = data.draw(st.integers(0, int(count)))
    two = ((name, region, str(part)), (name, region, str(int(count) - part)))
    before, after = run(world), run(replace(world, rows=(*world.rows[:at], *two, *world.rows[at + 1 :])))
    assert after.public == before.public
    assert after.way(at) == after.way(at + 1) == before.way(at)
    assert [*after.account[:at], *after.account[at + 2 :]] == [*before.account[:at], *before.account[at + 1 :]]


@many
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(world: World, chance: object) -> None:
    order = list(range(len(world.rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    before, after = run(world), run(replace(world, rows=tuple(world.rows[at] for at in order)))
    assert after.public == before.public
    assert [before.account[at] for at in order] == list(after.account)


@many
@given(worlds(), st.integers(0, 20), st.sampled_from(("7", "0", "many", "")), st.sampled_from((*UNKNOWN, "", "\u200b")))
def test_a_row_that_nobody_matches_changes_nothing_else(world: World, at: int, count: str, name: str) -> None:
    at = min(at, len(world.rows))
    more = replace(world, rows=(*world.rows[:at], (name, "ON", count), *world.rows[at:]))
    before, after = run(world), run(more)
    assert after.public == before.public
    assert after.way(at)[0] in ("dropped", "quarantined")
    assert [*after.account[:at], *after.account[at + 1 :]] == list(before.account)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)


@many
@given(worlds(), st.lists(WORDS, min_size=3, max_size=3, unique_by=str.casefold))
def test_other_names_of_columns_change_nothing(world: World, header: list[str]) -> None:
    assume(len({fold_blanks(name) for name in header}) == 3)
    before, after = run(world), run(replace(world, header=tuple(header)))
    assert after == before


@many
@given(worlds(), st.lists(st.integers(10, 99), min_size=1, max_size=3, unique=True))
def test_an_organisation_that_nobody_names_changes_nothing(world: World, numbers: list[int]) -> None:
    more = replace(world, known=(*world.known, *(f"x{number}" for number in numbers)))
    assert run(more) == run(world)


@many
@given(worlds(), st.data())
def test_a_row_lost_doubled_or_misassigned_shows(world: World, data: st.DataObject) -> None:
    """The other side: the bytes, or the account, differ whenever a counted row is not where it was."""
    bodies = {_named(each) for each in world.known}
    counted = [
        at
        for at, (name, region, count) in enumerate(world.rows)
        if count.isdigit() and int(count) and (fold_blanks(name), regions.parse(region, "CA")) in bodies
    ]
    assume(counted)
    at = data.draw(st.sampled_from(counted))
    row, before = world.rows[at], run(world)
    lost = run(replace(world, rows=(*world.rows[:at], *world.rows[at + 1 :])))
    doubled = run(replace(world, rows=(*world.rows[:at], row, *world.rows[at:])))
    other = next(body for each, body in BODIES.items() if body[0] != fold_blanks(row[0]))
    moved = run(replace(world, rows=(*world.rows[:at], (*other, row[2]), *world.rows[at + 1 :])))
    assert all(wrong.account != before.account for wrong in (lost, doubled, moved))
    if before.way(at)[0] == "published":
        assert all(wrong.public[2] != before.public[2] for wrong in (lost, doubled))
        assert moved.public != before.public or moved.way(at) != before.way(at)


@pytest.mark.parametrize("bound", BOUNDS)
@pytest.mark.parametrize("step", [-1, 0])
def test_the_borders_themselves(bound: int, step: int) -> None:
    told = run(World((("Ostrey Police", "NS", str(bound + step)),)))
    rows = list(csv.DictReader(io.StringIO(told.public[0].decode())))
    assert [int(row["count_min"]) for row in rows] == [low for low in BOUNDS if low <= bound + step][-1:]
