"""Files that are as they should be, in every format and for every role: what slips are made in."""

import json
from collections.abc import Iterator

from datasets import ROWS
from hardening import books
from hardening.corpus import DATES, NUMBERS, Case, table
from hardening.roles import GOOD


def good() -> Iterator[Case]:
    """Give good files; those of tables that people write are CSV, and are read in the other roles as well."""
    for role, rows in GOOD.items():
        yield Case(f"a good {role}", table(rows), ".csv")
    yield Case("a good list with a mark", b"\xef\xbb\xbf" + table(ROWS, newline="\r\n"), ".csv")
    yield Case("a good list by tabs", table(ROWS, delimiter="\t"), ".tsv")
    yield Case("a good list in utf-16", table(ROWS).decode().encode("utf-16"), ".csv")
    yield Case("a good list of numbers", table([ROWS[0], *(("Ostrey Police", "NS", text) for text in NUMBERS)]), ".csv")
    dated = table([("Agency", "Day"), *(("Ostrey Police", day) for day in DATES)])
    yield Case("a good list of days", dated, ".csv", {"name": "Agency", "date": "Day"})
    objects = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]
    yield Case("good objects", json.dumps(objects, indent=1).encode(), ".json")
    yield Case("good lines", "\n".join(map(json.dumps, objects)).encode(), ".jsonl")
    yield Case("a good workbook", books.workbook(list(ROWS)), ".xlsx")
    columns = {name: [row[at] for row in ROWS[1:]] for at, name in enumerate(ROWS[0])}
    yield Case("good columns", books.parquet(columns), ".parquet")
    yield Case("a workbook's sheet", books.repacked(books.workbook(list(ROWS))), ".xlsx")
