"""The walk of a row, step by step: which tables each stage reads, what it makes, what of the declaration it needs.

Nothing heavy is imported until a step is really run: a run that finds nothing changed costs a few hashes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from pipeline.disclosure.protection import Rules
    from pipeline.parts import Parts

Engine = Callable[..., Any]
LARGE = 20_000  # organisations from which on to read an index back is quicker than to make it


class Tables(Protocol):
    """The tables that a step reads."""

    def __getitem__(self, name: str) -> "pd.DataFrame":
        """Give a whole table."""

    def stream(self, name: str, columns: Sequence[str]) -> "Iterable[pa.Table]":
        """Give some columns of a table of rows, part by part."""

    def earlier(self, name: str) -> "pd.DataFrame | None":
        """Give what the step itself made the last time, on the same ground; None where there is no such thing."""

    def remembered(self, name: str, make: Callable[[], Any], worth: Callable[[Any], bool]) -> Any:
        """Give what was made before on the same ground, or make it, and keep it where it is worth that."""


@dataclass(frozen=True)
class Step:
    """One stage in its place. Its fingerprint is made of `settings`, the bytes of `files` and the tables it reads.

    `work` gives what it makes, in order; each is put away before the next is asked for, so that rows can stream.
    `ground` are the tables on which all hangs that it may take over from its last run.
    """

    stage: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    work: Callable[[Tables], Iterable["pd.DataFrame | Parts"]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    ground: tuple[str, ...] | None = None


def walk(dataset: Dataset, engine: Engine, earlier: Mapping[str, Path] | None = None) -> list[Step]:
    """List the steps from the sources to the table that is published, in order.

    `earlier` are the files of the revisions published before, by their path in the published folder.
    """
    publishing = _publishing(dataset, earlier or {})
    return [*_reading(dataset), *_matching(dataset, engine), *_deciding(dataset), *publishing]


def _reading(dataset: Dataset) -> list[Step]:
    folder = dataset.folder
    dated = [source.label for source in dataset.sources if source.columns.date]
    constants = {source.label: source.region for source in dataset.sources if source.region}
    thousands = {source.label: source.thousands for source in dataset.sources if source.thousands}
    window = {"from_date": str(dataset.scope.from_date or ""), "to_date": str(dataset.scope.to_date or "")}

    def ingest(_: Tables) -> Iterable["pd.DataFrame | Parts"]:
        from pipeline.intake import Intake
        from pipeline.parts import Parts
        from pipeline.readers.blocks import read_blocks
        from pipeline.stages.ingest import ingest, quarantine

        def typed(cells: "pd.DataFrame") -> "pd.DataFrame":
            records: pd.DataFrame = ingest(cells, dataset.country, thousands, dated, constants, **window)
            return records

        intake = Intake(typed, quarantine)
        yield Parts(intake.parts(chain.from_iterable(read_blocks(source, folder) for source in dataset.sources)))
        yield intake.spellings()
        yield intake.counts()
        yield intake.quarantine()

    def registry(_: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.readers.tables import read_registry

        return (read_registry(dataset.registry, folder, dataset.country),)

    def decisions(_: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.readers.tables import read_decisions

        return (read_decisions(folder / "decisions.csv", dataset.country),)

    def responses(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.readers.tables import read_responses
        from pipeline.responses import derive_answers

        known = set(tables["registry"]["entity_id"])
        events = read_responses(folder / "responses.csv", known)
        return events, derive_answers(events)

    sources = {
        "sources": [source.model_dump(mode="json") for source in dataset.sources],
        "country": dataset.country,
        "window": window,
    }
    made = ("records", "spellings", "counts", "quarantine")
    entities = {"registry": dataset.registry.model_dump(mode="json"), "country": dataset.country}
    return [
        Step("ingest", (), made, ingest, sources, tuple(folder / s.path for s in dataset.sources)),
        Step("registry", (), ("registry",), registry, entities, (folder / dataset.registry.path,)),
        Step("decisions", (), ("decisions",), decisions, {"country": dataset.country}, (folder / "decisions.csv",)),
        Step("responses", ("registry",), ("responses", "answers"), responses, {}, (folder / "responses.csv",)),
    ]


def _matching(dataset: Dataset, engine: Engine) -> list[Step]:
    rules = dataset.normalize

    def normalize(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline import ledger
        from pipeline.stages.normalize import normalize

        names = normalize(
            tables["spellings"], rules.abbreviations, rules.noise, rules.not_entities, country=dataset.country
        )
        ledger.reconcile_names(tables["spellings"], names)
        return (names,)

    def match(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.matching.shards import room
        from pipeline.recall import together, unasked
        from pipeline.stages.match import index_of, match
        from schemas import Asked
        from schemas.base import columns

        names, asked, earlier = tables["names"], tables.earlier("asked"), tables.earlier("candidates")
        new = names if asked is None or earlier is None else unasked(names, asked)

        def make() -> Any:
            return index_of(tables["registry"], rules.abbreviations, dataset.country, rules.noise)

        def is_worth_it(made: Any) -> bool:
            return len(made.ids) >= LARGE and made.most == room()

        # One that was kept is opened without a look at the registry.
        index = tables.remembered("index", make, is_worth_it) if len(new) else None
        found = match(new, None, rules.abbreviations, dataset.country, engine, rules.noise, index=index)
        if earlier is not None:
            found = together(names, earlier, found, new)
        return found, names[columns(Asked)]

    def resolve(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline import ledger
        from pipeline.stages.resolve import resolve

        links = resolve(
            tables["names"],
            tables["candidates"],
            tables["decisions"],
            tables["registry"],
            dataset.match.accept,
            dataset.match.review,
        )
        ledger.reconcile_links(tables["names"], links)
        return (links,)

    settings = rules.model_dump(mode="json")
    country = {"country": dataset.country}
    return [
        Step("normalize", ("spellings",), ("names",), normalize, settings | country),
        Step("match", ("names", "registry"), ("candidates", "asked"), match, settings | country, ground=("registry",)),
        Step(
            "resolve",
            ("names", "candidates", "decisions", "registry"),
            ("links",),
            resolve,
            dataset.match.model_dump(mode="json"),
        ),
    ]


def _deciding(dataset: Dataset) -> list[Step]:
    scope, said = dataset.scope, dataset.folder / "evidence.csv"

    def evidence(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.evidence import vouch
        from pipeline.readers.tables import read_evidence

        lines = read_evidence(said)
        return lines, vouch(tables["registry"], lines)

    def verify(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline import ledger
        from pipeline.stages.verify import verify

        verified = verify(
            tables["spellings"],
            tables["links"],
            tables["vouched"],
            exclude_regions=scope.exclude_regions,
            kinds=scope.kinds,
            min_count=dataset.min_count,
        )
        ledger.reconcile_verified(tables["spellings"], verified)
        return (verified,)

    def bucket(tables: Tables) -> Iterable["pd.DataFrame | Parts"]:
        from pipeline import ledger
        from pipeline.parts import Parts
        from pipeline.stages.bucket import bucket
        from schemas import Ledger
        from schemas.base import columns

        verified = tables["verified"]
        ranges = bucket(verified, tables["vouched"], dataset.ranges)
        ledger.reconcile_ranges(verified, ranges)
        yield ranges
        records = tables.stream("records", ledger.OF_RECORDS)
        large = ledger.is_large(verified)
        yield Parts(ledger.make_ledger(records, verified, ranges), columns(Ledger), as_folder=large)

    settings = scope.model_dump(mode="json") | {"min_count": dataset.min_count}
    return [
        # Beside the registry, not in it: new evidence about an organisation does not match all names anew.
        Step("evidence", ("registry",), ("evidence", "vouched"), evidence, files=(said,)),
        Step("verify", ("spellings", "links", "vouched"), ("verified",), verify, settings),
        Step(
            "bucket", ("verified", "vouched", "records"), ("ranges", "ledger"), bucket, {"ranges": list(dataset.ranges)}
        ),
    ]


def rules_of(dataset: Dataset) -> "Rules":
    """Take out of a declaration what decides on disclosure."""
    from pipeline.disclosure.protection import Rules

    modes = {str(dimension): str(mode) for dimension, mode in dataset.disclosure.totals.items()}
    return Rules(dataset.version, modes, dataset.ranges, dataset.disclosure.insiders)


def _publishing(dataset: Dataset, earlier: Mapping[str, Path]) -> list[Step]:
    corrections = dataset.folder / "corrections.csv"

    def protect(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.claims import check_claims, stated
        from pipeline.disclosure.protection import tell_safely
        from pipeline.readers.tables import changed_counts, read_corrections
        from pipeline.revisions import read_revisions
        from pipeline.stages.protect import protect

        ranges, answers, bounds = tables["ranges"], tables["answers"], dataset.ranges
        claims = stated(dataset.claims)
        rules = rules_of(dataset)
        changed = changed_counts(read_corrections(corrections))
        totals, audit = tell_safely(ranges, answers, rules, claims, read_revisions(earlier), changed)
        return protect(ranges), totals, check_claims(ranges, answers, claims, bounds), audit

    def publish(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline import ledger
        from pipeline.stages.publish import publish

        entities = publish(tables["protected"], tables["answers"])
        ledger.reconcile_entities(tables["ranges"], entities)
        return (entities,)

    settings = {
        "disclosure": dataset.disclosure.model_dump(mode="json"),
        "ranges": list(dataset.ranges),
        "claims": [claim.model_dump(mode="json") for claim in dataset.claims],
        "country": dataset.country,
        "version": dataset.version,
        "earlier": sorted(earlier),
    }
    files = (corrections, *(earlier[name] for name in sorted(earlier)))
    return [
        Step("protect", ("ranges", "answers"), ("protected", "totals", "claims", "audit"), protect, settings, files),
        Step("publish", ("protected", "answers", "ranges"), ("entities",), publish),
    ]
