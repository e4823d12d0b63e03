"""What `--against` names: a revision of git, a folder, or a version, as the files of a published folder."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline import publication
from pipeline.errors import InputError, Problem
from pipeline.revisions import age
from pipeline.workplace import Workplace

_WAYS = "Name a git revision, a folder that holds the published one, or a version of published/{}/revisions/."


@dataclass(frozen=True)
class Reference:
    """A published folder as it was. `label` is how to call it; `version` is '' where it cannot be told."""

    label: str
    version: str
    files: Mapping[str, Path]
    attested: bool = False  # it holds an attestation by the desk


@contextmanager
def opened(place: Workplace, ref: str) -> Iterator[Reference]:
    """Open what was named: a version first, then a folder, then a revision of git. '' is the last version but this one.

    A revision of git that holds nothing published of the dataset has no files. Raises InputError where there is none.
    """
    files = publication.list_files(place.published)
    versions = sorted({PurePosixPath(name).parts[1] for name in files if name.startswith("revisions/")}, key=age)
    if not ref:
        now = version_of(files)
        older = [each for each in versions if age(each) < age(now)]
        if not older:
            message = f"published/{place.name} holds no revision before {now or 'this one'}"
            raise InputError(Problem(message, "Name with --against what to compare with."))
        ref = older[-1]
    if ref in versions:
        start = f"revisions/{ref}/"
        own = {name.removeprefix(start): path for name, path in files.items() if name.startswith(start)}
        yield Reference(ref, ref, own)
    elif (folder := Path(ref)).is_dir():
        found = _in_folder(place, folder)
        told = publication.list_files(found)
        attested = (found / publication.ATTESTATION).exists()
        yield Reference(folder.resolve().name, version_of(told), told, attested)
    else:
        with tempfile.TemporaryDirectory(prefix="deskcheck-") as kept:
            told = _in_git(place, ref, Path(kept))
            yield Reference(ref, version_of(told), told, (Path(kept) / publication.ATTESTATION).exists())


def version_of(files: Mapping[str, Path]) -> str:
    """Tell the version of a published folder from its package description; '' where that cannot be read."""
    try:
        told = json.loads(files["datapackage.json"].read_text(encoding="utf-8"))["version"]
    except (KeyError, OSError, ValueError, TypeError):
        return ""
    return told if isinstance(told, str) else ""


def _in_folder(place: Workplace, folder: Path) -> Path:
    for each in (folder, folder / "published" / place.name, folder / place.name):
        if (each / "entities.csv").is_file():
            return each
    message = "the folder holds no published table of this dataset"
    raise InputError(Problem(message, _WAYS.format(place.name), value=folder.name))


def _in_git(place: Workplace, ref: str, kept: Path) -> dict[str, Path]:
    """Write the published folder as a revision of git holds it into `kept`, byte for byte: no filter touches it."""
    commit = _commit(place, ref)
    prefix = _git(place, ["rev-parse", "--show-prefix"]).decode().strip()
    start = f"{prefix}published/{place.name}/"
    listed = _git(place, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", start]).split(b"\0")
    blobs: dict[str, str] = {}
    for entry in filter(None, listed):
        facts, _, path = entry.partition(b"\t")
        mode, kind, blob = facts.decode().split()
        if kind == "blob" and mode != "120000":
            blobs[path.decode("utf-8", "surrogateescape").removeprefix(start)] = blob
    if blobs:
        answer = _git(place, ["cat-file", "--batch"], "".join(f"{blob}\n" for blob in blobs.values()).encode())
        for name in blobs:
            head, _, answer = answer.partition(b"\n")
            words = head.split()
            if len(words) != 3:
                raise _unreadable(ref, "it lacks a file of that revision", "Fetch it whole: git fetch --unshallow.")
            size = int(words[2])
            file = kept / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(answer[:size])
            answer = answer[size + 1 :]
    return publication.list_files(kept)


def _commit(place: Workplace, ref: str) -> str:
    fetch = f"{_WAYS.format(place.name)} A shallow clone may lack it: git fetch --depth=1 origin COMMIT brings one."
    try:
        found = _git(place, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"])
        commit = found.decode().strip()
        _git(place, ["cat-file", "-e", commit])
    except subprocess.CalledProcessError:
        raise InputError(Problem("there is no such version, folder or git revision here", fetch, value=ref)) from None
    return commit


def _git(place: Workplace, words: list[str], given: bytes = b"") -> bytes:
    try:
        # Whatever is not here stays away: a comparison must not begin to fetch.
        known = os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
        done = subprocess.run(
            ["git", "-C", str(place.root), *words], input=given, capture_output=True, check=False, env=known
        )
    except FileNotFoundError:
        raise _unreadable("", "git is not installed", "Install it, or name a folder or a version.") from None
    if b"dubious ownership" in done.stderr:
        raise _unreadable(
            "", "git does not trust this folder, which somebody else owns", "See git help safe.directory."
        )
    if done.returncode and b"not a git repository" in done.stderr:
        raise _unreadable("", "this is no git repository", "Name a folder or a version.")
    done.check_returncode()
    return done.stdout


def _unreadable(ref: str, message: str, remedy: str) -> InputError:
    return InputError(Problem(f"--against cannot be read: {message}", remedy, value=ref or None))
