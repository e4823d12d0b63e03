"""Names as sparse vectors of character trigrams, built in a few passes over all letters at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.matching.lexicon import Array

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_BASE = len(_LETTERS) + 1
TRIGRAMS = _BASE**3
_FREQUENT = 0.10  # a trigram in a larger share of names finds nothing and costs the most

_BATCH = 50_000  # texts

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
        counts = _counts(texts)
        self._size = len(texts)
        found = np.bincount(counts.indices, minlength=TRIGRAMS)
        rarity = np.log((1 + self._size) / (1 + found)) + 1
        rarity[found > _FREQUENT * max(self._size, 1000)] = 0
        self._rarity = rarity.astype(np.float32)
        self.matrix = self._weigh(counts)

    def __call__(self, texts: Sequence[str]) -> Any:
        """Make the vectors of further names, as rows of a sparse matrix."""
        return self._weigh(_counts(texts))

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


def _counts(texts: Sequence[str]) -> Any:
    """Count the trigrams of texts, a row each; batch by batch, for they take far more memory before than after."""
    from scipy.sparse import csr_matrix, vstack

    parts = []
    for start in range(0, max(len(texts), 1), _BATCH):
        some = texts[start : start + _BATCH]
        rows, codes = trigrams(some)
        shape = (len(some), TRIGRAMS)
        part = csr_matrix((np.ones(len(rows), np.float32), (rows, codes)), shape=shape, dtype=np.float32)
        part.sum_duplicates()
        parts.append(part)
    return vstack(parts, format="csr") if len(parts) > 1 else parts[0]
