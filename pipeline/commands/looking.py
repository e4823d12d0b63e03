"""audit, diff."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.places import missing_files, one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.dataset import load
from pipeline.errors import InputError, Problem
from pipeline.readers.files import absent
from pipeline.workplace import find_datasets


def audit_one(root: Path, name: str, fix: bool, workers: int) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    place, dataset = one_present(root, name)
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def diff_one(root: Path, name: str, against: str, instead: Sequence[str], markdown: bool, workers: int) -> Report:
    """Compare what is published with an earlier revision, or with what it would be. A difference is no finding."""
    from pipeline.windows.diff import diff
    from pipeline.windows.whatif import what_if

    if instead and against:
        raise InputError(Problem("--what-if compares with the declaration as it is", "Leave --against out."))
    if instead:
        place, dataset = one_present(root, name)
        other = load(place.raw, instead)
        if missing := missing_files(place, other):
            raise InputError([absent(file, place.raw) for file in missing])
        with progress(name) as notify:
            done = what_if(place, dataset, other, instead, engine_of(workers), notify)
    else:
        (place,) = find_datasets(root, (name,))
        done = diff(place, against)
    return Report([done.to_json()], [done.markdown() if markdown else done.words()])
