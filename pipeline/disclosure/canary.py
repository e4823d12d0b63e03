"""Does anything written for the public hold a private value, plainly or in disguise? Bytes in, findings out.

Public text is read in every way in which a program might have written it: as it is, unescaped (HTML, JSON, percent),
and decoded where it holds base64, hexadecimal digits or UTF-16. In each reading numbers, runs of words, addresses and
paths are compared with the private values. What stands in the public inputs, read in the same ways, is public.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipeline.disclosure.readings import BARRIER, fold, readings
from pipeline.disclosure.wordruns import WordRuns

LEAST = 1000  # smaller numbers are told by chance everywhere; the schema of `protected` keeps those out
_MOST = 20  # findings told of one file

# Each begins with a digit, so that the search is quick; what stands before it is looked at afterwards.
_GROUPED = re.compile(r"[0-9]\d{0,2}([,.'’_ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*(?!\d)")
_DIGITS = re.compile(r"[0-9]\d{3,}")
_HASH = re.compile(r"\b[0-9a-f]{64}\b|sha256-[A-Za-z0-9+/]{43}=")
_BEFORE_AT = re.compile(r"[\w.+-]{1,64}$")
_AFTER_AT = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"[0-9]\d{0,4}(?:[ ./()\u00a0-]{1,2}\d{2,8}){2,6}(?![\w-])|[0-9]\d{8,16}(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Private:
    """What must not be told. Each value stands beside the words that may be said of it aloud."""

    numbers: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Public:
    """What may be told: texts from public inputs, files made of nothing else, and numbers, in all files or in one.

    A path is public only where a text holds it: a file may name one by mistake.
    """

    texts: Sequence[str] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    numbers: frozenset[int] = frozenset()
    numbers_of: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """Where a private value stands, and what kind of value it is; never the value. `line` is 1-based."""

    file: str
    line: int
    kind: str
    reading: str


def scan(files: Mapping[str, bytes], private: Private, public: Public) -> list[Finding]:
    """Find the private values in the files, by file and line, at most 20 of each file."""
    joined = f"{BARRIER}\n".join(public.texts).encode("utf-8", "replace")
    texts = [reading.text for reading in readings("", joined)]
    known = texts + [reading.text for name, data in public.files.items() for reading in readings(name, data)]
    allowed = {kind: {value for text in known for value, _ in seen(text)} for kind, seen in _SHAPES.items()}
    numbers = private.numbers.keys() - public.numbers - {int(text) for text in allowed["number"] if _short(text)}
    names = WordRuns(private.names).without(known)
    paths = _Paths(private.paths, texts)
    found: list[Finding] = []
    seen: dict[tuple[str, bytes, frozenset[int]], dict[tuple[int, str], str]] = {}  # a revision holds copies
    for name in sorted(files):
        own = public.numbers_of.get(name, frozenset())
        key = (PurePosixPath(name).suffix, files[name], own)
        if key not in seen:
            hits = seen.setdefault(key, {})
            for reading in readings(name, files[name]):
                for start, kind in _hits(reading.text, numbers - own, private.numbers, names, paths, allowed):
                    hits.setdefault((reading.line(start), kind), reading.how)
        found += [Finding(name, line, kind, how) for (line, kind), how in sorted(seen[key].items())[:_MOST]]
    return found


def _hits(
    text: str,
    numbers: set[int],
    kinds: Mapping[int, str],
    names: WordRuns,
    paths: "_Paths",
    allowed: Mapping[str, set[str]],
) -> Iterator[tuple[int, str]]:
    """Give the place of each private value in a reading, with its kind."""
    for value, start in _numbers(text):
        if _short(value) and int(value) in numbers and not _of_hash(text, start):
            yield start, kinds[int(value)]
    yield from names.find(text)
    yield from paths.find(text)
    for shape, kind in (("mail", "an e-mail address"), ("phone", "a telephone number")):
        yield from ((start, kind) for value, start in _SHAPES[shape](text) if value not in allowed[shape])


def numbers_in(texts: Iterable[str]) -> set[int]:
    """Read every number of at least four digits out of texts, however its thousands are separated."""
    return {int(value) for text in texts for value, _ in _numbers(text) if _short(value) and int(value) >= LEAST}


def _short(digits: str) -> bool:
    return len(digits) <= 30  # int() of a long run of digits costs much, and no count is so long


def _numbers(text: str) -> Iterator[tuple[str, int]]:
    """Give each number of at least four digits as its digits alone, whether its thousands are separated or not."""
    for match in _DIGITS.finditer(text):
        yield match[0], match.start()
    for match in _GROUPED.finditer(text):
        if not text[match.start() - 1 : match.start()].isdigit():
            yield re.sub(r"\D", "", match[0]), match.start()


def _of_hash(text: str, place: int) -> bool:
    """Tell whether a place lies in a checksum, where any digits may follow one another by chance."""
    near = _HASH.finditer(text, max(place - 80, 0), place + 80)
    return any(match.start() <= place < match.end() for match in near)


def _mails(text: str) -> Iterator[tuple[str, int]]:
    for sign in re.finditer("@", text):
        at = sign.start()
        before, after = _BEFORE_AT.search(text[max(at - 64, 0) : at]), _AFTER_AT.match(text, at + 1)
        if before and after:
            yield fold(f"{before[0]}@{after[0]}"), at


def _phones(text: str) -> Iterator[tuple[str, int]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(match.start() - 2, 0) : match.start()]
        international = before.endswith("+") or match[0].startswith("00")
        plain = digits == match[0]
        if before[-1:].isalnum() or before.endswith((".", "-", "_")) or (plain and not international):
            continue
        if 9 <= len(digits) <= 15 and not _DATE.search(match[0]):
            yield digits, match.start()


_SHAPES: dict[str, Callable[[str], Iterator[tuple[str, int]]]] = {
    "number": _numbers,
    "mail": _mails,
    "phone": _phones,
}


class _Paths:
    """Finds paths and names of files as whole words, in any case."""

    def __init__(self, paths: Mapping[str, str], known: Sequence[str]) -> None:
        public = BARRIER.join(known).casefold()
        self._kinds = {path.casefold(): kind for path, kind in paths.items() if len(path) > 3}
        self._kinds = {path: kind for path, kind in self._kinds.items() if not _pattern([path]).search(public)}

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        folded = text.casefold()
        if any(path in folded for path in self._kinds):
            for match in _pattern(self._kinds).finditer(folded):
                # Case folding may move what follows by a few characters: that is near enough for a line.
                yield min(match.start(), len(text)), self._kinds[match[0]]


def _pattern(paths: Iterable[str]) -> "re.Pattern[str]":
    longest = sorted(paths, key=lambda path: (-len(path), path))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")
