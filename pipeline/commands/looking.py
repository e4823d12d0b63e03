"""audit, export."""

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


def export_one(root: Path, name: str, form: str, out: Path | None) -> Report:
    """Write what is published in another form. The sources need not be here."""
    from pipeline.windows.export import export

    (place,) = find_datasets(root, (name,))
    done = export(place, form, out)
    return Report([done.to_json()], [done.words()])
