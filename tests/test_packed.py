"""What is packed comes back, and its arrays are not copied."""

import numpy as np
import pytest

from pipeline.packed import packed, unpacked


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
