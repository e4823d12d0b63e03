"""A source, whatever its format, as cells."""

from pathlib import Path, PurePosixPath

import pandas as pd
from pandera.typing import DataFrame

from pipeline.declaration.model import File, Source
from pipeline.readers.blocks import read_blocks
from pipeline.readers.csv import read_csv
from pipeline.readers.files import content, decode
from pipeline.readers.grid import Grid, Wanted
from pipeline.readers.json import read_json, read_json_lines
from pipeline.readers.parquet import read_parquet
from pipeline.readers.xlsx import read_xlsx
from pipeline.text import shown
from schemas import Cells
from schemas.base import empty


def read_source(source: Source, folder: Path) -> DataFrame[Cells]:
    """Read a whole source: the blocks of `read_blocks` as one table of Cells."""
    return DataFrame[Cells](pd.concat([empty(Cells), *read_blocks(source, folder)], ignore_index=True))


def read_grid(file: File, folder: Path, wanted: Wanted) -> Grid:
    """Read the wanted columns of a declared file of any format, chosen by its extension."""
    data, name = content(file, folder), shown(folder, file.path)
    extension = PurePosixPath(file.path).suffix.lower()
    if extension == ".xlsx":
        grid = read_xlsx(data, name, wanted, file.sheet)
    elif extension == ".parquet":
        grid = read_parquet(data, name, wanted)
    else:
        text = decode(data, file.encoding, name)
        if extension == ".json":
            grid = read_json(text, name, wanted)
        elif extension in (".jsonl", ".ndjson"):
            grid = read_json_lines(text, name, wanted)
        else:
            grid = read_csv(text, name, wanted, file.delimiter or ("\t" if extension == ".tsv" else ","))
    grid.reject_unreadable()
    return grid
