"""Parallel work beyond one process: on a Dask cluster that is running, or on one made for the occasion.

Dask (https://docs.dask.org) moves a task to another worker when its own is lost. What it cannot mend, the loss of the
function that all tasks share or of the scheduler itself, is begun again here; results that have arrived are kept.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, NoReturn, TypeVar

from pipeline.engines.pieces import Piece, pieces
from pipeline.errors import InputError, Problem

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
Fingerprint = Callable[[], Mapping[str, str]]

ATTEMPTS = 4
PATIENCE = 30  # seconds to wait for a scheduler, and for its first worker


class Sealed:
    """Something to send that shows nothing of itself: Dask writes what it handles into logs."""

    __slots__ = ("content",)

    def __init__(self, content: Any) -> None:
        self.content = content

    def __reduce__(self) -> tuple[type["Sealed"], tuple[Any]]:
        return Sealed, (self.content,)

    def __repr__(self) -> str:
        return "sealed"


def map_chunks(
    function: Callable[[Chunk], Result],
    chunks: Iterable[Chunk],
    workers: int = 1,
    notify: Callable[[float], None] | None = None,
    scheduler: str = "",
    fingerprint: Fingerprint = dict,
    say: Callable[[str], None] = lambda words: None,
) -> list[Result]:
    """Apply `function` to each chunk on a cluster and give the results in the order of the chunks.

    `scheduler` is the address of a running one (tcp://…, tls://…; TLS settings are Dask's own); without it `workers`
    processes of this machine are a cluster for as long as it takes. `fingerprint` is run on each worker and here: where
    it differs, the same bytes cannot be promised. `notify` is told the share of chunks that is done, from 0 to 1, `say`
    where the cluster can be watched. An error of the function comes through as it is.
    Raises InputError where Dask is not installed, or where the scheduler or its workers do not answer, are of another
    version, or are lost again and again.
    """
    work = list(chunks)
    done: dict[int, Result] = {}
    if not work:
        return []
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with _cluster(scheduler, workers) as client:
                own = _compare(client, fingerprint)
                if scheduler:
                    say(f"To watch the cluster: {client.dashboard_link}")
                for number, result in _results(client, (function, fingerprint, own), work, done.keys()):
                    done[number] = result
                    if notify:
                        notify(len(done) / len(work))
        except _lost() as error:
            if attempt == ATTEMPTS:
                _give_up(error)
        if len(done) == len(work):
            return [done[number] for number in range(len(work))]
    _give_up(None)


@contextmanager
def _cluster(scheduler: str, workers: int) -> Iterator[Any]:
    """Connect to a scheduler, or be one. Raises InputError where there is none."""
    try:
        import distributed
    except ImportError:
        raise InputError(Problem("Dask is not installed here", "Run `make scale` once, then run again.")) from None
    for name in ("distributed", "distributed.client", "distributed.scheduler", "distributed.worker"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is told by us, in words without values
    with ExitStack() as stack:
        try:
            address = scheduler or stack.enter_context(_own(workers))
            client = stack.enter_context(distributed.Client(address, timeout=PATIENCE, set_as_default=False))
            client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            told = f"no Dask scheduler with workers answers there ({type(error).__name__})"
            remedy = (
                "Start `dask scheduler` and `dask worker ADDRESS` in this version of Deskcheck, or correct the address."
            )
            raise InputError(Problem(told, remedy, column="--scheduler", value=scheduler)) from None
        yield client


def _own(workers: int) -> Any:
    from distributed import LocalCluster

    # No dashboard: it needs libraries of its own, and nobody watches a cluster that lives for a minute.
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )


def _compare(client: Any, fingerprint: Fingerprint) -> dict[str, str]:
    """Hold every worker's versions against ours, and give these. Raises InputError, naming what differs."""
    own = dict(fingerprint())
    theirs = client.run(fingerprint, on_error="return")
    for told in theirs.values():
        if isinstance(told, _lost()):  # one that ended while it was asked is lost, like any other
            raise told
        if isinstance(told, BaseException):
            _refuse_workers("a worker cannot run Deskcheck")
        _refuse_others(own, told)
    return own


def _refuse_others(own: Mapping[str, str], told: Mapping[str, str]) -> None:
    if different := [name for name in own if own[name] != told.get(name)]:
        _refuse_workers(f"a worker differs from here in {', '.join(different)}")


def _refuse_workers(what: str) -> NoReturn:
    remedy = (
        "Start all workers with the same Deskcheck, Python and lock file as here: the same bytes need the same code."
    )
    raise InputError(Problem(what, remedy, column="--scheduler"))


def _results(
    client: Any, task: tuple[Callable[[Any], Any], Fingerprint, dict[str, str]], work: list[Any], done: Iterable[int]
) -> Iterator[tuple[int, Any]]:
    """Give results as they arrive, with the number of their chunk."""
    from distributed import as_completed

    left = [number for number in range(len(work)) if number not in set(done)]
    function, *versions = task
    shared = [client.scatter(piece, broadcast=True, hash=False) for piece in pieces(function)]
    asked = [Sealed((*versions, work[number])) for number in left]
    futures = {
        client.submit(_apply, shared, each, pure=False, key=f"chunk-{number}-{id(work)}"): number
        for number, each in zip(left, asked, strict=True)
    }
    for future in as_completed(list(futures), loop=client.loop):
        sealed = future.result()  # raises what Dask has to say: a worker lost too often, or a future of a lost one
        future.release()
        if isinstance(sealed.content, BaseException):
            raise sealed.content
        yield futures[future], sealed.content[0]


def _apply(shared: Sequence[Piece], chunk: Sealed) -> Sealed:
    # An error is a result like any other: raised, it would be written into the worker's log with its values.
    try:
        fingerprint, own, content = chunk.content
        _refuse_others(own, _told(fingerprint))  # this worker may have come after all were asked
        return Sealed((shared[0].content(content),))
    except Exception as error:  # noqa: BLE001
        return Sealed(error)


@cache
def _told(fingerprint: Fingerprint) -> Mapping[str, str]:
    return fingerprint()


def _lost() -> tuple[type[BaseException], ...]:
    """List what is raised when workers or the scheduler are lost."""
    try:
        from asyncio import CancelledError as Cancelled
        from concurrent.futures import CancelledError

        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError
    except ImportError:
        return ()
    # A worker without memory is as good as lost: another may have more.
    return (MemoryError, KilledWorker, FutureCancelledError, CommClosedError, CancelledError, Cancelled, TimeoutError)


def _give_up(error: BaseException | None) -> NoReturn:
    how = f" ({type(error).__name__})" if error else ""
    told = f"workers of the Dask cluster were lost {ATTEMPTS} times{how}; nothing was published"
    raise InputError(Problem(told, "See whether they run out of memory; start more or larger ones, then run again."))
