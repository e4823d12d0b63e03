"""The door to a dataset's declaration: `load` turns the folder's dataset.yml into a frozen `Dataset`."""

from pipeline.declaration.load import FILE_NAME, load
from pipeline.declaration.model import (
    COMPARISONS,
    Claim,
    Columns,
    Count,
    Dataset,
    Disclosure,
    Expect,
    Match,
    Normalize,
    Quality,
    Registry,
    RegistryColumns,
    Scope,
    Source,
    Where,
)

__all__ = [
    "COMPARISONS",
    "FILE_NAME",
    "Claim",
    "Columns",
    "Count",
    "Dataset",
    "Disclosure",
    "Expect",
    "Match",
    "Normalize",
    "Quality",
    "Registry",
    "RegistryColumns",
    "Scope",
    "Source",
    "Where",
    "load",
]
