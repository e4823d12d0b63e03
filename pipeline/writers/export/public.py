"""What an export is made of: the published tables, and what datapackage.json tells of them. Nothing private is here."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SUFFIX = "_date"  # of columns that hold days


@dataclass(frozen=True)
class Public:
    """A publication: its tables by name (`entities`, `totals`) and its package, as datapackage.json has it."""

    name: str
    package: Mapping[str, Any]
    tables: Mapping[str, "pd.DataFrame"]

    def text(self, key: str) -> str:
        """Give one of the package's own texts: title, description, version, created …; '' where it is not told."""
        return str(self.package.get(key, ""))

    @property
    def license(self) -> tuple[str, str]:
        """Give the licence's name and address; '' where there is none."""
        told: Mapping[str, str] = next(iter(self.package.get("licenses", [])), {})
        return told.get("title", told.get("name", "")), told.get("path", "")

    @property
    def publisher(self) -> str:
        """Name who publishes, else who made it."""
        people = self.package.get("contributors", [])
        first = [each["title"] for each in people if "publisher" in each.get("roles", [])]
        return str(next(iter([*first, *(each["title"] for each in people)]), ""))

    def title_of(self, table: str) -> str:
        """Say what a table is."""
        return str(self._resource(table)["title"])

    def meanings(self, table: str) -> dict[str, str]:
        """Tell what each column of a table means, in the table's order."""
        return {field["name"]: field["description"] for field in self._resource(table)["schema"]["fields"]}

    def about(self) -> list[tuple[str, str]]:
        """Tell all that whoever passes the file on must know, as pairs of a label and a text."""
        license, address = self.license
        told = [
            ("Title", self.text("title")),
            ("Description", self.text("description")),
            ("Version", self.text("version")),
            ("Released", self.text("created")[:10]),
            ("Licence", license),
            ("Licence text", address),
            ("Story", self.text("homepage")),
            *(("Made by", _person(each)) for each in self.package.get("contributors", [])),
            *(("Source", _source(each)) for each in self.package.get("sources", [])),
            *(("Limitation", each) for each in self.package.get("limitations", [])),
        ]
        return [(label, text) for label, text in told if text]

    def _resource(self, table: str) -> Any:
        return next(each for each in self.package["resources"] if each["path"] == f"{table}.csv")


def _person(person: Mapping[str, Any]) -> str:
    roles = ", ".join(person.get("roles", []))
    return f"{person['title']} ({roles})" if roles else str(person["title"])


def _source(source: Mapping[str, Any]) -> str:
    return " ".join(str(source[key]) for key in ("title", "path") if source.get(key))


def rows(table: "pd.DataFrame") -> Iterator[tuple[Any, ...]]:
    """Give the rows with values of their type: text, int, bool, datetime.date; None for what is not told."""
    yield from zip(*(_values(name, table[name]) for name in table.columns), strict=True)


def _values(name: str, column: "pd.Series[Any]") -> list[Any]:
    missing = column.isna().to_list()
    values = [None if none or value == "" else value for value, none in zip(column.to_list(), missing, strict=True)]
    if name.endswith(SUFFIX):
        return [value and datetime.date.fromisoformat(value) for value in values]
    return values
