"""Rules that span several keys. They read the plain values, so that they are told beside every other problem."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from pipeline.declaration.model import COMPARISONS
from pipeline.declaration.tree import Path, Tree
from pipeline.errors import Problem
from pipeline.notation import is_date

_READ_AS = {
    "sheet": (".xlsx",),
    "delimiter": (".csv", ".tsv"),
    "encoding": (".csv", ".tsv", ".json", ".jsonl", ".ndjson"),
}


def problems(tree: Tree) -> Iterator[Problem]:
    """Find every contradiction between keys of a declaration."""
    data = tree.data
    sources = [(("sources", at), source) for at, source in enumerate(_list(data.get("sources")))]
    for path, file in [*sources, (("registry",), data.get("registry"))]:
        if isinstance(file, dict):
            yield from _file(tree, path, file)
    yield from _sources(tree, [(path, source) for path, source in sources if isinstance(source, dict)])
    yield from _orders(tree, _dict(data.get("match")), _dict(data.get("scope")))
    for at, claim in enumerate(_list(data.get("claims"))):
        if isinstance(claim, dict):
            yield from _claim(tree, ("claims", at), claim)


def _file(tree: Tree, path: Path, file: dict[str, Any]) -> Iterator[Problem]:
    if "url" in file and "sha256" not in file:
        remedy = "Add sha256, so that the file fetched is known to be the one you mean."
        yield tree.problem((*path, "url"), "a url needs a sha256", remedy)
    extension = PurePosixPath(str(file.get("path"))).suffix.lower()
    for key, extensions in _READ_AS.items():
        if key in file and extension and extension not in extensions:
            told = f"{key} has no meaning for a {extension} file"
            yield tree.problem((*path, key), told, f"Remove it; it belongs to {', '.join(extensions)}.")


def _sources(tree: Tree, sources: list[tuple[Path, dict[str, Any]]]) -> Iterator[Problem]:
    if tree.data.get("sources") == []:
        yield tree.problem(("sources",), "there is no source", "Declare at least one file.")
    seen: dict[tuple[str, Any], int] = {}
    for path, source in sources:
        if "path" not in source:
            continue
        file = (str(PurePosixPath(str(source["path"]))), source.get("sheet"))
        if file in seen:
            remedy = f"Its rows would count twice: remove it (first in line {seen[file]}), or name another sheet."
            yield tree.problem((*path, "path"), "the file is declared twice", remedy)
        seen.setdefault(file, tree.line((*path, "path")))


def _orders(tree: Tree, match: dict[str, Any], scope: dict[str, Any]) -> Iterator[Problem]:
    accept, review = match.get("accept", 0.99), match.get("review", 0.50)
    if all(isinstance(value, int | float) for value in (accept, review)) and accept < review:
        key = "accept" if "accept" in match else "review"
        told = f"accept ({accept}) is below review ({review})"
        yield tree.problem(("match", key), told, "A link needs at least the probability of a name to be reviewed.")
    first, last = scope.get("from"), scope.get("to")
    if is_date(str(first)) and is_date(str(last)) and str(first) > str(last):
        yield tree.problem(("scope", "from"), f"from is later than to ({last})", "Exchange the two.")


def _claim(tree: Tree, path: Path, claim: dict[str, Any]) -> Iterator[Problem]:
    stated = [word for word in COMPARISONS if word in claim]
    if not stated:
        yield tree.problem(path, "the claim compares with nothing", f"Add one of {', '.join(COMPARISONS)}.")
    if len(stated) > 1:
        remedy = f"Keep one of {', '.join(stated)}, or make two claims of it."
        yield tree.problem((*path, stated[1]), "a claim has exactly one comparison", remedy)
    where = _dict(claim.get("where"))
    if claim.get("statistic") == "count" and "entity_id" not in where:
        remedy = "Add where: {entity_id: …}; the sum over several organisations is `total`."
        yield tree.problem((*path, "statistic"), "the count is one organisation's", remedy)
    if claim.get("statistic") == "top_country" and stated and stated != ["is"]:
        yield tree.problem((*path, stated[0]), "top_country is a country, not a number", "Write is: CA, say.")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
