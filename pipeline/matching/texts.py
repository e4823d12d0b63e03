"""Many texts in a few arrays: there is nothing to make anew when they are read from a file or come over a wire.

A text is found by a hash of its letters, a polynomial modulo 2^64 (Karp and Rabin 1987), and then compared.
"""

from collections.abc import Mapping, Sequence
from typing import overload

import numpy as np

from pipeline.matching.lexicon import Array

_FACTOR = 0x9E3779B97F4A7C15  # odd: no letter is ever lost
_BATCH = 100_000  # texts that are hashed at once


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
        import pyarrow as arrow

        starts, letters = arrow.py_buffer(self.starts), arrow.py_buffer(self.letters)
        found = arrow.LargeStringArray.from_buffers(len(self), starts, letters)
        texts: list[str] = found.take(arrow.array(numbers)).to_numpy(zero_copy_only=False).tolist()
        return texts


class Lookup:
    """Finds the numbers that stand under a text. `places` numbers the texts; `values[i]` stands under `codes[i]`."""

    def __init__(self, places: Mapping[str, int], codes: Array, values: Array) -> None:
        self._texts = Texts.of(list(places))
        hashes = _hashes(self._texts)
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]
        self._values = values[np.argsort(codes, kind="stable")]
        self._starts = np.r_[0, np.cumsum(np.bincount(codes, minlength=len(places)))]

    def places(self, texts: Sequence[str]) -> Array:
        """Give the number of each text, -1 for one that is not there."""
        asked = _hashes(Texts.of(texts))
        at = np.searchsorted(self._hashes, asked)
        found = np.full(len(texts), -1)
        open_ones = np.arange(len(texts))
        while len(open_ones):  # again only where two texts have the same hash
            open_ones = open_ones[at[open_ones] < len(self._hashes)]
            open_ones = open_ones[self._hashes[at[open_ones]] == asked[open_ones]]
            places = self._order[at[open_ones]]
            same = np.array(
                [texts[one] == other for one, other in zip(open_ones.tolist(), self._texts.take(places), strict=True)],
                bool,
            )
            found[open_ones[same]] = places[same]
            open_ones = open_ones[~same]
            at[open_ones] += 1
        return found

    def under(self, places: Array) -> tuple[Array, Array]:
        """Give what stands under places, those below 0 left out: the position in `places` of each, and the value."""
        asked = np.flatnonzero(places >= 0)
        starts = self._starts[places[asked]]
        sizes = self._starts[places[asked] + 1] - starts
        ends = np.cumsum(sizes)
        inside = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
        return np.repeat(asked, sizes), self._values[np.repeat(starts, sizes) + inside]


def _together(texts: Sequence[str]) -> tuple[Array, Array]:
    joined = "".join(texts)
    if joined.isascii():
        sizes, letters = np.fromiter(map(len, texts), np.int64, len(texts)), joined.encode()
    else:
        told = [text.encode() for text in texts]
        sizes, letters = np.fromiter(map(len, told), np.int64, len(told)), b"".join(told)
    return np.r_[0, np.cumsum(sizes)].astype(np.int64), np.frombuffer(letters, np.uint8)


def _hashes(texts: Texts) -> Array:
    parts = [_hashes_of(texts.starts[at : at + _BATCH + 1], texts.letters) for at in range(0, len(texts), _BATCH)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _hashes_of(starts: Array, letters: Array) -> Array:
    sizes, letters = np.diff(starts), letters[starts[0] : starts[-1]]
    starts = starts - starts[0]
    powers = np.cumprod(np.full(int(sizes.max()) + 1, _FACTOR, np.uint64))
    inside = np.arange(len(letters)) - np.repeat(starts[:-1], sizes)
    sums = np.r_[np.zeros(1, np.uint64), np.cumsum((letters.astype(np.uint64) + np.uint64(1)) * powers[inside])]
    hashes: Array = sums[starts[1:]] - sums[starts[:-1]]
    return hashes
