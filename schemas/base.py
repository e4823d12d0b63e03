"""What every table has in common, and how to make one."""

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, cast

import pandas as pd
import pandera.pandas as pa

# Where Dask is installed pandera would load all of it, for annotations that no table here has: .7 s in each process.
_without_dask = ModuleType("pandera.typing.dask")
_without_dask.__dict__["DASK_INSTALLED"] = False
sys.modules.setdefault(_without_dask.__name__, _without_dask)


def _without_hypothesis() -> None:
    """Load what pandera would load at the first check of a table, but for hypothesis, by which it invents tables.

    None is invented here; where it is installed, as beside the tests, it takes .2 s in each process.
    """
    if "hypothesis" not in sys.modules:
        sys.modules["hypothesis"] = cast(ModuleType, None)  # Python's word for a module that is not there
        try:
            import_module("pandera.strategies.base_strategies")
        finally:
            del sys.modules["hypothesis"]


_without_hypothesis()

_BLOCK = 1 << 14  # rows


class Table(pa.DataFrameModel):
    """A table with exactly the columns of its model, in their order.

    Text is never missing: the empty string stands for "none".
    """

    class Config:
        strict = True
        ordered = True
        coerce = True


def columns(model: type[pa.DataFrameModel]) -> list[str]:
    """Name the columns of a table, in order."""
    return list(model.to_schema().columns)


def meanings(model: type[pa.DataFrameModel]) -> dict[str, str]:
    """Tell what each column of a table means, by name."""
    return {name: column.description or "" for name, column in model.to_schema().columns.items()}


_blank: Callable[..., pd.DataFrame] = cache(lambda model: model.empty())  # costs more than a small table's stage


def empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """Make a table of the model without rows, with its types."""
    return _blank(model).copy()


def frame(model: type[pa.DataFrameModel], rows: list[Any]) -> pd.DataFrame:
    """Make a table of the model, with its types, from rows: mappings, or sequences in the order of the columns."""
    if not rows:
        return empty(model)
    dtypes = _blank(model).dtypes.to_dict()
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)


def from_columns(model: type[pa.DataFrameModel], cells: Mapping[str, Any]) -> pd.DataFrame:
    """Make a table of the model, with its types, from whole columns; a single value fills one, '' where none is told.

    A table of a million rows comes so without a tuple or a mapping for each.
    """
    dtypes: dict[str, Any] = {str(name): dtype for name, dtype in _blank(model).dtypes.items()}
    return pd.DataFrame({name: cells.get(name, "") for name in dtypes}).astype(dtypes)


def rows_of(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of some columns, block by block: many times as fast as `itertuples`, and in little memory."""
    for start in range(0, len(table), _BLOCK):
        block = table.iloc[start : start + _BLOCK]
        yield from zip(*(block[name].tolist() for name in names), strict=True)
