"""Files that newsrooms get, or might be sent: published collections, made by hand, and good ones with slips."""

import bz2
import csv
import io
import json
import random
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hardening import books


@dataclass(frozen=True)
class Case:
    """A file. `columns` are the ones to declare, ours to theirs; none: those of the tiny dataset."""

    name: str
    data: bytes = field(repr=False)
    suffix: str
    columns: dict[str, str] | None = None


@dataclass(frozen=True)
class Kept:
    """A case on the disk: the process that starts the runs must not hold the files, or each run would seem to."""

    name: str
    path: Path
    suffix: str
    columns: dict[str, str] | None


def keep(cases: Iterable[Case], folder: Path) -> list[Kept]:
    """Write cases to the disk."""
    folder.mkdir(parents=True)
    kept = []
    for at, case in enumerate(cases):
        path = folder / f"{at}{case.suffix}"
        path.write_bytes(case.data)
        kept.append(Kept(case.name, path, case.suffix, case.columns))
    return kept


def published(folder: Path) -> Iterator[Case]:
    """Give every file of the collections as it is, and every text of theirs as a name in a file that is well made."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        suffix = path.suffix.lower()
        name = path.relative_to(folder).as_posix()
        yield Case(name, data, suffix, {"name": _first_column(data, suffix)})
        if texts := _texts(data, path):
            yield Case(f"{name} as names", table([("name", "count"), *((text, "3") for text in texts)]), ".csv", NAMED)


NAMED = {"name": "name", "count": "count"}


def _first_column(data: bytes, suffix: str) -> str:
    """Guess the column that a person would declare."""
    try:
        if suffix in (".json", ".jsonl"):
            found = json.loads(data)
            return _declarable(str(next(iter(found[0]))))
        first = next(row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if row)
        return _declarable(first[0].strip()[:80].replace("[", ""))
    except Exception:  # noqa: BLE001  # a file that cannot be guessed at is declared as if it were a good one
        return "name"


def _declarable(heading: str) -> str:
    """Give what can be written in a declaration: no control character, and no half a character."""
    odd = any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\r\n" for char in heading)
    return "name" if odd or not heading else heading


def _texts(data: bytes, path: Path) -> list[str]:
    """Take the texts out of a collection: lines of a list, texts of a JSON document, characters of a table."""
    if path.suffix == ".bz2":
        data = bz2.decompress(data)[:200_000]
    if path.suffix == ".json":
        try:
            return list(_leaves(json.loads(data)))[:2000]
        except (ValueError, RecursionError):
            return []
    return data.decode("utf-8", "replace").splitlines()[:2000] if path.suffix in (".txt", ".bz2") else []


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)


def table(rows: Sequence[Sequence[str]], delimiter: str = ",", newline: str = "\n") -> bytes:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


NUMBERS = (
    "１２ 1_000 1e3 1,234 1.234 +5 -5 0x10 7.0 7. .7 ٣ ۳ ४ 一 Ⅷ ² ½ ∞ NaN inf -0 00 0007 1E5 1k 12% £12 12€ (12) "
    "~12 >5 1-5 "
    "12a "
    "9999999999999999 999999999999999 1000000000000000000000000 true null None #N/A =1+1 =12 '12 12; "
    "12\u00a0 1\u00a0234 1\u2009234 "
    "1'234 1’234 १२ 𝟏𝟐 ⑫ 12\u200b \u200e12 12\u0301"
).split(" ")
DATES = (
    "2020-02-30 2020-02-29 2019-02-29 0000-01-01 0001-01-01 1899-12-31 1900-01-01 2099-12-31 2100-01-01 9999-12-31 "
    "10000-01-01 20200101 2020-1-1 1/2/2020 2020-W05 2020-001 2020-13-01 2020-00-10 2020-01-32 ２０２０-01-01 43831 "
    "2020-01-01T24:00:00 2020-01-01T12:00:00Z 2020-01-01T12:00+99:99 -2020-01-01 2020‑01‑01 yesterday 2020-01-01x"
).split(" ")


def made() -> Iterator[Case]:
    """Give files made by hand: what is known to break readers, a kind each."""
    yield from _texts_made()
    yield from _json_made()
    for name, data, suffix in books.made():
        yield Case(name, data, suffix)


HEAD = "Agency,Province,Searches\n"
GOOD = "Quillmere Police Service,ON,12\n"


def _texts_made() -> Iterator[Case]:
    texts: dict[str, str | bytes] = {
        "nothing": "",
        "a header alone": HEAD,
        "a header without an end": HEAD.strip(),
        "blank lines": HEAD + "\n\n \n" + GOOD + "\n\r\n\r" + GOOD,
        "blanks alone": " \n\t\n\n",
        "a byte order mark alone": b"\xef\xbb\xbf",
        "a byte order mark twice": b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + GOOD).encode(),
        "a byte order mark in the middle": HEAD + GOOD + "\ufeff" + GOOD,
        "ragged": HEAD + "a,ON\n" + GOOD + "a,ON,1,2,3\n" + "a\n" + ",,\n",
        "a header twice": "Agency,Agency,Province,Searches\n" + "a," + GOOD,
        "all headers twice": HEAD.strip() + "," + HEAD + GOOD.strip() + "," + GOOD,
        "no header": GOOD * 3,
        "a blank header": ",,\n" + GOOD,
        "a header in two lines": '"Agency\n",Province,Searches\n' + GOOD,
        "another delimiter": (HEAD + GOOD).replace(",", ";"),
        "a line that tells the delimiter": "sep=,\n" + HEAD + GOOD,
        "carriage returns alone": (HEAD + GOOD * 2).replace("\n", "\r"),
        "line ends of all kinds": "Agency,Province,Searches\r" + "a,ON,1\r\n" + "b,ON,2\n" + "c,ON,3\n\r" + "d,ON,4",
        "other line ends": HEAD + "a\x0bb,ON,1\nc\x0cd,ON,2\ne\x85f,ON,3\ng\u2028h,ON,4\ni\u2029j,ON,5\nk\x1cl,ON,6\n",
        "an open quotation mark at the start": '"' + HEAD + GOOD,
        "an open quotation mark": HEAD + '"Quillmere,ON,1\n' + GOOD * 3,
        "an open quotation mark at the end": HEAD + GOOD + '"',
        "text after a quotation mark": HEAD + '"a"b,ON,1\n' + GOOD,
        "quotation marks within": HEAD + 'a"b"c,ON,1\n"a""b",ON,1\n""",ON,1\n' + GOOD,
        "many quotation marks": HEAD + '"' * 99_999 + ",ON,1\n" + GOOD,
        "nulls": HEAD + "a\0b,ON,1\n\0,ON,2\nc,O\0N,3\nd,ON,\0" + "4\n",
        "nulls alone": b"\0" * 5000,
        "controls": HEAD + "".join(f"a{chr(code)}b,ON,1\n" for code in [*range(1, 10), *range(11, 32), 127, 128, 159]),
        "utf-16 without a mark": (HEAD + GOOD).encode("utf-16-le"),
        "utf-16": (HEAD + GOOD).encode("utf-16"),
        "utf-16, the other way": b"\xfe\xff" + (HEAD + GOOD).encode("utf-16-be"),
        "utf-16, cut in a letter": (HEAD + GOOD).encode("utf-16")[:-1],
        "utf-32": (HEAD + GOOD).encode("utf-32"),
        "utf-7": (HEAD + "Zürich Police,ON,1\n").encode("utf-7"),
        "cp1252": (HEAD + "Zürich Police,ON,1\n").encode("cp1252"),
        "cp037": (HEAD + GOOD).encode("cp037"),
        "two encodings": (HEAD + "Zürich,ON,1\n").encode() + "Zürich,ON,1\n".encode("cp1252"),
        "mojibake": HEAD + "Zürich".encode().decode("cp1252") + ",ON,1\n",
        "half a character": HEAD.encode() + b"\xed\xa0\x80,ON,1\n",
        "overlong": HEAD.encode() + b"\xc0\xaf,ON,1\n\xf4\x90\x80\x80,ON,1\n",
        "a cell of 10 MB": HEAD + "x" * 10_000_000 + ",ON,1\n" + GOOD,
        "a quoted cell of 10 MB": HEAD + '"' + "a b\n" * 2_500_000 + '",ON,1\n' + GOOD,
        "a cell of 20 MB": HEAD + "x" * 20_000_000 + ",ON,1\n" + GOOD,
        "a count of 10 MB": HEAD + "a,ON," + "9" * 10_000_000 + "\n" + GOOD,
        "a region of 10 MB": HEAD + "a," + "ON " * 3_000_000 + ",1\n" + GOOD,
        "a header of 10 MB": "x" * 10_000_000 + "," + HEAD + "a," + GOOD,
        "a million columns": HEAD.strip() + ",x" * 1_000_000 + "\n" + GOOD.strip() + "," * 1_000_000 + "\n",
        "a million other columns": HEAD.strip()
        + "".join(f",x{at}" for at in range(1_000_000))
        + "\n"
        + GOOD.strip()
        + "," * 1_000_000
        + "\n",
        "a million cells in a row": HEAD + GOOD.strip() + "," * 1_000_000 + "\n" + GOOD,
        "a million blank lines": HEAD + "\n" * 1_000_000 + GOOD,
        "a name that is a formula": HEAD + "=HYPERLINK(1),ON,1\n+1+1,ON,1\n@SUM(A1),ON,1\n-2,ON,1\n\tx,ON,1\n",
        "numbers": table([HEAD.strip().split(","), *(("Quillmere Police Service", "ON", each) for each in NUMBERS)]),
        "regions": HEAD
        + "".join(f"a,{each},1\n" for each in "GA,Georgia,CA-ON,ca-on,ＯＮ,О\u0301N,XX,*,ON ON,null,1".split(",")),
        "names without a shape": HEAD
        + "".join(f"{each},ON,1\n" for each in ("", " ", "\u200b", "\u3164", "\u2800", "\ufeff")),
        "names of no letters": HEAD
        + "".join(f"{each},ON,1\n" for each in (".", "---", "???", "12", "😀", "\u0301", "&", "()")),
        "deceiving names": HEAD + "".join(f"{each},ON,1\n" for each in deceiving("Quillmere Police Service")),
        "combining marks": HEAD + "e" + "\u0301" * 100_000 + ",ON,1\n",
        "a name of words": HEAD + "police " * 100_000 + ",ON,1\n",
        "a name of one letter": HEAD + "a" * 100_000 + ",ON,1\n",
        "no text": bytes(range(256)) * 40,
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(5000),
        "html": "<!doctype html><html><body><table><tr><td>Agency</td></tr></table></body></html>",
    }
    for name, text in texts.items():
        yield Case(name, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, ".csv")
    dated = table([("Agency", "Searches", "Day"), *(("Quillmere Police Service", "1", day) for day in DATES)])
    yield Case("dates", dated, ".csv", {"name": "Agency", "count": "Searches", "date": "Day"})
    for name, text in texts.items():
        if isinstance(text, str) and len(text) < 10_000:
            yield Case(f"{name}, by tabs", text.replace(",", "\t").encode("utf-8", "surrogatepass"), ".tsv")


