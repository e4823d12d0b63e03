"""A spreadsheet: the table, its totals, what the columns mean, and what must travel with it.

Every text is stored as text. One that a spreadsheet would read as a formula (it begins with = + - @, a tab or a line
end) is marked with a quote besides, so that it stays text when somebody edits it. See OWASP, 'CSV Injection'.
"""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.errors import InputError, Problem
from pipeline.writers.export.public import Public, rows

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_MOST_ROWS, _MOST_CHARACTERS = 1_048_576, 32_767  # of a sheet, of a cell: the format's own limits
_WIDTHS = {"entity_id": 16, "name": 44, "statement": 60, "description": 80, "text": 100}
_UNDATED = "1980-01-01"  # the first day that a zip file can tell


def write(public: Public, stem: str) -> dict[str, bytes]:
    """Make the workbook, by the suffix of its file. Raises InputError for what no sheet can hold."""
    from xlsxwriter import Workbook

    for name, table in public.tables.items():
        if len(table) >= _MOST_ROWS:
            raise _too_much(f"{name} has {len(table):,} rows")
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    day = datetime.datetime.fromisoformat(public.text("created")[:10] or _UNDATED)
    facts = {"title": public.text("title"), "author": public.publisher}
    book.set_properties(facts | {"comments": f"Version {public.text('version')}", "created": day})
    sheet = _Sheets(book)
    sheet.add("table", list(public.tables["entities"].columns), rows(public.tables["entities"]))
    sheet.add("totals", list(public.tables["totals"].columns), rows(public.tables["totals"]))
    meanings = [(table, *pair) for table in public.tables for pair in public.meanings(table).items()]
    names = {"entities": "table"}
    dictionary = [(names.get(table, table), column, meaning) for table, column, meaning in meanings]
    sheet.add("columns", ["sheet", "column", "description"], dictionary)
    sheet.add("about", ["about", "text"], public.about())
    book.close()
    return {".xlsx": file.getvalue()}


class _Sheets:
    """The sheets of a workbook, each with a header that stays in view and can be filtered."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._plain = book.add_format({"valign": "top"})
        self._quoted = book.add_format({"valign": "top", "quote_prefix": True})
        self._wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self._both = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self._day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})

    def add(self, name: str, header: Sequence[str], cells: Iterable[Sequence[Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        last = 0
        for at, title in enumerate(header):
            sheet.write_string(0, at, title, self._head)
            sheet.set_column(at, at, _WIDTHS.get(title, max(12, len(title) + 4)))
        for last, row in enumerate(cells, start=1):
            for at, value in enumerate(row):
                self._put(sheet, last, at, value, header[at])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(header) - 1)

    def _put(self, sheet: Any, row: int, at: int, value: Any, column: str) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, at, value, self._plain)
        elif isinstance(value, int):
            sheet.write_number(row, at, value, self._plain)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, at, value, self._day)
        elif len(value) > _MOST_CHARACTERS:
            raise _too_much(f"a cell of {column} has {len(value):,} characters")
        else:
            wide, risky = column in ("statement", "description", "text"), value.startswith(_RISKY)
            form = (self._both if risky else self._wrapped) if wide else (self._quoted if risky else self._plain)
            sheet.write_string(row, at, value, form)


def _too_much(what: str) -> InputError:
    return InputError(Problem(f"a spreadsheet cannot hold this: {what}", "Export it as parquet or sqlite."))
