"""A report told to machines as well: annotations on the output, and the files that were asked for."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.ci.outcome import outcome, public
from pipeline.commands.report import Report
from pipeline.errors import DeskcheckError, InputError, Problem, refused_by_system


@dataclass(frozen=True)
class Forms:
    """Which forms are wanted. `withheld`: the output goes to a log that others read, so no private value is in it."""

    annotated: bool = False
    withheld: bool = False
    summary: Path | None = None
    junit: Path | None = None
    sarif: Path | None = None

    @classmethod
    def wanted(
        cls, as_json: bool, github: bool | None, summary: Path | None, junit: Path | None, sarif: Path | None
    ) -> "Forms":
        """Read the options; what none says, GitHub's own variables say. Raises InputError where options clash."""
        if github and as_json:
            raise InputError(Problem("--github and --json would both write to the output", "Leave one of them out."))
        if github is None:
            github = os.environ.get("GITHUB_ACTIONS") == "true"
        jobs = os.environ.get("GITHUB_STEP_SUMMARY", "")
        if github and not summary and jobs:
            summary = Path(jobs)
        _check_places([file for file in (summary, junit, sarif) if file])
        # Nearly every CI system sets CI; what it logs may be open to all.
        withheld = github or os.environ.get("CI", "").lower() in ("true", "1")
        return cls(github and not as_json, withheld, summary, junit, sarif)


def _check_places(files: list[Path]) -> None:
    from pipeline.windows.rows import check_places

    check_places(files, ())


def told(forms: Forms, root: Path, work: Callable[[], Report]) -> Report:
    """Do the work, and tell what it said in every form that is wanted; an error that stops it is told there too."""
    try:
        report = work()
    except (DeskcheckError, OSError) as stop:
        error = refused_by_system(stop) if isinstance(stop, OSError) else stop
        report = Report()
        report.add_error(error)
        report.outcomes.append(outcome(root, "", exit_code=error.exit_code, problems=error.problems))
    _write(forms, report)
    if forms.withheld:
        report = _withheld(report)
    if forms.annotated:
        from pipeline.ci.github import annotations

        report.said += annotations(report.outcomes)
    return report


def _withheld(report: Report) -> Report:
    """Leave out what may be private wherever the report tells of a problem."""
    shown = {str(problem): str(public(problem)) for problem in report.problems}
    results = [
        result | {"findings": [shown.get(finding, finding) for finding in result.get("findings", [])]}
        for result in report.results
    ]
    return replace(report, results=results, problems=[public(problem) for problem in report.problems])


def _write(forms: Forms, report: Report) -> None:
    from pipeline.ci.junit import junit
    from pipeline.ci.sarif import sarif
    from pipeline.ci.summary import LIMIT, summary
    from pipeline.store import write_bytes

    if forms.junit:
        write_bytes(forms.junit, junit(report.outcomes))
    if forms.sarif:
        write_bytes(forms.sarif, sarif(report.outcomes))
    if forms.summary:
        before = forms.summary.stat().st_size if forms.summary.exists() else 0
        with forms.summary.open("ab") as file:
            file.write(summary(report.outcomes, LIMIT - before))
