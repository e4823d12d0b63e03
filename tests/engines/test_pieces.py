"""What a cluster shares arrives in pieces, in any order, and is opened where it lies."""

import errno
import os
import pickle
from typing import Any

import numpy as np
import pytest

from pipeline.engines import dask, pieces
from pipeline.engines.pieces import Piece
from pipeline.packed import Stored

MADE = {"a name": np.arange(20_000), "more": Stored.of(["é"])}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_SIZE", 10_000)


def sent(piece: Piece) -> Piece:
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(piece, 5, buffer_callback=buffers.append)
    assert len(body) < 1000, "what it holds goes as it is"
    return pickle.loads(body, buffers=[bytes(each.raw()) for each in buffers])


@pytest.mark.parametrize("step", [1, -1])
def test_pieces_make_a_whole_and_can_be_sent_on(step: int) -> None:
    made = list(pieces.pieces(MADE))
    assert len(made) > 10
    for _ in range(2):
        made = [sent(piece) for piece in made[::step]]
        assert len({id(piece.content) for piece in made}) == 1, "they lie in one file"
        assert made[0].content["a name"].tolist() == list(range(20_000))
        assert made[0].content["more"].open() == ["é"]


def test_a_piece_shows_nothing_of_itself() -> None:
    assert "a name" not in repr(next(pieces.pieces(MADE)))


def test_where_there_is_no_room_it_is_told_by_who_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    made = list(pieces.pieces(len))

    def refuse(*_: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", refuse)
    answer = dask._apply([sent(piece) for piece in made], dask.Sealed((dict, {}, "chunk"))).content
    assert isinstance(answer, OSError)
    assert answer.errno == errno.ENOSPC
    del answer  # and with it the last one who looked at the file that is not whole
    monkeypatch.undo()
    assert dask._apply([sent(piece) for piece in made], dask.Sealed((dict, {}, "chunk"))).content == (5,)
