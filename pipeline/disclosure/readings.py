"""The ways in which a public file may be read: as it is, unescaped, and with what is packed in it unpacked."""

import base64
import binascii
import csv
import html
import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

BARRIER = "\x1f"  # between two cells: no name goes on across it

_MARKUP = re.compile("[<>]")
_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"')
_CELL = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,32});|(?:%[0-9a-fA-F]{2})+|\\u[0-9a-fA-F]{4}|\\[nrtbf\"\\/]"
)
_JSON = {"n": " ", "r": " ", "t": " ", "b": " ", "f": " ", '"': '"', "\\": "\\", "/": "/"}
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_WITH_CHECKSUM, _BARE = 32 + 15, -15  # gzip or zlib, and plain deflate: `wbits` of zlib
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{2}[ :]?){4,}(?![0-9a-zA-Z])")
# What looks like base64 and is a word, or an address of words: no text is written so.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_OTHER_SCRIPT = re.compile("[\u2200-\U0010ffff]+")
_SHORTEST = 6  # letters of base64
_LEAST = 4  # characters decoded from them
_MARKS = re.compile("[\u0300-\u036f]+")


@dataclass(frozen=True)
class Reading:
    """A text out of a file, with the line of the file where each of its lines begins (empty: they are the same)."""

    how: str
    text: str
    lines: tuple[int, ...] = field(default=(), repr=False)

    def line(self, position: int) -> int:
        """Tell the 1-based line of the file of a place in the text."""
        line = self.text.count("\n", 0, position)
        return self.lines[line] if self.lines else line + 1


def fold(text: str) -> str:
    """Bring text to the form in which it is compared: compatible characters, no case, no accents."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()


def readings(name: str, data: bytes) -> Iterator[Reading]:
    """Give every reading of a file's bytes; its name tells the format."""
    texts = [("as written", data.decode("utf-8", "replace"))]
    if b"\0" in data:
        wide = [data[odd:].decode(form, "replace") for form in ("utf-16-le", "utf-16-be") for odd in (0, 1)]
        # Bytes beside it that are no UTF-16 look like letters of another script.
        texts += [("in UTF-16", _OTHER_SCRIPT.sub(r" \g<0> ", text)) for text in wide]
        texts.append(("between zero bytes", data.replace(b"\0", b"").decode("utf-8", "replace")))
    for how, text in texts:
        text, packed = _unpacked(text)
        for inner, line in packed:
            for reading in readings("inner.json", inner):
                yield Reading(f"compressed, {reading.how}", reading.text.replace("\n", BARRIER), (line,))
        first = _parted(name, how, text)
        yield replace(first, text=unescape(first.text))
        if decoded := _decoded(first.text):
            yield _listed("encoded", [(piece, first.line(at)) for piece, at in sorted(decoded.items())])


def _unpacked(text: str) -> tuple[str, list[tuple[bytes, int]]]:
    """Take out what is compressed inside base64, with the line where it stands.

    Where a checksum proves it, its letters go from the text: digits and words in them are chance.
    """
    found: list[tuple[bytes, int]] = []

    def take(match: "re.Match[str]") -> str:
        data = _bytes(match[0])
        for form in (_WITH_CHECKSUM, _BARE) if data else ():
            if plain := _decompressed(data, form):
                found.append((plain, text.count("\n", 0, match.start()) + 1))
                return BARRIER if form == _WITH_CHECKSUM else match[0]
        return match[0]

    return _PACKED.sub(take, text), found


def _decompressed(data: bytes, form: int) -> bytes:
    try:
        unpacking = zlib.decompressobj(form)
        plain = unpacking.decompress(data)
    except zlib.error:
        return b""
    return plain if unpacking.eof and not unpacking.unused_data else b""


def _listed(how: str, pieces: list[tuple[str, int]]) -> Reading:
    """Make a reading of pieces of text, one to a line, each with the line of the file where it begins."""
    return Reading(how, "\n".join(piece for piece, _ in pieces), tuple(line for _, line in pieces))


def _parted(name: str, how: str, text: str) -> Reading:
    """Put a barrier wherever the format ends one cell and begins another."""
    if name.endswith(".csv"):
        lines, rows, reader, begun = [], [], csv.reader(io.StringIO(text, newline="")), 1
        try:
            for row in reader:
                lines.append(begun)
                rows.append(BARRIER.join(row).replace("\n", " ").replace("\r", " "))
                begun = reader.line_num + 1
        except csv.Error:
            return Reading(how, text)
        return _listed(how, list(zip(rows, lines, strict=True)))
    if name.endswith(".html"):
        return Reading(how, _MARKUP.sub(BARRIER, text))
    if name.endswith(".json"):
        return Reading(how, _QUOTE.sub(rf"\1{BARRIER}", text))
    return Reading(how, _CELL.sub(BARRIER, text) if name.endswith(".md") else text)


def unescape(text: str) -> str:
    """Undo the escapes of HTML, of addresses and of JSON, twice over; a line break that one stands for is a blank."""
    for _ in range(2):
        if not ("&" in text or "%" in text or "\\" in text):
            break
        text = _ESCAPED.sub(_plain, text)
    return text


def _plain(match: "re.Match[str]") -> str:
    escaped = match[0]
    if escaped.startswith("&"):
        plain = html.unescape(escaped)
    elif escaped.startswith("%"):
        plain = unquote(escaped, errors="replace")
    else:
        plain = chr(int(escaped[2:], 16)) if escaped[1] == "u" else _JSON[escaped[1]]
    return " " if plain in ("\n", "\r") else plain.replace("\n", " ").replace("\r", " ")


def _decoded(text: str) -> dict[str, int]:
    """Decode every run that may be base64 or hexadecimal into readable text, with the place where it stands first."""
    found: dict[str, int] = {}
    for run in dict.fromkeys(_BASE64.findall(text)):
        for part in _parts(run):
            if not _WORDS.fullmatch(part) and (plain := _from_base64(part)):
                found.setdefault(plain.replace("\n", " "), text.find(part))
    for run in dict.fromkeys(_HEX.findall(text)):
        if plain := _from_hex(run):
            found.setdefault(plain.replace("\n", " "), text.find(run))
    return found


def _parts(run: str) -> Iterator[str]:
    """Give a run, and its parts: encoded text may stand in an address, between marks that base64 uses as well."""
    yield run
    for mark in ("/", "-", "/-_"):
        parts = re.split(f"[{re.escape(mark)}]", run)
        if len(parts) > 1:
            yield from (part for part in parts if len(part) >= _SHORTEST)


def _from_base64(run: str) -> str:
    return _readable(_bytes(run))


def _bytes(run: str) -> bytes:
    """Decode base64; b'' where it is none."""
    body = run.rstrip("=")
    if len(body) % 4 == 1:
        return b""
    try:
        return base64.b64decode(body.translate(_URL_SAFE) + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


_URL_SAFE = str.maketrans("-_", "+/")


def _from_hex(run: str) -> str:
    digits = re.sub("[ :]", "", run)
    return _readable(bytes.fromhex(digits)) if len(digits) % 2 == 0 else ""


def _readable(data: bytes) -> str:
    """Give bytes as text where they are one; '' where they are not."""
    for form in ("utf-16-le", "utf-16-be") if b"\0" in data else ("utf-8",):
        try:
            text = data.decode(form)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff")
        if len(text) >= _LEAST and all(letter.isprintable() or letter.isspace() for letter in text):
            return text
    return ""
