"""The published files described for programs: datapackage.json, Data Package v2 (https://datapackage.org)."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.writers.records import dumps
from pipeline.writers.wording import web_address
from schemas import Changes, Entities, Redirects, Totals
from schemas.base import empty

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
MEDIATYPES = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "svg": "image/svg+xml",
}
TITLES = {
    "entities.csv": "The table",
    "entities.json": "The table as JSON",
    "totals.csv": "Sums over organisations, as far as they may be told",
    "index.html": "The table to read and search",
    "METHODOLOGY.md": "How the table was made",
    "CORRECTIONS.md": "What changed from one revision to the next, and why",
    "redirects.csv": "Identifiers that were given up, and where they lead",
    "figures/countries.svg": "Organisations by country, as a picture",
    "figures/regions.svg": "Organisations by region, as a picture",
    "figures/ranges.svg": "Organisations by range, as a picture",
    "figures/responses.svg": "Organisations by answer, as a picture",
}
# Licences whose text has a fixed place; any other is told by its identifier alone.
LICENSE_PATHS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
    "MIT": "https://opensource.org/license/mit",
}
_MODELS: dict[str, tuple[Any, list[str]]] = {
    "entities": (Entities, ["entity_id"]),
    "totals": (Totals, ["dimension", "value"]),
    "changes": (Changes, ["entity_id", "field", "before"]),
    "redirects": (Redirects, ["entity_id"]),
}
_TYPES = {"str": "string", "bool": "boolean", "int64": "integer", "Int64": "integer"}


def datapackage(dataset: "Dataset", files: Mapping[str, bytes]) -> bytes:
    """Describe the dataset and each file, with its size and SHA-256, in the order of their paths' names."""
    told: dict[str, Any] = {
        "$schema": PACKAGE_PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", dataset.name.lower()),
        "title": dataset.title,
        "description": dataset.description,
        "version": dataset.version,
        "created": f"{dataset.released}T00:00:00Z" if dataset.released else "",
        "homepage": web_address(dataset.story_url),
        "licenses": [_license(dataset.license)] if dataset.license else [],
        "sources": [_source(source) for source in dataset.sources],
        "contributors": _contributors(dataset),
        "limitations": list(dataset.limitations),
        "resources": _named([_resource(path, data) for path, data in sorted(files.items(), key=_order)]),
    }
    return (dumps({key: value for key, value in told.items() if value}, indent=2) + "\n").encode("utf-8")


def _order(item: tuple[str, bytes]) -> tuple[bool, str]:
    return ("/" in item[0], item[0])  # the current files first, then their revisions


def _named(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the resources whose names would be the same: versions 1.0 and 1-0 are one in them."""
    names: dict[str, int] = {}
    for resource in resources:
        name = resource["name"]
        names[name] = names.get(name, 0) + 1
        resource["name"] = name if names[name] == 1 else f"{name}-no-{names[name]}"
    return resources


def _license(name: str) -> dict[str, str]:
    if not re.fullmatch(r"[-A-Za-z0-9._]+", name):  # words of its own, no identifier
        return {"name": "other", "title": name}
    path = LICENSE_PATHS.get(name, "")
    return {"name": name} | ({"path": path} if path else {})


def _source(source: Any) -> dict[str, str]:
    # Where a private file lies is nobody's business: its title is all that is told.
    address = "" if source.private else web_address(source.url)
    return {"title": source.title} | ({"path": address} if address else {})


def _contributors(dataset: "Dataset") -> list[dict[str, Any]]:
    roles: dict[str, list[str]] = {}
    told = [(person.title, person.roles) for person in dataset.contributors]
    for title, theirs in [*told, (dataset.publisher, ("publisher",))]:
        known = roles.setdefault(title, [])
        known += [role for role in theirs if role not in known]
    return [{"title": title} | ({"roles": known} if known else {}) for title, known in roles.items() if title]


def _resource(path: str, data: bytes) -> dict[str, Any]:
    place = PurePosixPath(path)
    form = place.suffix[1:]
    told: dict[str, Any] = {
        "name": path.removesuffix(".csv").replace("/", "-").replace(".", "-").lower(),
        "title": TITLES.get(path, "") or _title(place),
        "path": path,
        "format": form,
        "mediatype": MEDIATYPES[form],
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    # Of a table in JSON, checkers read no bytes and so miss those told: its columns are those of the CSV beside it.
    if form == "csv" and place.stem in _MODELS:
        told |= {"type": "table", "schema": table_schema(*_MODELS[place.stem])}
    return told


def _title(place: PurePosixPath) -> str:
    if place.parts[0] == "revisions":
        return f"{place.stem} of revision {place.parts[1]}"
    return f"Figure: {place.stem}" if place.suffix == ".svg" else place.name


def table_schema(model: Any, primary_key: list[str]) -> dict[str, Any]:
    """Describe the columns of a published table as a Table Schema, from the table's own model."""
    described = model.to_schema().columns
    return {
        "$schema": SCHEMA_PROFILE,
        "fields": [_field(described[name], str(dtype)) for name, dtype in empty(model).dtypes.items()],
        "primaryKey": primary_key,
        "missingValues": [""],
    }


def _field(column: Any, dtype: str) -> dict[str, Any]:
    kind = "date" if column.name.endswith("_date") else _TYPES[dtype]
    limits: dict[str, Any] = {}
    for check in column.checks:
        told = check.statistics or {}
        limits |= {"enum": list(told["allowed_values"])} if "allowed_values" in told else {}
        limits |= {"minimum": told["min_value"]} if check.name == "greater_than_or_equal_to" else {}
        limits |= {"minLength": told["min_value"]} if check.name == "str_length" else {}
    if not column.nullable and (kind in ("integer", "boolean") or "minLength" in limits or "enum" in limits):
        limits["required"] = True
    if column.unique:
        limits["unique"] = True
    field = {"name": column.name, "type": kind, "description": column.description or ""}
    return field | ({"constraints": limits} if limits else {})
