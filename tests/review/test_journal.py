"""Lines are added to a file as its people keep it, and nothing that stands in it is ever lost."""

import codecs
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from datasets import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.readers.tables import read_decisions
from pipeline.review.journal import Journal
from schemas import Decisions
from schemas.base import columns

COLUMNS = columns(Decisions)
LINE = {
    "name": 'Sgt. "Bill", 14 Div.',
    "region": "CA-ON",
    "decision": "match",
    "entity_id": "ca-1",
    "decided_by": "Ann Desk",
    "decided_on": "2024-05-06",
    "reason": "Größe, say; a\ttab",
    "seen": "1:0123456789ab",
}
OLD = "name,region,decision,entity_id,decided_by,decided_on,reason\nBoise PD,US-ID,unsure,,Bo,2024-01-01,why\n"
BOMS = {"utf-8-sig": b"", "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-8": b""}


def journal(folder: Path) -> Journal:
    return Journal(folder / "decisions.csv", COLUMNS, folder / ".guard", frozenset({"seen"}))


def append(folder: Path, *rows: dict[str, str]) -> None:
    target = journal(folder)
    with target.exclusive():
        target.append(rows)


def read(folder: Path) -> list[dict[str, str]]:
    return read_decisions(folder / "decisions.csv").to_dict("records")


def folded(row: dict[str, str]) -> dict[str, str]:
    return {key: " ".join(value.split()) for key, value in row.items()}


