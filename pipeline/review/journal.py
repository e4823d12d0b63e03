"""Append to a CSV file that people also write: as they keep it, whole lines only, onto the disk before it returns.

The file's encoding, byte order mark, line ends, column order and columns of its own stay as they are. Several programs
may append at once: a lock beside the dataset's other locks lets one write at a time. A file that a spreadsheet saved
anew in between is simply read again.
"""

import codecs
import fcntl
import io
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, Problem
from pipeline.notation import csv_line
from pipeline.readers.csv import read_csv, records
from pipeline.readers.files import decode, read_bytes
from pipeline.readers.grid import UNREADABLE, Wanted, locate
from pipeline.text import shown

Row = Mapping[str, str]
Signature = tuple[int, int, int]
_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


@dataclass(frozen=True)
class Style:
    """How a file is written: its codec, its line end, where each of our columns stands, and whether its end is open."""

    codec: str
    newline: str
    header: tuple[str, ...]
    places: Mapping[str, int]
    open_end: bool


class Journal:
    """A CSV file of lines that are added and never taken away.

    `columns` are ours; `late` are those that an older file may lack, and gets when the first line needs it.
    `guard` is the file whose lock lets one write at a time.
    """

    def __init__(self, path: Path, columns: Sequence[str], guard: Path, late: frozenset[str] = frozenset()) -> None:
        self.path, self.columns, self._guard, self._late = path, tuple(columns), guard, late

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let nobody else write in the meantime."""
        self._guard.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._guard, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def signature(self) -> Signature:
        """Tell one state of the file from another: its number, size and time; zeros where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return 0, 0, 0
        return found.st_ino, found.st_size, found.st_mtime_ns

    def append(self, rows: Sequence[Row]) -> None:
        """Add lines, in one piece; call it inside `exclusive`. Cells not named stay blank.

        Raises InputError where the file is not one to append to, or where a line could not be read back as it is.
        """
        if not rows:
            return
        style = self._style()
        if style is None:
            lines = [csv_line(self.columns), *(csv_line(row.get(name, "") for name in self.columns) for row in rows)]
            self._check(tuple(self.columns), lines[1:], rows)
            self._replace("".join(f"{line}\n" for line in lines).encode(), 0o666 & ~_umask())
            return
        lines = [_line(style, row) for row in rows]
        self._check(style.header, lines, rows)
        text = (style.newline if style.open_end else "") + "".join(line + style.newline for line in lines)
        self._write(text.encode(style.codec))

    def _style(self) -> Style | None:
        """Read how the file is written, and widen it where it lacks a late column; None where there is no text."""
        if not self.path.is_symlink() and not self.path.exists():
            return None
        name = shown(self.path.parent, self.path.name)
        data = read_bytes(self.path, name, "Mend the link, or remove it.")
        text = decode(data, "", name, declared=False)
        if not text.strip():
            return None
        codec = next((codec for mark, codec in _WIDE.items() if data.startswith(mark)), "utf-8")
        style = self._read_style(text, codec, name)
        lacking = [column for column in self.columns if column in self._late and column not in style.places]
        if lacking:
            mark = next((mark for mark in (*_WIDE, codecs.BOM_UTF8) if data.startswith(mark)), b"")
            text = _widen(text, lacking)
            self._replace(mark + text.encode(codec), stat.S_IMODE(self.path.stat().st_mode))
            style = self._read_style(text, codec, name)
        return style

    def _read_style(self, text: str, codec: str, name: str) -> Style:
        lines = list(io.StringIO(text, newline=""))
        start, end, header = next(record for record in records(lines, ",") if record[2])
        wanted = Wanted({column: column for column in self.columns}, self._late, declared=False)
        places = locate(header or [], wanted, name, start + 1)
        newline = lines[end - 1][len(lines[end - 1].rstrip("\r\n")) :] or "\n"
        return Style(codec, newline, tuple(header or ()), places, not text.endswith(("\n", "\r")))

    def _check(self, header: tuple[str, ...], lines: Sequence[str], rows: Sequence[Row]) -> None:
        """Read the lines as they will be read, before they are written."""
        name = shown(self.path.parent, self.path.name)
        wanted = Wanted({column: column for column in self.columns}, self._late, declared=False)
        grid = read_csv("\n".join([csv_line(header), *lines, ""]), name, wanted)
        cells = [grid.column(column) for column in self.columns]
        meant = [[row.get(column, "") for row in rows] for column in self.columns]
        if cells != meant or any(UNREADABLE.search(cell) for column in cells for cell in column):
            raise InputError(
                Problem(
                    "the line could not be read back as it is; nothing was written",
                    "Take out control characters and odd line ends.",
                    name,
                )
            )

    def _write(self, data: bytes) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            before = os.fstat(handle).st_size
            try:
                written = 0
                while written < len(data):
                    written += os.write(handle, data[written:])
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)  # a full disk: half a line is worse than none
                raise
        finally:
            os.close(handle)

    def _replace(self, data: bytes, mode: int) -> None:
        target = self.path.resolve()
        partial = target.with_name(f".{target.name}.partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _line(style: Style, row: Row) -> str:
    cells = [""] * len(style.header)
    for column, place in style.places.items():
        cells[place] = row.get(column, "")
    return csv_line(cells)


def _widen(text: str, columns: Sequence[str]) -> str:
    """Add columns at the right end of every record; all else stays, to the byte."""
    lines = list(io.StringIO(text, newline=""))
    header = True
    for start, end, cells in records(lines, ","):
        if not cells or (len(cells) == 1 and not lines[start].strip()):
            continue  # a blank line stays one
        last = lines[end - 1]
        body = last.rstrip("\r\n")
        added = csv_line(columns) if header else "," * (len(columns) - 1)
        lines[end - 1] = f"{body},{added}{last[len(body) :]}"
        header = False
    return "".join(lines)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
