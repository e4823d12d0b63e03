"""new: a folder to start from, with a declaration and, from a list of one's own, a registry of candidates."""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.dataset import FILE_NAME, load
from pipeline.declaration.model import File
from pipeline.declaration.values import EXTENSIONS
from pipeline.errors import InputError, Problem
from pipeline.ladder import rung
from pipeline.readers.encoding import guess_encoding
from pipeline.readers.files import read_bytes
from pipeline.readers.grid import Wanted, is_data
from pipeline.readers.source import read_grid
from pipeline.store import write_bytes
from pipeline.text import counted, fold_blanks
from pipeline.windows.candidates import find_candidates
from pipeline.windows.guess import Guess, guess
from pipeline.workplace import Workplace
from pipeline.writers.table import csv_lines

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,78}[A-Za-z0-9])?", re.ASCII)
_BOUNDS = (1, 6, 11, 51, 101, 501, *(low * 10**power + 1 for power in range(3, 15) for low in (1, 5)))
_NO_NOUNS = ("counts", "totals", "numbers", "sums", "uses", "times")
Reading = Sequence[tuple[str, str]]
_REGISTRY = ("entity_id", "name", "region", "kind", "aliases", "status", "evidence_url")
_IGNORED = "# Private until you decide otherwise: take a line away once its file may be public.\n/list.*\n"


@dataclass(frozen=True)
class Draft:
    """What a person named: the list (None: none yet), its sheet, and headings by our names of columns."""

    source: Path | None = None
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """What was made, and what of it is guessed. Holds no count and no name of the list."""

    dataset: str
    guess: Guess
    reading: Reading = ()
    ranges: tuple[int, ...] = ()
    candidates: int = 0
    names: int = 0
    has_source: bool = False

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        told: dict[str, Any] = {
            "dataset": self.dataset,
            "columns": dict(self.guess.columns),
            "country": self.guess.country,
        }
        told |= {"thousands": self.guess.thousands, "reading": dict(self.reading), "ranges": [*self.ranges]}
        return told | {"candidates": self.candidates, "names": self.names}

    def words(self) -> str:
        """Tell it to a person."""
        folder = f"raw/{self.dataset}/"
        if not self.has_source:
            return (
                f"{self.dataset}: {folder} was made.\n  Put your list into it as list.csv, write its columns into "
                f"dataset.yml, and the organisations that may be named into registry.csv.\n  deskcheck new NAME --from "
                "FILE does all three from a list that you have."
            )
        given = self.guess.columns
        columns = ", ".join(f"{ours} is {theirs!r}" for ours, theirs in given.items())
        counts = "" if "count" in given else " Every row counts one."
        read = "".join(f" {key} {value!r}." for key, value in self.reading)
        where = f"Regions are the subdivisions of {self.guess.country}. " if self.guess.country else ""
        lines = [
            f"{self.dataset}: {folder} was made, with a copy of your list.",
            f"  Guessed, so look at dataset.yml: {columns}.{counts}{read}",
            f"  {where}Ranges: {_spans(self.ranges)}.",
            f"  registry.csv holds {counted(self.candidates, 'candidate')}, made of {counted(self.names, 'name')}. "
            "None is confirmed, so nothing is published yet.",
            f"  Next: deskcheck publish {self.dataset}; then confirm organisations in deskcheck review {self.dataset} "
            "(key v), or write `confirmed` under status in registry.csv.",
        ]
        return "\n".join(lines)


def new(root: Path, name: str, draft: Draft) -> Made:
    """Make raw/<name>/, whole or not at all. Sources are copied as they are.

    Raises InputError for a name that no folder should bear, a folder that exists, and a list that cannot be read or
    in which no column can be taken for that of the names.
    """
    place = Workplace(root, name)
    _check_name(place)
    fresh = not (root / "raw").exists()
    (root / "raw").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root / "raw") as workbench:
        folder = Path(workbench) / name
        folder.mkdir()
        made = _from_list(folder, name, draft, draft.source) if draft.source else _empty(folder, name)
        folder.rename(place.raw)
    if fresh and not (root / ".gitignore").exists():
        write_bytes(root / ".gitignore", b"# The program's workbench: private, never committed.\ninterim/\n")
    return made


def _check_name(place: Workplace) -> None:
    if not _NAME.fullmatch(place.name):
        remedy = "Use letters, digits and hyphens, at most 80, a letter or digit first and last: cameras-2024."
        raise InputError(Problem("this cannot be the name of a dataset", remedy, value=place.name))
    raw = place.root / "raw"
    there = {path.name.casefold() for path in raw.iterdir()} if raw.is_dir() else set()
    if place.name.casefold() in there:
        raise InputError(Problem(f"raw/{place.name} exists", "Take another name; nothing was changed."))
    if place.published.exists():
        told = f"published/{place.name} exists, but not raw/{place.name}"
        raise InputError(Problem(told, "Bring its sources back, or take another name."))


def _empty(folder: Path, name: str) -> Made:
    columns = {"name": "Organisation", "region": "Region", "count": "Count"}
    _declare(folder, Guess(columns), "list.csv", (), _BOUNDS[:5], looked=False)
    _write_registry(folder, [])
    return Made(name, Guess({}))


