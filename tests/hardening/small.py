"""Whole small datasets, and what becomes of them: from the bytes of a file to the bytes that would be published.

A table of exact names stands in for the matcher. The sums stand on the borders of the ranges, so that one unit more or
less shows.
"""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
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
from schemas.base import empty, frame, rows_of

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
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

# The functions as they are written: that their tables are held against the schemas is tested elsewhere, and costs more
# than all the rest.
INGEST, SET_ASIDE, VERIFY = (each.__wrapped__ for each in (ingest.ingest, ingest.quarantine, verify.verify))
BUCKET, PROTECT, PUBLISH = (each.__wrapped__ for each in (bucket.bucket, protect.protect, publish.publish))
TOTALS = tell_totals.__wrapped__

Row = tuple[str, str, str]


@dataclass(frozen=True)
class World:
    """The rows of a list, and the identifiers of the registry's organisations."""

    rows: tuple[Row, ...]
    known: tuple[str, ...] = tuple(BODIES)
    header: tuple[str, ...] = HEADER

    def text(self) -> str:
        """Write the list."""
        written = io.StringIO(newline="")
        csv.writer(written).writerows([self.header, *self.rows])
        return written.getvalue()


@dataclass(frozen=True)
class Told:
    """What would be published (entities.csv, entities.json and totals.csv), and the account of every row."""

    public: tuple[bytes, bytes, bytes]
    account: tuple[tuple[str, ...], ...]

    def way(self, row: int) -> tuple[str, ...]:
        """Tell what became of a row, from 0: outcome, reason, organisation, range."""
        return self.account[row][2:]


class Desk:
    """Takes lists to what would be published; as in the runner, what reads the same bytes as before is not run again.

    One desk serves one example: the lists compared in it share most of their tables, and nothing else.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Any] = {}

    def run(self, world: World) -> Told:
        """Go from a file to what would be published."""
        with config_context(validation_enabled=False):
            cells = _read(world)
            written = tuple(map(to_csv, cells))
            return self._once(lambda: self._decide(cells, written, world.known), "decide", written, world.known)

    def _decide(self, cells: Sequence[pd.DataFrame], written: object, known: tuple[str, ...]) -> Told:
        records, spellings = self._once(lambda: _ingest(cells), "ingest", written)
        registry = _registry(known)
        verified = VERIFY(spellings, _links(spellings, registry), registry, min_count=BOUNDS[0])
        ledger.reconcile_verified(spellings, verified)
        ranges = BUCKET(verified, registry, BOUNDS)
        ledger.reconcile_ranges(verified, ranges)
        columns = ("name", "count", "outcome", "reason", "entity_id", "count_range")
        account = tuple(
            way
            for part in ledger.make_ledger(records, verified, ranges)
            for way in zip(*(map(str, part[name].to_pylist()) for name in columns), strict=True)
        )
        return Told(self._once(lambda: _tell(ranges), "tell", to_csv(ranges)), account)

    def _once(self, make: Callable[[], Any], *key: object) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _read(world: World) -> list[pd.DataFrame]:
    columns = dict(zip(("name", "region", "count"), world.header, strict=True))
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        Path(folder, "list.csv").write_text(world.text(), encoding="utf-8", newline="")
        return list(read_blocks(source("list.csv", columns), Path(folder)))


def _ingest(cells: Sequence[pd.DataFrame]) -> tuple[list[Any], pd.DataFrame]:
    intake = Intake(lambda block: INGEST(block, "CA", {}, ()), SET_ASIDE)
    return list(intake.parts(cells)), intake.spellings()


def _links(spellings: pd.DataFrame, registry: pd.DataFrame) -> pd.DataFrame:
    readable = spellings[spellings["problem"] == ""]
    keys = sorted({(fold_blanks(name), region) for name, region in rows_of(readable, "name", "region")})
    exact = {(name, region): entity_id for name, region, entity_id in rows_of(registry, "name", "region", "entity_id")}
    return frame(Links, [_link(key, exact.get(key, "")) for key in keys])


def _link(key: tuple[str, str], entity_id: str) -> tuple[object, ...]:
    linked = ("link", "decision", "") if entity_id else ("non_link", "model", "no_match")
    return (*key, entity_id, float(bool(entity_id)), *linked, "", None)


def _tell(ranges: pd.DataFrame) -> tuple[bytes, bytes, bytes]:
    entities = PUBLISH(PROTECT(ranges), empty(Answers))
    ledger.reconcile_entities(ranges, entities)
    return to_csv(entities), to_json(entities), to_csv(TOTALS(ranges, empty(Answers), EXACT, BOUNDS))


@cache
def _registry(known: tuple[str, ...]) -> pd.DataFrame:
    rows = [(each, *named(each), "police", "confirmed") for each in sorted(known)]
    return frame(Registry, [(i, n, "", r, k, s, "", "", "", "") for i, n, r, k, s in rows])


def named(each: str) -> tuple[str, str]:
    """Give the name and region of an organisation by its identifier."""
    return BODIES.get(each, (f"Unrelated Body {each}", "CA-MB"))


def reckon(world: World) -> tuple[Counter[str], set[str]]:
    """Compute each organisation's sum by hand, and who had a row at all: the oracle, without a table."""
    by_key = {named(each): each for each in world.known}
    sums: Counter[str] = Counter()
    seen = set()
    for name, region, count in world.rows:
        body = by_key.get((" ".join(name.split()), regions.parse(region, "CA")))
        if body and count.isascii() and count.isdigit():
            sums[body] += int(count)
            seen.add(body)
    return sums, seen


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
