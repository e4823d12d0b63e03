"""How work is done and shown while a person waits."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from pipeline.engines import Workers

if TYPE_CHECKING:
    from pipeline.run import Notify

STEPS = 13  # the steps of the walk, and the writing


def engine_of(workers: Workers | int, notify: Callable[[float], None] | None = None) -> Callable[..., Any]:
    """Choose who does the parallel work; `notify` is told the share of it that is done, from 0 to 1."""
    wanted = Workers(workers) if isinstance(workers, int) else workers
    if wanted.engine == "local":
        from pipeline.engines import local

        return partial(local.map_chunks, workers=wanted.number, notify=notify)
    from pipeline.commands.fingerprint import fingerprint
    from pipeline.engines import dask

    return partial(
        dask.map_chunks,
        workers=wanted.number,
        notify=notify,
        scheduler=wanted.scheduler,
        fingerprint=fingerprint,
        say=lambda words: click.echo(words, err=True),
    )


@contextmanager
def steps(name: str) -> Iterator["Notify"]:
    """Show a person who waits what is being done, on one line that goes away; say nothing to a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    try:
        yield lambda step: click.echo(f"\r\x1b[K{name}: {step} …", err=True, nl=False)
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


@contextmanager
def progress(name: str) -> Iterator["Notify"]:
    """Show a person who waits which stage is at work; say nothing to a file or a pipe."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    # The stages cost too unequally for an estimate of the time left.
    bar: Any = click.progressbar(
        length=STEPS, label=name, file=sys.stderr, show_eta=False, item_show_func=lambda stage: str(stage or "")
    )
    with bar:
        yield lambda stage: bar.update(1, stage)