def _from_list(folder: Path, name: str, draft: Draft, source: Path) -> Made:
    extension = source.suffix.lower()
    if extension not in EXTENSIONS:
        remedy = f"Save it as one of {', '.join(EXTENSIONS)}."
        raise InputError(Problem("the file's format is not known by its extension", remedy, source.name))
    path = f"list{extension}"
    data = read_bytes(source, source.name, "Correct --from.")
    shutil.copyfile(source, folder / path)
    reading = tuple(_reading(data, extension, draft.sheet).items())
    try:
        grid = read_grid(File.model_validate({"path": path, **dict(reading)}), folder, Wanted({}, everything=True))
        guessed = guess({heading: grid.column(heading) for heading in grid.columns}, _said(draft, grid.columns))
        if "name" not in guessed.columns:
            raise InputError(_no_name(grid.columns))
        if guessed.thousands:
            reading = (*reading, ("thousands", guessed.thousands))
        _declare(folder, guessed, path, reading, _BOUNDS[:2], looked=True)
        found = find_candidates(load(folder))
        ranges = tuple(low for low in _BOUNDS if low <= max(found.largest, _BOUNDS[1]))
        _declare(folder, guessed, path, reading, ranges, looked=True)
        load(folder)  # held against every rule before anybody sees it
    except InputError as error:
        raise InputError([_as_asked(problem, source) for problem in error.problems]) from None
    _write_registry(folder, found.rows)
    return Made(name, guessed, reading, ranges, len(found.rows), found.names, True)


def _said(draft: Draft, headings: Sequence[str]) -> dict[str, str]:
    said = {ours: fold_blanks(theirs) for ours, theirs in draft.columns.items() if theirs.strip()}
    unknown = [
        Problem("the file has no such column", f"It has {', '.join(map(repr, headings[:30]))}.", "", column=f"--{ours}")
        for ours, theirs in said.items()
        if theirs not in headings
    ]
    if unknown:
        raise InputError(unknown)
    return said


def _no_name(headings: Sequence[str]) -> Problem:
    if any(is_data(heading) for heading in headings):
        return Problem("the first line looks like data, not like the names of columns", "Give the file a header.")
    told = f"no column can be taken for that of the names; the file has {', '.join(map(repr, headings[:30])) or 'none'}"
    return Problem(told, "Name it: --name HEADING.")


def _as_asked(problem: Problem, source: Path) -> Problem:
    """Tell a problem as one of the file and the options that a person gave; there is no declaration yet."""
    ask = r"Declare one of them as `sheet:`|Declare the sheet that is meant: `sheet: …`"
    return replace(problem, file=source.name, remedy=re.sub(ask, "Name one with --sheet", problem.remedy))


def _reading(data: bytes, extension: str, sheet: str) -> dict[str, str]:
    """Find how a file must be declared to be read: encoding, delimiter and sheet, where they are not the usual ones."""
    if extension == ".xlsx":
        return {"sheet": sheet} if sheet else {}
    if sheet:
        raise InputError(Problem("--sheet is for XLSX", "Leave it out."))
    if extension == ".parquet":
        return {}
    told: dict[str, str] = {}
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            told["encoding"] = guess_encoding(data) or "cp1252"
            text = data.decode(told["encoding"], "replace")
    else:
        text = data.decode("utf-16", "replace")
    if extension == ".csv":
        header = text.lstrip("\r\n").partition("\n")[0]
        best = max((",", ";", "\t", "|"), key=header.count)
        told |= {"delimiter": best} if best != "," and header.count(best) else {}
    return told


def _declare(folder: Path, guessed: Guess, path: str, reading: Reading, ranges: Sequence[int], looked: bool) -> None:
    """Write dataset.yml; `looked` tells whether a list was looked at."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    heading = guessed.columns.get("count", "").casefold()
    noun = heading if looked and re.fullmatch(r"[a-z]{3,}s", heading) and heading not in _NO_NOUNS else "records"
    words = {
        "guessed": looked,
        "title": folder.name.replace("-", " ").capitalize(),
        "noun": noun,
        "country": guessed.country,
        "source": "A list of organisations, as received",
        "path": path,
        "reading": reading,
        "columns": list(guessed.columns.items()),
        "spans": _spans(ranges),
        "ranges": ", ".join(map(str, ranges)),
    }
    template = Path(__file__).with_name("new.yml.j2").read_text(encoding="utf-8")
    write_bytes(folder / FILE_NAME, (environment.from_string(template).render(words) + "\n").encode("utf-8"))


def _spans(ranges: Sequence[int]) -> str:
    return ", ".join(rung(ranges, at).label for at in range(len(ranges)))


def _write_registry(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    write_bytes(folder / "registry.csv", "".join(f"{line}\n" for line in csv_lines([_REGISTRY, *rows])).encode())
    # Candidates are names of the list, and as private as it is.
    write_bytes(folder / ".gitignore", (_IGNORED + ("/registry.csv\n" if rows else "")).encode())
