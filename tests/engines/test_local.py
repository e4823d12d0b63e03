from functools import partial

import pytest

from pipeline.engines.local import map_chunks


def add(number, chunk):
    return [number + each for each in chunk]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_chunks(workers):
    chunks = [[1, 2], [3], [], [4, 5, 6]]
    assert map_chunks(partial(add, 10), chunks, workers) == [[11, 12], [13], [], [14, 15, 16]]


def test_one_worker_runs_in_this_process():
    seen = []
    assert map_chunks(seen.append, [1, 2], 1) == [None, None]
    assert seen == [1, 2]


def test_an_error_in_a_worker_comes_through():
    with pytest.raises(TypeError):
        map_chunks(partial(add, 1), [["a"], ["b"]], 2)


def test_no_chunks_no_results():
    assert map_chunks(len, [], 4) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_the_share_that_is_done_is_told(workers):
    told = []
    map_chunks(partial(add, 10), [[1], [2], [3], [4]], workers, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
