"""Tables and state between stages: files in `interim/<dataset>/`, written whole or not at all."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

CHUNK = 1 << 20


def files_under(folder: Path) -> list[Path]:
    """List all files in a folder and below, sorted; none where there is no folder.

    Raises OSError where a folder may not be looked into: a glob would leave out what it holds, and say nothing.
    """
    if not folder.is_dir():
        return []
    found = (Path(place, name) for place, _, names in os.walk(folder, onerror=_refused) for name in names)
    return sorted(path for path in found if path.is_file())


def _refused(error: OSError) -> None:
    raise error


def digest(path: Path) -> str:
    """Compute the SHA-256 of a file, or of a folder's files, in hexadecimal; the empty string where there is none."""
    if path.is_dir():
        return digest_of({each.name: digest(each) for each in path.iterdir()})
    if not path.is_file():
        return ""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            sha.update(block)
    return sha.hexdigest()


def digest_of(value: Any) -> str:
    """Compute the SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def program_digest() -> str:
    """Compute the hash of the program itself: its modules, its data and its lock file."""
    here = Path(__file__).resolve().parent
    roots = [here, here.parent / "schemas"]
    files = [path for root in roots for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    lock = here.parent / "requirements" / "core.txt"
    named = {path.relative_to(here.parent).as_posix(): digest(path) for path in [*files, lock]}
    return digest_of(named)


def write_bytes(path: Path, data: bytes, writer: str = "") -> None:
    """Write a file whole or not at all, and onto the disk before it takes its name.

    `writer` keeps two writers apart where no lock does.
    """
    write_parts(path, (data,), writer)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an error of the system that names no file, as a write that is refused does not, name this one."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def write_parts(path: Path, parts: Iterable[bytes | memoryview], writer: str = "") -> None:
    """Write a file as `write_bytes` does, part by part: it need not fit into memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}{writer}.partial")
    try:
        with naming(path), partial.open("wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """See to it that a file that was written is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def write_table(path: Path, table: "pd.DataFrame") -> str:
    """Write a table as CSV and return the SHA-256 of its bytes."""
    from pipeline.writers.table import to_csv

    data = to_csv(table)
    write_bytes(path, data)
    return hashlib.sha256(data).hexdigest()


def read_table(path: Path, model: "type[pa.DataFrameModel]") -> "pd.DataFrame":
    """Read a table back with the types of its model."""
    import pyarrow as arrow
    from pyarrow import csv

    from schemas.base import empty

    dtypes = empty(model).dtypes.astype(str).to_dict()
    types = {"int64": arrow.int64(), "Int64": arrow.int64(), "float64": arrow.float64(), "Float64": arrow.float64()}
    types |= {"bool": arrow.bool_()}
    convert = csv.ConvertOptions(
        column_types={name: types.get(dtype, arrow.string()) for name, dtype in dtypes.items()},
        null_values=[""],
        strings_can_be_null=False,
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    # One thread: the same table in the same time on every machine, and nothing left running.
    options = csv.ReadOptions(use_threads=False)
    table = csv.read_csv(path, read_options=options, parse_options=parse, convert_options=convert)
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype(dtypes)


def read_state(folder: Path) -> dict[str, Any]:
    """Read what the last run left; a missing or damaged state is no state."""
    try:
        state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Remember what was run, and on what."""
    write_bytes(folder / "state.json", json.dumps(state, indent=1, sort_keys=True, ensure_ascii=False).encode())
