"""However a registry is cut, it answers alike."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.test_blocks import PREPARE, QUERIES, ROWS

from pipeline.errors import InputError
from pipeline.matching import index as module
from pipeline.matching import near, shards, whole
from pipeline.matching.index import Index
from pipeline.matching.search import Answer, Query, answer
from pipeline.packed import Stored, packed, unpacked

EQUAL = [
    (f"x{at:02}", "Post Office", "Sub Post Office|PO", state) for at, state in enumerate(["US-GA", "US-TX", ""] * 15)
]
# Words of another of an entity's names: looked up by the entity, whichever shard it is in.
TWO_NAMES = [
    (f"y{at:02}", f"{word} Constabulary", f"{word} {other}", ["US-GA", "US-TX", ""][at % 3])
    for at, (word, other) in enumerate(
        (word, other)
        for word in ("Quill", "Tarn", "Ostrey")
        for other in ("Marshals", "Rangers", "Wardens", "Bailiffs")
    )
]
REGISTRY = pd.DataFrame([*ROWS, *EQUAL, *TWO_NAMES], columns=["entity_id", "name", "aliases", "region"]).assign(kind="")
MORE = [
    ("Post Ofice", ""),
    ("Sub-Post Office", "US-TX"),
    ("PO", "US"),
    ("Post Office Springfield", "US-WY"),
    ("", "US"),
    *((f"{word} Constabulry {other}", "US-GA") for word in ("Quill", "Tarn") for other in ("Rangers", "Bailiffs")),
]
ASKED = [*QUERIES, *(Query(*(lambda told: (told[0], state, told[1]))(PREPARE(name, state))) for name, state in MORE)]


@pytest.fixture(autouse=True, scope="module")
def every_region_is_large() -> Iterator[None]:
    """Leave the commonest trigrams and words of every region out, and not so many that nothing is left."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "LARGE", 3)
        patch.setattr(whole, "LARGE", 3)
        patch.setattr(near, "FREQUENT", 0.25)
        yield


@pytest.fixture(scope="module")
def expected() -> list[Answer]:
    made = Index(REGISTRY, PREPARE)
    assert made.shards == 1
    assert made._near._frequent["US-GA", 1].size > 0
    found = answer(made, ASKED)
    assert sum(map(len, found)) > 100
    return found


def cut_by(borders: Sequence[int]) -> Index:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "cut", lambda *_: np.array(borders, np.int32))
        return Index(REGISTRY, PREPARE)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 4), min_size=len(REGISTRY), max_size=len(REGISTRY)))
def test_however_it_is_cut_it_answers_alike(expected: list[Answer], borders: list[int]) -> None:
    made = cut_by(borders)
    assert answer(made, ASKED) == expected
    made._near._frequent.clear()  # as if nobody had foreseen which regions are asked for
    assert answer(unpacked(memoryview(b"".join(packed(made)))), ASKED) == expected


@pytest.mark.parametrize("most", [1, 20_000, 60_000])
def test_cut_by_size_it_answers_alike_also_when_it_was_sent(most: int, expected: list[Answer]) -> None:
    made = Index(REGISTRY, PREPARE, most)
    assert made.shards > 1
    body = b"".join(packed(made))
    for again in (made, unpacked(memoryview(bytearray(body))), unpacked(memoryview(body))):
        assert answer(again, ASKED) == expected
        assert answer(again, ASKED[::-1]) == expected[::-1]


def test_threads_of_one_worker_do_not_disturb_each_other(expected: list[Answer]) -> None:
    made = Index(REGISTRY, PREPARE, 20_000)
    with ThreadPoolExecutor(4) as pool:
        assert all(found == expected for found in pool.map(lambda _: answer(made, ASKED), range(12)))


def test_no_shard_is_larger_than_was_asked_for() -> None:
    pickles = 12_000  # bytes of a shard's pickle and of the pointers of its matrices, however few its names
    for most in (30_000, 60_000):
        shelf = Index(REGISTRY, PREPARE, most)._near.shelf
        assert len(shelf) > 2
        assert all(isinstance(each, Stored) for each in shelf._pieces)
        assert max(each.body.nbytes for each in shelf._pieces) <= most + pickles


def test_a_region_that_fits_into_a_shard_is_in_one() -> None:
    where, weights = np.array([2, 0, 1, 0, 1, 2, 2, 2]), np.full(8, 10.0)
    assert shards.cut(["b", "a", "c"], where, weights, 30).tolist() == [2, 1, 0, 1, 0, 2, 2, 3]
    assert shards.cut(["b", "a", "c"], where, weights, 1).tolist() == [4, 2, 0, 3, 1, 5, 6, 7]
    assert not shards.cut(["b", "a", "c"], where, weights, 80).any()
    assert shards.cut([], np.zeros(0, np.int64), np.zeros(0), 30).tolist() == []


@pytest.mark.parametrize("said", ["0", "-1", "12.5", "many", "٣"])
def test_a_size_that_is_none_is_told(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shards.SETTING, said)
    with pytest.raises(InputError, match=re.escape(shards.SETTING)):
        Index(REGISTRY, PREPARE)