def deceiving(name: str) -> list[str]:
    """Write a name as a trickster would: the eye takes each for the name."""
    return [
        name.replace("e", "е"),  # Cyrillic
        name.replace("i", "ı"),  # Turkish
        name.replace("o", "ο"),  # Greek
        f"\u202e{name[::-1]}\u202c",
        f"\u2066{name}\u2069",
        name.replace("l", "l\u200b"),
        name.replace(" ", "\u00ad "),
        name.replace("o", "o\u0336"),
        "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in name),
    ]


def _json_made() -> Iterator[Case]:
    good = '{"Agency": "Quillmere Police Service", "Province": "ON", "Searches": 12}'
    texts = {
        "json: nothing": "",
        "json: null": "null",
        "json: an object": good,
        "json: an empty array": "[]",
        "json: an array of arrays": '[["Agency"],["a"]]',
        "json: good": f"[{good},{good}]",
        "json: a key twice": '[{"Agency": "a", "Province": "ON", "Searches": 1, "Searches": 2}]',
        "json: keys that fold alike": '[{"Agency": "a", " Agency": "b", "Province": "ON", "Searches": 2}]',
        "json: nan": f'[{good},{{"Agency": "a", "Province": "ON", "Searches": NaN}}]',
        "json: infinity": '[{"Agency": "a", "Province": "ON", "Searches": -Infinity}]',
        "json: numbers": "["
        + ",".join(
            f'{{"Agency":"a","Province":"ON","Searches":{each}}}'
            for each in ("1e3", "12.0", "-0", "1E400", "9" * 5000, "true", "null", '"12"', "[]", "{}")
        )
        + "]",
        "json: deep": "[" * 200_000,
        "json: deep and closed": "[" * 100_000 + "]" * 100_000,
        "json: deep objects": '[{"Agency":' * 50_000,
        "json: a deep cell": f'[{good},{{"Agency": "a", "Province": "ON", "Searches": {"[" * 50_000}{"]" * 50_000}}}]',
        "json: halves of characters": '[{"Agency": "\\ud800", "Province": "ON", "Searches": 1}]',
        "json: escapes": '[{"Agency": "\\u0000\\u202e", "Province": "ON", "Searches": 1}]',
        "json: cut": f"[{good},{good}",
        "json: more": f"[{good}] {good}",
        "json: commas": f"[{good},,{good},]",
        "json: comments": f"[/* a */{good}]",
        "json: single quotation marks": f"[{good}]".replace('"', "'"),
        "json: mixed": f'[{good}, 1, "a", null, [], {{}}, {good}]',
        "json: a name of 10 MB": f'[{good}, {{"Agency": "{"x" * 10_000_000}", "Province": "ON", "Searches": 1}}]',
        "json: a pair of halves": '[{"Agency": "\\ud83d\\ude39 Police", "Province": "ON", "Searches": 1}]',
        "json: a key twice, deep": f'[{good}, {{"Agency": {{"a": 1, "a": 2}}, "Province": "ON", "Searches": 1}}]',
        "json: many keys": "[{" + ",".join(f'"k{at}": 1' for at in range(200_000)) + f"}}, {good}]",
    }
    for name, text in texts.items():
        yield Case(name, text.encode(), ".json")
        yield Case(name.replace("json", "lines"), text.replace("},{", "}\n{").encode(), ".jsonl")
    yield Case("json: utf-16", f"[{good}]".encode("utf-16"), ".json")
    yield Case("json: a mark", b"\xef\xbb\xbf" + f"[{good}]".encode(), ".json")


