"""What a run keeps for the next one is made once, and read only by whoever wrote it."""

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest

from pipeline.memory import remembered
from pipeline.packed import Stored

GROUND, OTHER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


class Counted:
    """Makes something, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[int]:
        self.times += 1
        return [1, 2]


def test_it_is_made_once_for_each_ground(tmp_path: Path) -> None:
    make, path = Counted(), tmp_path / "x.memory"
    assert [remembered(path, GROUND, make) for _ in range(3)] == [[1, 2]] * 3
    assert make.times == 1
    remembered(path, OTHER, make)
    remembered(path, GROUND, make)
    assert make.times == 3


@pytest.mark.parametrize("at", [0, 31, 32, -1])
def test_what_was_damaged_is_made_anew(tmp_path: Path, at: int) -> None:
    make, path = Counted(), tmp_path / "x.memory"
    remembered(path, GROUND, make)
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert remembered(path, GROUND, make) == [1, 2]
    assert make.times == 2


class Trap:
    """Leaves a mark when its pickle is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


@pytest.mark.parametrize("seal", ["plain", "none", "theirs"])
def test_what_somebody_else_wrote_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal: str, state: Path
) -> None:
    mark, path, make = tmp_path / "mark", tmp_path / "x.memory", Counted()
    if seal == "theirs":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "theirs"))
        remembered(path, GROUND, lambda: Trap(mark))
        monkeypatch.setenv("XDG_STATE_HOME", str(state))
    else:
        body = pickle.dumps(Trap(mark))
        path.write_bytes((hashlib.sha256(body).digest() if seal == "plain" else b"") + body)
    assert remembered(path, GROUND, make) == [1, 2]
    assert not mark.exists()


def test_the_trap_works(tmp_path: Path) -> None:
    mark, path = tmp_path / "mark", tmp_path / "x.memory"
    remembered(path, GROUND, lambda: Trap(mark))
    remembered(path, GROUND, Counted())
    assert mark.exists()


def test_the_key_is_for_the_user_alone(tmp_path: Path, state: Path) -> None:
    remembered(tmp_path / "x.memory", GROUND, Counted())
    (key,) = [path for path in state.rglob("*") if path.is_file()]
    assert key.stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_a_key_nothing_is_kept(tmp_path: Path, state: Path) -> None:
    state.write_text("a file where a folder should be", encoding="utf-8")
    make, path = Counted(), tmp_path / "x.memory"
    assert [remembered(path, GROUND, make) for _ in range(2)] == [[1, 2]] * 2
    assert make.times == 2
    assert not path.exists()


def test_what_is_not_worth_keeping_leaves_nothing_behind(tmp_path: Path, state: Path) -> None:
    make, path = Counted(), tmp_path / "x.memory"
    assert remembered(path, GROUND, make, worth=lambda made: False) == [1, 2]
    assert not path.exists() and not state.exists()


def test_what_is_no_longer_worth_keeping_is_made_anew(tmp_path: Path) -> None:
    make, path = Counted(), tmp_path / "x.memory"
    remembered(path, GROUND, make)
    assert remembered(path, GROUND, make, worth=lambda made: make.times > 1) == [1, 2]
    assert make.times == 2


def test_what_stands_in_a_file_of_its_own_is_kept_with_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "x.memory"
    for _ in range(2):
        first, second = remembered(path, GROUND, lambda: [Stored.of(np.arange(5000)), Stored.of("a text")])
        assert first.open().tolist() == list(range(5000))
        assert second.open() == "a text"
