"""What all workers of a cluster need, in pieces: wherever one arrives, it goes into a file, and that is mapped.

So no worker holds the whole in memory, neither while it comes nor later, however large it is. The file has no name, and
ends with the last of its pieces. It lies where Dask keeps its temporary files, or else the system.
"""

import os
import secrets
from collections.abc import Iterator
from functools import cached_property
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import WeakValueDictionary

from pipeline.packed import as_it_is, in_passing, mapped, packed, unpacked

_SIZE = 16 << 20  # bytes of a piece
_TOLD = 4 << 20  # bytes that it is said to take, by which Dask chooses how many it sends together


class _Whole:
    """A file, as far as its pieces have come."""

    def __init__(self) -> None:
        self._refused: tuple[Any, ...] = ()

    @cached_property
    def file(self) -> IO[bytes]:
        """Open it, at the first need."""
        from dask import config

        return TemporaryFile(dir=config.get("temporary-directory", None))

    def put(self, at: int, body: Any) -> None:
        """Put a piece in its place. What the system says against it is raised by `content`, where it can be told."""
        try:
            left = memoryview(body)
            while left:
                done = os.pwrite(self.file.fileno(), left, at + len(body) - len(left))
                left = left[done:]
        except OSError as error:
            self._refused = error.args

    @cached_property
    def content(self) -> Any:
        """Open what the file holds, once it is complete. Raises OSError where there was no room for it."""
        if self._refused:
            raise OSError(*self._refused)
        return unpacked(mapped(self.file.fileno()))


_wholes: WeakValueDictionary[str, _Whole] = WeakValueDictionary()


class Piece:
    """Some bytes of a file, from `at` on. It shows nothing of itself: Dask writes what it handles into logs."""

    def __init__(self, name: str, at: int, size: int, whole: _Whole) -> None:
        self.name, self.at, self.size, self._whole = name, at, size, whole

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        body = os.pread(self._whole.file.fileno(), self.size, self.at)
        return _arrived, (self.name, self.at, as_it_is(body))

    def __sizeof__(self) -> int:
        """Tell Dask less than goes over the wire: it is on the disk."""
        return _TOLD

    @property
    def content(self) -> Any:
        """Open what the whole file holds, once all its pieces are here. Raises OSError where there was no room."""
        return self._whole.content


def pieces(made: Any) -> Iterator[Piece]:
    """Put something into a file, and give that in pieces."""
    name, whole = secrets.token_hex(16), _Whole()
    whole.file.writelines(in_passing(packed(made)))
    whole.file.flush()
    size = whole.file.tell()
    for at in range(0, size, _SIZE):
        yield Piece(name, at, min(_SIZE, size - at), whole)


def _arrived(name: str, at: int, body: Any) -> Piece:
    whole = _wholes.setdefault(name, _Whole())
    whole.put(at, body)
    return Piece(name, at, len(body), whole)
