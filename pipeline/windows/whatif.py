"""Which published rows would appear, vanish or change, were a value of the declaration another one? Writes nothing."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline import publication
from pipeline.changes import compare
from pipeline.dataset import Dataset
from pipeline.revisions import as_cells, as_rows
from pipeline.run import Notify, run_stages
from pipeline.walk import Engine, walk
from pipeline.windows.diff import Differences, Table, Total
from pipeline.workplace import Workplace


def what_if(
    place: Workplace, declared: Dataset, instead: Dataset, words: Sequence[str], engine: Engine, notify: Notify
) -> Differences:
    """Compare what the sources make of the declaration as it is with what they make `instead`; `words` call that.

    Both are made in a temporary folder that begins with what is in interim/, so that only what differs is run.
    """
    with tempfile.TemporaryDirectory(prefix="deskcheck-") as kept:
        other = Workplace(Path(kept), place.name)
        _lend(place.interim, other.interim)
        before = _table(place, other, declared, "the declaration as it is", engine, notify)
        after = _table(place, other, instead, ", ".join(words), engine, notify)
    return Differences(place.name, before, after, tuple(compare(before.rows, after.rows)))


def _lend(interim: Path, other: Path) -> None:
    """Give another folder the same files. A table is never written into, only replaced: so one file can serve both."""
    other.mkdir(parents=True)
    for path in interim.glob("*.*"):
        if path.is_file() and path.suffix in (".csv", ".json"):
            try:
                os.link(path, other / path.name)
            except OSError:  # another disk
                shutil.copyfile(path, other / path.name)


def _table(place: Workplace, other: Workplace, dataset: Dataset, label: str, engine: Engine, notify: Notify) -> Table:
    earlier = publication.earlier_revisions(place.published, dataset.version)
    shelf, _ = run_stages(other, walk(dataset, engine, earlier), notify)
    entities, sums = shelf["entities"], as_cells(shelf["totals"])
    totals: dict[tuple[str, ...], Total] = {
        (row["dimension"], row["value"]): (row["entities"], row["count_min"], row["count_max"]) for row in sums
    }
    return Table(label, "", list(entities.columns), as_rows(entities), totals)
