"""One session of reviewing: what it needs is made, the page is served, and Ctrl-C ends it."""

import json
import os
import signal
import sys
import threading
import webbrowser
from types import FrameType

import click

from pipeline.dataset import Dataset
from pipeline.errors import InputError
from pipeline.review.desk import Desk
from pipeline.review.material import gather
from pipeline.review.server import serve
from pipeline.run import Notify
from pipeline.walk import Engine
from pipeline.workplace import Workplace

PORT = 8431  # the same from one session to the next, so that the browser remembers who decides


def prepare(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify) -> Desk:
    """Run the stages that are needed, and set up the desk. Raises InputError for files that cannot be read."""
    return Desk(gather(place, dataset, engine, notify))


def run(desk: Desk, port: int | None, browser: bool, as_json: bool) -> int:
    """Serve until Ctrl-C or a request to end; give how many lines were written.

    The address is printed first: in words, or as one line of JSON.
    """
    try:
        server, address = serve(desk, PORT if port is None else port)
    except InputError:
        if port is not None:
            raise
        server, address = serve(desk, 0)
    progress = desk.progress()
    if as_json:
        click.echo(json.dumps({"dataset": desk.material.dataset.name, "address": address, "left": progress["left"]}))
    else:
        click.echo(f"{desk.material.dataset.name}: {progress['left']:,} names to decide.\n  {address}")
        click.echo("  The address is for this machine and this session alone. Ctrl-C ends it; nothing is lost.")
    sys.stdout.flush()
    if browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    before = signal.signal(signal.SIGTERM, _end)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
        server.server_close()
    return desk.record.written


def _end(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _has_screen() -> bool:
    """Tell whether a browser would open in a window, not in this terminal."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
