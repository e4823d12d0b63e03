"""The bytes of a dataset's files, known to be the declared ones, and their text."""

import codecs
import hashlib
import io
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from pipeline.errors import Problem
from pipeline.readers.encoding import guess_encoding
from pipeline.readers.grid import refuse
from pipeline.text import shown

if TYPE_CHECKING:
    from pipeline.declaration.model import File

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BLOCK = 2**24 - 2**16  # bytes; with the rest of its last line a block seldom exceeds what one cell may hold
_SAVE = "Save it as UTF-8."
_TWO = "Other lines of it are UTF-8: files in two encodings were put together. Save each as UTF-8 before."


def content(file: "File", folder: Path) -> bytes:
    """Read a declared file.

    Raises InputError where it is absent or cannot be read, or where its sha256 is not the declared one.
    """
    name = shown(folder, file.path)
    data = read_bytes(folder / file.path, name, absent_remedy(file, folder))
    _check_digest(file, hashlib.sha256(data).hexdigest() if file.sha256 else "", name)
    return data


def verified(file: "File", folder: Path) -> BinaryIO:
    """Open a declared file to be read as it comes, known to be the declared one. Raises InputError as `content`."""
    name = shown(folder, file.path)
    opened = _opened(folder / file.path, name, absent_remedy(file, folder))
    if file.sha256:
        sha = hashlib.sha256()
        while block := opened.read(BLOCK):
            sha.update(block)
        _check_digest(file, sha.hexdigest(), name)
        opened.seek(0)
    return opened


def _check_digest(file: "File", found: str, name: str) -> None:
    if found != file.sha256:
        remedy = "Bring the declared file back (`deskcheck fetch`), or declare the new sha256 under a new version."
        refuse(f"the file is not the declared one: its sha256 is {found}, declared is {file.sha256}", remedy, name)


def text_blocks(file: "File", folder: Path) -> Iterator[str]:
    """Read a declared text file in blocks of whole lines, without its byte order mark.

    Raises InputError as `content` and `decode`.
    """
    name = shown(folder, file.path)
    with verified(file, folder) as opened:
        head = opened.read(4)
        opened.seek(0)
        codec = _codec(head, file.encoding, name)
        try:
            if codecs.lookup(codec).name in ("utf-8", "utf-8-sig"):
                opened.seek(len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0)
                while block := opened.read(BLOCK) + opened.readline():
                    yield block.decode("utf-8")
            else:
                text = io.TextIOWrapper(opened, codec, newline="")
                while lines := text.read(BLOCK) + text.readline():
                    yield lines
        except UnicodeError:
            decode((folder / file.path).read_bytes(), file.encoding, name)  # raises, with the line


def absent(file: "File", folder: Path) -> Problem:
    """Tell that a declared file is not there."""
    return Problem("the file is absent", absent_remedy(file, folder), shown(folder, file.path))


def absent_remedy(file: "File", folder: Path) -> str:
    """Tell how a file that is absent may be had."""
    fetch = f"deskcheck fetch {folder.resolve().name}"
    if file.url:
        return f"Run `{fetch}`."
    if file.sha256:
        return f"Put it there, or run `{fetch} --mirror DIR` with a folder that holds it."
    return "Put it there, or correct `path`."


def read_bytes(path: Path, name: str, remedy: str, piped: bool = False) -> bytes:
    """Read a whole file; InputError where that is not possible. A pipe, which may never end, only where `piped`."""
    try:
        with _opened(path, name, remedy, piped) as opened:
            return opened.read()
    except OSError as error:
        _cannot_read(error, name)


def _opened(path: Path, name: str, remedy: str, piped: bool = False) -> BinaryIO:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not (piped and stat.S_ISFIFO(mode)):
            refuse("what stands there is no plain file", "Put a plain file there.", name)
        return path.open("rb")
    except FileNotFoundError:
        refuse("the file is absent", remedy, name)
    except OSError as error:
        _cannot_read(error, name)


def _cannot_read(error: OSError, name: str) -> NoReturn:
    refuse(f"the file cannot be read ({error.strerror})", "Make it a plain file that may be read.", name)


def decode(data: bytes, encoding: str, name: str, declared: bool = True) -> str:
    """Decode a text file: its byte order mark decides, else the declared encoding, else strict UTF-8.

    `declared` tells whether a declaration can name the encoding.
    Raises InputError with the line of the first byte that does not fit; a guess is told, never used.
    """
    codec = _codec(data, encoding, name)
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(codec, "replace").count("\n") + 1
        told = f"the bytes {data[error.start : error.start + 4].hex(' ')} are not {codec.removesuffix('-sig')}"
        remedy = _TWO if codec == "utf-8" and _mixed(data) else _guess(data) if declared else _SAVE
        refuse(told, remedy, name, line)
    except UnicodeError as error:
        refuse(f"the file cannot be decoded as {codec} ({error})", _guess(data) if declared else _SAVE, name)


def _codec(head: bytes, encoding: str, name: str) -> str:
    marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), "")
    family = marked.removesuffix("-sig")
    if marked and encoding and not encoding.replace("_", "-").startswith(family):
        told = f"the file begins with the mark of {family}, but encoding declares {encoding}"
        refuse(told, "Remove `encoding`.", name, 1)
    return marked or encoding or "utf-8"


def _mixed(data: bytes) -> bool:
    """Tell whether of the lines with letters beyond ASCII one in ten or more is UTF-8, in a file that is not."""
    beyond = [line for line in data[:BLOCK].split(b"\n") if not line.isascii()]
    return 10 * sum(map(_is_utf8, beyond)) >= max(len(beyond), 1)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes) -> str:
    encoding = guess_encoding(data)
    if not encoding:
        return "Declare its `encoding`, or save it as UTF-8."
    return f"It may be {encoding}: declare `encoding: {encoding}`, then look at the accented letters."
