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
    """Vectors of trigrams, weighed by rarity among the names of a registry and brought to length 1 (TF-IDF)."""

    def __init__(self, found: Array, size: int) -> None:
        rarity = np.log((1 + size) / (1 + found)) + 1
        rarity[found > _FREQUENT * max(size, 1000)] = 0
        self._rarity = rarity.astype(np.float32)

    @classmethod
    def of(cls, texts: Sequence[str]) -> tuple["Trigrams", Any]:
        """Learn from the names of a registry, and give their own vectors too."""
        counts = _counts(texts)
        made = cls(found_in(counts), len(texts))
        return made, made._weigh(counts)

    def __call__(self, texts: Sequence[str]) -> Any:
        """Make the vectors of further names, as rows of a sparse matrix."""
        return self._weigh(_counts(texts))

    def _weigh(self, counts: Any) -> Any:
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        counts.eliminate_zeros()
        return unit_rows(counts)


def word_vectors(table: Array, weights: Array) -> Any:
    """Make vectors of words, a row of numbers for each name; 0 and numbers that have no weight are left out."""
    from scipy.sparse import csr_matrix

    size = len(weights)
    rows, places = np.nonzero((table > 0) & (table < size))
    numbers = table[rows, places]
    told = (weights[numbers] ** 2).astype(np.float32)
    return unit_rows(csr_matrix((told, (rows, numbers)), shape=(len(table), size), dtype=np.float32))


def unit_rows(matrix: Any) -> Any:
    """Bring each row of a sparse matrix to length 1."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    norms = np.sqrt(np.bincount(rows, matrix.data.astype(np.float64) ** 2, matrix.shape[0]))
    matrix.data = (matrix.data / norms[rows]).astype(np.float32)
    return matrix


def found_in(matrix: Any) -> Array:
    """Count the rows in which each column of a sparse matrix is found."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def without(matrix: Any, columns: Array) -> Any:
    """Give a sparse matrix without some of its columns."""
    out = np.zeros(matrix.shape[1], bool)
    out[columns] = True
    rest = matrix.copy()
    rest.data[out[matrix.indices]] = 0
    rest.eliminate_zeros()
    return rest


def stacked(parts: Sequence[Any]) -> Any:
    """Put sparse matrices under one another."""
    from scipy.sparse import vstack

    return vstack(parts, format="csr") if len(parts) > 1 else parts[0]


def _counts(texts: Sequence[str]) -> Any:
    """Count the trigrams of texts, a row each; batch by batch, for they take far more memory before than after."""
    from scipy.sparse import csr_matrix

    parts = []
    for start in range(0, max(len(texts), 1), _BATCH):
        some = texts[start : start + _BATCH]
        rows, codes = trigrams(some)
        shape = (len(some), TRIGRAMS)
        part = csr_matrix((np.ones(len(rows), np.float32), (rows, codes)), shape=shape, dtype=np.float32)
        part.sum_duplicates()
        parts.append(part)
    return stacked(parts)
