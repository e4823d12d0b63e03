"""Faults for mutation testing: one small change at a time to a module, and how it is put into one that is in use."""

import ast
import copy
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TOLD = {"Problem", "_rule", "refuse", "_require", "Refusal", "InputError", "ValueError"}  # their words are for people
_OTHER: dict[type, list[type]] = {
    ast.Lt: [ast.LtE],
    ast.LtE: [ast.Lt],
    ast.Gt: [ast.GtE],
    ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.FloorDiv],
    ast.Div: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}


def mutants(source: str) -> Iterator[tuple[int, str, ast.Module]]:
    """Give every fault in the body of a function: its line, what was done, and the module's tree."""
    tree, lines = ast.parse(source), source.splitlines()
    spared = _spared(tree)
    for at, node in enumerate(ast.walk(tree)):
        if id(node) in spared:
            continue
        for what, change in _changes(node):
            made = copy.deepcopy(tree)
            twin = next(other for number, other in enumerate(ast.walk(made)) if number == at)
            before = _brief(node)
            change(twin)
            told = what if what.startswith("line left out") else f"{what}: {before} -> {_brief(twin)}"
            at_line = node.target.lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 1)
            yield at_line, f"{told}, in: {lines[at_line - 1].strip()}", ast.fix_missing_locations(made)


def _brief(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:50]


def _spared(tree: ast.Module) -> set[int]:
    """Find what no test need see: docstrings, annotations, how schemas are held, the words of errors, and guards.

    That `zip` holds the lengths of what it pairs (`strict`) and that a value stays as it is (`frozen`, `slots`) is
    nothing that anybody may set off. A sign is 1 or -1: `sign < 0`, `sign <= 0` and `sign < 1` say the same, and to
    divide by it is to multiply by it. What is tried is to turn such a condition round.
    """
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Compare) and _is_sign(node.left):
            parts = [node]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _is_sign(node.right):
            spared.add(id(node))
        elif isinstance(node, ast.FunctionDef):
            parts = [
                *node.decorator_list,
                node.returns,
                *(arg.annotation for arg in (*node.args.args, *node.args.kwonlyargs)),
                *node.args.defaults,
                *node.args.kw_defaults,
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            parts = [node]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
            words = [*node.args, *(keyword.value for keyword in node.keywords)]
            parts = [each for each in words if isinstance(each, ast.Constant | ast.JoinedStr)]
        if isinstance(node, ast.Call):
            parts += [each.value for each in node.keywords if each.arg in ("strict", "frozen", "slots")]
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            parts.append(node.body[0])
        for part in parts:
            spared |= {id(each) for each in ast.walk(part)} if part is not None else set()
    return spared


def _is_sign(node: ast.AST) -> bool:
    return ast.unparse(node) in ("sign", "self.sign")


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in _OTHER.get(type(operator), []):
                yield "comparison", lambda twin, at=at, other=other: twin.ops.__setitem__(at, other())
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign):
        for other in _OTHER.get(type(node.op), []):
            yield "operator", lambda twin, other=other: setattr(twin, "op", other())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield "sign", _bare
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth", lambda twin: setattr(twin, "value", not twin.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield "number", lambda twin: setattr(twin, "value", twin.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield "text", lambda twin: setattr(twin, "value", "" if twin.value else "x")
    elif isinstance(node, ast.If | ast.IfExp):
        yield "condition", lambda twin: setattr(twin, "test", ast.UnaryOp(ast.Not(), twin.test))
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "filter", lambda twin: setattr(twin, "ifs", [])
    if isinstance(node, ast.FunctionDef | ast.If | ast.For):
        for at, line in enumerate(node.body):
            if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call):
                yield (
                    f"line left out ({ast.unparse(line)[:50]})",
                    lambda twin, at=at: twin.body.__setitem__(at, ast.Pass()),
                )


def _bare(twin: ast.UnaryOp) -> None:
    """Turn `not x`, `~x` and `-x` into x: twice the sign is none."""
    twin.operand = ast.UnaryOp(type(twin.op)(), twin.operand)


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def plant(module: str, tree: ast.Module) -> None:
    """Put a fault into a module that is in use: whoever has imported a function of it has the faulty one then."""
    before = ast.parse(path_of(module).read_text(encoding="utf-8"))
    made: dict[str, Any] = {"__name__": module, "__file__": str(path_of(module))}
    exec(compile(tree, made["__file__"], "exec"), made)
    for old, new in zip(before.body, tree.body, strict=True):
        if ast.dump(old) == ast.dump(new):
            continue
        if isinstance(new, ast.FunctionDef | ast.ClassDef):
            _exchange(vars(import_module(module))[new.name], made[new.name])
        elif isinstance(new, ast.Assign | ast.AnnAssign):
            for target in new.targets if isinstance(new, ast.Assign) else [new.target]:
                _replace(vars(import_module(module))[target.id], target.id, made[target.id])


def _exchange(old: Any, new: Any) -> None:
    old, new = _bared(old), _bared(new)
    if type(new) is FunctionType:
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    elif isinstance(new, type):
        for name, part in list(vars(new).items()):
            if type(part) is FunctionType and part.__code__.co_filename == "<string>":  # made by `dataclass`
                setattr(old, name, part)
            elif name in vars(old):
                _exchange(vars(old)[name], part)


def _bared(wrapped: Any) -> Any:
    """Find the function within a property, a method of a class, or what a decorator made of it."""
    for name in ("__wrapped__", "__func__", "fget", "func"):
        while hasattr(wrapped, name) and not isinstance(wrapped, type):
            wrapped = getattr(wrapped, name)
    return wrapped


def _replace(old: object, name: str, new: object) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__dict__", {}).get(name, sys) is old:
            setattr(module, name, new)
