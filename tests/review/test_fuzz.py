"""Garbage on the review page's port: whatever is sent, an answer or a closed line, and not a byte is written."""

import random
import socket
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from reviewing import Client, desk_of, newsroom, served

NAMES = [("Quillmere Polce", "ON", "12"), ("Ostrey Plice", "NS", "3")]
REGISTRY = [("on-1", "Quillmere Police", "CA-ON"), ("ns-1", "Ostrey Police", "CA-NS")]
TIMES = 300


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    tiny = newsroom(tmp_path_factory.mktemp("fuzz"), NAMES, REGISTRY)
    with served(desk_of(tiny)) as client:
        client.raw = tiny.raw  # type: ignore[attr-defined]
        yield client


def send(client: Client, data: bytes) -> bytes:
    """Send bytes as they are; give the first line of the answer, nothing where the line was closed."""
    port = int(client.base.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return line.recv(4096).split(b"\r\n")[0]
        except OSError:  # the line was closed, or nothing came
            return b""


def requests(client: Client, chance: random.Random) -> Iterator[bytes]:
    """Make requests that no browser makes: odd methods, paths, headers, bodies and lengths, some with the token."""
    methods = ["GET", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "", "G\0T", "get", "POST " * 3, "A" * 70_000]
    paths = [
        "/",
        "/api/next",
        "/api/decide",
        "/api/item?at=",
        "/api/item?at=-1",
        "/api/item?at=1e9",
        "/api/search?at=0&q=%00",
        "/page/../../etc/passwd",
        "/page/%2e%2e%2f%2e%2e%2fserver.py",
        "/page//etc/passwd",
        "/page/..\\server.py",
        "*",
        "",
        "http://example.org/",
        "/api/names?page=99999999999999999999",
        "/" + "a" * 70_000,
        "/%ff%fe",
        "/api/explain?at=0&at=1",
    ]
    bodies = ["", "{", "[]", "null", "0", '{"names": 1}', '{"names": [[]]}', "[" * 100_000, '"' * 50, "\0" * 50, "a=b"]
    while True:
        body = chance.choice(bodies).encode()
        lines = [f"{chance.choice(methods)} {chance.choice(paths)} HTTP/{chance.choice(('1.1', '1.0', '9', ''))}"]
        lines += ["Host: 127.0.0.1:" + client.base.rpartition(":")[2]] * chance.choice((0, 1, 1, 1, 2))
        lines += [f"X-Deskcheck-Token: {client.token}"] * chance.choice((0, 1))
        lines += [f"Content-Length: {chance.choice((len(body), 0, -1, 'x', 10**9, 10**30))}"] * chance.choice(
            (0, 1, 1, 2)
        )
        lines += [f"Content-Type: {chance.choice(('application/json', 'text/xml', '', 'multipart/form-data'))}"]
        lines += ["Transfer-Encoding: chunked"] * chance.choice((0, 0, 1))
        lines += ["".join(chance.choices(string.printable, k=chance.choice((0, 5, 500)))) for _ in range(2)]
        data = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body
        yield (
            data if chance.random() < 0.9 else bytes(chance.randrange(256) for _ in range(chance.choice((1, 50, 3000))))
        )


def test_garbage_is_answered_and_nothing_is_written(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    raw: Path = client.raw  # type: ignore[attr-defined]
    before = {path.name: path.read_bytes() for path in raw.iterdir()}
    made = requests(client, random.Random(31))
    seen = set()
    for _ in range(TIMES):
        data = next(made)
        answer = send(client, data)
        seen.add(answer.split(b" ")[1] if answer.startswith(b"HTTP/") else answer[:20])
        assert not answer.startswith(b"HTTP/1.1 500") and b" 500 " not in answer, data[:300]
    assert {b"403", b"400"} <= seen, seen
    assert {path.name: path.read_bytes() for path in raw.iterdir()} == before
    assert client.ask("/api/next?client=a")[0] == 200
    told = capfd.readouterr()
    assert "Traceback" not in told.err + told.out


@pytest.mark.parametrize("size", [1 << 21, 1 << 24])
def test_a_huge_body_is_refused_unread(client: Client, size: int) -> None:
    head = f"POST /api/decide HTTP/1.1\r\nHost: {client.base[7:]}\r\nX-Deskcheck-Token: {client.token}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    answer = send(client, head.encode() + b'{"names": "' + b"a" * (size - 20))
    assert answer == b"" or answer.split(b" ")[1] in (b"413", b"400")
    assert client.ask("/api/next?client=a")[0] == 200
