"""What a check came to, in kinds, the worst first: what every form for machines is made of. Nothing private in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import Problem

_LONGEST = 2000  # characters of one text
_OF_NAMES = re.compile(r"^(normalize\.\w+)\..*", re.DOTALL)  # a key of the declaration that the newsroom chose
_FOLDERS = ("raw", "interim", "published")
_WITHHELD = "The value found there is not told here, for it may be private: run check on the desk to see it."


@dataclass(frozen=True)
class Kind:
    """What sort of thing is told. `level` is the word of GitHub's annotations: error, warning or notice."""

    id: str
    title: str
    level: str


INPUT = Kind("input", "A file cannot be used", "error")
RULE = Kind("rule", "A claim or a rule does not hold", "error")
PUBLISHED = Kind("published", "A published file is not as it must be", "error")
UNCHECKED = Kind("unchecked", "Not checked", "warning")
NOTE = Kind("note", "Note", "notice")
KINDS = (INPUT, RULE, PUBLISHED, UNCHECKED, NOTE)  # the worst first


@dataclass(frozen=True)
class Told:
    """One thing that was found.

    `file` is relative to the root of the repository, with forward slashes; '' where it lies in no file. `line` is
    1-based; 0 where there is none.
    """

    kind: Kind
    dataset: str
    text: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Outcome:
    """What the check of one dataset came to, the worst first. `dataset` is '' where none could be looked at."""

    dataset: str
    files: int
    told: tuple[Told, ...]

    def of_level(self, level: str) -> list[Told]:
        """List what is told at one level."""
        return [each for each in self.told if each.kind.level == level]


def outcome(
    root: Path,
    dataset: str,
    files: int = 0,
    exit_code: int = 0,
    problems: Sequence[Problem] = (),
    unseen: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> Outcome:
    """Sort what a check of a dataset under `root` said; `exit_code` is that of its problems."""
    told = [_told(root, dataset, problem, exit_code) for problem in problems]
    told += [Told(UNCHECKED, dataset, text, _declaration(root, dataset)) for text in unseen]
    told += [Told(NOTE, dataset, text, _file(root, dataset, text.partition(":")[0])) for text in notes]
    return Outcome(dataset, files, tuple(sorted(told, key=_rank)))


def public(problem: Problem) -> Problem:
    """Leave out what was found in a file that is not published: it may be private."""
    if not problem.file or problem.file.startswith("published/"):
        return problem
    remedy = problem.remedy if problem.value is None and not problem.aside else f"{problem.remedy} {_WITHHELD}".strip()
    column = _OF_NAMES.sub(r"\1", problem.column)
    return replace(problem, value=None, aside="", remedy=remedy, column=column)


def _told(root: Path, dataset: str, problem: Problem, exit_code: int) -> Told:
    file = _file(root, dataset, problem.file)
    of_published = problem.file.startswith("published/") or f"published/{dataset}/" in file
    kind = INPUT if exit_code > 1 else PUBLISHED if of_published else RULE
    if of_published and not problem.file.startswith("published/"):
        problem = replace(problem, file=f"published/{dataset}/{problem.file}")
    shown = public(problem)
    text = str(replace(shown, file="", line=0)) if file else str(shown)
    return Told(kind, dataset, shortened(text), file, problem.line if file else 0)


def shortened(text: str) -> str:
    """Cut a text off that is longer than anybody reads."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _declaration(root: Path, dataset: str) -> str:
    return _file(root, dataset, "dataset.yml")


def _file(root: Path, dataset: str, file: str) -> str:
    """Find a file that a message names: under the root, or in the dataset's folders; '' where it names none."""
    if not file or "\n" in file:
        return ""
    if file.split("/")[0] in _FOLDERS:
        return f"{_inside(root)}{file}"
    places = (f"{folder}/{dataset}/{file}" for folder in ("published", "raw"))
    return next((f"{_inside(root)}{place}" for place in places if dataset and (root / place).is_file()), "")


def _inside(root: Path) -> str:
    """Tell where the root lies in its repository: '' at its top, else the folder with a slash."""
    for folder in (root, *root.parents):
        if (folder / ".git").exists():
            return "".join(f"{part}/" for part in root.relative_to(folder).parts)
    return ""


def worst_first(outcomes: Iterable[Outcome]) -> list[Told]:
    """List all that was found, the worst of all datasets first."""
    return sorted((each for outcome in outcomes for each in outcome.told), key=_rank)


def _rank(told: Told) -> tuple[int, bool]:
    return KINDS.index(told.kind), not told.line  # a line says more than a file
