"""Three hosts, each a network namespace of its own: a scheduler and two workers that share nothing but a wire."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from datasets import ROOT

CODE = """\
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from engines.test_many_hosts import work
from pipeline.commands.fingerprint import fingerprint
from pipeline.engines.dask import map_chunks
print(map_chunks(work, [[n] for n in range(24)], scheduler="tcp://10.77.0.1:8786", fingerprint=fingerprint))
"""


def work(chunk: list[int]) -> list[int]:
    time.sleep(0.2)
    return [10 + each for each in chunk]


def ip(*words: str) -> bool:
    return subprocess.run(["ip", *words], capture_output=True, check=False).returncode == 0


class Hosts:
    """Network namespaces on one bridge: 10.77.0.1 is the scheduler's."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.tag = folder, f"dc{os.getpid() % 10000}"
        self.names = [f"{self.tag}-{at}" for at in range(number)]
        self.processes: list[subprocess.Popen[bytes]] = []
        assert ip("link", "add", self.tag, "type", "bridge"), "no bridge"
        assert ip("link", "set", self.tag, "up"), "no bridge"
        for at, name in enumerate(self.names):
            here, there = f"{self.tag}v{at}", f"{self.tag}w{at}"
            assert ip("netns", "add", name), "no namespace"
            assert ip("link", "add", here, "type", "veth", "peer", "name", there), "no wire"
            assert ip("link", "set", there, "netns", name), "no wire"
            assert ip("link", "set", here, "master", self.tag, "up"), "no wire"
            for words in (["addr", "add", f"10.77.0.{at + 1}/24", "dev", there], ["link", "set", there, "up"]):
                assert ip("-n", name, *words), "no address"
            assert ip("-n", name, "link", "set", "lo", "up"), "no loopback"

    def start(self, at: int, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command on a host."""
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            command = ["ip", "netns", "exec", self.names[at], sys.executable, *words]
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))
        return self.processes[-1]

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        for at, name in enumerate(self.names):
            ip("link", "del", f"{self.tag}v{at}")
            ip("netns", "del", name)
        ip("link", "del", self.tag)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    if os.geteuid() or not shutil.which("ip"):
        pytest.skip("network namespaces need root and the command ip")
    made = Hosts.__new__(Hosts)
    try:
        made.__init__(tmp_path, 4)  # type: ignore[misc]
    except AssertionError as error:
        made.end()
        pytest.skip(f"network namespaces cannot be made here: {error}")
    yield made
    made.end()


def test_hosts_that_share_nothing_do_the_work_and_one_may_be_lost(hosts: Hosts, tmp_path: Path) -> None:
    hosts.start(0, "-m", "dask", "scheduler", "--host", "10.77.0.1", "--no-dashboard", "--no-show")
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)]
    workers = [
        hosts.start(at, "-m", "dask", "worker", "tcp://10.77.0.1:8786", "--host", f"10.77.0.{at + 1}", *options)
        for at in (1, 2)
    ]
    time.sleep(10)
    client = hosts.start(3, "-c", CODE.format(root=str(ROOT), tests=str(ROOT / "tests")))
    time.sleep(5)
    workers[0].send_signal(signal.SIGKILL)
    assert client.wait(timeout=120) == 0, (tmp_path / "3.log").read_text()
    assert str([[10 + n] for n in range(24)]) in (tmp_path / "3.log").read_text()
