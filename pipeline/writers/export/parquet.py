"""Parquet: the two tables with their types, each with title, version, licence and the meaning of its columns."""

import io
import json
from typing import Any

from pipeline.writers.export.public import SUFFIX, Public, rows

_TYPES = {"int64": "int64", "Int64": "int64", "bool": "bool_"}


def write(public: Public, stem: str) -> dict[str, bytes]:
    """Make a file for each table, by the suffix of its name: the table itself, and `.totals`."""
    return {".parquet": _file(public, "entities"), ".totals.parquet": _file(public, "totals")}


def _file(public: Public, name: str) -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet

    table, meanings = public.tables[name], public.meanings(name)

    def type_of(column: str) -> Any:
        if column.endswith(SUFFIX):
            return arrow.date32()
        return getattr(arrow, _TYPES.get(str(table[column].dtype), "string"))()

    told = {key: public.text(key) for key in ("title", "description", "version", "homepage")}
    license, address = public.license
    told |= {"table": name, "license": license, "license_url": address}
    told |= {"limitations": json.dumps(public.package.get("limitations", []), ensure_ascii=False)}
    told |= {"sources": json.dumps(public.package.get("sources", []), ensure_ascii=False)}
    schema = arrow.schema(
        [arrow.field(each, type_of(each), metadata={"description": meanings[each]}) for each in table.columns],
        metadata={key: text for key, text in told.items() if text},
    )
    columns = list(zip(*rows(table), strict=True)) or [()] * len(table.columns)
    arrays = [arrow.array(list(values), field.type) for values, field in zip(columns, schema, strict=True)]
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), file, compression="zstd")
    return file.getvalue()
