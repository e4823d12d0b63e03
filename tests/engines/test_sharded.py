"""A registry cut into many shards is published to the same bytes, by every engine, and also where a worker is lost."""

import signal
from pathlib import Path
from typing import Any

import pytest
from clusters import Cluster, kill_at_first_result
from datasets import Tiny, write_csv
from engines.test_same_bytes import TOWNS, everything, larger

from pipeline import walk
from pipeline.engines import pieces
from pipeline.matching import index, shards
from pipeline.stages import match

PLACES = ("CA-ON", "CA-AB", "CA-NS", "")
TINY = 20_000  # bytes


def over_the_country(root: Path) -> Tiny:
    """Make a dataset whose organisations lie in several regions, some of them nowhere, and many of the same name."""
    tiny = larger(root)
    bodies = [
        (f"e{at}-{town}", f"{town} {kind}", place, "", "Post Office" if at else "")
        for town in TOWNS
        for at, (kind, place) in enumerate(
            zip(("Police Service", "University", "Library", "Mail"), PLACES, strict=True)
        )
    ]
    write_csv(tiny.raw / "registry.csv", [("entity_id", "name", "region", "kind", "aliases"), *bodies])
    said = [
        (f"{town[1:]} {kind}", place, "3")
        for town in TOWNS
        for kind in ("Univrsity", "Post Ofice", "Libary")
        for place in PLACES
    ]
    write_csv(tiny.raw / "list.csv", [("Agency", "Province", "Searches"), *said])
    write_csv(tiny.root / "names.csv", [("name", "region"), *((name, place) for name, place, _ in said)])
    return tiny


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "CHUNK", 50)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match, "CHUNK", 50)
        found = everything(over_the_country(tmp_path_factory.mktemp("one")))
    assert found["candidates.csv"].count(b"\n") > 500
    return found


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let shards be tiny, and note how many there are."""
    seen: list[int] = []
    make = index.shelved

    def shelved(*words: Any) -> Any:
        made = make(*words)
        seen.append(len(made))
        return made

    monkeypatch.setattr(index, "shelved", shelved)
    for module in (index, shards):
        monkeypatch.setattr(module, "room", lambda: TINY)
    monkeypatch.setattr(pieces, "_SIZE", 30_000)
    return seen


@pytest.mark.parametrize(("engine", "workers"), [("local", 1), ("local", 2), ("dask", 2)])
def test_every_engine_publishes_a_registry_in_shards_to_the_same_bytes(
    engine: str, workers: int, tmp_path: Path, expected: dict[str, bytes], cut: list[int]
) -> None:
    assert everything(over_the_country(tmp_path), "--engine", engine, "--workers", str(workers)) == expected
    assert cut and min(cut) > 5


def test_a_worker_that_is_killed_changes_no_byte(
    tmp_path: Path, cluster: Cluster, expected: dict[str, bytes], cut: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = cluster.add_worker()
    cluster.add_worker()
    # The new one gets the pieces from the one that is left.
    kill_at_first_result(victim, monkeypatch, then=cluster.add_worker)
    words = ("--engine", "dask", "--scheduler", cluster.address)
    assert everything(over_the_country(tmp_path / "root"), *words) == expected
    assert victim.returncode == -signal.SIGKILL
    assert min(cut) > 5


def test_an_index_in_shards_is_kept_and_cut_anew_for_another_size(
    tmp_path: Path, expected: dict[str, bytes], cut: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "LARGE", 1)
    tiny = over_the_country(tmp_path)
    assert tiny.run("publish", "tiny").code == 0
    assert len(cut) == 1
    for number, size in ((1, TINY), (2, 2 * TINY)):
        monkeypatch.setattr(shards, "room", lambda size=size: size)
        monkeypatch.setattr(index, "room", lambda size=size: size)
        with (tiny.raw / "list.csv").open("a", encoding="utf-8") as file:
            file.write(f"Quillby Univrsity {number},AB,3\n")
        assert tiny.run("publish", "tiny").code == 0
        assert len(cut) == number
