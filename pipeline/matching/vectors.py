"""Names as sparse vectors of character trigrams, built in a few passes over all letters at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.matching.lexicon import Array

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_BASE = len(_LETTERS) + 1
TRIGRAMS = _BASE**3
_FREQUENT = 0.10  # a trigram in a larger share of names finds nothing and costs the most

_CODES = np.zeros(256, np.int64)
_CODES[np.frombuffer(_LETTERS.encode(), np.uint8)] = np.arange(1, _BASE)


def trigrams(texts: Sequence[str]) -> tuple[Array, Array]:
    """Find the character trigrams of each word, blanks at its ends included: the row of each and its code.

    `texts` are standardised: letters a-z, digits and single blanks.
    """
    joined = " " + "  ".join(texts) + " "
    letters = _CODES[np.frombuffer(joined.encode("ascii", "replace"), np.uint8)]
    codes = (letters[:-2] * _BASE + letters[1:-1]) * _BASE + letters[2:]
    rows = np.repeat(np.arange(len(texts)), [len(text) + 2 for text in texts])[: len(codes)]
    inside = letters[1:-1] != 0  # a blank in the middle joins two words, or two names
    return rows[inside], codes[inside]


class Trigrams:
    """Vectors of trigrams, weighed by rarity among the names it was made from and brought to length 1 (TF-IDF)."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows, codes = trigrams(texts)
        counts = _counts(rows, codes, len(texts))
        self._size = len(texts)
        found = np.bincount(counts.indices, minlength=TRIGRAMS)
        rarity = np.log((1 + self._size) / (1 + found)) + 1
        rarity[found > _FREQUENT * max(self._size, 1000)] = 0
        self._rarity = rarity.astype(np.float32)
        self.matrix = self._weigh(counts)

    def __call__(self, texts: Sequence[str]) -> Any:
        """Make the vectors of further names, as rows of a sparse matrix."""
        return self._weigh(_counts(*trigrams(texts), len(texts)))

    def _weigh(self, counts: Any) -> Any:
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        counts.eliminate_zeros()
        return unit_rows(counts)


def unit_rows(matrix: Any) -> Any:
    """Bring each row of a sparse matrix to length 1."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, matrix.data.astype(np.float64) ** 2, matrix.shape[0]))
    matrix.data = (matrix.data / norms[rows]).astype(np.float32)
    return matrix


def without_frequent(matrix: Any, share: float) -> Any:
    """Give a sparse matrix without the columns that more than this share of its rows have."""
    found = np.bincount(matrix.indices, minlength=matrix.shape[1])
    without = matrix.copy()
    without.data[found[matrix.indices] > share * matrix.shape[0]] = 0
    without.eliminate_zeros()
    return without


def _counts(rows: Array, codes: Array, size: int) -> Any:
    from scipy.sparse import csr_matrix

    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, codes)), shape=(size, TRIGRAMS), dtype=np.float32)
    matrix.sum_duplicates()
    return matrix
