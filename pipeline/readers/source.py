"""A source, whatever its format, as cells."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pandas as pd
from pandera.typing import DataFrame

from pipeline.declaration.model import File, Source
from pipeline.readers.csv import read_csv
from pipeline.readers.files import content, decode
from pipeline.readers.grid import Grid, Wanted
from pipeline.readers.json import read_json, read_json_lines
from pipeline.readers.parquet import read_parquet
from pipeline.readers.xlsx import read_xlsx
from pipeline.text import shown
from schemas import Cells


def read_source(source: Source, folder: Path) -> DataFrame[Cells]:
    """Read a source: its declared columns as text, every row that could not be read with its raw text.

    Without a count column every row that can be read counts '1'.
    Raises InputError where the file is absent, not the declared one, or cannot be read as declared.
    """
    grid = read_grid(source, folder, Wanted(source.columns.given()))
    rows = len(grid.cells)
    count = grid.column("count") if source.columns.count else ["" if problem else "1" for problem in grid.problems]
    cells: dict[str, Sequence[str]] = {
        "source": [source.label] * rows,
        "name": grid.column("name"),
        "region": grid.column("region"),
        "count": count,
        "date": grid.column("date"),
        "problem": grid.problems,
        "raw": grid.raws,
    }
    table = pd.DataFrame({name: pd.Series(values, dtype="str") for name, values in cells.items()})
    table.insert(1, "row", range(1, rows + 1))
    table.insert(2, "line", grid.lines)
    return DataFrame[Cells](table)


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
