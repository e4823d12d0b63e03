"""Anything as a few blocks of bytes, and back without a copy of its arrays: pickle with buffers out of band (PEP 574).

To unpack is to trust whoever packed.
"""

import pickle
from typing import Any

_EACH = 64  # bytes at a multiple of which a block begins, as processors like it


def packed(made: Any) -> list[bytes | memoryview]:
    """Give the parts in their order: the sizes of the blocks, the pickle, the arrays; blanks fill up between them."""
    arrays: list[pickle.PickleBuffer] = []
    blocks = [memoryview(pickle.dumps(made, 5, buffer_callback=arrays.append)), *(each.raw() for each in arrays)]
    sizes = [len(blocks), *(block.nbytes for block in blocks)]
    parts: list[bytes | memoryview] = []
    for block in (memoryview(b"".join(size.to_bytes(8, "little") for size in sizes)), *blocks):
        parts += [block, bytes(-block.nbytes % _EACH)]
    return parts


def unpacked(body: memoryview) -> Any:
    """Give back what was packed; its arrays lie in `body`, and cannot be written to where that cannot."""
    number = int.from_bytes(body[:8], "little")
    sizes = [int.from_bytes(body[8 * at : 8 * at + 8], "little") for at in range(1, number + 1)]
    start, blocks = 8 * (number + 1), []
    for size in sizes:
        start += -start % _EACH
        blocks.append(body[start : start + size])
        start += size
    return pickle.loads(blocks[0], buffers=blocks[1:])
