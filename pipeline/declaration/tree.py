"""dataset.yml as plain values, with the line and the raw text of each: YAML 1.2, aliases counted, no tags."""

import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import InputError, Problem

Path = tuple[str | int, ...]

MAX_BYTES = 250_000
MAX_DEPTH = 100
MAX_NODES = 20_000  # after aliases are followed: a bomb of nested aliases ends here
_MARKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Brackets; and quoted texts and comments, in which none opens anything.
_BRACKETS = re.compile(
    r"""(?<![^\s[{,:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<!\S)\#[^\n]*|[][{}]""",
    re.DOTALL,
)
_PAIRS = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")  # one character, as JSON escapes it
_PREFIX = "tag:yaml.org,2002:"
# What the parser says of the commonest slips, in a newsroom's words, and what to do about them.
_SLIPS = {
    "'\\t'": ("a tab stands where only blanks may", "Indent with blanks."),
    "mapping values are not allowed": (
        "a colon stands within a text, or the line is indented too far",
        "Put the text into quotation marks, or let the key begin below the one before.",
    ),
    "nested too deeply": ("it nests too deeply", f"Write at most {MAX_DEPTH} brackets, or dashes, within each other."),
    "expected <block end>": ("the lines are indented unevenly", "Let all keys of one entry begin in the same column."),
    "unexpected end of stream": ("a quotation mark is not closed", "Close it."),
}
_KINDS = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp"})


@dataclass
class Tree:
    """Values (`data`: dict, list, str, int, float, bool or None), and for each path its line and its raw text."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """Give the 1-based line of a key, or of what holds it where it does not exist."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, message: str, remedy: str) -> Problem:
        """Make a Problem that names the place of a path and the value found there."""
        return Problem(message, remedy, self.file, self.line(path), 0, dotted(path), self.texts.get(path))


def dotted(path: Path) -> str:
    """Write a path as people do: sources[0].columns.name."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def assign(tree: Tree, assignment: str) -> None:
    """Put another value (YAML) at a key of a tree that is a mapping: `match.accept=0.97`, `sources[0].region=US-GA`.

    The key need not be there yet. Raises InputError for what is no assignment, and for a place that holds no such key.
    """
    key, equals, text = assignment.partition("=")
    path: Path = tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", key.strip()))
    if not equals or dotted(path) != key.strip() or not path:
        raise InputError(Problem("this is no key with a value", "Write it like match.accept=0.97.", value=assignment))
    value = read(f"value: {text}", dotted(path))
    if value.problems:
        raise InputError(value.problems)
    place = tree.data
    for step, following in zip(path, (*path[1:], None), strict=True):
        fits = isinstance(place, dict) if isinstance(step, str) else isinstance(place, list) and step < len(place)
        if not fits:
            raise InputError(Problem("the declaration has no place for this key", "See dataset.yml.", value=key))
        if following is None:
            place[step] = value.data["value"]
        elif isinstance(place, dict):
            place = place.setdefault(step, {})
        else:
            place = place[step]
    for known in (tree.lines, tree.texts):
        for old in [each for each in known if each[: len(path)] == path]:
            del known[old]
    tree.lines |= {(*path, *each[1:]): 0 for each in value.lines if each}
    tree.texts |= {(*path, *each[1:]): told for each, told in value.texts.items() if each}


def read(text: str, file: str) -> Tree:
    """Read the text of a declaration; everything that is wrong with it as YAML stands in `problems`."""
    import warnings

    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError

    tree = Tree(file)
    if re.search(r"^%YAML", text, re.MULTILINE):
        tree.problems.append(Problem("a %YAML directive changes what values mean", "Remove that line.", file, 1))
        return tree
    if _depth(text) > MAX_DEPTH:
        tree.problems.append(_syntax(file, "nested too deeply", 0))
        return tree
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ReusedAnchorWarning)
            root = YAML(typ="rt").compose(text)
    except ReusedAnchorWarning:
        told = "an anchor (&name) stands there twice, so an alias (*name) could mean either"
        tree.problems.append(Problem(told, "Write the values out, without aliases.", file))
        return tree
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = " ".join((error.problem or error.context or "not YAML").split())
        tree.problems.append(_syntax(file, told, mark.line + 1 if mark else 0))
        return tree
    except (YAMLError, RecursionError, ValueError) as error:
        told = "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        tree.problems.append(_syntax(file, told, 0))
        return tree
    if root is not None:
        tree.lines[()] = 1
        _Walk(tree).value(root, ())
        tree.data = tree.data if not tree.problems or isinstance(tree.data, dict) else None
    return tree


def _depth(text: str) -> int:
    """Count how deep brackets and dashes nest, roughly: the parser's time grows with the square of it."""
    deepest = depth = 0
    for mark in _BRACKETS.findall(text):
        if mark in ("[", "{"):
            depth += 1
        elif mark in ("]", "}"):
            depth = max(depth - 1, 0)
        deepest = max(deepest, depth)
    return max([deepest, *(len(line.split()) for line in re.findall(r"^[-? \t]+", text, re.MULTILINE))])


