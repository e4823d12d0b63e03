"""Parquet holds what is published, typed, with the meaning of each column."""

import io
import json
from pathlib import Path

from exporting import as_text, public, told

from pipeline.writers.export.parquet import write
from pipeline.writers.export.public import Public
from schemas import Entities
from schemas.base import meanings


def test_every_cell_is_that_of_the_published_table(tmp_path: Path) -> None:
    from pyarrow import parquet

    made, files = public(tmp_path)
    written = write(made, "tiny")
    for suffix, name in ((".parquet", "entities.csv"), (".totals.parquet", "totals.csv")):
        header, rows = told(files, name)
        table = parquet.read_table(io.BytesIO(written[suffix]))
        assert table.column_names == header
        assert [{column: as_text(value) for column, value in row.items()} for row in table.to_pylist()] == rows


def test_pandas_reads_types_and_nulls(tmp_path: Path) -> None:
    import pandas as pd

    table = pd.read_parquet(io.BytesIO(write(public(tmp_path)[0], "tiny")[".parquet"]), dtype_backend="pyarrow")
    types = {name: str(kind) for name, kind in table.dtypes.items()}
    assert types["count_min"] == types["count_max"] == "int64[pyarrow]"
    assert types["unaware_until_asked"] == "bool[pyarrow]" and types["response_date"] == "date32[day][pyarrow]"
    assert types["name"] == "string[pyarrow]"
    assert table["count_max"].isna().sum() == 1 and table["response_url"].isna().all()


def test_it_tells_what_it_is(tmp_path: Path) -> None:
    from pyarrow import parquet

    made, _ = public(tmp_path, limitations=("One.",))
    schema = parquet.read_schema(io.BytesIO(write(made, "tiny")[".parquet"]))
    facts = {key.decode(): text.decode() for key, text in schema.metadata.items()}
    assert facts["title"] == "Searches of an invented network" and facts["version"] == "1.0.0"
    assert (facts["license"], json.loads(facts["limitations"])) == ("CC-BY-4.0", ["One."])
    told = {field.name: field.metadata[b"description"].decode() for field in schema}
    assert told == meanings(Entities)


def test_the_same_bytes_and_an_empty_table(tmp_path: Path) -> None:
    from pyarrow import parquet

    made, _ = public(tmp_path)
    assert write(made, "tiny") == write(made, "other")
    empty = Public("tiny", made.package, {name: table.iloc[:0] for name, table in made.tables.items()})
    table = parquet.read_table(io.BytesIO(write(empty, "tiny")[".parquet"]))
    assert table.num_rows == 0 and str(table.schema.field("count_min").type) == "int64"
