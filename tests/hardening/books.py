"""Workbooks and Parquet files that lie, or are built to break what reads them."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator

HEADER = ("Agency", "Province", "Searches")
ROW = ("Quillmere Police Service", "ON", 12)
_SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: list[tuple[object, ...]], **options: object) -> bytes:
    """Write a workbook of one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, state in dict(options.get("more", {})).items():  # type: ignore[call-overload]
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(HEADER)
        sheet.append(ROW)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """Change a part of a workbook: `old` is a regular expression, replaced once."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                text = re.sub(old, lambda _: new, text.decode(), count=1, flags=re.DOTALL).encode()
            target.writestr(name, text)
    return made.getvalue()


def without(data: bytes, *parts: str) -> bytes:
    """Take parts out of a workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
    return made.getvalue()


def repacked(data: bytes) -> bytes:
    """Store a workbook unpacked, so that a slip falls into its XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return made.getvalue()


def bombed(part: str, size: int, data: bytes) -> bytes:
    """Put a part of `size` zero bytes into a workbook, packed a thousand times smaller."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        with target.open(part, "w", force_zip64=True) as bomb:
            for _ in range(size >> 20):
                bomb.write(bytes(1 << 20))
    return made.getvalue()


def doubled(data: bytes, part: str) -> bytes:
    """Put a part into a workbook a second time, with other content: which one counts?"""
    made = io.BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(made, "a") as target:
        warnings.simplefilter("ignore")
        target.writestr(part, target.read(part).replace(b"<v>12</v>", b"<v>13</v>"))
    return made.getvalue()


def crowded(data: bytes, number: int) -> bytes:
    """Put many empty parts into a workbook."""
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as target:
        for at in range(number):
            target.writestr(f"xl/media/{at}.png", b"")
    return made.getvalue()


