"""The dataset as schema.org describes one (https://schema.org/Dataset), for search engines: JSON-LD in the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.writers.records import dumps

_KEYS = {"title": "name", "description": "description", "version": "version", "homepage": "url"}
# Between these tags only a letter can end the element; an escape in JSON stands for the same text.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def linked_data(package: Mapping[str, Any], language: str = "") -> str:
    """Tell in the words of schema.org what a datapackage.json tells; private things are in neither."""
    resources: Iterable[Mapping[str, Any]] = package.get("resources", ())
    people: Iterable[Mapping[str, Any]] = package.get("contributors", ())
    told: dict[str, Any] = {"@context": "https://schema.org/", "@type": "Dataset"}
    told |= {theirs: package[ours] for ours, theirs in _KEYS.items() if package.get(ours)}
    told |= {
        "datePublished": package.get("created", "")[:10],
        "inLanguage": language,
        "isAccessibleForFree": True,
        "license": [each.get("path", each["name"]) for each in package.get("licenses", ())],
        "creator": [_who(each) for each in people if set(each.get("roles", ["author"])) - {"publisher"}],
        "publisher": [_who(each) for each in people if "publisher" in each.get("roles", ())],
        "isBasedOn": [_work(each) for each in package.get("sources", ())],
        "distribution": [_file(each) for each in resources],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": field["name"], "description": field["description"]}
            for each in resources
            if each["path"] == "entities.csv"
            for field in each["schema"]["fields"]
        ],
    }
    return dumps({key: value for key, value in told.items() if value}).translate(_ESCAPES)


def _who(contributor: Mapping[str, Any]) -> dict[str, str]:
    return {"@type": "Organization", "name": contributor["title"]}


def _work(source: Mapping[str, Any]) -> dict[str, str]:
    address = {"url": source["path"]} if "path" in source else {}
    return {"@type": "CreativeWork", "name": source["title"]} | address


def _file(resource: Mapping[str, Any]) -> dict[str, str]:
    told = {"contentUrl": resource["path"], "encodingFormat": resource["mediatype"], "name": resource["title"]}
    return {"@type": "DataDownload", **told, "sha256": resource["hash"].removeprefix("sha256:")}
