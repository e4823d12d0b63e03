"""What is packed comes back, and its arrays are not copied."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.packed import Shelf, Stored, in_passing, mapped, packed, unpacked


@pytest.mark.parametrize("size", [0, 1, 7, 1000])
def test_it_comes_back(size: int) -> None:
    made = {"text": "é", "array": np.arange(size), "more": np.ones((size, 3), np.float32)}
    again = unpacked(memoryview(b"".join(packed(made))))
    assert again["text"] == "é"
    assert again["array"].tolist() == made["array"].tolist()
    assert again["more"].shape == (size, 3)


def test_arrays_lie_in_the_body() -> None:
    body = bytearray(b"".join(packed([np.arange(1000)])))
    (array,) = unpacked(memoryview(body))
    before = array[-1]
    body[-64:] = bytes(64)  # the last of the blocks ends with at most 63 blanks
    assert array[-1] != before
    assert array.flags.writeable
    assert not unpacked(memoryview(bytes(body)))[0].flags.writeable


LARGE = 8_000_000  # numbers, of eight bytes


def held() -> float:
    """Tell the MiB of memory that this process holds."""
    (line,) = [each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def test_what_is_stored_takes_memory_only_while_it_is_open() -> None:
    stored = Stored.of(np.ones(LARGE))
    before = held()
    opened = stored.open()
    assert opened.sum() == LARGE
    assert held() > before + 50
    stored.close()
    assert held() < before + 10
    assert opened.sum() == LARGE, "it can still be looked at"


def test_what_is_stored_lies_in_whatever_file_it_is_put_into(tmp_path: Path) -> None:
    stored = Stored.of(np.ones(LARGE))
    before = held()
    with (tmp_path / "packed").open("w+b") as file:
        file.writelines(in_passing(packed([stored, {"text": "é"}])))
        file.flush()
        again, text = unpacked(mapped(file.fileno()))
    assert text == {"text": "é"}
    assert held() < before + 10
    assert again.open().sum() == LARGE
    again.close()
    assert held() < before + 10
    assert unpacked(memoryview(b"".join(packed(again)))).open().tolist() == stored.open().tolist()


def test_of_the_pieces_on_a_shelf_one_is_open() -> None:
    shelf = Shelf(Stored.of(np.full(LARGE // 2, number)) for number in range(3))
    before = held()
    for _ in range(2):
        assert [int(shelf[number].sum()) for number in range(3)] == [0, LARGE // 2, LARGE]
        assert held() < before + 45
    assert len(shelf) == 3
    assert shelf[1] is shelf[1]
    assert int(unpacked(memoryview(b"".join(packed(shelf))))[2][0]) == 2
    assert Shelf(["as it is"])[0] == "as it is"