def belittled(part: str, data: bytes) -> bytes:
    """Let the directory of a workbook say of a part that it unpacks to a thousand bytes."""
    made = bytearray(data)
    entry = made.rindex(part.encode()) - 46  # of the central directory, whose name comes behind 46 bytes
    made[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(made)


def made() -> Iterator[tuple[str, bytes, str]]:
    """Give files as name, bytes and extension."""
    good = workbook([HEADER, ROW, ROW])
    sheet = r"<sheetData>.*</sheetData>"
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    head = "".join(cell.format(f"{letter}1", text) for letter, text in zip("ABC", HEADER, strict=True))
    lol = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    books = {
        "good": good,
        "errors": workbook(
            [HEADER, *[("a", "ON", e) for e in ("#N/A", "#REF!", "#DIV/0!", "#NAME?")], ("#REF!", "ON", 1)]
        ),
        "formulas": workbook([HEADER, ("=1+1", "ON", "=SUM(1,2)"), ROW]),
        "types": workbook([HEADER, (1, 2, 3.5), (True, None, 1e300), (1e-300, "ON", -1), ("a", "ON", 10**20)]),
        "a wide row": workbook([HEADER, (*ROW, "more"), ROW]),
        "hidden sheets": workbook([HEADER, ROW], more={"h": "hidden", "v": "veryHidden"}),
        "two sheets": workbook([HEADER, ROW], more={"other": "visible"}),
        "an empty sheet": workbook([]),
        "a header twice": workbook([("Agency", "Agency", "Province", "Searches"), ("a", *ROW)]),
        "a dimension that is too small": edited(good, _SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"'),
        "a dimension that is too large": edited(
            good, _SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'
        ),
        "a dimension that is none": edited(good, _SHEET, r'<dimension ref="[^"]*"', '<dimension ref="?:-1"'),
        "a far cell": edited(
            good,
            _SHEET,
            sheet,
            f'<sheetData><row r="1">{head}</row><row r="1048576">{cell.format("XFD1048576", "x")}</row></sheetData>',
        ),
        "a cell beyond the sheet": edited(
            good,
            _SHEET,
            sheet,
            f'<sheetData><row r="1">{head}</row><row r="99999999">{cell.format("ZZZZ99999999", "x")}</row></sheetData>',
        ),
        "rows out of order": edited(
            good,
            _SHEET,
            sheet,
            f'<sheetData><row r="5">{cell.format("A5", "x")}</row><row r="1">{head}</row></sheetData>',
        ),
        "a row twice": edited(
            good,
            _SHEET,
            sheet,
            f'<sheetData><row r="1">{head}</row><row r="2">{cell.format("A2", "x")}</row>'
            f'<row r="2">{cell.format("A2", "y")}</row></sheetData>',
        ),
        "no text table": without(good, "xl/sharedStrings.xml"),
        "no workbook": without(good, "xl/workbook.xml"),
        "no sheet": without(good, _SHEET),
        "a text that is not there": edited(good, _SHEET, r"<v>0</v>", "<v>99999</v>"),
        "a text that is no number": edited(good, _SHEET, r"<v>0</v>", "<v>zero</v>"),
        "entities": edited(good, _SHEET, r"<worksheet", f'<!DOCTYPE w [<!ENTITY l0 "lol">{lol}]><worksheet').replace(
            b"", b""
        ),
        "an outer entity": edited(
            good, "xl/sharedStrings.xml", r"<sst", '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst'
        ),
        "no XML": edited(good, _SHEET, r".*", "<<<<"),
        "an XML that is not closed": edited(good, _SHEET, r"</worksheet>", ""),
        "an XML that is deep": edited(good, _SHEET, sheet, "<sheetData>" + "<row>" * 100_000),
        "many blank rows": edited(
            good, _SHEET, r"</sheetData>", "".join(f'<row r="{at}"/>' for at in range(4, 1_000_000)) + "</sheetData>"
        ),
        "two million blank rows": edited(good, _SHEET, r"</sheetData>", "<row/>" * 2_000_000 + "</sheetData>"),
        "many blank cells": edited(good, _SHEET, r"</sheetData>", f"<row r='9'>{'<c/>' * 500_000}</row></sheetData>"),
        "a bomb in the sheet": bombed(_SHEET, 1100 << 20, good),
        "a bomb in the texts": bombed("xl/sharedStrings.xml", 600 << 20, good),
        "a bomb that says it is small": belittled(_SHEET, bombed(_SHEET, 1100 << 20, good)),
        "a bomb of texts that says it is small": belittled(
            "xl/sharedStrings.xml", bombed("xl/sharedStrings.xml", 1100 << 20, good)
        ),
        "a part twice": doubled(good, _SHEET),
        "ten thousand parts": crowded(good, 10_000),
        "entities that are used": edited(
            edited(good, _SHEET, r"<worksheet", f'<!DOCTYPE w [<!ENTITY l0 "lol">{lol}]><worksheet'),
            _SHEET,
            r"</sheetData>",
            '<row r="9"><c r="A9" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>',
        ),
        "a bomb beside": bombed("xl/media/image1.png", 600 << 20, good),
        "no zip": b"PK\x03\x04" + bytes(500),
        "cut": good[: len(good) // 2],
        "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "text": b"Agency,Province,Searches\n",
        "nothing": b"",
    }
    yield from ((f"xlsx: {name}", data, ".xlsx") for name, data in books.items())
    yield from ((f"parquet: {name}", data, ".parquet") for name, data in _columnar().items())


def parquet(columns: dict[str, object], times: int = 1) -> bytes:
    """Write columns as Parquet, packed; several times, one group of rows after the other."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data, table = io.BytesIO(), pa.table(columns)
    with pq.ParquetWriter(data, table.schema, use_dictionary=times == 1, compression="zstd") as writer:
        for _ in range(times):
            writer.write_table(table)
    return data.getvalue()


def _columnar() -> dict[str, bytes]:
    import pyarrow as pa

    columns: dict[str, object] = {
        "Agency": ["Quillmere Police Service", None],
        "Province": ["ON", "ON"],
        "Searches": [12, 3],
    }
    good = parquet(columns)
    return {
        "good": good,
        "cut": good[: len(good) // 2],
        "no end": good[:-4],
        "an end that is too long": good[:-8] + b"\xff\xff\xff\x7fPAR1",
        "nested": parquet(columns | {"Agency": [["a"], ["b"]]}),
        "maps": parquet(columns | {"Agency": pa.array([{"a": 1}, None])}),
        "bytes": parquet(columns | {"Agency": pa.array([b"\xff\x00", b"a"])}),
        "fractions": parquet(columns | {"Searches": [1.5, float("nan")]}),
        "large numbers": parquet(columns | {"Searches": pa.array([2**64 - 1, 2**63], pa.uint64())}),
        "moments": parquet(columns | {"Searches": pa.array([-(2**62), 2**62], pa.timestamp("ns"))}),
        "the first moments": parquet(columns | {"Searches": pa.array([-(2**55), 2**55], pa.timestamp("us"))}),
        "no rows": parquet({name: pa.array([], pa.string()) for name in columns}),
        "no columns": parquet({}),
        "a column twice": parquet_twice(),
        "many equal rows": parquet(
            {"Agency": ["a" * 1000] * 300_000, "Province": ["ON"] * 300_000, "Searches": [1] * 300_000}
        ),
        "many nulls": parquet({name: pa.nulls(100_000, pa.string()) for name in columns}),
        "a bomb": parquet({"Agency": ["a" * 2_000_000] * 50, "Province": ["ON"] * 50, "Searches": [1] * 50}, times=6),
        "a bomb of one word": parquet(
            {"Agency": pa.DictionaryArray.from_arrays([0] * 100_000, ["a" * 2_000_000])}
            | {"Province": ["ON"] * 100_000, "Searches": [1] * 100_000}
        ),
        "a bomb of columns beside": parquet(columns | {"other": ["a" * 200_000_000] * 2}),
        "nothing": b"",
        "text": b"PAR1PAR1",
    }


def parquet_twice() -> bytes:
    """Write a table in which two columns have one name."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = io.BytesIO()
    one = pa.array(["a"])
    pq.write_table(pa.Table.from_arrays([one, one, one, one], ["Agency", "Agency", "Province", "Searches"]), data)
    return data.getvalue()
