"""GitHub's workflow commands, read as its documentation tells: independent of what writes them."""

import re
from dataclasses import dataclass

LEVELS = ("error", "warning", "notice")
PROPERTIES = {"title", "file", "line", "endLine", "col", "endColumn"}
# ::name key=value,key=value::data — properties end at the first ::, for every : in them is escaped.
COMMAND = re.compile(r"::([a-z-]+)(?: ((?:(?!::).)*))?::(.*)", re.ASCII)
IN_DATA = {"25": "%", "0D": "\r", "0A": "\n"}
IN_PROPERTY = IN_DATA | {"3A": ":", "2C": ","}


@dataclass(frozen=True)
class Annotation:
    level: str
    message: str
    file: str = ""
    line: int = 0
    title: str = ""


def decoded(text: str, escapes: dict[str, str]) -> str:
    """Undo the escapes; a % that begins none of them is a fault of the writer."""
    assert re.fullmatch(rf"(?:[^%\r\n]|%(?:{'|'.join(escapes)}))*", text), text
    return re.sub("%(..)", lambda found: escapes[found[1]], text)


def parse(output: str) -> list[Annotation]:
    """Read the annotations out of what a step printed, line by line."""
    found = []
    for line in output.split("\n"):
        if not line.lstrip().startswith("::"):
            continue
        command = COMMAND.fullmatch(line)
        assert command and command[1] in LEVELS, line
        pairs = dict(pair.split("=", 1) for pair in command[2].split(",")) if command[2] else {}
        assert pairs.keys() <= PROPERTIES, line
        told = {key: decoded(value, IN_PROPERTY) for key, value in pairs.items()}
        place = {"file": told.get("file", ""), "line": int(told.get("line", 0)), "title": told.get("title", "")}
        found.append(Annotation(command[1], decoded(command[3], IN_DATA), **place))
    return found