def test_a_file_that_is_not_there_is_begun(tmp_path: Path) -> None:
    append(tmp_path, LINE)
    append(tmp_path, LINE | {"name": "Other"}, LINE | {"name": "Third"})
    text = (tmp_path / "decisions.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS) and len(text.splitlines()) == 4
    assert [row["name"] for row in read(tmp_path)] == [LINE["name"], "Other", "Third"]
    assert read(tmp_path)[0] == folded(LINE)


@pytest.mark.parametrize("codec", list(BOMS))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(
    "header",
    [
        "seen,reason,decided_on,decided_by,entity_id,decision,region,name",
        "Name,Region,Decision,Entity_ID,our own notes,Decided_by,Decided_on,Reason,Seen",
        "name,region,decision,entity_id,decided_by,decided_on,reason",
    ],
)
def test_the_file_stays_as_people_keep_it(tmp_path: Path, codec: str, newline: str, closed: bool, header: str) -> None:
    said = {"name": "Boise, PD", "region": "US-ID", "decision": "unsure", "our own notes": 'a "note"\nin two lines'}
    names = header.split(",")
    cells = ['"' + said.get(name.lower(), "").replace('"', '""') + '"' for name in names]
    text = header + newline + newline + ",".join(cells).replace("\n", newline) + (newline if closed else "")
    before = BOMS[codec] + text.encode(codec)
    (tmp_path / "decisions.csv").write_bytes(before)
    append(tmp_path, LINE)
    after = (tmp_path / "decisions.csv").read_bytes()
    if "seen" in header.lower():
        assert after.startswith(before)
    else:  # the column is added to every line, and nothing else
        plain = after.decode(codec.removesuffix("-le").removesuffix("-be") if BOMS[codec] else codec)
        assert plain.startswith(text.replace("reason", "reason,seen").rstrip("\r\n") + ",")
    assert after.replace(b"\x00", b"").count(b"\r\n") == (0 if newline == "\n" else after.count(b"\n"))
    rows = read(tmp_path)
    assert len(rows) == 2 and rows[1] == folded(LINE) and rows[0]["name"] == "Boise, PD"


def test_an_older_file_gets_the_column_once_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(OLD)
    path.chmod(0o640)
    append(tmp_path, LINE)
    append(tmp_path, LINE)
    assert path.read_text().splitlines()[:2] == [OLD.splitlines()[0] + ",seen", OLD.splitlines()[1] + ","]
    assert path.stat().st_mode & 0o777 == 0o640
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("cell", ["a\x07b", "a\x00b", "a\x85b", "\ud800"])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, cell: str) -> None:
    (tmp_path / "decisions.csv").write_text(OLD)
    append(tmp_path, LINE)
    before = (tmp_path / "decisions.csv").read_bytes()
    with pytest.raises(InputError, match="could not be read back"):
        append(tmp_path, LINE | {"name": cell})
    assert (tmp_path / "decisions.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"), [("name,decision\n", "no column 'region'"), (OLD.replace(",", ";"), "no column 'name'")]
)
def test_a_file_of_another_shape_is_told_not_spoilt(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "decisions.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        append(tmp_path, LINE)
    assert (tmp_path / "decisions.csv").read_text() == text


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(rows=st.lists(st.tuples(WORDS.filter(lambda text: text.strip() != ""), WORDS), min_size=1, max_size=4))
def test_whatever_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    meant = [LINE | {"name": " ".join(name.split()), "reason": " ".join(why.split())} for name, why in rows]
    for row in meant:
        append(folder, row)
    assert read(folder) == [folded(row) for row in meant]


WRITER = """
import sys
from pathlib import Path
from pipeline.review.journal import Journal
folder, who, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
names = "name region decision entity_id decided_by decided_on reason seen".split()
journal = Journal(folder / "decisions.csv", names, folder / ".guard", frozenset({"seen"}))
for at in range(number):
    with journal.exclusive():
        journal.append([{"name": f"Body {at}", "decision": "no_match", "decided_by": who, "reason": "x" * 500}])
    print(at, flush=True)
"""


def writer(folder: Path, who: str, number: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WRITER, str(folder), who, str(number)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def test_several_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(OLD.rstrip("\n"))  # without its column `seen` and its last line end
    writers = [writer(tmp_path, who, 40) for who in ("Ann", "Bo", "Cy")]
    for each in writers:
        each.communicate(timeout=60)
    rows = read(tmp_path)
    assert len(rows) == 1 + 3 * 40
    for who in ("Ann", "Bo", "Cy"):
        assert [row["name"] for row in rows[1:] if row["decided_by"] == who] == [f"Body {at}" for at in range(40)]


RACER = """
import sys, time
from pathlib import Path
from pipeline.review.journal import Journal
root, who, start = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
names = "name region decision entity_id decided_by decided_on reason seen".split()
for at, folder in enumerate(sorted(root.iterdir())):
    journal = Journal(folder / "decisions.csv", names, folder / ".guard", frozenset({"seen"}))
    while time.time() < start + at * 0.05:
        pass
    with journal.exclusive():
        journal.append([{"name": "Body", "decision": "no_match", "decided_by": who}])
"""


def test_the_first_lines_of_two_programs_at_the_same_instant_are_both_kept(tmp_path: Path) -> None:
    """Only the first line begins or widens a file, which is the moment when another one could be lost."""
    for at in range(40):
        (tmp_path / f"{at:02}").mkdir()
        if at % 2:
            (tmp_path / f"{at:02}" / "decisions.csv").write_text(OLD)
    start = str(time.time() + 4)
    racers = [subprocess.Popen([sys.executable, "-c", RACER, str(tmp_path), who, start], cwd=ROOT) for who in "AB"]
    assert [racer.wait(timeout=60) for racer in racers] == [0, 0]
    for at in range(40):
        rows = read(tmp_path / f"{at:02}")
        assert sorted(row["decided_by"] for row in rows) == (["A", "B", "Bo"] if at % 2 else ["A", "B"])


def test_a_program_that_is_killed_loses_no_line_that_it_told_of(tmp_path: Path) -> None:
    killed = writer(tmp_path, "Ann", 100000)
    assert killed.stdout is not None
    killed.stdout.readline()
    time.sleep(0.2)
    os.kill(killed.pid, signal.SIGKILL)
    told = killed.stdout.read().split()
    killed.wait()
    killed.stdout.close()
    rows = read(tmp_path)
    assert len(rows) >= int(told[-1]) + 1 > 5
    append(tmp_path, LINE)  # and the next one can go on
    assert len(read(tmp_path)) == len(rows) + 1


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(tmp_path, LINE)
    before = (tmp_path / "decisions.csv").read_bytes()
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 20:
            return real(handle, data[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        append(tmp_path, {"name": "x" * 15, "decision": "no_match"})
    assert (tmp_path / "decisions.csv").read_bytes() == before
