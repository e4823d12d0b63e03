"""A Dask cluster of separate processes for tests: a scheduler and workers that can be killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from datasets import ROOT

from pipeline.engines import dask


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.workers: list[subprocess.Popen[bytes]] = []
        self.start_scheduler()

    def start_scheduler(self) -> None:
        self.log = (self.folder / "scheduler.log").open("ab")
        command = ["scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"]
        before = (self.folder / "scheduler.log").stat().st_size
        self.scheduler = self._start(command, self.log)
        self.port = self._heard(r"tcp://127\.0\.0\.1:(\d+)", before)

    def add_worker(self) -> "subprocess.Popen[bytes]":
        log = (self.folder / f"worker-{len(self.workers)}.log").open("wb")
        options = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder), "--no-nanny"]
        self.workers.append(self._start(["worker", self.address, *options], log))
        return self.workers[-1]

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def _start(self, words: list[str], log: object) -> "subprocess.Popen[bytes]":
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        command = [sys.executable, "-m", "dask", *words]
        return subprocess.Popen(command, stdout=log, stderr=log, env=environment)  # type: ignore[call-overload, no-any-return]

    def _heard(self, pattern: str, start: int) -> int:
        for _ in range(300):
            text = (self.folder / "scheduler.log").read_bytes()[start:].decode()
            if found := re.search(pattern, text):
                return int(found[1])
            time.sleep(0.1)
        raise AssertionError("the scheduler did not start")

    def said(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def kill_at_first_result(
    victim: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch, then: Callable[[], object] = lambda: None
) -> None:
    """Kill a worker when the first result comes from any, and do `then`."""
    arrive = dask._results

    def kill(*words: Any) -> Iterator[tuple[int, Any]]:
        for result in arrive(*words):
            if victim.poll() is None:
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                then()
            yield result

    monkeypatch.setattr(dask, "_results", kill)
