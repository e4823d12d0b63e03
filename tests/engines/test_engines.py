"""What every engine promises: the same tests run over each."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from pipeline.engines import local
from pipeline.errors import InputError

Engine = Callable[..., list[Any]]


def add(number: int, chunk: list[int]) -> list[int]:
    return [number + each for each in chunk]


@pytest.fixture(params=["here", "two processes", "dask"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "dask":
        from pipeline.engines import dask

        yield partial(dask.map_chunks, workers=2)
    else:
        yield partial(local.map_chunks, workers=1 if request.param == "here" else 2)


def test_results_come_in_the_order_of_the_chunks(engine: Engine) -> None:
    chunks = [[1, 2], [3], [], [4, 5, 6]]
    assert engine(partial(add, 10), chunks) == [[11, 12], [13], [], [14, 15, 16]]


def test_an_error_in_a_worker_comes_through(engine: Engine) -> None:
    with pytest.raises(TypeError):
        engine(partial(add, 1), [["a"], ["b"]])


def test_no_chunks_no_results(engine: Engine) -> None:
    assert engine(len, []) == []


def test_the_share_that_is_done_is_told(engine: Engine) -> None:
    told: list[float] = []
    engine(partial(add, 10), [[1], [2], [3], [4]], notify=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


def die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_is_told_in_words() -> None:
    with pytest.raises(InputError, match="ended from outside") as caught:
        local.map_chunks(die, [1, 2], 2)
    assert "fewer --workers" in caught.value.problems[0].remedy


def test_one_local_worker_runs_in_this_process() -> None:
    seen: list[int] = []
    assert local.map_chunks(seen.append, [1, 2], 1) == [None, None]
    assert seen == [1, 2]
