"""What the tests of the review share: a small dataset with names that wait, its desk, and a server over it."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from datasets import ROOT, Tiny, write_csv

from pipeline.dataset import load
from pipeline.review.desk import Desk
from pipeline.review.material import gather
from pipeline.review.server import serve
from pipeline.workplace import Workplace

HEADER = ("entity_id", "name", "region", "kind", "aliases", "evidence_url", "status")


def newsroom(root: Path, names: list[tuple[str, str, str]], registry: list[tuple[str, ...]], **files: Any) -> Tiny:
    """Make a dataset of these rows (name, region, count) and this registry, without claims or decisions."""
    tiny = Tiny(root)
    (tiny.raw / "decisions.csv").unlink()
    (tiny.raw / "responses.csv").unlink()
    write_csv(tiny.raw / "list.csv", [("Agency", "Province", "Searches"), *names])
    write_csv(tiny.raw / "registry.csv", [HEADER, *((*row, *[""] * (len(HEADER) - len(row))) for row in registry)])
    tiny.edit("claims:\n  - {text: three bodies, statistic: entities, is: 3}\n", "")
    for name, rows in files.items():
        write_csv(tiny.raw / f"{name}.csv", rows)
    return tiny


def desk_of(tiny: Tiny) -> Desk:
    place = Workplace(tiny.root, "tiny")
    return Desk(gather(place, load(place.raw), lambda work, parts: [work(part) for part in parts], lambda stage: None))


@dataclass
class Client:
    """Talks to a review server as a program: with the token in a header, and whatever else is wanted."""

    base: str
    token: str
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, said: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
        """Send a request; give the status, the answer and its headers."""
        given = {"X-Deskcheck-Token": self.token, **self.headers, **headers}
        data = None if said is None else json.dumps(said).encode()
        if data is not None:
            given.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data, {key: value for key, value in given.items() if value})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay())
        try:
            with opener.open(request, timeout=30) as response:
                return response.status, parsed(response.read()), dict(response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, parsed(error.read()), dict(error.headers)

    def item(self, path: str = "/api/next?client=a") -> Any:
        status, told, _ = self.ask(path)
        assert status == 200, told
        return told["item"]

    def decide(self, item: Any, decision: str = "match", entity_id: str = "", **more: Any) -> tuple[int, Any]:
        names = [{key: item[key] for key in ("at", "name", "region", "lines")}]
        said = {"names": names, "decision": decision, "entity_id": entity_id, "by": "Ann", "client": "a", **more}
        return self.ask("/api/decide", said)[:2]


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection."""

    def redirect_request(self, *_: Any) -> None:
        return None


def parsed(data: bytes) -> Any:
    with contextlib.suppress(ValueError):
        return json.loads(data)
    return data.decode("utf-8", "replace")


@contextlib.contextmanager
def served(desk: Desk) -> Iterator[Client]:
    """Serve a desk in a thread of this process."""
    server, address = serve(desk, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base, token = address.split("/?token=")
    try:
        yield Client(base, token)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Session:
    """The command itself, in a process of its own, as a person runs it."""

    begun: ClassVar[list["subprocess.Popen[str]"]] = []

    @classmethod
    def end_all(cls) -> None:
        """End what a test that failed left running."""
        for process in cls.begun:
            process.kill()
            process.communicate()
        cls.begun.clear()

    def __init__(self, tiny: Tiny, *words: str) -> None:
        command = [sys.executable, "-m", "pipeline", "review", "tiny", "--root", str(tiny.root), "--no-browser", *words]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.begun.append(self.process)
        assert self.process.stdout is not None
        self.said: list[str] = []
        for line in self.process.stdout:
            self.said.append(line)
            if "token=" in line:
                self.address = line.strip()
                return
        raise AssertionError(self.process.stderr.read() if self.process.stderr else "")

    def client(self) -> Client:
        return Client(*self.address.split("/?token="))

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        self.begun.remove(self.process)
        return self.process.returncode, "".join(self.said) + out, err
