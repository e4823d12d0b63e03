"""What a run keeps for the next one on this machine: working data that is dear to make, and no table.

It is pickled, its arrays behind the pickle as they are (PEP 574), so that the file is mapped and nothing is copied. To
read a pickle is to trust whoever wrote it, and a forged array could link wrongly. So all is sealed with a key of this
machine's user (HMAC, RFC 2104): a file that came along with a folder is never opened.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.collector import uncollected
from pipeline.packed import in_passing, mapped, packed, unpacked
from pipeline.store import write_parts

_SIZE = 32  # bytes of a key, and of a seal
_AT_ONCE = 1 << 20  # bytes that are read at once


def remembered(
    path: Path, ground: str, make: Callable[[], Any], worth: Callable[[Any], bool] = lambda made: True
) -> Any:
    """Read back what was made here on the same ground and is `worth` it, or make it, and keep it where it is.

    Where no key can be kept, it is made. Where nothing is kept, no key is made either. It need not fit into memory:
    neither is it read as a whole to see its seal, nor are its parts held that stand in files (`Stored`).
    """
    made = _read(path, ground)
    if made is not None and worth(made):
        return made
    made = make()
    if worth(made) and (key := _key()):
        parts = packed(made)
        write_parts(path, chain((_seal(key, ground, in_passing(parts)),), in_passing(parts)))
    return made


def _read(path: Path, ground: str) -> Any:
    with suppress(OSError), path.open("rb") as file:
        seal = file.read(_SIZE)
        if seal and (key := _key()):
            blocks = iter(partial(file.read, _AT_ONCE), b"")
            if hmac.compare_digest(seal, _seal(key, ground, blocks)):
                with uncollected():
                    return unpacked(mapped(file.fileno())[_SIZE:])
    return None


def _seal(key: bytes, ground: str, parts: Iterable[bytes | memoryview]) -> bytes:
    sealing = hmac.new(key, hashlib.sha256(ground.encode()).digest(), hashlib.sha256)
    for part in parts:
        sealing.update(part)
    return sealing.digest()


def _key() -> bytes:
    """Give the user's key, made at first need; none where there is no place for it."""
    with suppress(OSError, RuntimeError):  # no home, or one that may not be written
        state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
        path = state / "deskcheck" / "memory.key"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_SIZE))
            fresh.replace(path)  # where two runs are first at once, one makes its data anew the next time
        key = path.read_bytes()
        return key if len(key) == _SIZE else b""
    return b""
