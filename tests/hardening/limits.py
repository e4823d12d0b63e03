"""Run a piece of work in a process of its own, with limits, and tell how it ended and what it cost.

The process is forked from this one, which has loaded the libraries once: a run costs what the work costs.
"""

import ctypes
import json
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SECONDS = 10  # of the processor, for one file
MEMORY = 1 << 30  # bytes resident
_ADDRESSES = 6 << 30  # bytes of address space: a net below the measured limit, since libraries map more than they use
_PATIENCE = 120  # seconds on the clock; a busy machine is no fault of the file
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Ending:
    """How a run ended: what the work returned (None where it never came to that), the signal, and its cost."""

    value: Any
    signal: int
    seconds: float
    memory: int

    def excess(self) -> list[str]:
        """Tell which limit was broken."""
        found = [f"ended by {signal.Signals(self.signal).name}"] if self.signal else []
        found += [f"took {self.seconds:.1f} s of the processor"] if self.seconds > SECONDS else []
        return found + ([f"took {self.memory >> 20} MiB"] if self.memory > MEMORY else [])


def run(work: Callable[[], Any], seconds: int = 4 * SECONDS) -> Ending:
    """Run `work` in a fork, ended after some seconds of the processor; its value goes through JSON."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _work(work, reader, writer, seconds)
    os.close(writer)
    told, late = _read(reader, max(_PATIENCE, 12 * seconds)), False
    if told is None:
        late = True
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    value, inner = json.loads(told) if told else (None, 0)
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else (signal.SIGALRM if late else 0)
    # The usage of a child counts its own children too, once they have been waited for.
    return Ending(value, ended, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss << 10, inner))


def _work(work: Callable[[], Any], reader: int, writer: int, seconds: int) -> None:
    os.close(reader)
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        value = work()
        told = json.dumps([value, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10]).encode()
        while told:
            told = told[os.write(writer, told) :]
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(0)


def _read(reader: int, patience: int) -> bytes | None:
    """Read all that the child tells; None where it takes too long."""
    parts, end = [], time.monotonic() + patience
    try:
        while True:
            if not select.select([reader], [], [], max(0.0, end - time.monotonic()))[0]:
                return None
            part = os.read(reader, 1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)
    finally:
        os.close(reader)


def warm() -> None:
    """Load what a run may need, so that no fork has to."""
    import charset_normalizer  # noqa: F401
    import ftfy  # noqa: F401
    import openpyxl  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import pipeline.readers.parquet
    import pipeline.readers.xlsx
    import pipeline.windows.crosswalk  # noqa: F401
