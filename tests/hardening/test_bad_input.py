"""Whatever file stands in whatever place: words and an exit code, within limits, and no row lost in silence.

By day a sample; DESKCHECK_NIGHTLY=1 (`make nightly`) runs every file in every role. What is wrong is gathered and told
at the end, so that one run shows it all.
"""

import gc
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from datasets import Tiny
from hardening import corpus, good, limits, oracle, roles
from hardening.corpus import Case, Kept
from hardening.nightly import NIGHTLY

SAMPLE = 40  # runs by day, of each collection
SLIPS = 1200


@pytest.fixture(scope="module")
def bench() -> Iterator[Path]:
    place = Path("/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp") / f"deskcheck-input-{os.getpid()}"
    place.mkdir()
    yield place
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def template(bench: Path) -> Tiny:
    """A dataset published once; with it all libraries are loaded, so that the forks need not do it."""
    made = roles.prepare(bench / "template")
    limits.warm()
    gc.freeze()
    return made


def run_all(template: Tiny, cases: Callable[[], Iterator[Case]], bench: Path, name: str) -> list[str]:
    """Run cases in every role, by day a sample of both; tell what was wrong."""
    kept = limits.run(
        lambda: [vars(each) | {"path": str(each.path)} for each in corpus.keep(cases(), bench / name)], 600
    )
    assert kept.value is not None
    every = [Kept(**{**each, "path": Path(each["path"])}) for each in kept.value]
    runs = [(case, role) for case in every for role in roles.ROLES]
    if not NIGHTLY:
        light = [each for each in runs if each[0].path.stat().st_size < 1 << 20 and "bomb" not in each[0].name]
        runs = random.Random(name).sample(light, min(SAMPLE, len(light)))
    wrong = []
    for case, role in runs:
        wrong += [f"{case.name} as {role}: {fault}" for fault in roles.judge(template, case, role, bench / "run")]
    shutil.rmtree(bench / name)
    print(f"{name}: {len(every)} files, {len(runs)} runs, {len(wrong)} failures")  # noqa: T201
    return wrong


def test_files_made_by_hand(template: Tiny, bench: Path) -> None:
    assert run_all(template, corpus.made, bench, "made") == []


def test_published_collections(template: Tiny, bench: Path, data: Path) -> None:
    assert run_all(template, lambda: corpus.published(data / "corpora"), bench, "published") == []


def test_good_files_with_slips(template: Tiny, bench: Path) -> None:
    assert run_all(template, lambda: corpus.mutated(list(good.good()), SLIPS), bench, "slips") == []


def test_every_good_file_is_accepted(template: Tiny, bench: Path) -> None:
    """The harness sees more than errors: what is in order goes through, and its rows are counted."""
    accepted = 0
    for kept in corpus.keep(good.good(), bench / "good"):
        if kept.suffix != ".csv" or kept.name in ("a good list with a mark", "a good list of numbers"):
            role = "source"
        else:
            role = kept.name.removeprefix("a good ")
        if role in roles.ROLES:
            shutil.rmtree(bench / "run", ignore_errors=True)
            tiny = Tiny(bench / "run", like=template)
            name = roles.put(tiny, kept, role)
            done = limits.run(lambda tiny=tiny, role=role: vars(roles.work(tiny, role))).value
            assert (done["code"], done["trace"]) == (0, ""), (kept.name, done)
            assert done["rows"] == oracle.rows(kept.path.read_bytes(), Path(name).suffix), kept.name
            accepted += 1
    assert accepted > 8


@pytest.mark.parametrize(
    ("suffix", "text", "rows"),
    [
        (".csv", 'a,b\n1,2\n\n"x\ny",3\n,\n', 3),
        (".csv", "a\r1\r\r2", 2),
        (".csv", 'a,b\n"1"2,3\n', None),
        (".csv", 'a,b\n"1,3\n', None),
        (".tsv", "a\tb\n\t\n1\t2\n", 2),
        (".json", "[{}, {}]", 2),
        (".jsonl", "{}\n\n{}\n{", 3),
    ],
)
def test_the_oracle_counts_rows(suffix: str, text: str, rows: int | None) -> None:
    assert oracle.rows(text.encode(), suffix) == rows


def test_the_harness_sees_a_loss_a_crash_and_a_limit() -> None:
    """A check that cannot fail is none: each kind of failure is made once."""
    lost = roles.Outcome(0, "2 rows published", "", 2)
    assert roles.losses(lost, 3) and not roles.losses(lost, 2)
    assert roles.losses(lost, None) and not roles.losses(roles.Outcome(0, "1 row quarantined", "", 2), None)
    assert roles.faults(roles.Outcome(2, "", "error: raw/tiny/list.csv: it is odd. Mend it.\n", None), "list.csv") == []
    for wrong in ("error: it is odd.\n", "error: raw/tiny/other.csv: it is odd. Mend it.\n", "Traceback\n"):
        assert roles.faults(roles.Outcome(2, "", wrong, None), "list.csv")
    assert roles.faults(roles.Outcome(3, "", "", None), "list.csv")
    assert limits.run(lambda: os.kill(os.getpid(), 11)).excess() == ["ended by SIGSEGV"]
    assert limits.run(lambda: sum(bytearray(3 << 29)[:: 1 << 12])).excess()
    spun = limits.run(lambda: sum(1 for _ in iter(int, 1)), seconds=1)
    assert spun.excess()[0] in ("ended by SIGXCPU", "ended by SIGKILL")
