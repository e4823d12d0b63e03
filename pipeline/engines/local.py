"""Parallel work on this machine: a pool of processes."""

import os
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import parent_process
from threading import Thread
from typing import Any, TypeVar

from pipeline.errors import InputError, Problem
from pipeline.packed import in_passing, mapped, packed, unpacked

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_function: Callable[[Any], Any] | None = None


def map_chunks(
    function: Callable[[Chunk], Result],
    chunks: Iterable[Chunk],
    workers: int = 1,
    notify: Callable[[float], None] | None = None,
) -> list[Result]:
    """Apply `function` to each chunk and give the results in the order of the chunks.

    With one worker, or one chunk, everything runs in this process; else in a pool of `workers` processes. The function
    stands in one file without a name that all of them map: its arrays are in memory once, and no kill leaves it behind.
    `notify` is told, after each chunk, the share of them that is done, from 0 to 1. Raises InputError where one of the
    processes is killed.
    """
    work = list(chunks)
    if workers <= 1 or len(work) <= 1:
        return list(_watched(map(function, work), len(work), notify))
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context
    from tempfile import TemporaryFile

    # Fresh processes: a fork of one whose libraries run threads may hang.
    fresh = get_context("spawn")
    try:
        with TemporaryFile() as file:
            file.writelines(in_passing(packed(function)))
            file.flush()
            shared = (_Shared(file.fileno()),)
            with ProcessPoolExecutor(min(workers, len(work)), fresh, initializer=_receive, initargs=shared) as pool:
                return list(_watched(pool.map(_apply, work), len(work), notify))
    except BrokenProcessPool:
        told = "a process that worked in parallel was ended from outside; nothing was published"
        raise InputError(Problem(told, "See whether memory runs out; take fewer --workers, then run again.")) from None


def _watched(results: Iterable[Result], number: int, notify: Callable[[float], None] | None) -> Iterator[Result]:
    for done, result in enumerate(results, start=1):
        if notify:
            notify(done / number)
        yield result


class _Shared:
    """An open file that a process is given as it is started."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> tuple[Callable[[Any], "_Shared"], tuple[Any]]:
        from multiprocessing.reduction import DupFd

        return _opened, (DupFd(self.number),)


def _opened(duplicate: Any) -> _Shared:
    return _Shared(duplicate.detach())


def _receive(shared: _Shared) -> None:
    global _function
    Thread(target=_end_with_parent, daemon=True).start()
    _function = unpacked(mapped(shared.number))
    os.close(shared.number)


def _end_with_parent() -> None:
    # One whose parent was killed would wait for ever, and hold its memory.
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _apply(chunk: Any) -> Any:
    assert _function is not None
    return _function(chunk)
