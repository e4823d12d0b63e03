"""An index answers alike, whether it was just made, read back or sent; its blocks are bounded."""

import numpy as np
import pandas as pd
import pytest

from pipeline.matching import blocks
from pipeline.matching.index import Index
from pipeline.matching.places import Regions
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


def kept_as_large(index: Index) -> Index:
    """Keep every block, as if all were large."""
    (shard,) = index._near.shelf._pieces
    asked = [(state, kind) for state in STATES for kind in (0, 1)]
    shard.blocks._kept = {place: shard.blocks._made(place, index.regions.agreeing(place[0]), None) for place in asked}
    return index


@pytest.mark.parametrize("writeable", [True, False])
def test_an_index_that_was_sent_answers_alike(writeable: bool, expected: object) -> None:
    body = b"".join(packed(kept_as_large(made())))
    assert answer(unpacked(memoryview(bytearray(body) if writeable else body)), QUERIES) == expected


def test_what_is_kept_for_the_next_queries_is_bounded(expected: object) -> None:
    index = made()
    (shard,) = index._near.shelf._pieces
    shard.blocks._most = 1
    assert answer(index, QUERIES) == expected
    assert len(shard.blocks._recent) == 1


def test_large_blocks_are_made_in_advance_and_no_more_than_twice_the_vectors() -> None:
    from scipy.sparse import csr_matrix

    region = np.repeat([0, 1, 2, 3], [40, 5, 30, 2])
    regions = Regions(["US-GA", "US", "US-IL", ""], np.bincount(region))
    vectors = [csr_matrix(np.ones((77, 3), np.float32)), csr_matrix(np.eye(77, 100, dtype=np.float32))]
    found = blocks.Blocks(regions, region, vectors, {}, 1 << 30)
    assert ("", 0) in found._kept
    assert sum(matrix.nnz for _, matrix in found._kept.values()) <= 2 * sum(each.nnz for each in vectors)
    assert {kind for state, kind in found._kept if state} == {0}, "a small block costs more than it holds"
    for place, (numbers, matrix) in found._kept.items():
        fresh, other = found._made(place, regions.agreeing(place[0]), None)
        assert numbers.tolist() == fresh.tolist()
        assert (matrix != other).nnz == 0
