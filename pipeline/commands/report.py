"""What a command has to say."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.ci.outcome import Outcome
from pipeline.errors import DeskcheckError, Problem


@dataclass
class Report:
    """What a command has to say; `outcomes` is how machines are told the same, where the command is one for CI."""

    results: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    exit_code: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    def add_error(self, error: DeskcheckError, dataset: str = "") -> None:
        """Take up an error and go on; the gravest exit code stays."""
        self.problems += error.problems
        self.exit_code = max(self.exit_code, error.exit_code)
        if dataset:
            self.said.append(f"{dataset}: nothing was published; what was published before stays as it was.")

    def words(self) -> str:
        """Tell it to a person."""
        return "\n".join(self.said or ([] if self.problems else ["There is no dataset in raw/ yet."]))

    def to_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {
            "exit_code": self.exit_code,
            "results": self.results,
            "problems": [str(problem) for problem in self.problems],
        }