_PIECES = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\t",
    b";",
    b"|",
    b"''",
    b'""',
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"=1+1",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"\\u0000",
    b"NaN",
    b"null",
    b"1e999",
    b"-1",
    b"99999999999999999999",
    b" ",
    b"\xd0\xb5",
    b"\xef\xbc\x91",
    b"<",
    b">",
    b"&",
    b"\x1a",
    b"PK\x03\x04",
    b"PAR1",
    b"2020-02-30",
    b"not_an_entity",
)


def mutated(good: Sequence[Case], number: int, seed: int = 20210825) -> Iterator[Case]:
    """Make files of good ones by one to six slips each: bytes changed, cut, doubled, swapped, put in; an end lost."""
    for at in range(number):
        case = good[at % len(good)]
        rng = random.Random(f"{seed} {at}")
        data = bytearray(case.data)
        for _ in range(rng.randint(1, 6)):
            _slip(data, rng)
        yield Case(f"{case.name}, slip {at}", bytes(data), case.suffix, case.columns)


def _slip(data: bytearray, rng: random.Random) -> None:
    size = len(data)
    start = rng.randrange(size + 1)
    end = min(size, start + rng.choice((1, 1, 2, 4, 16, 64, 256)))
    kind = rng.randrange(7)
    if kind == 0 and size:
        data[min(start, size - 1)] = rng.randrange(256)
    elif kind == 1:
        data[start:start] = rng.choice(_PIECES)
    elif kind == 2:
        del data[start:end]
    elif kind == 3:
        data[start:start] = data[start:end] * rng.choice((1, 2, 50))
    elif kind == 4:
        data[start:end] = rng.choice(_PIECES)
    elif kind == 5 and rng.random() < 0.3:
        del data[start:]
    elif size > 1:
        other = rng.randrange(size)
        data[start:end] = data[other : other + end - start]
