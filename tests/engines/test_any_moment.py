"""A worker may be killed at any moment: what comes of it are the same bytes."""

import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from clusters import Cluster
from tables import spellings

from pipeline.engines import dask
from pipeline.stages import match as stage
from pipeline.stages.match import match
from pipeline.stages.normalize import normalize
from pipeline.writers.table import to_csv
from schemas import Registry
from schemas.base import frame

MOMENTS = 10
TOWNS = [f"{start}{end}" for start in ("Quill", "Tarn", "Ost", "Lout", "Brack", "Fen") for end in ("mere", "ley", "by")]
REGISTRY = frame(
    Registry,
    [(f"e-{town}", f"{town} Police Service", "", "CA-ON", "", "confirmed", "", "", "", "") for town in TOWNS],
)
NAMES = normalize(spellings(*({"name": f"{town[1:]} Polcie", "region": "CA-ON"} for town in TOWNS)), {}, (), (), "CA")


def slowly(function: Callable[[Any], Any], chunk: Any) -> Any:
    time.sleep(0.05)
    return function(chunk)


def test_a_worker_killed_at_ten_random_moments(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "CHUNK", 2)
    expected = to_csv(match(NAMES, REGISTRY, {}, "CA"))
    began: list[float] = []

    def engine(function: Callable[[Any], Any], chunks: Sequence[Any]) -> list[Any]:
        began.append(time.monotonic())
        return dask.map_chunks(partial(slowly, function), chunks, scheduler=cluster.address)

    def run() -> bytes:
        return to_csv(match(NAMES, REGISTRY, {}, "CA", engine))

    cluster.add_worker()
    cluster.add_worker()
    assert [run(), run()] == [expected, expected]  # the first waits for the workers to be there
    takes = time.monotonic() - began[-1]
    rng = random.Random(7)
    for _ in range(MOMENTS):
        victim = rng.choice([worker for worker in cluster.workers if worker.poll() is None])
        threading.Timer(rng.uniform(0, takes), lambda doomed=victim: doomed.send_signal(signal.SIGKILL)).start()
        assert run() == expected
        assert victim.wait(timeout=30) == -signal.SIGKILL
        cluster.add_worker()
