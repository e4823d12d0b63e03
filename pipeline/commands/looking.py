"""audit, explain."""

from pathlib import Path

from pipeline.commands.places import one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.dataset import load
from pipeline.publication import earlier_revisions
from pipeline.run import locked, run_stages
from pipeline.walk import walk
from pipeline.workplace import find_datasets


def audit_one(root: Path, name: str, fix: bool, workers: int) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    place, dataset = one_present(root, name)
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def explain_one(root: Path, name: str, text: str, region: str | None, public: bool, workers: int) -> Report:
    """Explain what a name led to."""
    from pipeline.windows.explain.find import find
    from pipeline.windows.explain.private import Desk
    from pipeline.windows.explain.public import explain_publicly, words_for_readers
    from pipeline.windows.explain.words import all_words

    if public:
        (place,) = find_datasets(root, (name,))
        dataset = load(place.raw)
        told = explain_publicly(place, dataset, text, region)
        return Report(told, [words_for_readers(each, dataset.count.noun) for each in told])
    place, dataset = one_present(root, name)
    steps = walk(dataset, engine_of(workers), earlier_revisions(place.published, dataset.version))
    with locked(place), progress(name) as notify:
        tables, _ = run_stages(place, steps, notify)
        meant, desk = find(tables, text, region, dataset.country), Desk(place, dataset, tables)
        told = [*map(desk.entity, meant.entities), *map(desk.name, meant.names)]
    return Report(told, all_words(told, dataset.match.accept, dataset.match.review, dataset.count.noun))
