"""Mutation testing, for maintainers: one small fault at a time in the parts that must not err, and do the tests see it?

`python tests/hardening/mutants.py [MODULE…]` prints, for each module, how many faults its tests found, and every one
that they did not. A fault is loaded in place of the module, in a fork of its own: no file of the checkout is touched.
"""

import ast
import copy
import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SURVIVORS = Path(__file__).with_name("survivors.txt")
PATIENCE = 600  # seconds on the clock; an endless loop is a fault that was seen

# Where the tests of each module are, those that fail soonest first.
TESTS = {
    "pipeline.ladder": ["test_ladder.py", "stages/test_bucket.py", "test_claims.py", "disclosure/test_totals.py"],
    "pipeline.ledger": ["test_ledger.py"],
    "pipeline.stages.bucket": ["stages/test_bucket.py"],
    "pipeline.stages.verify": ["stages/test_verify.py"],
    "pipeline.stages.resolve": ["stages/test_resolve.py", "review/test_queue.py"],
    "pipeline.stages.protect": ["stages/test_protect.py"],
    "pipeline.gate": ["test_gate.py", "test_publish.py"],
    "pipeline.claims": ["test_claims.py", "test_factcheck.py"],
    "pipeline.writers.table": ["writers/test_table.py", "writers/test_records.py"],
    "pipeline.writers.records": ["writers/test_records.py", "writers/test_forms.py"],
}
WHOLE = ["hardening/test_metamorphic.py"]  # for what the module's own tests did not see
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
    """Give every fault: its line, what was done, and the module's tree."""
    tree = ast.parse(source)
    spared = _spared(tree)
    for at, node in enumerate(ast.walk(tree)):
        if id(node) in spared:
            continue
        for what, change in _changes(node):
            made = copy.deepcopy(tree)
            twin = next(other for number, other in enumerate(ast.walk(made)) if number == at)
            before = ast.unparse(node)[:70]
            change(twin)
            after = ast.unparse(twin)[:70]
            yield getattr(node, "lineno", 0), f"{what}: {before} -> {after}", ast.fix_missing_locations(made)


def _spared(tree: ast.Module) -> set[int]:
    """Find what no test need see: docstrings, annotations, how schemas are held, and the words of errors."""
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            parts = [
                *node.decorator_list,
                node.returns,
                *(arg.annotation for arg in (*node.args.args, *node.args.kwonlyargs)),
            ]
        elif isinstance(node, ast.AnnAssign):
            parts = [node.annotation]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            parts = [node]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TOLD:
            words = [*node.args, *(keyword.value for keyword in node.keywords)]
            parts = [each for each in words if isinstance(each, ast.Constant | ast.JoinedStr)]
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            parts.append(node.body[0])
        for part in parts:
            spared |= {id(each) for each in ast.walk(part)} if part is not None else set()
    return spared


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


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a faulty tree in the place of a module."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        path = str(path_of(self.name))
        return importlib.util.spec_from_file_location(name, path, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, str(path_of(self.name)), "exec"), module.__dict__)


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def passes(module: str, tree: ast.Module, tests: Sequence[str]) -> bool:
    """Run the tests over a faulty module, in a fork; true where they see nothing."""
    child = os.fork()
    if not child:
        _test(module, tree, tests)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _test(module: str, tree: ast.Module, tests: Sequence[str]) -> None:
    code = 1
    try:
        import pytest

        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        sys.meta_path.insert(0, _Instead(module, tree))
        quiet = ["-x", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), "--no-header"]
        for name in tests:  # one by one: most faults are seen by the first, and the others need not even be loaded
            code = int(pytest.main([*quiet, str(ROOT / "tests" / name)])) if (ROOT / "tests" / name).exists() else 0
            if code:
                break
    finally:
        os._exit(code)


def main(chosen: Sequence[str]) -> int:
    """Try every fault of the modules; exit code 1 where nine in ten were not found."""
    os.chdir(ROOT)
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "DESKCHECK_EXAMPLES": "5"}
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    # Loaded once, not in each fork; of the program itself only what nobody changes here.
    import hypothesis  # noqa: F401
    import pandas  # noqa: F401
    import pandera.pandas  # noqa: F401
    import pyarrow.csv  # noqa: F401
    import pytest  # noqa: F401

    import schemas  # noqa: F401

    judged = SURVIVORS.read_text(encoding="utf-8") if SURVIVORS.exists() else ""
    found = tried = 0
    for module in chosen or TESTS:
        source = path_of(module).read_text(encoding="utf-8")
        assert passes(module, ast.parse(source), TESTS[module]), f"the tests of {module} fail without a fault"
        every = list(mutants(source))
        left = []
        for line, what, tree in every:
            if passes(module, tree, TESTS[module]) and passes(module, tree, WHOLE):
                left.append(what)
                known = "  (judged)" if f"{module}: {what}" in judged else ""
                print(f"  line {line}, {what}{known}", flush=True)  # noqa: T201
        print(f"{module}: {len(every) - len(left)} of {len(every)} found", flush=True)  # noqa: T201
        tried, found = tried + len(every), found + len(every) - len(left)
    print(f"{found} of {tried} found, {found / tried:.1%}")  # noqa: T201
    return 0 if found >= 0.9 * tried else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
