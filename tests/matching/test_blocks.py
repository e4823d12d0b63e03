"""An index answers alike, whether it was just made, read back or sent; its blocks are bounded."""

import numpy as np
import pandas as pd
import pytest

from pipeline.matching import blocks
from pipeline.matching.index import Index
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, answer
from pipeline.packed import packed, unpacked

PREPARE = Preparer({}, (), "US")
STATES = ["US-GA", "US-IL", "US-OH", "US-TX", ""]
ROWS = [
    (f"e{at:03}", f"{word}{end} {kind}", "", state)
    for at, (word, end, kind, state) in enumerate(
        (word, end, kind, state)
        for word in ("Spring", "Green", "Lake", "Maple", "Oak")
        for end in ("field", "wood", "ville")
        for kind in ("Police Department", "County Sheriff's Office")
        for state in STATES
    )
]
QUERIES = [
    Query(*(lambda told: (told[0], state, told[1]))(PREPARE(name, state)))
    for name in ("Springfeild PD", "Oakwood Co Sheriff", "Mapleville", "Nothing Like It")
    for state in (*STATES, "US")
]


def made() -> Index:
    table = pd.DataFrame(ROWS, columns=["entity_id", "name", "aliases", "region"]).assign(kind="")
    return Index(table, PREPARE)


@pytest.fixture(scope="module")
def expected() -> list[list[tuple[str, float]]]:
    found = answer(made(), QUERIES)
    assert sum(map(len, found)) > 60
    return found


@pytest.mark.parametrize("writeable", [True, False])
def test_an_index_that_was_sent_answers_alike(
    writeable: bool, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = made()
    index.blocks._kept = {(state, kind): index.blocks._made(state, kind) for state in STATES for kind in (0, 1)}
    body = b"".join(packed(index))
    assert answer(unpacked(memoryview(bytearray(body) if writeable else body)), QUERIES) == expected


def test_what_is_kept_for_the_next_queries_is_bounded(expected: object, monkeypatch: pytest.MonkeyPatch) -> None:
    index = made()
    monkeypatch.setattr(blocks, "_RECENT", 1)
    assert answer(index, QUERIES) == expected
    assert len(index.blocks._recent) == 1


def test_large_blocks_are_made_in_advance_and_no_more_than_twice_the_vectors() -> None:
    from scipy.sparse import csr_matrix

    codes = ["US-GA", "US", "US-IL", ""]
    region = np.repeat([0, 1, 2, 3], [40, 5, 30, 2])
    vectors = [csr_matrix(np.ones((77, 3), np.float32)), csr_matrix(np.eye(77, 100, dtype=np.float32))]
    found = blocks.Blocks(codes, region, vectors)
    assert ("", 0) in found._kept
    assert sum(matrix.nnz for _, matrix in found._kept.values()) <= 2 * sum(each.nnz for each in vectors)
    assert {kind for state, kind in found._kept if state} == {0}, "a small block costs more than it holds"
    for (state, kind), (numbers, matrix) in found._kept.items():
        fresh, other = found._made(state, kind)
        assert numbers.tolist() == fresh.tolist()
        assert (matrix != other).nnz == 0