def _syntax(file: str, told: str, line: int) -> Problem:
    told, remedy = next((slip for part, slip in _SLIPS.items() if part in told), (told, "Correct the line."))
    elsewhere = " It may also be the line before." if line else ""
    return Problem(f"this is no YAML: {told}", f"{remedy}{elsewhere}", file, line)


class _TooLargeError(Exception):
    pass


class _Walk:
    """One walk over the composed nodes, which fills a tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.nodes = 0
        self.open: set[int] = set()

    def value(self, root: Any, path: Path) -> None:
        try:
            self.tree.data = self._value(root, path)
        except _TooLargeError:
            remedy = "Write the values out, without aliases (*name)."
            self.tree.problems.append(
                Problem("the declaration holds too many values, or nests them too deeply", remedy, self.tree.file)
            )

    def _value(self, node: Any, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.open) > MAX_DEPTH or id(node) in self.open:
            raise _TooLargeError
        kind = str(node.tag).removeprefix(_PREFIX)
        if kind not in _KINDS:
            self._wrong(path, node, f"the tag {node.tag} has no meaning here", "Remove the tag.")
            return None
        self.open.add(id(node))
        try:
            if kind == "map":
                return self._mapping(node, path)
            if kind == "seq":
                items = [self._item(item, (*path, at)) for at, item in enumerate(node.value)]
                told = (self.tree.texts.get((*path, at), "") for at in range(len(items)))
                self.tree.texts[path] = f"[{', '.join(told)}]"[:200]
                return items
            return self._scalar(node, path, kind)
        finally:
            self.open.discard(id(node))

    def _item(self, node: Any, path: Path) -> Any:
        self.tree.lines[path] = node.start_mark.line + 1
        return self._value(node, path)

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        self.tree.texts[path] = "a mapping"
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key.value, str) or key.tag == f"{_PREFIX}merge" or _MARKS.search(key.value):
                self._wrong(path, key, "a key must be plain text", "Write the key and its value out.")
                continue
            at = (*path, key.value)
            line = key.start_mark.line + 1
            if key.value in found:
                told = f"the key stands here twice, first in line {self.tree.lines[at]}"
                found_text = value.value if isinstance(value.value, str) else None
                self.tree.problems.append(
                    Problem(told, "Keep one of the two.", self.tree.file, line, 0, dotted(at), found_text)
                )
                continue
            self.tree.lines[at] = line
            found[key.value] = None
            found[key.value] = self._value(value, at)
        return found

    def _scalar(self, node: Any, path: Path, kind: str) -> Any:
        # Where a folded text (>) was folded, the composer leaves a mark for writing it back.
        text: str = node.value.replace("\a", "") if node.style == ">" else node.value
        text = _PAIRS.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
        self.tree.texts[path] = text
        if _MARKS.search(text):
            self._wrong(path, node, "the text holds characters that cannot be printed", "Remove them.")
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return _number(text)
        return text  # a date, too, is its text

    def _wrong(self, path: Path, node: Any, message: str, remedy: str) -> None:
        line = node.start_mark.line + 1
        found = self.tree.texts.get(path)
        self.tree.problems.append(Problem(message, remedy, self.tree.file, line, 0, dotted(path), found))


def _number(text: str) -> int | float | str:
    """Read a number as decimal digits say it; other notations (0x1F, 1_000) stay text, and are told as such."""
    if re.fullmatch(r"[-+]?\d{1,30}", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?", text, re.ASCII):
        return float(text)
    return text
