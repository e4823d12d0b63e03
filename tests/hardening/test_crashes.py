"""Killed or refused at every call to the system: what is published is whole, no decision is lost, the next run mends.

By day a sample of the calls; `make nightly` tries all of them, DESKCHECK_CALLS=40 so many.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from datasets import ROWS, Tiny, write_csv
from hardening.faults import Place, needs_strace, places, spread, traced
from hardening.nightly import NIGHTLY

from pipeline.dataset import load
from pipeline.readers.tables import read_decisions
from pipeline.review.record import Record
from pipeline.windows.fetch import fetch
from pipeline.workplace import Workplace

CALLS = int(os.environ.get("DESKCHECK_CALLS", 10_000 if NIGHTLY else 5))
REFUSALS = ("ENOSPC", "EIO", "EACCES", "EROFS")
LEFT = re.compile(r"partial|^next$|^previous$|\.tmp$")

Prepare = Callable[[Path], Tiny]


@pytest.fixture(scope="module", autouse=True)
def strace() -> None:
    needs_strace()


@pytest.fixture(scope="module")
def bench() -> Iterator[Path]:
    """A folder in memory, where the machine has one: thousands of small files are written here."""
    place = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp") / f"deskcheck-crashes-{os.getpid()}"
    place.mkdir()
    yield place
    shutil.rmtree(place)


class Story:
    """A dataset before and after one publication: `start` makes a fresh copy of the first."""

    def __init__(self, bench: Path, name: str, published_before: bool) -> None:
        self.bench, self.name = bench / name, name
        self.before = Tiny(self.bench / "before")
        if published_before:
            assert self.before.run("publish").code == 0
            rows = [*ROWS, ("Quillmere University", "ON", "55")]
            write_csv(self.before.raw / "list.csv", rows)
            self.before.edit("is: 3", "is: 4")
        self.old = self.before.files()
        after = Tiny(self.bench / "after", like=self.before)
        assert after.run("publish").code == 0
        self.new = after.files()
        assert self.new != self.old
        self.mended: set[str] = set()

    def start(self) -> Tiny:
        place = self.bench / "run"
        shutil.rmtree(place, ignore_errors=True)
        return Tiny(place, like=self.before)

    def places(self) -> list[Place]:
        tiny = self.start()
        end = traced(lambda: tiny.run("publish").code)
        assert end.code == 0, end.told
        return places(end, tiny.root)

    def mends(self, tiny: Tiny, what: object) -> None:
        """Run again, and see that all is well; what the disk held before, to the byte, need not be tried twice."""
        held = state(tiny.root)
        if held in self.mended:
            return
        again = tiny.run("publish")
        assert again.code == 0, (what, again.err)
        assert tiny.files() == self.new, what
        assert leftovers(tiny.root) == [], what
        self.mended.add(held)


@pytest.fixture(scope="module")
def again(bench: Path) -> Story:
    return Story(bench, "again", published_before=True)


@pytest.fixture(scope="module")
def first(bench: Path) -> Story:
    return Story(bench, "first", published_before=False)


def state(folder: Path) -> str:
    """Hash all that a folder holds: names and bytes."""
    sha = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b"/"
        sha.update(f"{path.relative_to(folder)}\0{len(data)}\0".encode() + data)
    return sha.hexdigest()


def leftovers(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if LEFT.search(path.name)]


@pytest.mark.parametrize("which", ["first", "again"])
def test_publish_killed_at_any_call(which: str, request: pytest.FixtureRequest) -> None:
    story: Story = request.getfixturevalue(which)
    every = story.places()
    assert len(every) > 100
    for place in spread(every, CALLS):
        tiny = story.start()
        end = traced(lambda tiny=tiny: tiny.run("publish").code, "signal=SIGKILL", place)
        assert end.signal == 9, (place, end)
        assert tiny.files() in (story.old, story.new), place
        story.mends(tiny, place)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_publish_refused_by_the_system_at_any_call(again: Story, refusal: str) -> None:
    every = again.places()
    for place in spread(every[0 if NIGHTLY else 7 * REFUSALS.index(refusal) :], max(2, CALLS - 2)):
        tiny = again.start()
        end = traced(lambda tiny=tiny: told(tiny), f"error={refusal}", place)
        what = (place, end.code, end.told)
        assert end.signal == 0 and end.code in (0, 1, 2), what
        assert "Traceback" not in end.told and "did not expect" not in end.told, what
        assert tiny.files() == (again.new if end.code == 0 else again.old), what
        assert end.code == 0 or re.search(r"error: \S+.*: .+\. [A-Z].+\.", end.told), what
        again.mends(tiny, what)


def told(tiny: Tiny) -> int:
    """Publish, and let a failure be told to the test in the words that a person would read."""
    from pipeline.errors import InputError, Problem

    done = tiny.run("publish")
    if done.code:
        error = InputError(Problem(done.err))
        error.exit_code = done.code
        raise error
    return 0


def decide(root: Path, number: int) -> int:
    """Write one decision as the review page does."""
    record = Record(Workplace(root, "tiny"), "CA")
    line = {"name": f"Body {number}", "region": "CA-ON", "decision": "unsure", "decided_by": "Ann"}
    with record.exclusive():
        record.append([{**dict.fromkeys(("entity_id", "decided_on", "reason", "seen"), ""), **line}])
    return 0


def names(root: Path) -> list[str]:
    return read_decisions(root / "raw" / "tiny" / "decisions.csv", "CA")["name"].tolist()


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("fault", ["signal=SIGKILL", *(f"error={refusal}" for refusal in REFUSALS)])
def test_no_decision_is_lost_at_any_call(bench: Path, begun: bool, fault: str) -> None:
    def start() -> Tiny:
        shutil.rmtree(bench / "journal", ignore_errors=True)
        tiny = Tiny(bench / "journal")
        if not begun:
            (tiny.raw / "decisions.csv").unlink()
        return tiny

    every = places(traced(lambda: decide(start().root, 1)), bench / "journal")
    assert len(every) > 3
    for place in spread(every, CALLS):
        tiny = start()
        before = names(tiny.root)
        end = traced(lambda tiny=tiny: decide(tiny.root, 1), fault, place)
        after = names(tiny.root)
        assert after in (before, [*before, "Body 1"]), (fault, place)
        assert end.code != 0 or "Body 1" in after, (fault, place)
        assert "Traceback" not in end.told and bool(end.told) == (end.code > 0), (fault, end)
        decide(tiny.root, 2)
        assert names(tiny.root) == [*after, "Body 2"], (fault, place)
        assert leftovers(tiny.root) == [], (fault, place)


@pytest.mark.parametrize("fault", ["signal=SIGKILL", *(f"error={refusal}" for refusal in REFUSALS)])
def test_a_fetched_file_is_whole_or_absent_at_any_call(bench: Path, fault: str) -> None:
    data = b"Agency,Province,Searches\n" * 100_000
    mirror = bench / "mirror"
    mirror.mkdir(exist_ok=True)
    (mirror / "somewhere.bin").write_bytes(data)

    def start() -> Tiny:
        shutil.rmtree(bench / "fetch", ignore_errors=True)
        tiny = Tiny(bench / "fetch")
        (tiny.raw / "list.csv").unlink()
        tiny.edit("path: list.csv", f"path: list.csv\n    sha256: {hashlib.sha256(data).hexdigest()}")
        return tiny

    every = places(traced(lambda: bring(start(), mirror)), bench)
    assert len(every) > 5
    for place in spread(every, CALLS):
        tiny = start()
        end = traced(lambda tiny=tiny: bring(tiny, mirror), fault, place)
        target = tiny.raw / "list.csv"
        assert not target.exists() or target.read_bytes() == data, (fault, place)
        assert end.code != 0 or target.exists(), (fault, place)
        assert "Traceback" not in end.told and bool(end.told) == (end.code > 0), (fault, end)
        assert bring(tiny, mirror) == 0
        assert target.read_bytes() == data and leftovers(tiny.root) == [], (fault, place)


def bring(tiny: Tiny, mirror: Path) -> int:
    fetch(load(tiny.raw), mirror)
    return 0
