"""The nearest names do not depend on how the names are cut into parts."""

from functools import reduce
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from pipeline.matching.nearest import LEAST, best_of, nearest, told

WORDS = 6


def made(rows: list[list[int]], scale: float = 0.1) -> csr_matrix:
    matrix = csr_matrix(np.array(rows, np.float32).reshape(-1, WORDS) * np.float32(scale))
    matrix.sort_indices()
    return matrix


def by_hand(queries: csr_matrix, names: csr_matrix, most: int) -> list[list[tuple[int, float]]]:
    answers = []
    for row in (queries @ names.T).toarray().tolist():
        alike = sorted((-cosine, number) for number, cosine in enumerate(row) if cosine > LEAST)
        answers.append([(number, -cosine) for cosine, number in alike[:most]])
    return answers


def read(ranks: np.ndarray) -> list[list[tuple[int, float]]]:
    numbers, cosines = told(ranks)
    return [
        [(number, cosine) for number, cosine in zip(*row, strict=True) if cosine > 0]
        for row in zip(numbers.tolist(), cosines.tolist(), strict=True)
    ]


few = st.lists(st.integers(0, 3), min_size=WORDS, max_size=WORDS)  # so few different ones that many cosines are equal


@given(st.lists(few, min_size=1, max_size=8), st.lists(few, min_size=1, max_size=60), st.integers(1, 9), st.data())
def test_the_best_of_parts_are_the_best_of_the_whole(queries, names, most, data):
    asked, whole = made(queries), made(names)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(names)), max_size=4)) | {0, len(names)})
    parts = [np.arange(one, other) for one, other in pairwise(cuts)]
    found = reduce(best_of, [nearest(asked, whole[part].T.tocsr(), part, most) for part in parts])
    assert read(found) == by_hand(asked, whole, most)
    assert np.array_equal(found, nearest(asked, whole.T.tocsr(), np.arange(len(names)), most))


def test_of_a_thousand_equal_names_the_first_are_taken():
    names = made([[1, 1, 0, 0, 0, 0]] * 1000 + [[3, 3, 0, 0, 0, 0]] + [[1, 1, 0, 0, 0, 0]] * 1000, 0.5)
    (found,) = read(nearest(made([[1, 1, 0, 0, 0, 0]], 0.5), names.T.tocsr(), np.arange(2001), 14))
    assert [number for number, _ in found] == [1000, *range(13)]


def test_nothing_is_near_where_nothing_is_alike():
    queries, names = made([[0] * WORDS, [1, 0, 0, 0, 0, 0]]), made([[0, 1, 0, 0, 0, 0]])
    assert read(nearest(queries, names.T.tocsr(), np.arange(1), 3)) == [[], []]
