"""JSON (an array of objects) and JSON Lines (one object a line). Numbers stay the text that stands in the file."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pipeline.readers.grid import Grid, Wanted, locate, refuse
from pipeline.readers.values import NOT_TEXT, text_of
from pipeline.text import fold_blanks

_SPACE = re.compile(r"[ \t\n\r]*")
_ARRAY = "The file must hold an array of objects, [{…}, {…}]; for one object a line, name it .jsonl."


class _Repeated:
    """Stands for an object in which a key stands twice: which of the two values counts cannot be known."""


class _Broken:
    """Stands for a line that is no JSON."""


def read_json(text: str, name: str, wanted: Wanted) -> Grid:
    """Read an array of objects. Raises InputError, with line and column, where the file is no such thing."""
    return _whole(list(_elements(text, name)), name, wanted)


def read_json_lines(text: str, name: str, wanted: Wanted) -> Grid:
    """Read one object per line; a broken line is 'unreadable', blank lines are no rows.

    Raises InputError where no line at all is an object.
    """
    (grid,) = json_lines_blocks([text], name, wanted)
    return grid


def json_lines_blocks(texts: Iterable[str], name: str, wanted: Wanted) -> Iterator[Grid]:
    """Read a text that comes in blocks of whole lines, as `read_json_lines` does, and give its rows block by block.

    Which columns the file lacks is known, and told, only at its end.
    """
    header: dict[str, None] = {}
    first = ""
    line, begin, some = 1, 0, False
    for text in texts:
        if line == 1 and text.lstrip(" \t\r\n").partition("\n")[0].strip() == "[":
            refuse("the file is an array over several lines", "Name it .json.", name, 1)
        rows: list[tuple[int, Any, str]] = []
        for number, raw in enumerate(text.split("\n"), start=line):
            if not raw.strip(" \t\r"):
                continue
            begin = begin or number
            try:
                rows.append((number, _decoder.decode(raw.strip(" \t\r")), raw.rstrip("\r")))
            except (ValueError, RecursionError) as error:
                first = first or f"the line is no JSON: {_told(error)}"
                rows.append((number, _Broken(), raw.rstrip("\r")))
        line += text.count("\n")
        some = some or any(isinstance(value, dict | _Repeated) for _, value, _ in rows)
        header |= dict.fromkeys(_keys(rows))
        yield _grid(rows, _known(header, wanted, name), wanted.everything)
    if begin and not some:
        told = first or "the line is no object"
        refuse(told, "Each line must hold one object, {…}; name a file that is one array .json.", name, begin)
    if header:
        locate(list(header), wanted, name)


def _known(header: Collection[str], wanted: Wanted, name: str) -> dict[str, str]:
    """Find the wanted columns among the keys seen so far."""
    seen, told = {fold_blanks(key) for key in header}, list(header)
    so_far = {o: t for o, t in wanted.columns.items() if fold_blanks(t) in seen or o in wanted.optional}
    return {ours: told[at] for ours, at in locate(told, wanted._replace(columns=so_far), name).items()}


def _whole(rows: list[tuple[int, Any, str]], name: str, wanted: Wanted) -> Grid:
    header = list(dict.fromkeys(_keys(rows)))
    some = any(isinstance(value, dict) for _, value, _ in rows)
    keys = {ours: header[at] for ours, at in locate(header, wanted, name).items()} if some else wanted.columns
    return _grid(rows, keys, wanted.everything)


def _keys(rows: list[tuple[int, Any, str]]) -> Iterator[str]:
    return (key for _, value, _ in rows if isinstance(value, dict) for key in value)


def _grid(rows: list[tuple[int, Any, str]], keys: Mapping[str, str], lenient: bool = False) -> Grid:
    """Place rows (line, value, raw text) in a grid; a key that an object lacks is blank. `lenient`: none is bad."""
    grid = Grid(tuple(keys))
    for line, value, raw in rows:
        if isinstance(value, _Repeated | _Broken):
            grid.reject(line, "unreadable", raw)
            continue
        cells: list[str | None] = (
            [text_of(value.get(key)) for key in keys.values()] if isinstance(value, dict) else [NOT_TEXT]
        )
        if lenient:
            cells = [*(cell or "" for cell in cells)]
        if NOT_TEXT in cells:
            grid.reject(line, "bad_row", raw)
        else:
            grid.add(line, [str(cell) for cell in cells])
    return grid


def _elements(text: str, name: str) -> Iterator[tuple[int, Any, str]]:
    """Give the elements of a JSON array with the line where each begins, and its raw text."""
    at, line = _skip(text, 0), 1
    if text[at : at + 1] != "[":
        refuse("the file is no JSON array", _ARRAY, name, 1 + text.count("\n", 0, at))
    at = _skip(text, at + 1)
    counted = 0
    closed = text[at : at + 1] == "]"
    while not closed:
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = _decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            refuse(f"the file is no JSON: {_told(error)}", _ARRAY, name, getattr(error, "lineno", line))
        yield line, value, text[at:end]
        at = _skip(text, end)
        closed = text[at : at + 1] == "]"
        if not closed:
            if text[at : at + 1] != ",":
                stray = json.JSONDecodeError("Expecting ',' or ']'", text, at)
                refuse(f"the file is no JSON: {_told(stray)}", _ARRAY, name, stray.lineno)
            at = _skip(text, at + 1)
    rest = _skip(text, at + 1)
    if rest != len(text):
        refuse("text follows the end of the array", _ARRAY, name, 1 + text.count("\n", 0, rest))


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, column {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Repeated:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeated()


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_no_number)
