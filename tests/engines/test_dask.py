"""A cluster of separate processes: a scheduler and workers that come, differ, and die."""

import os
import signal
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from clusters import Cluster

from pipeline.engines import dask
from pipeline.errors import InputError

SECRET = "Zilpzalpwexo Police"


def slow(seconds: float, chunk: list[int]) -> list[int]:
    time.sleep(seconds)
    return [10 + each for each in chunk]


def fail_with_a_name(chunk: str) -> None:
    raise ValueError(chunk)


def other_program() -> Mapping[str, str]:
    return {"program": str(os.getpid())}


CHUNKS = [[number] for number in range(12)]
EXPECTED = [[10 + number] for number in range(12)]


def test_two_workers_of_a_running_scheduler_share_the_work(cluster: Cluster) -> None:
    cluster.add_worker()
    cluster.add_worker()
    said: list[str] = []
    assert dask.map_chunks(partial(slow, 0.05), CHUNKS, scheduler=cluster.address, say=said.append) == EXPECTED
    assert len(said) == 1
    assert "http://127.0.0.1" in said[0]


def test_a_worker_that_is_killed_is_not_missed(cluster: Cluster) -> None:
    victim = cluster.add_worker()
    cluster.add_worker()

    def kill(share: float) -> None:
        if share >= 0.25 and victim.poll() is None:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    assert dask.map_chunks(partial(slow, 0.1), CHUNKS, scheduler=cluster.address, notify=kill) == EXPECTED
    assert victim.returncode == -signal.SIGKILL


def test_after_a_restart_of_the_scheduler_only_what_is_missing_is_done(cluster: Cluster) -> None:
    cluster.add_worker()
    told: list[float] = []

    def restart(share: float) -> None:
        told.append(share)
        if len(told) == 3:
            cluster.scheduler.kill()
            cluster.scheduler.wait()
            cluster.start_scheduler()
            cluster.add_worker()

    assert dask.map_chunks(partial(slow, 0.05), CHUNKS, scheduler=cluster.address, notify=restart) == EXPECTED
    assert len(told) == len(CHUNKS)


def test_a_worker_of_another_version_is_refused(cluster: Cluster) -> None:
    cluster.add_worker()
    with pytest.raises(InputError, match="differs from here in program"):
        dask.map_chunks(partial(slow, 0), CHUNKS, scheduler=cluster.address, fingerprint=other_program)


def program_by_environment() -> Mapping[str, str]:
    return {"program": os.environ.get("PROGRAM", "")}


def test_a_worker_of_another_version_is_refused_when_it_comes_late(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.add_worker()

    def add_other(share: float) -> None:
        if len(cluster.workers) == 1:
            with monkeypatch.context() as patched:
                patched.setenv("PROGRAM", "another")
                cluster.add_worker()

    chunks = [[number] for number in range(100)]  # the first worker would be long at work
    work = partial(slow, 0.3)
    with pytest.raises(InputError, match="differs from here in program"):
        dask.map_chunks(work, chunks, scheduler=cluster.address, notify=add_other, fingerprint=program_by_environment)


def test_no_log_of_the_cluster_shows_what_was_worked_on(cluster: Cluster) -> None:
    cluster.add_worker()
    with pytest.raises(ValueError, match=SECRET):
        dask.map_chunks(fail_with_a_name, [SECRET], scheduler=cluster.address)
    assert "Zilpzalp" not in cluster.said()
    assert "127.0.0.1" in cluster.said()  # the logs are there


def test_an_address_where_nothing_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 1)
    with pytest.raises(InputError, match="no Dask scheduler with workers answers there") as caught:
        dask.map_chunks(len, [[1]], scheduler="tcp://127.0.0.1:9")
    assert caught.value.problems[0].value == "tcp://127.0.0.1:9"


def test_a_scheduler_without_workers_is_told(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 1)
    with pytest.raises(InputError, match="no Dask scheduler with workers"):
        dask.map_chunks(len, [[1]], scheduler=cluster.address)


def test_where_workers_die_again_and_again_it_ends_in_words(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "PATIENCE", 5)
    with pytest.raises(InputError, match=r"were lost 4 times|no Dask scheduler with workers"):
        cluster.add_worker()
        dask.map_chunks(die, [[1]], scheduler=cluster.address, say=lambda _: cluster.add_worker() and None)


def die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def without_memory_once(folder: str, chunk: list[int]) -> list[int]:
    if chunk == [5]:
        try:
            (Path(folder) / "full").touch(exist_ok=False)
        except FileExistsError:
            return [15]
        raise MemoryError("a name")
    return [10 + each for each in chunk]


def without_memory(_: object) -> None:
    raise MemoryError("a name")


def test_a_worker_that_runs_out_of_memory_is_like_one_that_is_lost(cluster: Cluster, tmp_path: Path) -> None:
    cluster.add_worker()
    work = partial(without_memory_once, str(tmp_path))
    assert dask.map_chunks(work, CHUNKS, scheduler=cluster.address) == EXPECTED
    assert (tmp_path / "full").exists()
    with pytest.raises(InputError, match="were lost 4 times") as caught:
        dask.map_chunks(without_memory, CHUNKS, scheduler=cluster.address)
    assert "out of memory" in caught.value.problems[0].remedy
    assert "a name" not in str(caught.value)


def test_a_slow_worker_is_waited_for(cluster: Cluster) -> None:
    slow_one = cluster.add_worker()
    cluster.add_worker()

    def halt(share: float) -> None:
        if share < 0.2:
            slow_one.send_signal(signal.SIGSTOP)
            threading.Timer(3, lambda: slow_one.send_signal(signal.SIGCONT)).start()

    assert dask.map_chunks(partial(slow, 0.05), CHUNKS, scheduler=cluster.address, notify=halt) == EXPECTED
