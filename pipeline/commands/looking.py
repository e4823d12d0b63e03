"""audit."""

from pathlib import Path

from pipeline.commands.places import one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.engines import Workers


def audit_one(root: Path, name: str, fix: bool, workers: Workers) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    place, dataset = one_present(root, name)
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)
