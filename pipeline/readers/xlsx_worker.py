"""Run in a process of its own, with limits: reads one sheet of a workbook and prints it as JSON.

`python -m pipeline.readers.xlsx_worker ENGINE SHEET < workbook`; ENGINE is calamine or openpyxl, SHEET may be ''.
Prints {"sheets": visible sheets that are not empty, "rows": [[cell text, …], …] or null where SHEET is not clear}.
"""

import io
import json
import sys
import warnings
from typing import Any

from pipeline.readers.values import text_of

MEMORY = 3 * 2**30  # bytes of address space
SECONDS = 300  # of the processor


def main() -> int:
    """Read the workbook on the standard input; what is wrong with it goes to the error output, exit code 1."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        hard = resource.getrlimit(kind)[1]  # somebody may have set a closer one, which cannot be raised
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
    warnings.simplefilter("ignore")
    engine, sheet = sys.argv[1:3]
    data = io.BytesIO(sys.stdin.buffer.read())
    try:
        found = _calamine(data, sheet) if engine == "calamine" else _openpyxl(data, sheet)
    except MemoryError:
        sys.stderr.write("it needs too much memory")
        return 1
    except Exception as error:  # noqa: BLE001  # whatever a broken workbook raises is told, not traced
        sys.stderr.write(" ".join(f"{type(error).__name__}: {error}".split())[:200])
        return 1
    sys.stdout.write(json.dumps(found))
    return 0


def _calamine(data: io.BytesIO, sheet: str) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(data)
    names = [entry.name for entry in book.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
    visible = [entry.name for entry in book.sheets_metadata if entry.visible == SheetVisibleEnum.Visible]
    chosen = [sheet] if sheet else [name for name in names if name in visible and book.get_sheet_by_name(name).height]
    if len(chosen) != 1 or chosen[0] not in names:
        return {"sheets": chosen if not sheet else names, "rows": None}
    rows = book.get_sheet_by_name(chosen[0]).to_python(skip_empty_area=False)
    return {"sheets": chosen, "rows": [[_text(cell) for cell in row] for row in rows]}


def _openpyxl(data: io.BytesIO, sheet: str) -> dict[str, Any]:
    from openpyxl import load_workbook

    book = load_workbook(data, read_only=True, data_only=True)
    page = book[sheet]
    page.reset_dimensions()  # a worksheet states its size, and may lie
    rows = [[_text(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    return {"sheets": [sheet], "rows": rows}


def _text(cell: Any) -> str | None:
    """Write a cell as text. One that holds blanks alone is blank: only one of the two libraries keeps them."""
    text = text_of(cell)
    return "" if text is not None and text.isspace() else text


if __name__ == "__main__":
    sys.exit(main())
