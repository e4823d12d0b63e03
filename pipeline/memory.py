"""What a run keeps for the next one on this machine: working data that is dear to make, and no table.

It is pickled (https://docs.python.org/3/library/pickle.html), and to read a pickle is to trust whoever wrote it. So it
is sealed with a key of this machine's user (HMAC, RFC 2104): one that came along with a folder is never opened.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.collector import uncollected
from pipeline.store import write_parts

_SIZE = 32  # bytes of a key, and of a seal


def remembered(path: Path, ground: str, make: Callable[[], Any]) -> Any:
    """Read back what was made here on the same ground, or make and keep it. Where no key can be kept, it is made."""
    key = _key()
    if not key:
        return make()
    data = path.read_bytes() if path.is_file() else b""
    seal, body = data[:_SIZE], memoryview(data)[_SIZE:]
    if seal and hmac.compare_digest(seal, _seal(key, ground, body)):
        return _unpickled(body)
    made = make()
    body = memoryview(_pickled(made))
    write_parts(path, (_seal(key, ground, body), body))
    return made


def _seal(key: bytes, ground: str, body: memoryview) -> bytes:
    sealing = hmac.new(key, hashlib.sha256(ground.encode()).digest(), hashlib.sha256)
    sealing.update(body)
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


def _pickled(made: Any) -> bytes:
    import pickle

    return pickle.dumps(made, pickle.HIGHEST_PROTOCOL)


def _unpickled(body: memoryview) -> Any:
    import pickle

    with uncollected():  # millions of small objects are made, none of which is garbage
        return pickle.loads(body)
