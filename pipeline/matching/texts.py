"""Many texts in a few arrays: there is nothing to make anew when they are read from a file or come over a wire."""

from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from pipeline.matching.lexicon import Array


class Texts(Sequence[str]):
    """Texts as UTF-8, one behind the other: the layout of Arrow's large strings, `len(starts) - 1` of them."""

    def __init__(self, starts: Array, letters: Array) -> None:
        self.starts = starts
        self.letters = letters

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Texts":
        """Put texts together."""
        return cls(*_together(texts))

    @classmethod
    def joined(cls, parts: "Sequence[Texts]") -> "Texts":
        """Put texts that stand together behind others."""
        sizes = np.concatenate([np.diff(part.starts) for part in parts])
        return cls(np.r_[0, np.cumsum(sizes)], np.concatenate([part.letters for part in parts]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return self.take(np.arange(len(self))[number])
        return self.letters[self.starts[number] : self.starts[number + 1]].tobytes().decode()

    def take(self, numbers: Array) -> list[str]:
        """Give the texts of these numbers: by far quicker than one by one."""
        texts: list[str] = self._taken(numbers).to_numpy(zero_copy_only=False).tolist()
        return texts

    def chosen(self, numbers: Array) -> "Texts":
        """Give the texts of these numbers, put together."""
        sizes = np.diff(self.starts)[numbers]
        letters = self._taken(numbers).buffers()[2]
        return Texts(np.r_[0, np.cumsum(sizes)], np.frombuffer(letters or b"", np.uint8)[: int(sizes.sum())])

    def _taken(self, numbers: Array) -> Any:
        import pyarrow as arrow

        starts, letters = arrow.py_buffer(self.starts), arrow.py_buffer(self.letters)
        return arrow.LargeStringArray.from_buffers(len(self), starts, letters).take(arrow.array(numbers))


def ranges(starts: Array, ends: Array) -> tuple[Array, Array]:
    """Write ranges out, one behind the other: the row of each number, and the number."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.repeat(np.arange(len(sizes)), sizes), np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)


def _together(texts: Sequence[str]) -> tuple[Array, Array]:
    joined = "".join(texts)
    if joined.isascii():
        sizes, letters = np.fromiter(map(len, texts), np.int64, len(texts)), joined.encode()
    else:
        told = [text.encode() for text in texts]
        sizes, letters = np.fromiter(map(len, told), np.int64, len(told)), b"".join(told)
    return np.r_[0, np.cumsum(sizes)].astype(np.int64), np.frombuffer(letters, np.uint8)
