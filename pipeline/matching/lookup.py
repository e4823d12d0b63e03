"""What stands under a text, found by a hash of its letters, a polynomial modulo 2^64 (Karp and Rabin 1987)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.matching.lexicon import Array
from pipeline.matching.texts import Texts, ranges
from pipeline.packed import Shelf, Stored

_FACTOR = 0x9E3779B97F4A7C15  # odd: no letter is ever lost
_BATCH = 100_000  # texts that are hashed at once


class Lookup:
    """Finds the numbers that stand under a text: `values[i]` stands under the text `codes[i]`.

    `texts` are in the order of their `hashes` (see `in_order`). Where all of it takes more than `most` bytes, it is cut
    into pieces of that size, each in a file.
    """

    def __init__(self, texts: Texts, hashes: Array, codes: Array, values: Array, most: int = 1 << 62) -> None:
        starts = np.r_[0, np.cumsum(np.bincount(codes, minlength=len(texts)))]
        values = values[np.argsort(codes, kind="stable")]
        bounds = _bounds(hashes, texts.starts + 24 * np.arange(len(texts) + 1) + values.itemsize * starts, most)
        pieces = (
            _Piece(
                texts.chosen(np.arange(one, other)) if len(bounds) > 2 else texts,
                hashes[one:other],
                starts[one : other + 1] - starts[one],
                values[starts[one] : starts[other]],
            )
            for one, other in pairwise(bounds)
        )
        self._pieces = Shelf(pieces if len(bounds) <= 2 else map(Stored.of, pieces))
        self._bounds = np.array(bounds)
        self._firsts = hashes[self._bounds[:-1]] if len(hashes) else np.zeros(1, np.uint64)

    def places(self, texts: Sequence[str]) -> Array:
        """Give the number of each text, -1 for one that is not there."""
        asked = _hashes(Texts.of(texts))
        found = np.full(len(texts), -1)
        for number, rows in _by_number(np.searchsorted(self._firsts, asked, "right") - 1):
            places = self._pieces[number].places([texts[row] for row in rows.tolist()], asked[rows])
            found[rows] = np.where(places < 0, -1, places + self._bounds[number])
        return found

    def under(self, places: Array, few: int | None = None) -> tuple[Array, Array]:
        """Give what stands under places, those below 0 left out: the position in `places` of each, and the value.

        With `few`, places under which more stand are left out too.
        """
        found, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for number, rows in _by_number(np.where(places < 0, -1, np.searchsorted(self._bounds, places, "right") - 1)):
            position, value = self._pieces[number].under(places[rows] - self._bounds[number], few)
            found.append(rows[position])
            values.append(value)
        order = np.argsort(np.concatenate(found), kind="stable")
        return np.concatenate(found)[order], np.concatenate(values)[order]


@dataclass(frozen=True)
class _Piece:
    """The texts of some hashes, ascending, and what stands under them."""

    texts: Texts
    hashes: Array
    starts: Array
    values: Array

    def places(self, texts: Sequence[str], asked: Array) -> Array:
        at = np.searchsorted(self.hashes, asked)
        found = np.full(len(texts), -1)
        open_ones = np.arange(len(texts))
        while len(open_ones):  # again only where two texts have the same hash
            open_ones = open_ones[at[open_ones] < len(self.hashes)]
            open_ones = open_ones[self.hashes[at[open_ones]] == asked[open_ones]]
            places = at[open_ones]
            same = np.array(
                [texts[one] == other for one, other in zip(open_ones.tolist(), self.texts.take(places), strict=True)],
                bool,
            )
            found[open_ones[same]] = places[same]
            open_ones = open_ones[~same]
            at[open_ones] += 1
        return found

    def under(self, places: Array, few: int | None) -> tuple[Array, Array]:
        starts, ends = self.starts[places], self.starts[places + 1]
        if few is not None:
            ends = np.where(ends - starts > few, starts, ends)
        rows, at = ranges(starts, ends)
        return rows, self.values[at]


def in_order(texts: Sequence[str]) -> tuple[Texts, Array, Array]:
    """Put texts in the order of their hashes: the texts, the hashes, and the new number of each."""
    told = Texts.of(texts)
    hashes = _hashes(told)
    order = np.argsort(hashes, kind="stable")
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.arange(len(order))
    return told.chosen(order), hashes[order], numbers


def _bounds(hashes: Array, sums: Array, most: int) -> list[int]:
    """Cut into pieces of at most `most` bytes; equal hashes stay together."""
    bounds = [0]
    while bounds[-1] < len(hashes):
        start = bounds[-1]
        end = max(int(np.searchsorted(sums, sums[start] + most, "right")) - 1, start + 1)
        if end < len(hashes):
            end = int(np.searchsorted(hashes, hashes[end]))
            end = end if end > start else int(np.searchsorted(hashes, hashes[start], "right"))
        bounds.append(end)
    return bounds if len(bounds) > 1 else [0, 0]


def _by_number(numbers: Array) -> Iterator[tuple[int, Array]]:
    """Part rows by their number; those below 0 are left out."""
    for number in np.unique(numbers[numbers >= 0]).tolist():
        yield number, np.flatnonzero(numbers == number)


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
