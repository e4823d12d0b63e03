"""Run in a process of its own, with limits: unpacks the wanted columns of a Parquet file and keeps nothing.

`python -m pipeline.readers.parquet_worker COLUMN… < file`. Whatever a damaged file does to the reader it does here;
a file that passes is read again by the program. What is wrong with it goes to the error output, exit code 1.
"""

import io
import os
import sys
from typing import BinaryIO

from pipeline.text import fold_blanks

MEMORY = 3 * 2**30  # bytes of address space
SECONDS = 300  # of the processor
LARGE = 2**28  # bytes unpacked, up to which a file may be packed as small as it likes
RATIO = 1000  # bytes unpacked for each byte of a larger file; of real tables it is some tens
_ROWS = 1 << 13  # at once


def main() -> int:
    """Unpack the file on the standard input."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        hard = resource.getrlimit(kind)[1]  # somebody may have set a closer one, which cannot be raised
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
    data = sys.stdin.buffer if sys.stdin.buffer.seekable() else io.BytesIO(sys.stdin.buffer.read())
    try:
        _unpack(data, {fold_blanks(name).casefold() for name in sys.argv[1:]})
    except MemoryError:
        sys.stderr.write("it needs too much memory")
        return 1
    except Exception as error:  # noqa: BLE001  # whatever a broken file raises is told, not traced
        sys.stderr.write(" ".join(str(error).split())[:120])
        return 1
    return 0


def _unpack(data: BinaryIO, wanted: set[str]) -> None:
    import pyarrow.parquet as pq

    size = data.seek(0, io.SEEK_END)
    data.seek(0)
    file = pq.ParquetFile(data, pre_buffer=False)
    columns = [name for name in dict.fromkeys(file.schema_arrow.names) if fold_blanks(name).casefold() in wanted]
    unpacked = 0
    for batch in file.iter_batches(_ROWS, columns=columns, use_threads=False):
        unpacked += batch.nbytes
        if unpacked > max(LARGE, RATIO * size):
            raise ValueError(f"it unpacks to more than {RATIO:,} times its size")


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Threads of the library may still be starting: an orderly exit would at times end in an abort.
    os._exit(code)
