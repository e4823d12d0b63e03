"""fetch: brings the files of a dataset to their places, each known by its sha256, from the web or from a folder."""

import contextlib
import hashlib
import http.client
import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib import request

from pipeline.declaration.model import Dataset, File
from pipeline.errors import InputError, Problem
from pipeline.readers.files import absent_remedy
from pipeline.readers.grid import refuse
from pipeline.text import shown

_TIMEOUT = 60  # seconds without an answer
_LARGEST = 8 << 30  # bytes
_CHUNK = 1 << 20


class Fetched(NamedTuple):
    """What became of one file: `present` (nothing was done), `fetched`, `mirrored`, or `absent` (private, left so).

    Of a private file the title is told, and not what it is called: this may be read in a log.
    """

    path: str
    outcome: str
    size: int
    title: str = ""

    def words(self) -> str:
        """Tell it in words."""
        done = {
            "present": "is there already, as declared; nothing was done.",
            "fetched": f"was fetched from its url ({self.size:,} bytes).",
            "mirrored": f"was found in the mirror by its sha256 and copied ({self.size:,} bytes).",
            "absent": "is private and absent; it was left so.",
        }
        return f"{self.title or self.path} {done[self.outcome]}"

    def to_json(self) -> dict[str, str | int]:
        """Tell it to a program."""
        which: dict[str, str | int] = {"title": self.title} if self.title else {"path": self.path}
        return which | {"outcome": self.outcome, "size": self.size}


def fetch(dataset: Dataset, mirror: Path | None = None) -> list[Fetched]:
    """Bring every source and the registry, in the order of the declaration; a file that is there is left alone.

    With `mirror`, a file is the one with the declared sha256 anywhere under that folder, and the network is not used.
    Raises InputError for all files that could not be had; what could be had is in its place then.
    """
    if mirror is not None and not mirror.is_dir():
        raise InputError(Problem("the mirror is no folder", "Name a folder after --mirror.", value=mirror.name))
    shelf = _Shelf(mirror) if mirror is not None else None
    files = {file.path: file for file in [*dataset.sources, dataset.registry]}
    results: list[Fetched] = []
    problems: list[Problem] = []
    for file in files.values():
        try:
            title = getattr(file, "title", "The registry") if file.private else ""
            results.append(_fetch(file, dataset.folder, shelf)._replace(title=title))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return results


class _Shelf:
    """The files under a folder by their sha256, each hashed at most once, the likeliest first."""

    def __init__(self, folder: Path) -> None:
        places = (Path(place) / name for place, _, names in os.walk(folder) for name in names)
        self.unread = sorted(path for path in places if path.is_file())
        self.known: dict[str, Path] = {}

    def find(self, file: File) -> Path | None:
        """Find a file with the declared sha256: by its name, then by its extension, then among all."""
        wanted = PurePosixPath(file.path)
        self.unread.sort(key=lambda path: (path.name != wanted.name, path.suffix.lower() != wanted.suffix.lower()))
        while file.sha256 not in self.known and self.unread:
            path = self.unread.pop(0)
            try:
                self.known.setdefault(_sha256(path), path)
            except OSError:
                continue  # a file that may not be read is not the one
        return self.known.get(file.sha256)


def _fetch(file: File, folder: Path, shelf: _Shelf | None) -> Fetched:
    target, name = folder / file.path, shown(folder, file.path)
    if target.exists():
        _partial(target).unlink(missing_ok=True)
        return _present(file, target, name)
    if not file.sha256 or (shelf is None and not file.url):
        if file.private:
            return Fetched(file.path, "absent", 0)
        refuse("the file is absent, and the declaration does not say where it is", absent_remedy(file, folder), name)
    if shelf is None:
        _write(target, file, name, lambda: _download(file.url, name))
        return Fetched(file.path, "fetched", target.stat().st_size)
    found = shelf.find(file)
    if found is None:
        refuse(f"no file with the sha256 {file.sha256} lies in the mirror", "Name another folder.", name)
    _write(target, file, name, lambda: _chunks(found.open("rb")))
    return Fetched(file.path, "mirrored", target.stat().st_size)


def _present(file: File, target: Path, name: str) -> Fetched:
    try:
        if not target.is_file():
            refuse("what stands there is no plain file", "Move it away, then fetch again.", name)
        found = _sha256(target) if file.sha256 else ""
    except OSError as error:
        refuse(f"the file cannot be read ({error.strerror})", "Make it a plain file that may be read.", name)
    if found != file.sha256:
        remedy = "Sources are never overwritten: move it away, then fetch again."
        refuse(f"another file stands there: its sha256 is {found}, declared is {file.sha256}", remedy, name)
    return Fetched(file.path, "present", target.stat().st_size)


def _write(target: Path, file: File, name: str, chunks: Callable[[], Iterator[bytes]]) -> None:
    """Write a file whole or not at all: beside its place first, and only with the declared sha256 into it."""
    digest, size = hashlib.sha256(), 0
    # Always of the same name: what a killed run left is written over by the next one.
    temporary = _partial(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as output:
            for chunk in chunks():
                digest.update(chunk)
                size += len(chunk)
                if size > _LARGEST:
                    refuse(f"the file is larger than {_LARGEST >> 30} GiB", "Bring it by hand.", name)
                output.write(chunk)
            output.flush()
            os.fsync(output.fileno())
        if digest.hexdigest() != file.sha256:
            told = f"what came has the sha256 {digest.hexdigest()}, declared is {file.sha256}; nothing was written"
            refuse(told, "The file at its origin has changed: look at it before you declare the new one.", name)
        temporary.replace(target)
    except (OSError, http.client.HTTPException, ValueError) as error:
        told = " ".join(str(getattr(error, "reason", "") or getattr(error, "strerror", "") or error).split())
        refuse(f"the file could not be brought ({told[:200]})", "Try again, or use --mirror DIR.", name)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _partial(target: Path) -> Path:
    return target.with_name(f".{target.name}.partial")


def _download(url: str, name: str) -> Iterator[bytes]:
    opener = request.OpenerDirector()  # the default one would follow a redirection to ftp
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    answer = opener.open(request.Request(url, headers={"User-Agent": "deskcheck"}), timeout=_TIMEOUT)
    if answer is None:
        refuse("nobody answers for the url", "Write an address that begins with https://.", name)
    yield from _chunks(answer)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path.open("rb")):
        digest.update(chunk)
    return digest.hexdigest()
