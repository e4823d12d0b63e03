"""Every engine, and any number of workers, publishes the same bytes; what cannot be done is told."""

import builtins
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import Cluster, kill_at_first_result
from datasets import Tiny, run_here, write_csv

from pipeline.engines import dask
from pipeline.stages import match

ENGINES = [("local", 2), ("dask", 1), ("dask", 2), ("dask", 4)]
TOWNS = [f"{start}{end}" for start in ("Quill", "Tarn", "Ost", "Lout", "Brack", "Fen") for end in ("mere", "ley", "by")]


def larger(root: Path) -> Tiny:
    """Make a dataset of more names than a chunk holds, some of them misspelt."""
    tiny = Tiny(root)
    entities = [(f"e-{town}", f"{town} Police Service", "CA-ON", "police", "", "") for town in TOWNS]
    write_csv(
        tiny.raw / "registry.csv", [("entity_id", "name", "region", "kind", "aliases", "evidence_url"), *entities]
    )
    rows = [
        (name, "ON", str(at)) for at, town in enumerate(TOWNS, 1) for name in (f"{town} Police", f"{town[1:]} Polcie")
    ]
    write_csv(tiny.raw / "list.csv", [("Agency", "Province", "Searches"), *rows])
    write_csv(tiny.root / "names.csv", [("name", "region"), *((name, region) for name, region, _ in rows)])
    tiny.edit("  - {text: three bodies, statistic: entities, is: 3}\n", "  []\n")
    (tiny.raw / "decisions.csv").unlink()
    (tiny.raw / "responses.csv").unlink()
    return tiny


def everything(tiny: Tiny, *words: str) -> dict[str, bytes]:
    """Publish and cross; give all files that came of it, but for what a run remembers."""
    told = tiny.run("publish", "tiny", *words)
    assert told.code == 0, told.err
    out = tiny.root / "matched.csv"
    crossed = run_here(
        "crosswalk", str(tiny.root / "names.csv"), str(tiny.raw / "registry.csv"), "-o", str(out), *words
    )
    assert crossed.code == 0, crossed.err
    tables = {path.name: path.read_bytes() for path in tiny.interim.glob("*.csv")}
    return tiny.files() | tables | {"matched.csv": out.read_bytes()}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "CHUNK", 4)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    yield everything(larger(tmp_path_factory.mktemp("one")))


@pytest.mark.parametrize(("engine", "workers"), ENGINES)
def test_every_engine_publishes_and_crosses_to_the_same_bytes(
    engine: str, workers: int, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    assert everything(larger(tmp_path), "--engine", engine, "--workers", str(workers)) == expected


def test_a_worker_that_is_killed_while_publishing_changes_no_byte(
    tmp_path: Path, cluster: Cluster, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = cluster.add_worker()
    cluster.add_worker()
    kill_at_first_result(victim, monkeypatch)
    words = ("--engine", "dask", "--scheduler", cluster.address)
    assert everything(larger(tmp_path / "root"), *words) == expected
    assert victim.returncode == -signal.SIGKILL


def test_where_the_cluster_is_lost_nothing_is_published(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.add_worker()
    monkeypatch.setattr(dask, "PATIENCE", 1)
    arrive = dask._results

    def end(*words: Any) -> Iterator[tuple[int, Any]]:
        for result in arrive(*words):
            cluster.end()
            yield result

    monkeypatch.setattr(dask, "_results", end)
    tiny = larger(tmp_path / "root")
    told = tiny.run("publish", "tiny", "--engine", "dask", "--scheduler", cluster.address)
    assert told.code == 2
    assert "no Dask scheduler with workers answers there" in told.err
    assert not tiny.published.exists()


def test_without_dask_it_is_told_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def refuse(name: str, *others: Any) -> Any:
        if name.partition(".")[0] == "distributed":
            raise ImportError(name)
        return load(name, *others)

    tiny = larger(tmp_path)
    monkeypatch.setattr(builtins, "__import__", refuse)
    told = tiny.run("publish", "tiny", "--engine", "dask")
    assert told.code == 2
    assert "Dask is not installed here" in told.err
    assert "make scale" in told.err
    assert not tiny.published.exists()


@pytest.mark.parametrize("command", ["publish", "check", "stage", "audit", "sample", "approve", "crosswalk"])
def test_an_address_without_dask_is_wrong_usage(command: str, tmp_path: Path) -> None:
    words = {"stage": ["tiny", "match"], "publish": [], "check": [], "crosswalk": ["a", "b", "-o", "c"]}
    told = run_here(command, *words.get(command, ["tiny"]), "--scheduler", "tcp://127.0.0.1:1")
    assert told.code == 2
    assert "add --engine dask" in told.err
