"""The runner: walks the stages in one process, runs again only what changed, and publishes whole or not at all."""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import memory, parts, publication, store
from pipeline.dataset import Dataset
from pipeline.errors import InputError, Problem, Refusal
from pipeline.statement import Statement
from pipeline.summary import Summary
from pipeline.walk import Engine, Step, walk
from pipeline.workplace import Workplace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from pipeline.assurance.replies import Replies
    from pipeline.history import History

Notify = Callable[[str], None]
# What people wrote that is read after the stages.
JUDGED = ("sample.csv", "approvals.csv", "letters.csv", "corrections.csv")


class Shelf(Mapping[str, "pd.DataFrame"]):
    """The tables of a dataset: in memory once made or used, else read from `interim/` when a stage asks for one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}
        self._tables: dict[str, pd.DataFrame] = {}
        self._ground = ""
        self._earlier: Mapping[str, str] = {}

    def __getitem__(self, name: str) -> "pd.DataFrame":
        if name not in self._tables:
            path, model = self.path(name), model_of(name)
            in_parts = path.is_dir()
            self._tables[name] = parts.read_whole(path, model) if in_parts else store.read_table(path, model)
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def path(self, name: str) -> Path:
        """Tell where a table stands: its CSV file, or its folder of parts."""
        return parts.place(self.folder, name)

    def stream(self, name: str, columns: Sequence[str]) -> "Iterable[pa.Table]":
        """Read some columns of a table that stands in parts, part by part."""
        return parts.read(self.path(name), columns)

    def rows(self, name: str) -> int:
        """Count the rows of a table, without reading one that stands in parts."""
        return parts.rows(self.path(name)) if self.path(name).is_dir() else len(self[name])

    def put(self, name: str, table: "pd.DataFrame | parts.Parts") -> None:
        """Keep a table that was just made, held against its schema; one that comes in parts on the disk alone."""
        if isinstance(table, parts.Parts):
            self._tables.pop(name, None)
            self.digests[name] = parts.write(self.folder, name, table)
            return
        self._tables[name] = model_of(name).validate(table, lazy=True)
        self.digests[name] = store.write_table(self.path(name), self._tables[name])

    def stand_on(self, ground: str, earlier: Mapping[str, str]) -> None:
        """Begin a step: `ground` is the digest of what its memory hangs on, `earlier` what it made on the same one."""
        self._ground, self._earlier = ground, earlier

    def earlier(self, name: str) -> "pd.DataFrame | None":
        """Give what the step made the last time; None where the ground is another, or the file not what it was."""
        if name not in self._earlier or not self.has(name, self._earlier[name]):
            return None
        return store.read_table(self.path(name), model_of(name))

    def remembered(self, name: str, make: Callable[[], Any], worth: Callable[[Any], bool]) -> Any:
        """Give what was made before on the same ground, or make it, and keep it where it is worth that."""
        return memory.remembered(self.folder / f"{name}.memory", self._ground, make, worth)

    def has(self, name: str, digest: str) -> bool:
        """Tell whether the table in `interim/` still has these bytes."""
        return store.digest(self.path(name)) == digest


def model_of(table: str) -> Any:
    """Find the schema of a table by its name."""
    import schemas

    return schemas.CheckedClaims if table == "claims" else getattr(schemas, table.capitalize())


@contextmanager
def locked(place: Workplace) -> Iterator[None]:
    """Let one run at a time work on a dataset. The lock goes with the process, however it ends."""
    place.interim.mkdir(parents=True, exist_ok=True)
    handle = os.open(place.interim / ".lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise InputError(
            Problem(f"another run is at work on {place.name}", "Wait until it has ended, then run again.")
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def run_stages(place: Workplace, steps: Sequence[Step], notify: Notify) -> tuple[Shelf, list[str]]:
    """Walk the steps, run those whose inputs, settings or program changed; return the tables and what was run."""
    shelf, state, ran = Shelf(place.interim), store.read_state(place.interim), []
    program = store.program_digest()
    done: dict[str, Any] = state.setdefault("stages", {})
    for step in steps:
        notify(step.stage)
        key = store.digest_of(
            {
                "program": program,
                "settings": step.settings,
                "files": [store.digest(path) for path in step.files],
                "tables": [shelf.digests[name] for name in step.reads],
            }
        )
        known = done.get(step.stage, {})
        made = known.get("made", {})
        ground = store.digest_of(
            [program, step.settings, [shelf.digests[name] for name in step.ground]] if step.ground else step.stage
        )
        if known.get("key") == key and all(shelf.has(name, made.get(name, "-")) for name in step.makes):
            shelf.digests.update(made)
            continue
        shelf.stand_on(ground, made if known.get("ground") == ground else {})
        for name, table in zip(step.makes, step.work(shelf), strict=True):
            shelf.put(name, table)
        done[step.stage] = {"key": key, "ground": ground, "made": {name: shelf.digests[name] for name in step.makes}}
        store.write_state(place.interim, state)
        ran.append(step.stage)
    return shelf, ran


@dataclass(frozen=True)
class Build:
    """What would be published: its files, what forbids it, a sign-off that is missing, and the account of the rows."""

    files: Mapping[str, bytes]
    forbidden: Sequence[Problem]
    unsigned: Sequence[Problem]
    summary: Summary
    statements: Sequence[Statement]
    history: "History"
    replies: "Replies"

    @property
    def findings(self) -> list[Problem]:
        """List all that stops the publication."""
        return [*self.forbidden, *self.unsigned]


def build(place: Workplace, dataset: Dataset, shelf: Shelf, ran: Sequence[str]) -> Build:
    """Hold the tables against claims and rules, and make the files to publish."""
    from pipeline.alike import nearly_same
    from pipeline.assurance.replies import reply_findings, weigh
    from pipeline.assurance.rules import approval_findings, assess, error_findings
    from pipeline.gate import findings
    from pipeline.history import aliases_of, read_lines, recall
    from pipeline.privacy import shows
    from pipeline.revisions import as_rows, read_revisions
    from pipeline.writers.factcheck import fact_check
    from pipeline.writers.forms import render

    store.write_bytes(place.interim / "claims.md", fact_check(shelf["claims"], dataset.title, dataset.version))
    earlier = publication.earlier_revisions(place.published, dataset.version)
    found = findings(dataset, shelf)
    statements = assess(dataset, shelf, shelf.digests["registry"])
    history = recall(
        dataset.version,
        as_rows(shelf["entities"]),
        read_revisions(earlier),
        read_lines(dataset.folder / "corrections.csv"),
        aliases_of(shelf["registry"]),
        nearly_same,
    )
    replies = weigh(dataset, shelf)
    summary = Summary.of(dataset, shelf, ran, statements, len(history.unexplained), replies)
    carried = {name: path.read_bytes() for name, path in earlier.items()}
    files = render(dataset, shelf["entities"], shelf["totals"], summary.account, carried, statements, history.changes)
    found += [*error_findings(dataset, statements), *reply_findings(dataset, replies)]
    own = {name: data for name, data in files.items() if name not in carried}
    numbers = (*summary.numbers(), *(number for each in statements for number in each.numbers()))
    found += shows(dataset, shelf, summary.account, own, {"the summary": summary.words()}, numbers, history)
    unsigned = approval_findings(dataset, publication.digests(files))
    return Build(files, found, unsigned, summary, statements, history, replies)


def publish(place: Workplace, dataset: Dataset, engine: Engine, notify: Notify) -> Summary:
    """Run what changed and publish. Raises Refusal where a claim is false or a rule is broken: nothing changes then."""
    with locked(place):
        publication.restore(place.published, place.interim)
        earlier = publication.earlier_revisions(place.published, dataset.version)
        shelf, ran = run_stages(place, walk(dataset, engine, earlier), notify)
        key = store.digest_of(
            {
                "program": store.program_digest(),
                "declaration": store.digest(place.raw / "dataset.yml"),
                "tables": shelf.digests,
                "people": {name: store.digest(place.raw / name) for name in JUDGED},
                "earlier": {name: store.digest(path) for name, path in earlier.items()},
            }
        )
        state = store.read_state(place.interim)
        last = state.get("publication", {})
        sheet = (place.interim / "claims.md").is_file()
        if sheet and last.get("key") == key and publication.is_current(place.published, last["files"]):
            return replace(Summary.from_json(last["summary"]), ran=tuple(ran), written=False)
        notify("write")
        made = build(place, dataset, shelf, ran)
        if made.findings:
            raise Refusal(made.findings)
        told, digests = made.summary, publication.digests(made.files)
        if publication.is_current(place.published, digests):
            told = replace(told, written=False)
        else:
            publication.replace_folder(place.published, made.files, place.interim)
        remembered = {"key": key, "files": digests, "summary": told.to_json()}
        with suppress(OSError):  # it is published; without this memory the next run just does it again
            store.write_state(place.interim, state | {"publication": remembered})
        return told
