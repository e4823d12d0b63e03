"""A hundred thousand names that wait: the first is shown within a second, the next within a tenth of one."""

import csv
import statistics
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from datasets import Tiny
from reviewing import newsroom, served

import schemas
from pipeline.dataset import load
from pipeline.review.desk import Desk
from pipeline.review.material import Material
from pipeline.workplace import Workplace
from schemas.base import columns, empty

NAMES, ENTITIES, EACH = 100_000, 30_000, 3
WORDS = "quill tarn ostrey loutre vantrey marrow hexbury brack skeller fenni norwend orrin tamsley grellan".split()
BODIES = "police department, sheriff office, university, ministry, prosecutor, county police".split(", ")


def names(number: int, seed: int) -> list[str]:
    random = np.random.default_rng(seed)
    picks = random.integers(0, len(WORDS), (number, 2))
    bodies = random.integers(0, len(BODIES), number)
    return [f"{WORDS[a]}{WORDS[b]} {at} {BODIES[c]}" for at, ((a, b), c) in enumerate(zip(picks, bodies, strict=True))]


def filled(model: object, **cells: object) -> pd.DataFrame:
    """A table of a model: what is not given is the zero of its type."""
    dtypes = empty(model).dtypes  # type: ignore[arg-type]
    zeros = {"str": "", "int64": 0, "float64": 0.0}
    made = {name: cells.get(name, zeros.get(str(dtypes[name]))) for name in columns(model)}  # type: ignore[arg-type]
    return pd.DataFrame(made, index=range(len(next(iter(cells.values()))))).astype(dtypes.to_dict())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The tables as the stages would make them, without the minutes that matching takes."""
    tiny: Tiny = newsroom(tmp_path_factory.mktemp("scale"), [], [("e", "E", "CA-ON")])
    random = np.random.default_rng(7)
    written, regions = names(NAMES, 1), np.array(["CA-ON", "CA-AB", "", "CA-NS"])[np.arange(NAMES) % 4]
    key = {"name": written, "region": regions}
    ids = np.array([f"e{at:05}" for at in range(ENTITIES)])
    shares = np.sort(random.random((NAMES, EACH)).round(6), axis=1)[:, ::-1]
    best = random.integers(0, ENTITIES - EACH, NAMES)
    waits = {"decision": ["possible_link"] * NAMES, "basis": "model", "reason": "needs_review"}
    registry = {
        "entity_id": ids,
        "name": names(ENTITIES, 2),
        "region": "CA-ON",
        "kind": "police",
        "status": "confirmed",
    }
    organisations = filled(schemas.Registry, **registry)
    ranked = {column: np.repeat(cells, EACH) for column, cells in key.items()}
    ranked |= {"rank": np.tile(np.arange(1, EACH + 1), NAMES), "probability": shares.ravel()}
    ranked["entity_id"] = ids[(best[:, None] + np.arange(EACH)).ravel()]
    counts = random.integers(1, 500, NAMES)
    rows = {"source": ["list.csv"] * NAMES, **key, "rows": 1, "count": counts, "largest": counts}
    place = Workplace(tiny.root, "tiny")
    return Material(
        place,
        load(place.raw),
        names=filled(schemas.Names, **key, standard=written),
        candidates=filled(schemas.Candidates, **ranked),
        links=filled(schemas.Links, **key, entity_id=ids[best], probability=shares[:, 0], **waits),
        registry=organisations,
        vouched=organisations,
        verified=filled(schemas.Verified, **rows, outcome="pending", reason="needs_review"),
    )


def decided_before(folder: Path, number: int) -> None:
    """Many lines from before, so that the journal is long as well."""
    with (folder / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("name,region,decision,entity_id,decided_by,decided_on,reason,seen".split(","))
        writer.writerows((f"old {name}", "", "unsure", "", "Ann", "2024-01-02", "", "") for name in names(number, 3))


def test_the_first_item_and_the_next(many: Material) -> None:
    decided_before(many.place.raw, 20_000)
    began = time.perf_counter()
    desk = Desk(many)
    assert time.perf_counter() - began < 60
    with served(desk) as client:
        began = time.perf_counter()
        assert client.ask("/api/start")[1]["progress"]["left"] == NAMES
        item = client.item()
        first = time.perf_counter() - began
        turns = []
        for _ in range(30):
            began = time.perf_counter()
            status, told = client.decide(item, "match", item["candidates"][0]["entity_id"])
            turns.append(time.perf_counter() - began)
            assert status == 200
            item = told["item"]
        began = time.perf_counter()
        assert client.ask("/api/names?q=quill&page=20")[1]["number"] > 1000
        listed = time.perf_counter() - began
        answer = client.ask("/api/next?client=a")[1]
    print(f"first {first:.3f} s, next {statistics.median(turns):.4f} s, list {listed:.3f} s")  # noqa: T201
    assert first < 1
    assert statistics.median(turns) < 0.1
    assert listed < 2
    assert len(str(answer)) < 20_000  # one item, never the whole queue
