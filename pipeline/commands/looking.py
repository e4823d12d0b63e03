"""audit, diff."""

from pathlib import Path

from pipeline.commands.places import one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.workplace import find_datasets


def audit_one(root: Path, name: str, fix: bool, workers: int) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    place, dataset = one_present(root, name)
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def diff_one(root: Path, name: str, against: str, markdown: bool) -> Report:
    """Compare what is published with an earlier revision. That something differs is no finding."""
    from pipeline.windows.diff import diff

    (place,) = find_datasets(root, (name,))
    done = diff(place, against)
    return Report([done.to_json()], [done.markdown() if markdown else done.words()])
