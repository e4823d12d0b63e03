"""Anything as a few blocks of bytes, and back without a copy of its arrays: pickle with buffers out of band (PEP 574).

To unpack is to trust whoever packed.
"""

import ctypes
import mmap
import pickle
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

_EACH = 64  # bytes at a multiple of which a block begins, as processors like it


def packed(made: Any) -> list[bytes | memoryview]:
    """Give the parts in their order: the sizes of the blocks, the pickle, the arrays; blanks fill up between them."""
    arrays: list[pickle.PickleBuffer] = []
    blocks = [memoryview(pickle.dumps(made, 5, buffer_callback=arrays.append)), *(each.raw() for each in arrays)]
    sizes = [len(blocks), *(block.nbytes for block in blocks)]
    parts: list[bytes | memoryview] = []
    for block in (memoryview(b"".join(size.to_bytes(8, "little") for size in sizes)), *blocks):
        parts += [block, bytes(-block.nbytes % _EACH)]
    return parts


def as_it_is(body: Any) -> Any:
    """Mark bytes that what is pickled holds, so that they go beside the pickle, as they are."""
    return pickle.PickleBuffer(body)


def unpacked(body: memoryview) -> Any:
    """Give back what was packed; its arrays lie in `body`, and cannot be written to where that cannot."""
    number = int.from_bytes(body[:8], "little")
    sizes = [int.from_bytes(body[8 * at : 8 * at + 8], "little") for at in range(1, number + 1)]
    start, blocks = 8 * (number + 1), []
    for size in sizes:
        start += -start % _EACH
        blocks.append(body[start : start + size])
        start += size
    return pickle.loads(blocks[0], buffers=blocks[1:])


def mapped(file: int) -> memoryview:
    """Map an open file, whole, by its number: what is written there stays in this process."""
    return memoryview(mmap.mmap(file, 0, access=mmap.ACCESS_COPY))


def let_go(body: memoryview) -> None:
    """Give back the memory of the pages of a mapped file; whoever looks at them again reads them again."""
    file: Any = body
    while isinstance(file, memoryview):
        file = file.obj
    if not isinstance(file, mmap.mmap) or not body.nbytes or not hasattr(file, "madvise"):
        return
    start = _address(body) - _address(file)
    first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
    last = (start + body.nbytes) // mmap.PAGESIZE * mmap.PAGESIZE
    if first < last:
        file.madvise(mmap.MADV_DONTNEED, first, last - first)


def in_passing(parts: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """Hand parts on, and hold none of those that lie in a file longer than that takes."""
    for part in parts:
        yield part
        if isinstance(part, memoryview):
            let_go(part)


class Stored:
    """Something packed, in a file that is mapped: it takes no memory before it is opened.

    It is packed as the bytes that it is, whatever holds it; where that stands in a file in turn, it lies there.
    """

    def __init__(self, body: Any) -> None:
        self.body = memoryview(body)

    @classmethod
    def of(cls, made: Any) -> "Stored":
        """Put something into a file without a name, which goes with the last one that looks at it."""
        with TemporaryFile() as file:
            file.writelines(packed(made))
            file.flush()
            return cls(mapped(file.fileno()))

    def __reduce__(self) -> tuple[type["Stored"], tuple[Any]]:
        return Stored, (as_it_is(self.body),)

    def open(self) -> Any:
        """Unpack it: its arrays lie in the file."""
        return unpacked(self.body)

    def close(self) -> None:
        """Let its memory go. What was opened can still be looked at."""
        let_go(self.body)


def _address(held: Any) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(held))


class Shelf:
    """Pieces of something large. Of those that are stored, one is open at a time."""

    def __init__(self, pieces: Iterable[Any]) -> None:
        self._pieces = list(pieces)
        self._open: tuple[int, Any] = (-1, None)

    def __len__(self) -> int:
        """Count the pieces."""
        return len(self._pieces)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is open."""
        return {"_pieces": self._pieces, "_open": (-1, None)}

    def __getitem__(self, number: int) -> Any:
        piece = self._pieces[number]
        if not isinstance(piece, Stored):
            return piece
        last, opened = self._open
        if last != number:
            opened, self._open = None, (-1, None)
            if last >= 0:
                self._pieces[last].close()
            opened = piece.open()
            self._open = number, opened
        return opened
