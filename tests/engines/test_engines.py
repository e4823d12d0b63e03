"""What every engine promises: the same tests run over each."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from datasets import ROOT

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


def note(folder: str, chunk: int) -> None:
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)


def test_processes_end_with_the_one_that_started_them_and_leave_no_file(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = f"""\
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from functools import partial
from engines.test_engines import note
from pipeline.engines.local import map_chunks
if __name__ == "__main__":
    map_chunks(partial(note, {str(tmp_path)!r}), [1, 2], 2)
"""
    (tmp_path / "run.py").write_text(code)
    run = subprocess.Popen([sys.executable, str(tmp_path / "run.py")], env=os.environ | {"TMPDIR": str(temporary)})
    try:
        assert waited(lambda: len(list(tmp_path.glob("[0-9]*"))) == 2)
    finally:
        run.kill()
        run.wait()
    for at_work in tmp_path.glob("[0-9]*"):
        assert waited(lambda pid=int(at_work.name): not is_running(pid))
    assert list(temporary.iterdir()) == []


def waited(done: Callable[[], bool]) -> bool:
    return any(done() or time.sleep(0.1) for _ in range(300))


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_one_local_worker_runs_in_this_process() -> None:
    seen: list[int] = []
    assert local.map_chunks(seen.append, [1, 2], 1) == [None, None]
    assert seen == [1, 2]
