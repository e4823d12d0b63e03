"""From the text of dataset.yml to a frozen Dataset, or to every problem it has, at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.declaration import rules, tree, values
from pipeline.declaration.model import Dataset, Declaration, DeclaredSource, Source
from pipeline.declaration.tree import MAX_BYTES, Tree
from pipeline.errors import InputError, Problem
from pipeline.text import shown

FILE_NAME = "dataset.yml"

# What pydantic finds, in the words of a newsroom; its own checks tell themselves (see values.py).
_TOLD = {
    "missing": ("a required key is missing", "Add it."),
    "tuple_type": ("a list is needed", "Write the values as a list: [first, second]."),
    "dict_type": ("a mapping is needed", "Write keys and values: {key: value}."),
    "model_type": ("a mapping is needed", "Write keys and values: {key: value}, or remove the key."),
    "model_attributes_type": ("a mapping is needed", "Write keys and values: {key: value}, or remove the key."),
    "string_type": ("a text is needed", "Write a text, or remove the key."),
    "bool_type": ("a truth value is needed", "Write true or false, without quotes."),
}

# How the keys look that must be there.
_EXAMPLES = {
    "title": "title: Searches of a camera network",
    "version": 'version: "1.0.0"',
    "ranges": "ranges: [1, 11, 101, 1001]",
    "registry": "registry: {path: registry.csv}",
    "sources": "sources: [{title: A list, path: list.csv, columns: {name: Agency}}]",
    "path": "path: list.csv",
    "columns": "columns: {name: Agency}",
    "name": "name: Agency",
}


def load(folder: Path, instead: Sequence[str] = ()) -> Dataset:
    """Read and check the declaration in a dataset's folder, with other values `instead` of some: `match.accept=0.97`.

    Raises InputError with one Problem for each thing that is wrong, in the order of the file's lines.
    """
    file = shown(folder, FILE_NAME)
    found = tree.read(_text(folder / FILE_NAME, file), file)
    if not isinstance(found.data, dict):
        problem = Problem("the declaration is no mapping of keys to values", "Write `title: …` and so on.", file, 1)
        raise InputError(found.problems or [problem])
    for assignment in instead:
        tree.assign(found, assignment)
    declaration, wrong = _validate(found, folder)
    if declaration is None or wrong:
        raise InputError(sorted(wrong, key=lambda problem: (problem.line, problem.column, problem.message)))
    return _place(declaration, folder)


def _text(path: Path, file: str) -> str:
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError  # or a pipe, a device: nothing to wait for
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        if isinstance(error, PermissionError):
            told = ("the declaration may not be read", "Let this user read it.")
        else:
            absent = isinstance(error, FileNotFoundError)
            reason = "there is no declaration" if absent else "the declaration cannot be read"
            told = (reason, "A dataset is a folder that holds dataset.yml.")
        raise InputError(Problem(*told, file)) from None
    if not data and path.stat().st_size:
        raise InputError(Problem(f"the declaration is larger than {MAX_BYTES} bytes", "Shorten it.", file))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(Problem("the declaration is not UTF-8", "Save it as UTF-8.", file, line)) from None


def _validate(found: Tree, folder: Path) -> tuple[Declaration | None, list[Problem]]:
    problems = [*found.problems, *rules.problems(found)]
    try:
        country = values.country(str(found.data.get("country", "")))
    except ValueError:
        country = ""  # told below, at its own key
    try:
        context = {"folder": folder, "country": country}
        return Declaration.model_validate(found.data, context=context), problems
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, problems + [_problem(found, detail) for detail in details]


def _problem(found: Tree, detail: ErrorDetails) -> Problem:
    path = tuple(step for step in detail["loc"] if step != "[key]")
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden" or "[key]" in detail["loc"]:
        allowed = context["expected"].replace("'", "").replace(" or ", ", ").split(", ") if context else _keys(path)
        return found.problem(path, "unknown key", _did_you_mean(str(path[-1]), allowed))
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        told = found.texts.get(path, "")
        return found.problem(path, "the word is not one of those allowed", _did_you_mean(told, allowed))
    message, remedy = _TOLD.get(kind, (detail["msg"], "Correct the value."))
    if kind == "missing":
        remedy = f"Add it, such as `{_EXAMPLES[path[-1]]}`." if path[-1] in _EXAMPLES else remedy
    return found.problem(path, context.get("message", message), context.get("remedy", remedy))


def _did_you_mean(word: str, allowed: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), allowed, n=1, cutoff=0.6)
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"{guess}Allowed: {', '.join(allowed)}."


def _keys(path: tree.Path) -> list[str]:
    """List the keys that may stand where the last step of a path stands."""
    model: type[BaseModel] = Declaration
    for step in path[:-1]:
        if isinstance(step, str):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = next(_models(fields[step].annotation))
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _place(declared: Declaration, folder: Path) -> Dataset:
    """Add what the folder and the other keys say: names, labels, the smallest count."""
    times = Counter(source.path for source in declared.sources)
    fields = {name: getattr(declared, name) for name in Declaration.model_fields}
    lowest = max(declared.scope.min_count, declared.ranges[0])
    fields["scope"] = declared.scope.model_copy(update={"min_count": lowest})
    fields["sources"] = tuple(_labelled(source, times[source.path] > 1) for source in declared.sources)
    return Dataset.model_construct(name=folder.resolve().name, folder=folder, **fields)


def _labelled(source: DeclaredSource, several: bool) -> Source:
    fields = {name: getattr(source, name) for name in DeclaredSource.model_fields}
    return Source.model_construct(label=f"{source.path}#{source.sheet}" if several else source.path, **fields)
