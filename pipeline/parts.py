"""Tables of rows, which need not fit into memory: made, written and read part by part."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class Parts:
    """A table as it is being made: to be written as one CSV file, or as a folder of Parquet files."""

    tables: "Iterable[pa.Table]"
    columns: Sequence[str] = ()  # of the CSV file's header
    as_folder: bool = True


def place(folder: Path, name: str) -> Path:
    """Tell where a table stands: its folder of parts, or else its CSV file."""
    parts = folder / name
    return parts if parts.is_dir() else folder / f"{name}.csv"


def write(folder: Path, name: str, parts: Parts) -> str:
    """Write a table whole or not at all, in the place of what stood there in either form; return its digest."""
    if parts.as_folder:
        _write_folder(folder, name, parts.tables)
        (folder / f"{name}.csv").unlink(missing_ok=True)
    else:
        store.write_parts(folder / f"{name}.csv", _lines(parts))
        shutil.rmtree(folder / name, ignore_errors=True)
    return store.digest(place(folder, name))


def _write_folder(folder: Path, name: str, tables: "Iterable[pa.Table]") -> None:
    import pyarrow.parquet as pq

    partial = folder / f".{name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        for number, table in enumerate(tables):
            path = partial / f"part-{number:06}.parquet"
            with store.naming(folder / name):
                pq.write_table(table, path, compression="zstd", write_statistics=False, store_schema=False)
                store.sync(path)
        shutil.rmtree(folder / name, ignore_errors=True)
        partial.replace(folder / name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _lines(parts: Parts) -> Iterator[bytes]:
    import pandas as pd
    import pyarrow as pa

    from pipeline.writers.table import to_csv

    yield to_csv(pd.DataFrame(columns=list(parts.columns)))
    for table in parts.tables:
        plain = [field.with_type(pa.string()) if _is_coded(field.type) else field for field in table.schema]
        frame = table.cast(pa.schema(plain)).to_pandas(types_mapper=_types)
        yield to_csv(frame).partition(b"\n")[2]


def read(folder: Path, columns: Sequence[str]) -> "Iterator[pa.Table]":
    """Read some columns of a folder of parts, part by part, in order."""
    import pyarrow.parquet as pq

    for path in sorted(folder.iterdir()):
        yield pq.read_table(path, columns=list(columns), use_threads=False)


def rows(folder: Path) -> int:
    """Count the rows of a folder of parts."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in folder.iterdir())


def read_whole(folder: Path, model: Any) -> "pd.DataFrame":
    """Read a folder of parts as one table of its model."""
    import pandas as pd

    from schemas.base import columns, empty

    none = empty(model)
    tables = [part.to_pandas() for part in read(folder, columns(model))]
    whole: pd.DataFrame = pd.concat([none, *(each.astype(none.dtypes.to_dict()) for each in tables)], ignore_index=True)
    return whole


def _is_coded(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(kind))


def _types(kind: "pa.DataType") -> Any:
    import pandas as pd
    import pyarrow as pa

    return pd.Int64Dtype() if kind == pa.int64() else None
