"""On a real small disk that fills up: words, nothing torn, nothing lost, and all is well once there is room.

The disk is a tmpfs in a mount namespace of its own, which ends with the process; where neither root nor the system lets
one be made, the tests skip.
"""

import ctypes
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasets import REGISTRY, ROWS, Tiny, run_here, write_csv
from hardening import limits
from hardening.nightly import NIGHTLY
from hardening.test_crashes import decide, leftovers, names

_NEW_MOUNTS, _NEW_USER = 0x20000, 0x10000000  # <linux/sched.h>
_PRIVATE = 0x44000  # <sys/mount.h>: MS_REC | MS_PRIVATE
_SIZE = 4 << 20
FREE = range(0, 560, 8 if NIGHTLY else 224)  # KiB left on the disk


def small(place: Path, work: Callable[[], Any]) -> Any:
    """Do the work where `place` is a disk of 4 MiB; skip where no such disk can be made."""

    def inside() -> Any:
        return work() if _mounted(place) else "no disk"

    ending = limits.run(inside, seconds=1200)
    if ending.value == "no disk":
        pytest.skip("no disk can be mounted here")
    assert ending.value is not None, ending
    return ending.value


def _mounted(place: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS | (_NEW_USER if user else 0)):
        return False
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            Path(f"/proc/self/{name}").write_text(text)
    private = libc.mount(b"none", b"/", None, _PRIVATE, None)
    return not private and not libc.mount(b"none", os.fsencode(place), b"tmpfs", 0, f"size={_SIZE}".encode())


def filled(place: Path, kib: int) -> Path:
    """Fill the disk, but for some KiB."""
    filler = place / "filler"
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    filler.write_bytes(bytes(max(0, free - (kib << 10))))
    return filler


def test_a_publication_on_a_full_disk(tmp_path: Path) -> None:
    before = Tiny(tmp_path / "before")
    assert before.run("publish").code == 0
    write_csv(before.raw / "list.csv", [*ROWS, ("Quillmere University", "ON", "55")])
    before.edit("is: 3", "is: 4")
    after = Tiny(tmp_path / "after", like=before)
    assert after.run("publish").code == 0
    old, new = before.files(), after.files()
    place = tmp_path / "disk"
    place.mkdir()

    def work() -> list[Any]:
        seen = []
        for kib in FREE:
            tiny = Tiny(place / str(kib), like=before)
            filler = filled(place, kib)
            done = tiny.run("publish")
            whole = tiny.files() == (new if done.code == 0 else old)
            filler.unlink()
            again = tiny.run("publish")
            mended = again.code == 0 and tiny.files() == new and leftovers(place) == []
            seen.append([kib, done.code, done.err, whole, mended])
            shutil.rmtree(tiny.root)
        return seen

    seen = small(place, work)
    for kib, code, told, whole, mended in seen:
        assert code in (0, 2) and whole and mended, (kib, code, told)
        assert code == 0 or "Make room on the disk, then run again." in told, (kib, told)
    assert {code for _, code, *_ in seen} == {0, 2}


def test_a_crosswalk_on_a_full_disk(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()

    def work() -> list[Any]:
        write_csv(place / "queries.csv", [("name", "region"), *[("Quillmere Police", "ON")] * 2000])
        write_csv(place / "registry.csv", REGISTRY)
        out = place / "out.csv"
        words = (
            "crosswalk",
            str(place / "queries.csv"),
            str(place / "registry.csv"),
            "-o",
            str(out),
            "--country",
            "CA",
        )
        seen = []
        for kib in FREE:
            out.write_text("what stood there")
            filler = filled(place, kib)
            done = run_here(*words)
            kept = out.read_text() == "what stood there"
            filler.unlink()
            seen.append([kib, done.code, done.err, kept, leftovers(place), run_here(*words).code])
        return seen

    seen = small(place, work)
    for kib, code, told, kept, left, again in seen:
        assert (code, kept) in ((0, False), (2, True)) and not left and again == 0, (kib, code, told, left)
        assert code == 0 or "out.csv: the file cannot be written (No space left on device). Make room" in told, told
    assert {code for _, code, *_ in seen} == {0, 2}


def test_a_decision_on_a_full_disk(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()

    def work() -> list[Any]:
        tiny = Tiny(place / "desk")
        filler = filled(place, 0)
        room = 4096 - (tiny.raw / "decisions.csv").stat().st_size % 4096
        seen = []
        for number in range(room // 20):  # the page that the file has is filled, and then there is no other
            said = names(tiny.root)
            try:
                decide(tiny.root, number)
                seen.append([names(tiny.root) == [*said, f"Body {number}"], ""])
            except OSError as error:
                seen.append([names(tiny.root) == said, str(error.strerror)])
        filler.unlink()
        decide(tiny.root, 0)
        seen.append([names(tiny.root)[-1] == "Body 0", ""])
        return seen

    seen = small(place, work)
    assert all(whole for whole, _ in seen)
    assert {told for _, told in seen} == {"", "No space left on device"}
