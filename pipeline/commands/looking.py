"""audit, diff, explain, export."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.commands.places import missing_files, one_present
from pipeline.commands.report import Report
from pipeline.commands.work import engine_of, progress
from pipeline.dataset import load
from pipeline.engines import Workers
from pipeline.errors import InputError, Problem
from pipeline.publication import earlier_revisions
from pipeline.readers.files import absent
from pipeline.run import locked, run_stages
from pipeline.walk import walk
from pipeline.workplace import find_datasets


def audit_one(root: Path, name: str, fix: bool, workers: Workers) -> Report:
    """Audit what would be published."""
    from pipeline.windows.audit import audit

    place, dataset = one_present(root, name)
    with progress(name) as notify:
        done = audit(place, dataset, engine_of(workers), notify, fix)
    return Report([done.to_json()], [done.words()], list(done.findings), 1 if done.findings else 0)


def diff_one(root: Path, name: str, against: str, instead: Sequence[str], markdown: bool, workers: Workers) -> Report:
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


def explain_one(root: Path, name: str, text: str, region: str | None, public: bool, workers: Workers) -> Report:
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


def export_one(root: Path, name: str, form: str, out: Path | None) -> Report:
    """Write what is published in another form. The sources need not be here."""
    from pipeline.windows.export import export

    (place,) = find_datasets(root, (name,))
    done = export(place, form, out)
    return Report([done.to_json()], [done.words()])
