"""A source as it comes, block by block: no file of rows need fit into memory."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.declaration.model import File, Source
from pipeline.readers.csv import csv_blocks
from pipeline.readers.files import content, decode, text_blocks, verified
from pipeline.readers.grid import Columns, Grid, Wanted
from pipeline.readers.json import json_lines_blocks, read_json
from pipeline.readers.parquet import parquet_blocks
from pipeline.readers.xlsx import read_xlsx
from pipeline.text import shown
from schemas import Cells
from schemas.base import columns


def read_blocks(source: Source, folder: Path) -> Iterator[pd.DataFrame]:
    """Read a source: blocks of Cells, its rows numbered through. Without a count column every readable row counts '1'.

    CSV, TSV, JSON Lines and Parquet are read as they come, so that an error may show when blocks have been given; of
    JSON and XLSX one block is made. A source without rows gives no block, or blocks without rows.
    Raises InputError where the file is absent, not the declared one, or cannot be read as declared.
    """
    wanted = Wanted(source.columns.given())
    row = 0
    for block in _blocks(source, folder, wanted):
        if isinstance(block, Grid):
            block.reject_unreadable()
            block = block.in_columns()
        yield _cells(source, block, row)
        row += len(block.lines)


def _blocks(file: File, folder: Path, wanted: Wanted) -> Iterator[Grid | Columns]:
    name = shown(folder, file.path)
    extension = PurePosixPath(file.path).suffix.lower()
    if extension == ".parquet":
        yield from parquet_blocks(verified(file, folder), name, wanted)
    elif extension in (".jsonl", ".ndjson"):
        yield from json_lines_blocks(text_blocks(file, folder), name, wanted)
    elif extension == ".xlsx":
        yield read_xlsx(content(file, folder), name, wanted, file.sheet)
    elif extension == ".json":
        yield read_json(decode(content(file, folder), file.encoding, name), name, wanted)
    else:
        delimiter = file.delimiter or ("\t" if extension == ".tsv" else ",")
        yield from csv_blocks(text_blocks(file, folder), name, wanted, delimiter)


def _cells(source: Source, block: Columns, before: int) -> pd.DataFrame:
    rows = len(block.lines)
    blank = pa.repeat(pa.scalar("", pa.large_string()), rows)
    texts = {name: block.cells.get(name, blank) for name in ("name", "region", "count", "date")}
    problem, raw = (blank, blank) if block.problems is None else (block.problems, block.raws)
    if not source.columns.count:
        one = pa.repeat(pa.scalar("1", pa.large_string()), rows)
        texts["count"] = one if block.problems is None else pc.if_else(pc.equal(problem, ""), one, blank)
    texts |= {"source": pa.repeat(pa.scalar(source.label, pa.large_string()), rows), "problem": problem, "raw": raw}
    table = pd.DataFrame({name: pd.Series(pd.array(cells, dtype="str")) for name, cells in texts.items()})
    table["row"] = range(before + 1, before + rows + 1)
    table["line"] = block.lines
    return table[columns(Cells)]
