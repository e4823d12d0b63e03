"""The published folder: all of the old one, or all of the new one, at every moment."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from datasets import Tiny

from pipeline import publication

OLD = {"entities.csv": b"old\n", "revisions/1.0.0/entities.csv": b"old\n"}
NEW = {"entities.csv": b"new\n", "index.html": b"new\n", "revisions/1.1.0/entities.csv": b"new\n"}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    workbench = tmp_path / "interim"
    workbench.mkdir()
    return tmp_path / "published" / "argus", workbench


def read(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in publication.list_files(folder).items()}


def test_first_and_second_publication(folders: tuple[Path, Path]) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, OLD, workbench)
    assert read(folder) == OLD
    publication.replace_folder(folder, NEW, workbench)
    assert read(folder) == NEW
    assert list(workbench.iterdir()) == []


def test_where_the_system_cannot_exchange_two_renames_do(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, OLD, workbench)
    monkeypatch.setattr(publication, "_exchange", publication._exchange_in_two)
    publication.replace_folder(folder, NEW, workbench)
    assert read(folder) == NEW
    assert list(workbench.iterdir()) == []


def test_a_kill_between_the_two_renames_is_mended(folders: tuple[Path, Path]) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, OLD, workbench)
    folder.rename(workbench / "previous")
    publication.restore(folder, workbench)
    assert read(folder) == OLD


@pytest.mark.parametrize("exchange", ["one", "two"])
def test_a_kill_at_any_system_call_leaves_one_whole_folder(folders: tuple[Path, Path], exchange: str) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, OLD, workbench)
    for step in range(60):
        # The child kills itself at its n-th call that touches the file system.
        code = textwrap.dedent(f"""
            import os, signal, sys
            from pathlib import Path
            from pipeline import publication
            left = {step}
            def audit(event, args):
                global left
                if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.listdir", "shutil.rmtree"):
                    left -= 1
                    if left < 0:
                        os.kill(os.getpid(), signal.SIGKILL)
            if {exchange == "two"}:
                publication._exchange = publication._exchange_in_two
            sys.addaudithook(audit)
            publication.replace_folder(Path({str(folder)!r}), {NEW!r}, Path({str(workbench)!r}))
        """)
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
        )
        publication.restore(folder, workbench)
        assert read(folder) in (OLD, NEW)
        if done.returncode == 0:
            assert read(folder) == NEW
            break
        assert done.returncode == -signal.SIGKILL
    else:
        pytest.fail("the publication never came to its end")


def test_earlier_revisions_are_all_but_this_version(folders: tuple[Path, Path]) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, OLD | NEW, workbench)
    assert list(publication.earlier_revisions(folder, "1.1.0")) == ["revisions/1.0.0/entities.csv"]


def test_a_changed_missing_or_added_file_is_not_current(folders: tuple[Path, Path]) -> None:
    folder, workbench = folders
    publication.replace_folder(folder, NEW, workbench)
    digests = publication.digests(NEW)
    assert publication.is_current(folder, digests)
    (folder / "index.html").write_bytes(b"changed")
    assert not publication.is_current(folder, digests)
    publication.replace_folder(folder, NEW | {"more.txt": b""}, workbench)
    assert not publication.is_current(folder, digests)


@pytest.mark.parametrize(
    "closed", ["raw", "published/tiny", "published/tiny/revisions", "published/tiny/revisions/1.0.0"]
)
def test_a_folder_that_may_not_be_looked_into_is_told(
    closed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left out in silence, earlier revisions would be gone from the next one."""
    tiny = Tiny(tmp_path)
    assert tiny.run("publish").code == 0
    before = tiny.files()
    tiny.edit('version: "1.0.0"', 'version: "1.0.1"')
    look, list_names = os.scandir, os.listdir

    def allowed(path: object) -> object:
        if Path(str(path)) == tmp_path / closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return path

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda path=".": look(allowed(path)))
        patch.setattr(os, "listdir", lambda path=".": list_names(allowed(path)))
        done = tiny.run("publish")
    assert done.code == 2 and "Permission denied. Let this user read and write there" in done.err, done
    assert tiny.files() == before
