"""What of a dataset is private and what is public, as plain values, and whether the first shows in what is published.

What may show is computed from public inputs alone: the declaration's public keys, the registry's rows of published
organisations, their answers. Whoever publishes something new adds here the inputs that it may hold.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import regions
from pipeline.account import Account
from pipeline.dataset import Dataset
from pipeline.disclosure.canary import LEAST, Finding, Private, Public, numbers_in, scan
from pipeline.errors import Problem
from pipeline.history import History
from pipeline.text import fold_blanks
from pipeline.writers.bars import bars
from pipeline.writers.wording import FLAG_LABELS
from schemas.vocabulary import MEANING, RESPONSES

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]
NO_HISTORY = History()

_ABOUT = ("METHODOLOGY.md", "index.html")  # both tell how the table was made

_OF_ROWS = {
    "published": "a spelling of the sources",
    "dropped": "a dropped name",
    "pending": "a pending name",
    "quarantined": "the name of a row that could not be read",
}


def shows(
    dataset: Dataset,
    tables: Tables,
    account: Account,
    files: Mapping[str, bytes],
    told: Mapping[str, str],
    told_numbers: Iterable[int],
    history: History = NO_HISTORY,
) -> list[Problem]:
    """List where the files, or the texts `told` to whoever runs the program, hold a private value.

    `files` are those made now: what earlier revisions hold is public already, whatever it is. `told_numbers` are the
    numbers of names, decisions and claims that the texts tell beside those of `account`. What earlier revisions told
    of rows that changed is public, unless a row was withdrawn; what `history` notes about it must bear the search.
    """
    private, public = private_values(dataset, tables), public_values(dataset, tables, account, files)
    private = replace(private, names={**private.names, **dict.fromkeys(history.withdrawn, "a withdrawn organisation")})
    public = replace(public, texts=[*public.texts, *_of_changes(history)])
    told_numbers = frozenset(told_numbers)
    public = replace(public, numbers_of={**public.numbers_of, **dict.fromkeys(_ABOUT, told_numbers)})
    found = scan(files, private, public)
    # The program's own words are many: of a text that it prints, only names of several words are told from them.
    names = {name: kind for name, kind in private.names.items() if " " in name.strip()}
    found += scan(
        {name: text.encode("utf-8") for name, text in told.items()},
        Private(private.numbers, names, {path: kind for path, kind in private.paths.items() if "/" in path}),
        replace(public, numbers=public.numbers | _of_rows(account) | told_numbers),
    )
    return [_problem(dataset, finding, finding.file in told) for finding in found]


def _problem(dataset: Dataset, finding: Finding, told: bool) -> Problem:
    how = "" if finding.reading == "as written" else f" ({finding.reading})"
    return Problem(
        f"the line would tell {finding.kind}{how}, which the declaration has not made public",
        "Take it out of the texts that are published, or declare it; if it stands in none, report the fault.",
        file=finding.file if told else f"published/{dataset.name}/{finding.file}",
        line=finding.line,
    )


def _of_changes(history: History) -> Iterator[str]:
    """Give what is public of changes. Of a note only its years are: whoever writes one may err like anybody."""
    for change in history.changes:
        yield from (change.entity_id, change.version, change.before, change.after, change.date)
        yield from re.findall(r"\b(?:19|20)\d\d\b", change.note)


def private_values(dataset: Dataset, tables: Tables) -> Private:
    """Gather what must not be told: numbers, names and other words, paths."""
    return Private(dict(_numbers(dataset, tables)), dict(_names(tables)), dict(_paths(dataset)))


def _numbers(dataset: Dataset, tables: Tables) -> Iterator[tuple[int, str]]:
    ranges, claims, quarantine = tables["ranges"], tables["claims"], tables["quarantine"]
    bad = quarantine.loc[quarantine["reason"] == "bad_count", "value"]
    yield from ((number, "a raw count") for number in numbers_in(bad.tolist()))
    yield from ((count, "a raw count") for count in tables["counts"]["count"].tolist() if count >= LEAST)
    seen = claims.loc[claims["statistic"].isin(("count", "total")), "observed"]
    yield from ((number, "the value behind a claim") for number in numbers_in(seen.tolist()))
    responses = dict(tables["answers"][["entity_id", "response"]].itertuples(index=False, name=None))
    answered = ranges.assign(response=[responses.get(each, "not_asked") for each in ranges["entity_id"]], all="all")
    for dimension, mode in dataset.disclosure.totals.items():
        if mode != "exact":
            sums = answered.groupby(dimension)["count"].sum().tolist()
            yield from ((int(total), "a sum over organisations") for total in sums if total >= LEAST)
    yield from ((int(count), "an organisation's count") for count in ranges["count"].tolist() if count >= LEAST)


def _names(tables: Tables) -> Iterator[tuple[str, str]]:
    """Give private words with their kinds; where one is of several kinds, the last kind counts."""
    rows, names, decisions = tables["verified"], tables["names"], tables["decisions"]
    quarantine, registry, responses = tables["quarantine"], tables["registry"], tables["responses"]
    for column in ("value", "raw"):
        yield from ((text, "text of a row that could not be read") for text in quarantine[column].tolist())
    hidden = registry[~registry["entity_id"].isin(tables["ranges"]["entity_id"])]
    for name, aliases in hidden[["name", "aliases"]].itertuples(index=False, name=None):
        yield from ((each, "an organisation that is not published") for each in (name, *aliases.split("|")) if each)
    published = set(tables["answers"]["statement"])
    for text in responses["statement"].tolist():
        if text not in published:
            yield text, "an answer that is not published"
    kinds: dict[str, str] = {}
    for outcome, kind in _OF_ROWS.items():
        for name in rows.loc[rows["outcome"] == outcome, "name"].unique().tolist():
            kinds[fold_blanks(name)] = kind
    for name, standard in names[["name", "standard"]].itertuples(index=False, name=None):
        kind = kinds.get(name, "")
        if kind and kind != _OF_ROWS["published"]:
            yield standard, kind
    yield from kinds.items()
    yield from ((name, kinds.get(name, "a name decided on")) for name in decisions["name"].tolist())
    yield from (
        (reason, "the reason of a decision") for reason in decisions["reason"].tolist() if reason.count(" ") > 1
    )
    for people in (decisions["decided_by"], registry["confirmed_by"], tables["evidence"]["confirmed_by"]):
        yield from ((person, "a person") for person in people.unique().tolist() if person)


def _paths(dataset: Dataset) -> Iterator[tuple[str, str]]:
    root = dataset.folder.resolve().parent.parent
    places = [root / folder for folder in ("raw", "interim", "published")] + ([root] if len(root.parts) > 2 else [])
    yield from ((str(place), "where the desk keeps its files") for place in places)
    for file in (*dataset.sources, dataset.registry):
        yield from ((path, "the name of a raw file") for path in (file.path, Path(file.path).name))
        if file.private:
            yield from ((value, "where a private file comes from") for value in (file.url, file.sha256) if value)


def public_values(dataset: Dataset, tables: Tables, account: Account, files: Mapping[str, bytes]) -> Public:
    """Gather what may be told. `files` are named here only for their names and sizes, which datapackage.json tells."""
    texts = [*_declared(dataset), *_of_organisations(tables), *files, *MEANING.values(), *RESPONSES]
    sizes = frozenset(len(data) for data in files.values())
    numbers = _public_numbers(dataset, tables, account)
    return Public([text for text in texts if text], _own_words(), numbers, {"datapackage.json": sizes})


def _own_words() -> dict[str, bytes]:
    """Read what the program itself says in the files that it writes: its writers, its templates, its schemas."""
    here = Path(__file__).parent
    files = [path for folder in (here / "writers", here.parent / "schemas") for path in folder.rglob("*")]
    return {
        path.relative_to(here.parent).as_posix(): path.read_bytes()
        for path in sorted(files)
        if path.suffix in (".py", ".j2", ".css", ".js")
    }


def _declared(dataset: Dataset) -> Iterator[str]:
    """Give the texts of the declaration that are published or could be: none that tells where files lie."""
    yield from (dataset.name, dataset.title, dataset.description, dataset.version, dataset.released, dataset.license)
    yield from (dataset.publisher, dataset.contact, dataset.story_url, dataset.count.noun, dataset.registry.evidence)
    yield from dataset.limitations
    yield from (text for person in dataset.contributors for text in (person.title, *person.roles))
    yield from dataset.scope.kinds
    yield from (dataset.scope.from_date, dataset.scope.to_date)
    yield from (regions.name(code) for code in dataset.scope.exclude_regions)
    yield from (source.title for source in dataset.sources)
    yield from (
        text for file in (*dataset.sources, dataset.registry) if not file.private for text in (file.url, file.sha256)
    )
    for claim in dataset.claims:
        yield from (claim.text, str(claim.value), *(str(value) for value in claim.where.given().values()))


def _of_organisations(tables: Tables) -> Iterator[str]:
    """Give what is public of the published organisations, from the registry and their answers."""
    published = tables["ranges"]["entity_id"]
    registry, answers = (tables[name] for name in ("registry", "answers"))
    entities = registry[registry["entity_id"].isin(published)]
    for column in ("entity_id", "name", "kind", "region"):
        yield from entities[column].unique().tolist()
    for code in entities["region"].unique().tolist():
        if code:
            yield from (regions.name(code), regions.country_name(code))
    yield from tables["ranges"]["evidence_url"].unique().tolist()
    answered = answers[answers["entity_id"].isin(published)]
    for column in ("response_date", "statement", "response_url"):
        yield from answered[column].unique().tolist()
    yield from ("true", "false", "null")


def _public_numbers(dataset: Dataset, tables: Tables, account: Account) -> frozenset[int]:
    """Give the ends of ranges, the numbers of organisations and of rows, and the sums that are declared exact."""
    totals = tables["totals"]
    exact = [dimension for dimension, mode in dataset.disclosure.totals.items() if mode == "exact"]
    told: set[Any] = {end for low in dataset.ranges for end in (low - 1, low)} | {dataset.min_count}
    told |= set(totals["entities"].tolist()) | {account.entities}
    told |= {size for each in bars(tables["entities"], dataset.ranges) for _, size in each.bars}
    told |= {int(tables["entities"][flag].sum()) for flag in FLAG_LABELS}
    told |= set(totals.loc[totals["dimension"].isin(exact), "count_min"].dropna().tolist())
    rows = frozenset() if account.rows_are_counts else _of_rows(account)
    return frozenset(int(number) for number in told) | rows


def _of_rows(account: Account) -> frozenset[int]:
    """Give every number of rows and names, step by step as they are left out."""
    left = account.rows
    told = {account.rows, account.names, account.decided, account.entities, *account.by_outcome.values()}
    for outcome in ("quarantined", "dropped", "pending", "published"):
        rows = sum(number for (other, _), number in account.by_outcome.items() if other == outcome)
        left -= rows
        told |= {rows, left}
    return frozenset(told)
