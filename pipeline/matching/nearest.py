"""Find the names nearest to queries, by a rule that does not ask how the names are cut into parts.

The nearest of a query are those with the largest cosines; of equal ones, those with the smallest numbers. A library
that keeps the largest N (sparse_dot_topn) drops equal ones in the order of its heap. So it is asked for a few more; and
for many more, where the last of these still equals the Nth: there, equal ones may be missing.

A query and a name meet in one number: the bits of the cosine turned round, and behind them the name's number. So to
sort is to rank, and the nearest of several parts are the least of all their numbers.
"""

from typing import Any

import numpy as np

from pipeline.matching.lexicon import Array

LEAST = 0.05  # cosine below which nothing is alike
_MORE = 8  # asked for beyond what is wanted
_AGAIN = 16  # times as many where that was not enough
_ROOM = 2_000_000  # ranks that are held at once
_NOBODY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_BITS = np.uint64(32)


def nearest(vectors: Any, block: Any, numbers: Array, most: int) -> Array:
    """Rank the names nearest to queries: a row for each of `vectors`, at most `most` columns, the nearest first.

    `block` has a column for each name and `numbers` its number, ascending. A cosine adds up its products in the order
    of the query's trigrams or words, so it is the same float in any part.
    """
    found = nobody(vectors.shape[0], most)
    _rank(vectors, block, numbers, np.arange(vectors.shape[0]), most + _MORE, found)
    return found


def best_of(ranks: Array, others: Array) -> Array:
    """Rank the nearest of two parts anew: a row per query, and no more columns than before."""
    return np.sort(np.concatenate([ranks, others], axis=1), axis=1)[:, : ranks.shape[1]]


def nobody(queries: int, most: int) -> Array:
    """Give the ranks of queries to which nobody is near."""
    return np.full((queries, most), _NOBODY)


def told(ranks: Array) -> tuple[Array, Array]:
    """Give the number of the name and the cosine that each rank stands for; the cosine is 0 where it is nobody's."""
    cosines = (~(ranks >> _BITS)).astype(np.uint32).view(np.float32)
    return (ranks & ~(_NOBODY << _BITS)).astype(np.int64), cosines


def _rank(vectors: Any, block: Any, numbers: Array, rows: Array, asked: int, found: Array) -> None:
    from sparse_dot_topn import sp_matmul_topn

    at_once, most = max(_ROOM // asked, 1), found.shape[1]
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        ranks = _ranks(sp_matmul_topn(vectors[some], block, top_n=asked, threshold=LEAST, sort=True), numbers, asked)
        found[some] = ranks[:, :most]
        unsure = (ranks[:, most - 1] >> _BITS == ranks[:, -1] >> _BITS) & (ranks[:, -1] != _NOBODY)
        if unsure.any():
            _rank(vectors, block, numbers, some[unsure], asked * _AGAIN, found)


def _ranks(found: Any, numbers: Array, asked: int) -> Array:
    sizes = np.diff(found.indptr)
    ranks = np.full((len(sizes), asked), _NOBODY)
    stored = int(found.indptr[-1])
    turned = ~found.data[:stored].view(np.uint32)
    inside = np.arange(asked) < sizes[:, None]
    ranks[inside] = turned.astype(np.uint64) << _BITS | numbers[found.indices[:stored]].astype(np.uint64)
    ranks.sort(axis=1)
    return ranks
