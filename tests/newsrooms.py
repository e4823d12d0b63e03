"""Newsrooms with invented organisations and chosen counts, for attacks on what they publish."""

import csv
from pathlib import Path

from datasets import Tiny, write_csv

TOWNS = (
    "Aldermere Brackwell Corvane Dunlow Eastrel Farnoch Gallowmere Hexley Inverdale Jarrowby Kelmoor Lostwick Marrowby "
    "Netherfen Oakhollow Penrith Quarley Ravensholt Silverdell Thornaby"
).split()

DECLARATION = """\
title: Searches of an invented network
version: "{version}"
country: CA
count: {{noun: searches}}
sources:
  - title: An invented list
    path: list.csv
    columns: {{name: Agency, region: Province, count: Searches}}
registry: {{path: registry.csv}}
ranges: [1, 11, 51, 101, 501]
disclosure: {{totals: {totals}, insiders: {insiders}}}
claims: [{claims}]
"""


class Newsroom(Tiny):
    """A dataset whose organisations are numbered o1, o2 … and named after towns."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        (self.raw / "responses.csv").unlink()
        (self.raw / "decisions.csv").unlink()

    def fill(self, counts, version="1.0.0", totals="exact", insiders=0, claims=(), kinds=None):
        """Write the list, the registry and the declaration. `counts` by number; one that is 0 is not in the list."""
        kinds = kinds or {}
        listed = [(name(at), "ON", str(count)) for at, count in counts.items() if count]
        known = [(f"o{at}", name(at), "CA-ON", kinds.get(at, "police")) for at in range(1, len(TOWNS) + 1)]
        write_csv(self.raw / "list.csv", [("Agency", "Province", "Searches"), *listed])
        write_csv(self.raw / "registry.csv", [("entity_id", "name", "region", "kind"), *known])
        text = DECLARATION.format(version=version, totals=totals, insiders=insiders, claims=", ".join(claims))
        (self.raw / "dataset.yml").write_text(text, encoding="utf-8")

    def correct(self, *rows):
        """Write corrections: entity_id, field, reason."""
        write_csv(self.raw / "corrections.csv", [("entity_id", "field", "reason"), *rows])

    def leaks(self):
        """Audit, and tell the leaks as a program reads them."""
        return self.run("audit", "tiny", "--json").json["results"][0]["leaks"]

    def named(self):
        """Tell whose counts leak, and from which revision's range."""
        return sorted((leak["entity_id"], leak["revision"]) for leak in self.leaks())

    def audit_table(self):
        with (self.interim / "audit.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def name(at: int) -> str:
    return f"{TOWNS[at - 1]} Police Service"
