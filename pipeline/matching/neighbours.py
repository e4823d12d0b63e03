"""Find the words of a registry that a misspelled one may be: one letter differs ('ryoan', 'royan'), or it was misread.

Two words of which one has a letter more, another one, or two swapped share a word that is left when each lacks a
letter or none. Those are hashed once, for all words of the registry (symmetric deletes; Garbe 2012). So are the shapes
of the words.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.matching.lexicon import Array
from pipeline.matching.shapes import shape

_SHORTEST, _LONGEST = 4, 20  # letters of a word that is sought
NEAREST = 3  # neighbours of a word at most
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 1 << 64))


class Neighbours:
    """The words of a registry, by what is left of them without one letter, and by their shapes."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        rows, hashes = _left(words)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._rows = hashes[order], rows[order].astype(np.int32)
        rows, hashes = _whole([shape(word) for word in words])
        order = np.argsort(hashes, kind="stable")
        self._shapes, self._shaped = hashes[order], rows[order].astype(np.int32)

    def __call__(self, unknown: Sequence[str]) -> Array:
        """Give the places of the nearest words of each, NEAREST columns, 0 for none."""
        found = np.zeros((len(unknown), NEAREST), np.int32)
        near = np.unique(np.concatenate([self._slips(unknown), self._misread(unknown)]), axis=0)
        column = np.arange(len(near)) - np.searchsorted(near[:, 0], near[:, 0])
        few = column < NEAREST
        found[near[few, 0], column[few]] = near[few, 1]
        return found

    def _slips(self, unknown: Sequence[str]) -> Array:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import cpdist

        pairs = np.unique(_met(*_left(unknown), self._hashes, self._rows), axis=0)
        ones = [unknown[place] for place in pairs[:, 0].tolist()]
        others = [self._words[place] for place in pairs[:, 1].tolist()]
        if not ones:
            return pairs
        return np.asarray(pairs[cpdist(ones, others, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8) == 1])

    def _misread(self, unknown: Sequence[str]) -> Array:
        pairs = _met(*_whole([shape(word) for word in unknown]), self._shapes, self._shaped)
        kept = [unknown[one] != self._words[other] for one, other in pairs.tolist()]
        return np.asarray(pairs[np.array(kept, bool)])


def _met(asked: Array, hashes: Array, sought: Array, rows: Array) -> Array:
    """Pair those asked with the rows of the same hash; `sought` is sorted."""
    first, last = (np.searchsorted(sought, hashes, side) for side in ("left", "right"))
    sizes = last - first
    places = np.repeat(first - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
    return np.stack([np.repeat(asked, sizes), rows[places]], axis=1).astype(np.int64)


def _whole(words: Sequence[str]) -> tuple[Array, Array]:
    """Hash words whole: the row of each, and its hash."""
    rows, letters, powers = _letters(words)
    return rows, (letters * powers).sum(axis=1, dtype=np.uint64)


def _left(words: Sequence[str]) -> tuple[Array, Array]:
    """Hash words whole and without each of their letters: the row of each hash, and the hashes."""
    rows, letters, powers = _letters(words)
    before = np.cumsum(letters * powers, axis=1, dtype=np.uint64)
    whole = before[:, -1:]
    without = before - letters * powers + (whole - before) * _INVERSE
    each, _ = np.nonzero(letters > 0)
    return np.concatenate([rows, rows[each]]), np.concatenate([whole.ravel(), without[letters > 0]])


def _letters(words: Sequence[str]) -> tuple[Array, Array, Array]:
    """Give the words that may be sought, by their rows, as letters; and what each place of a letter counts."""
    sizes = np.array([len(word) if word.isalpha() else 0 for word in words], np.int64)
    rows = np.flatnonzero((sizes >= _SHORTEST) & (sizes <= _LONGEST))
    joined = "".join([words[row].ljust(_LONGEST, "\0") for row in rows.tolist()])
    letters = np.frombuffer(joined.encode("ascii", "replace"), np.uint8).reshape(-1, _LONGEST).astype(np.uint64)
    return rows, letters, np.cumprod(np.r_[np.uint64(1), np.full(_LONGEST - 1, _BASE)], dtype=np.uint64)
