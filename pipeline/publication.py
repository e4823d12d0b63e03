"""The published folder: read as a whole, and replaced as a whole in one step."""

import contextlib
import ctypes
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError, Problem
from pipeline.store import digest, files_under, naming

RENAME_EXCHANGE = 2  # Linux, <linux/fs.h>
RENAME_SWAP = 2  # macOS, <sys/stdio.h>
AT_FDCWD = -100
ATTESTATION = (
    "attestation.json"  # left by check, not by publish: no part of what is compared, gone with what it attests
)


def list_files(folder: Path) -> dict[str, Path]:
    """List the files of a published folder by their path inside it, without the attestation."""
    files = {path.relative_to(folder).as_posix(): path for path in files_under(folder)}
    return {name: path for name, path in files.items() if name != ATTESTATION}


def earlier_revisions(folder: Path, version: str) -> dict[str, Path]:
    """List the files of the revisions that the folder already holds, without those of `version`."""
    own = PurePosixPath("revisions", version)
    return {
        name: path
        for name, path in list_files(folder).items()
        if PurePosixPath(name).is_relative_to("revisions") and not PurePosixPath(name).is_relative_to(own)
    }


def is_current(folder: Path, digests: Mapping[str, str]) -> bool:
    """Tell whether the folder holds exactly the files with these SHA-256 sums."""
    files = list_files(folder)
    return files.keys() == digests.keys() and all(digest(path) == digests[name] for name, path in files.items())


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Compute the SHA-256 of each file's bytes."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def replace_folder(folder: Path, files: Mapping[str, bytes], workbench: Path) -> None:
    """Replace a published folder by these files: readers see all of the old one or all of the new one.

    The new folder is built in `workbench` (on the same file system) and exchanged with the old one in one system call
    where the system has one. What a killed run left in the workbench is cleared away first.
    """
    new = workbench / "next"
    shutil.rmtree(new, ignore_errors=True)
    for name, data in files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with naming(path), path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync({path.parent for path in (new / name for name in files)} | {new})
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        _exchange(new, folder)
    else:
        new.rename(folder)
    with contextlib.suppress(OSError):  # it is published: what goes wrong from here on undoes nothing
        _sync({folder.parent})
    shutil.rmtree(new, ignore_errors=True)


def _exchange(new: Path, old: Path) -> None:
    """Let two folders change names. Raises InputError where they lie on different file systems."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        failed = libc.renameat2(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(old), RENAME_EXCHANGE)
    elif sys.platform == "darwin":
        failed = libc.renamex_np(os.fsencode(new), os.fsencode(old), RENAME_SWAP)
    else:
        failed = -1
    if failed:
        _exchange_in_two(new, old)


def _exchange_in_two(new: Path, old: Path) -> None:
    # No exchange here (Windows, some network disks): two renames. `restore` mends what a kill between them leaves.
    aside = new.with_name("previous")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        old.rename(aside)
        new.rename(old)
    except OSError as error:
        if aside.exists() and not old.exists():
            aside.rename(old)
        raise InputError(
            Problem(
                f"the published folder cannot be replaced: {error.strerror}",
                "Keep interim/ and published/ on one disk, and let this user write to both.",
            )
        ) from error
    shutil.rmtree(aside, ignore_errors=True)


def restore(folder: Path, workbench: Path) -> None:
    """Put the old folder back where a run was killed between two renames; clear away whatever else a run left."""
    aside = workbench / "previous"
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    for left in (aside, workbench / "next"):
        shutil.rmtree(left, ignore_errors=True)


def _sync(folders: Iterable[Path]) -> None:
    for folder in sorted(folders):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
