"""The two ways to stop: an input that cannot be used (exit 2), and a finding that forbids publication (exit 1)."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it.

    `line` and `row` are 1-based; 0 means that there is none. `value` is what was found there, `aside` what else is
    there to choose from; both may be private, and are told on the desk's own screen alone.
    """

    message: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    row: int = 0
    column: str = ""
    value: str | None = None
    aside: str = ""

    def __str__(self) -> str:
        places = [self.file, f"line {self.line}" if self.line else "", f"row {self.row}" if self.row else ""]
        place = ", ".join(part for part in [*places, self.column] if part)
        found = f" (found {shorten(self.value)})" if self.value else ""
        found = f"; {self.aside}{found}" if self.aside else found
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}: {self.message}{found}.{remedy}" if place else f"{self.message}{found}.{remedy}"


def shorten(value: str, limit: int = 80) -> str:
    """Quote a value for a message: on one line, printable, and no longer than `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(value)} characters)"


class DeskcheckError(Exception):
    """A stop that is told in words, never as a traceback."""

    exit_code = 2

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["DeskcheckError"], tuple[tuple[Problem, ...]]]:
        """Come back from a worker process with the problems, not with their text."""
        return type(self), (self.problems,)


class InputError(DeskcheckError):
    """Wrong usage, or a declaration or file that cannot be read."""

    exit_code = 2


class Refusal(DeskcheckError):
    """A check failed: nothing is published, the old publication stays as it is."""

    exit_code = 1


_ON_DISK = "Keep interim/ and published/ on one disk, then run again."
_MAY_WRITE = "Let this user read and write there, then run again."
_SYSTEM = {
    errno.ENOSPC: "Make room on the disk, then run again.",
    errno.EDQUOT: "Make room on the disk, then run again.",
    errno.EXDEV: _ON_DISK,
    errno.EACCES: _MAY_WRITE,
    errno.EPERM: _MAY_WRITE,
    errno.EROFS: _MAY_WRITE,
}


def refused_by_system(error: OSError) -> InputError:
    """Tell what the system refused. Of a path its end is enough: where the desk keeps its files is private."""
    place = "/".join(Path(str(error.filename)).parts[-3:]).lstrip("/") if error.filename else ""
    remedy = _SYSTEM.get(error.errno or 0, "Mend that, then run again.")
    return InputError(Problem(f"the system says: {error.strerror or type(error).__name__}", remedy, place))
