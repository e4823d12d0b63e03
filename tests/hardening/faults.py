"""Kill or refuse a piece of work at a chosen call to the system, with strace: every call that touches the disk counts.

The work runs in a fork of this process, whose libraries are loaded: what is counted are the calls of the work alone.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import DeskcheckError, refused_by_system

# What changes the disk, or makes a change last. A kill between two of these cannot be told from one at the second.
CHANGES = (
    "openat,open,creat,write,pwrite64,writev,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,"
    "fdatasync,ftruncate,truncate,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,copy_file_range,sendfile"
)


@dataclass(frozen=True)
class End:
    """How the work ended: its exit code or the signal, what it told, and the calls that it made, in order."""

    code: int
    signal: int
    told: str
    calls: list[str]


def needs_strace() -> None:
    """Skip where the machine lets nobody look at the calls of a process."""
    if not shutil.which("strace"):
        pytest.skip("strace is not here (apt-get install strace)")
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("strace may not be used here")


def traced(work: Callable[[], int], fault: str = "", at: "Place | None" = None) -> End:
    """Run the work under strace; `fault` (a rule of strace) happens at one call."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        log, said = Path(folder, "log"), Path(folder, "said")
        gate, go = os.pipe()
        child = os.fork()
        if not child:
            os.close(go)
            _work(work, gate, said)
        os.close(gate)
        rule = [f"--inject={at.call}:{fault}:when={at.time}"] if at else []
        command = ["strace", "-f", "-y", "-qq", "-o", str(log), "-p", str(child), f"--trace={CHANGES}", *rule]
        tracer = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while f"TracerPid:\t{tracer.pid}" not in Path(f"/proc/{child}/status").read_text():
            if tracer.poll() is not None:
                os.kill(child, signal.SIGKILL)
                pytest.skip("strace may not look at a process of ours here")
        os.write(go, b"g")
        os.close(go)
        _, status = os.waitpid(child, 0)
        tracer.wait()
        # strace counts the calls of each thread for itself, so only those of the first can be numbered.
        own = re.compile(rf"{child} +\w+\(")
        calls = [line for line in log.read_text(errors="replace").splitlines() if own.match(line)]
        told = said.read_text(errors="replace") if said.exists() else ""
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return End(os.waitstatus_to_exitcode(status) if not ended else -ended, ended, told, calls)


def _work(work: Callable[[], int], gate: int, said: Path) -> None:
    code = 99
    try:
        # What the work tells is gathered in memory, and only that is written where no rule applies.
        os.read(gate, 1)
        code = work()
    except DeskcheckError as error:
        code = error.exit_code
        _tell(said, str(error))
    except OSError as error:  # as the command line tells it
        code = 2
        _tell(said, str(refused_by_system(error)))
    except BaseException:  # noqa: BLE001  # all that may go wrong is to be told
        _tell(said, f"Traceback {traceback.format_exc()}")
    finally:
        sys.stdout.flush()
        os._exit(code)


def _tell(path: Path, text: str) -> None:
    path.write_text(text)


@dataclass(frozen=True)
class Place:
    """One call to the system: the name of the call, and the how manieth of this name it is, from 1."""

    call: str
    time: int
    line: str


def places(end: End, under: Path) -> list[Place]:
    """Number the calls that concern a folder as strace does: each name of a call for itself."""
    times: Counter[str] = Counter()
    found = []
    for line in end.calls:
        name = line.split("(")[0].split()[1]
        times[name] += 1
        if str(under) in line:
            found.append(Place(name, times[name], line))
    return found


def spread(numbers: list[Any], most: int) -> list[Any]:
    """Take at most so many, evenly, the first and the last among them."""
    if len(numbers) <= most:
        return numbers
    return [numbers[round(at * (len(numbers) - 1) / (most - 1))] for at in range(most)]
