"""Run in a process of its own, with limits: unpacks the wanted columns of a Parquet file and keeps nothing.

`python -m pipeline.readers.parquet_worker COLUMN… < file`. Whatever a damaged file does to the reader it does here;
a file that passes is read again by the program, and prints the bytes to which it unpacks. What is wrong with it goes to
the error output, exit code 1.
"""

import io
import os
import sys
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from pipeline.text import fold_blanks

MEMORY = 3 * 2**30  # bytes of address space
SECONDS = 300  # of the processor
LARGE = 2**28  # bytes unpacked, up to which a file may be packed as small as it likes
RATIO = 1000  # bytes unpacked for each byte of a larger file; of real tables it is some tens
_ROWS = 1 << 13  # at once, at most
_BYTES = 1 << 25  # at once, about


def main() -> int:
    """Unpack the file on the standard input."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        hard = resource.getrlimit(kind)[1]  # somebody may have set a closer one, which cannot be raised
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
    data = sys.stdin.buffer if sys.stdin.buffer.seekable() else io.BytesIO(sys.stdin.buffer.read())
    try:
        unpacked = _unpack(data, {fold_blanks(name).casefold() for name in sys.argv[1:]})
    except MemoryError:
        sys.stderr.write("it needs too much memory")
        return 1
    except Exception as error:  # noqa: BLE001  # whatever a broken file raises is told, not traced
        sys.stderr.write(" ".join(str(error).split())[:120])
        return 1
    sys.stdout.write(f"{unpacked}\n")
    return 0


def _unpack(data: BinaryIO, wanted: set[str]) -> int:
    import pyarrow.parquet as pq

    size = data.seek(0, io.SEEK_END)
    data.seek(0)
    file = pq.ParquetFile(data, pre_buffer=False)
    columns = [name for name in dict.fromkeys(file.schema_arrow.names) if fold_blanks(name).casefold() in wanted]
    groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
    packed_once = sorted({name for group in groups for name in _in_dictionary(group, columns)})
    file = pq.ParquetFile(data, pre_buffer=False, read_dictionary=packed_once)
    rows = min(_ROWS, _BYTES * file.metadata.num_rows // max(sum(group.total_byte_size for group in groups), 1) + 1)
    unpacked = 0
    for batch in file.iter_batches(rows, columns=columns, use_threads=False):
        unpacked += sum(map(_size, batch.columns))
        if unpacked > max(LARGE, RATIO * size):
            raise ValueError(f"it unpacks to more than {RATIO:,} times its size")
    return unpacked


def _in_dictionary(group: Any, columns: Collection[str]) -> Iterator[str]:
    """Name the columns of texts in which a text that repeats itself is written once: unpacked, they may be any size."""
    for at in range(group.num_columns):
        column = group.column(at)
        if column.path_in_schema in columns and column.has_dictionary_page and column.physical_type == "BYTE_ARRAY":
            yield column.path_in_schema


def _size(column: Any) -> int:
    """Count the bytes of a column, each text as often as it stands there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not isinstance(column, pa.DictionaryArray):
        return int(column.nbytes)
    return int(pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0) + int(
        column.indices.nbytes
    )


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of the library may still be starting: an orderly exit would at times end in an abort.
    os._exit(code)
