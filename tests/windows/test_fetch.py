"""fetch: the declared file, whole, in its place, or nothing."""

import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from declared import loaded

from pipeline.dataset import Dataset
from pipeline.errors import InputError
from pipeline.windows import fetch as window
from pipeline.windows.fetch import fetch

LIST, REGISTRY = b"Agency\nOstrey Police\n", b"entity_id,name\n"


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def web() -> Iterator[str]:
    """Serve a few answers on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/list.csv":
                self.send_response(200)
                self.send_header("Content-Length", str(len(LIST)))
                self.end_headers()
                self.wfile.write(LIST)
            elif self.path == "/cut.csv":
                self.send_response(200)
                self.send_header("Content-Length", "100")
                self.end_headers()
                self.wfile.write(LIST)
            elif self.path in ("/moved", "/ftp", "/file"):
                target = {"/moved": "/list.csv", "/ftp": "ftp://localhost/x", "/file": "file:///etc/passwd"}[self.path]
                self.send_response(302)
                self.send_header("Location", target)
                self.end_headers()
            else:
                self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def declared(folder: Path, registry: dict[str, Any] | None = None, **source: Any) -> Dataset:
    entry = {"title": "A list", "path": "sub/list.csv", "columns": {"name": "Agency"}} | source
    dataset = loaded(folder, sources=[entry], registry={"path": "registry.csv"} | (registry or {}))
    (dataset.folder / "registry.csv").write_bytes(REGISTRY)
    return dataset


def outcomes(dataset: Dataset, mirror: Path | None = None) -> list[tuple[str, str]]:
    return [(done.path, done.outcome) for done in fetch(dataset, mirror)]


def left(dataset: Dataset) -> list[str]:
    return sorted(path.name for path in dataset.folder.rglob("*") if path.is_file())


def test_a_file_is_fetched_and_then_left_alone(tmp_path: Path, web: str) -> None:
    dataset = declared(tmp_path, url=f"{web}/list.csv", sha256=sha(LIST))
    assert outcomes(dataset) == [("sub/list.csv", "fetched"), ("registry.csv", "present")]
    assert (dataset.folder / "sub/list.csv").read_bytes() == LIST
    stamp = (dataset.folder / "sub/list.csv").stat()
    assert outcomes(dataset) == [("sub/list.csv", "present"), ("registry.csv", "present")]
    assert (dataset.folder / "sub/list.csv").stat() == stamp
    assert all(done.words() and done.to_json()["path"] for done in fetch(dataset))


def test_a_redirection_is_followed_on_the_web_only(tmp_path: Path, web: str) -> None:
    assert outcomes(declared(tmp_path, url=f"{web}/moved", sha256=sha(LIST)))[0] == ("sub/list.csv", "fetched")
    for path in ("/ftp", "/file"):
        dataset = declared(tmp_path, path="other.csv", url=f"{web}{path}", sha256=sha(LIST))
        with pytest.raises(InputError):
            fetch(dataset)
        assert "other.csv" not in left(dataset)


@pytest.mark.parametrize(
    ("path", "told"), [("/list.csv", "sha256"), ("/cut.csv", "sha256|IncompleteRead"), ("/nothing", "Not Found")]
)
def test_what_is_not_the_declared_file_is_never_written(tmp_path: Path, web: str, path: str, told: str) -> None:
    dataset = declared(tmp_path, url=f"{web}{path}", sha256=sha(b"another"))
    with pytest.raises(InputError, match=told) as caught:
        fetch(dataset)
    assert caught.value.exit_code == 2
    assert left(dataset) == ["dataset.yml", "registry.csv"]


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="could not be brought"):
        fetch(declared(tmp_path, url="http://127.0.0.1:9/list.csv", sha256=sha(LIST)))


def test_a_file_may_be_too_large(tmp_path: Path, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "_LARGEST", 10)
    dataset = declared(tmp_path, url=f"{web}/list.csv", sha256=sha(LIST))
    with pytest.raises(InputError, match="larger"):
        fetch(dataset)
    assert left(dataset) == ["dataset.yml", "registry.csv"]


def test_the_mirror_is_searched_by_sha256_under_any_name(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "deep").mkdir(parents=True)
    (mirror / "list.csv").write_bytes(b"same name, other file")
    (mirror / "deep" / "whatever.bin").write_bytes(LIST)
    os.mkfifo(mirror / "pipe.csv")
    dataset = declared(tmp_path, sha256=sha(LIST))
    assert outcomes(dataset, mirror)[0] == ("sub/list.csv", "mirrored")
    assert (dataset.folder / "sub/list.csv").read_bytes() == LIST


def test_the_mirror_stands_for_the_network(tmp_path: Path, web: str) -> None:
    (tmp_path / "mirror").mkdir()
    dataset = declared(tmp_path, url=f"{web}/list.csv", sha256=sha(LIST))
    with pytest.raises(InputError, match="no file with the sha256"):
        fetch(dataset, tmp_path / "mirror")
    with pytest.raises(InputError, match="no folder"):
        fetch(dataset, tmp_path / "absent")


def test_another_file_in_the_place_is_never_overwritten(tmp_path: Path, web: str) -> None:
    dataset = declared(tmp_path, path="list.csv", url=f"{web}/list.csv", sha256=sha(LIST))
    (dataset.folder / "list.csv").write_bytes(b"mine")
    with pytest.raises(InputError, match="another file stands there"):
        fetch(dataset)
    assert (dataset.folder / "list.csv").read_bytes() == b"mine"


def test_files_that_nothing_is_known_of(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="correct `path`"):
        fetch(declared(tmp_path))
    assert outcomes(declared(tmp_path, private=True))[0] == ("sub/list.csv", "absent")
    with pytest.raises(InputError, match="--mirror DIR"):
        fetch(declared(tmp_path, sha256=sha(LIST)))


def test_every_file_is_tried_and_every_failure_told(tmp_path: Path, web: str) -> None:
    registry = {"path": "r.csv", "url": f"{web}/list.csv", "sha256": sha(LIST)}
    dataset = declared(tmp_path, registry, url=f"{web}/nothing", sha256=sha(LIST))
    with pytest.raises(InputError) as caught:
        fetch(dataset)
    assert len(caught.value.problems) == 1
    assert (dataset.folder / "r.csv").read_bytes() == LIST


@pytest.mark.parametrize("name", ["flock-alpr", "flock-networks", "leso-1033"])
def test_the_real_files_are_found_in_the_mirror(data: Path, tmp_path: Path, name: str) -> None:
    from pipeline.dataset import load

    folder = tmp_path / name
    folder.mkdir()
    declaration = Path(__file__).resolve().parents[2] / "raw" / name / "dataset.yml"
    (folder / "dataset.yml").write_bytes(declaration.read_bytes())
    assert {done.outcome for done in fetch(load(folder), data)} == {"mirrored"}


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path, web: str) -> None:
    dataset = declared(tmp_path, url=f"{web}/list.csv", sha256=sha(LIST))
    left = dataset.folder / "sub/.list.csv.partial"
    left.parent.mkdir()
    for _ in range(2):  # once fetched, once present
        left.write_bytes(b"half a fi")
        fetch(dataset)
        assert not left.exists()
    assert (dataset.folder / "sub/list.csv").read_bytes() == LIST


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path, web: str) -> None:
    dataset = declared(tmp_path, path="sub/list.csv", url=f"{web}/list.csv", sha256=sha(LIST))
    (dataset.folder / "sub").write_bytes(b"")
    with pytest.raises(InputError, match="could not be brought"):
        fetch(dataset)
