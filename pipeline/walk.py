"""The walk of a row, step by step: which tables each stage reads, what it makes, what of the declaration it needs.

Nothing heavy is imported until a step is really run: a run that finds nothing changed costs a few hashes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]
Engine = Callable[..., Any]


@dataclass(frozen=True)
class Step:
    """One stage in its place. Its fingerprint is made of `settings`, the bytes of `files` and the tables it reads."""

    stage: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    work: Callable[[Tables], Sequence["pd.DataFrame"]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def walk(dataset: Dataset, engine: Engine) -> list[Step]:
    """List the steps from the sources to the table that is published, in order."""
    return [*_reading(dataset), *_matching(dataset, engine), *_deciding(dataset), *_publishing(dataset)]


def _reading(dataset: Dataset) -> list[Step]:
    folder = dataset.folder
    dated = [source.label for source in dataset.sources if source.columns.date]
    constants = {source.label: source.region for source in dataset.sources if source.region}
    thousands = {source.label: source.thousands for source in dataset.sources if source.thousands}

    def ingest(_: Tables) -> Sequence["pd.DataFrame"]:
        import pandas as pd

        from pipeline import ledger
        from pipeline.readers.source import read_source
        from pipeline.stages.ingest import ingest, quarantine

        cells = pd.concat([read_source(source, folder) for source in dataset.sources], ignore_index=True)
        records = ingest(cells, dataset.country, thousands, dated, constants)
        ledger.reconcile_records(cells, records)
        return records, quarantine(cells, records)

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
    }
    entities = {"registry": dataset.registry.model_dump(mode="json"), "country": dataset.country}
    return [
        Step("ingest", (), ("records", "quarantine"), ingest, sources, tuple(folder / s.path for s in dataset.sources)),
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
            tables["records"], rules.abbreviations, rules.noise, rules.not_entities, country=dataset.country
        )
        ledger.reconcile_names(tables["records"], names)
        return (names,)

    def match(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.stages.match import match

        return (match(tables["names"], tables["registry"], rules.abbreviations, dataset.country, engine, rules.noise),)

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
        Step("normalize", ("records",), ("names",), normalize, settings | country),
        Step("match", ("names", "registry"), ("candidates",), match, settings | country),
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
            tables["records"],
            tables["links"],
            tables["vouched"],
            exclude_regions=scope.exclude_regions,
            kinds=scope.kinds,
            from_date=str(scope.from_date or ""),
            to_date=str(scope.to_date or ""),
            min_count=dataset.min_count,
        )
        ledger.reconcile_verified(tables["records"], verified)
        return (verified,)

    def bucket(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline import ledger
        from pipeline.stages.bucket import bucket

        ranges = bucket(tables["verified"], tables["vouched"], dataset.ranges)
        ledger.reconcile_ranges(tables["verified"], ranges)
        account = ledger.make_ledger(tables["verified"], ranges)
        ledger.reconcile_ledger(tables["verified"], ranges, account)
        return ranges, account

    settings = scope.model_dump(mode="json") | {"min_count": dataset.min_count}
    return [
        # Beside the registry, not in it: new evidence about an organisation does not match all names anew.
        Step("evidence", ("registry",), ("evidence", "vouched"), evidence, files=(said,)),
        Step("verify", ("records", "links", "vouched"), ("verified",), verify, settings),
        Step("bucket", ("verified", "vouched"), ("ranges", "ledger"), bucket, {"ranges": list(dataset.ranges)}),
    ]


def _publishing(dataset: Dataset) -> list[Step]:
    def protect(tables: Tables) -> Sequence["pd.DataFrame"]:
        from pipeline.claims import check_claims, stated
        from pipeline.disclosure.totals import tell_totals
        from pipeline.stages.protect import protect

        ranges, answers, bounds = tables["ranges"], tables["answers"], dataset.ranges
        totals = tell_totals(ranges, answers, dataset.disclosure.totals, bounds)
        return protect(ranges), totals, check_claims(ranges, answers, stated(dataset.claims), bounds)

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
    }
    return [
        Step("protect", ("ranges", "answers"), ("protected", "totals", "claims"), protect, settings),
        Step("publish", ("protected", "answers", "ranges"), ("entities",), publish),
    ]
