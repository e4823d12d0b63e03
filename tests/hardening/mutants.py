"""Mutation testing, for maintainers: one small fault at a time in the parts that must not err, and do the tests see it?

`python tests/hardening/mutants.py [MODULE…]` prints, for each module, how many faults its tests found, and every one
that they did not. The tests are collected once; each fault then lives in a fork of its own, where the tests that saw
most faults so far go first. No file of the checkout is touched.

Of a module with more than MOST faults a sample is tried, drawn by SEED and the module's name; FULL=1 tries all.
"""

import ast
import copy
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SURVIVORS = Path(__file__).with_name("survivors.txt")
MEMORY = 16 * 2**30  # bytes of address space
PATIENCE = 900  # seconds on the clock; an endless loop is a fault that was seen
LONGEST = float(
    os.environ.get("LONGEST", 4)
)  # CPU seconds: a test that takes longer without a fault is left out, and named
MOST, SEED = 60, 2026

SOLVER = ["disclosure/test_provable.py", "disclosure/test_histories.py", "disclosure/test_totals.py"]
# Where the tests of each module are. All are tried on a fault, and the whole datasets after them.
TESTS = {
    "pipeline.ladder": ["test_ladder.py", "stages/test_bucket.py", "test_claims.py", "disclosure/test_totals.py"],
    "pipeline.ledger": ["test_ledger.py", "test_parts.py"],
    "pipeline.stages.bucket": ["stages/test_bucket.py"],
    "pipeline.stages.verify": ["stages/test_verify.py"],
    "pipeline.stages.resolve": ["stages/test_resolve.py", "review/test_queue.py"],
    "pipeline.gate": ["test_gate.py", "test_publish.py"],
    "pipeline.matching.verdicts": ["matching/test_verdicts.py", "stages/test_resolve.py"],
    "pipeline.claims": ["test_claims.py", "test_factcheck.py"],
    "pipeline.writers.table": ["writers/test_table.py", "writers/test_records.py"],
    "pipeline.writers.records": ["writers/test_records.py", "writers/test_forms.py"],
    **{
        f"pipeline.disclosure.{name}": SOLVER
        for name in "settle rooms ways exposed insiders provable programs coalitions bounds system".split()
    },
    "pipeline.disclosure.totals": ["disclosure/test_totals.py"],
}
WHOLE = "hardening/test_metamorphic.py::test_every_property_of_whole_datasets"
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
    """Find what no test need see: docstrings, annotations, how schemas are held, the words of errors, and `strict`.

    That `zip` holds the lengths of what it pairs is a guard that nothing may set off.
    """
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
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
            parts += [each.value for each in node.keywords if each.arg == "strict"]
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


def forked(work: Callable[[], Any], seconds: float, patience: int = PATIENCE) -> Any:
    """Do work in a fork; give what it gives (of JSON), or None where it crashed or took more CPU seconds."""
    source, target = os.pipe()
    child = os.fork()
    if not child:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1,) * 2)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os.close(source)
            os.write(target, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(target)
    signal.alarm(patience)
    try:
        with os.fdopen(source, "rb") as answer:
            told = answer.read()
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        told = b""
    signal.alarm(0)
    os.waitpid(child, 0)
    return json.loads(told) if told else None


class Trial:
    """A plugin of pytest that runs the collected tests over one fault after the other. `left`: what they did not see."""

    def __init__(self, module: str, faults: Sequence[tuple[int, str, ast.Module]]) -> None:
        self.module, self.faults, self.left = module, faults, list[tuple[int, str]]()
        self.ran = False

    def pytest_collection(self) -> None:
        from hypothesis import Phase, settings

        settings.register_profile("mutants", settings(), phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: Any) -> bool:
        _warm()
        base = session.config._tmp_path_factory.getbasetemp()
        costs = forked(lambda: _costs(session.items), 3600)
        assert costs is not None and None not in costs, f"the tests of {self.module} fail without a fault"
        for item, cost in zip(session.items, costs, strict=True):
            if cost > LONGEST:
                print(f"  left out, for it takes {cost:.0f} s: {item.name}", flush=True)
        tests = [at for at in sorted(range(len(costs)), key=costs.__getitem__) if costs[at] <= LONGEST]
        whole = sum(costs[at] for at in tests)
        print(f"  {len(tests)} tests, {whole:.1f} CPU s", flush=True)
        seen: Counter[int] = Counter()
        for line, what, tree in self.faults:
            order = sorted(tests, key=lambda at: (-seen[at], costs[at]))
            found = forked(lambda: self._try(tree, [session.items[at] for at in order]), 3 * whole + 10)  # noqa: B023
            if found == -1:
                self.left.append((line, what))
                print(f"  line {line}, {what}", flush=True)
            elif found is not None:
                seen[order[found]] += 1
            for folder in base.iterdir():
                shutil.rmtree(folder, ignore_errors=True) if not folder.is_symlink() else folder.unlink()
        self.ran = True
        return True

    def _try(self, tree: ast.Module, items: Sequence[Any]) -> int:
        """Tell which of the tests is the first to fail; -1: none."""
        try:
            plant(self.module, tree)
        except Exception:  # noqa: BLE001 - a module that cannot be loaded is a fault that was seen
            return 0
        return next((at for at, item in enumerate(items) if not _passes(item, items[at + 1 : at + 2])), -1)


def _warm() -> None:
    """Load and look up once, before all forks, what every run of the program would."""
    from datasets import Tiny

    with tempfile.TemporaryDirectory() as folder:
        Tiny(Path(folder)).run("publish", "tiny")


def _costs(items: Sequence[Any]) -> list[float | None]:
    """Run each test and tell its CPU seconds; None for one that fails."""
    costs: list[float | None] = []
    for at, item in enumerate(items):
        start = time.process_time()
        costs.append(time.process_time() - start if _passes(item, items[at + 1 : at + 2]) else None)
    return costs


def _passes(item: Any, following: Sequence[Any]) -> bool:
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=next(iter(following), None))
    return not any(report.failed for report in reports)


def trial(module: str) -> tuple[int, list[tuple[int, str]]]:
    """Try the faults of a module: how many there were, and those that no test saw."""
    import pytest

    every = list(mutants(path_of(module).read_text(encoding="utf-8")))
    chosen = every
    if len(every) > MOST and not os.environ.get("FULL"):
        chosen = [every[at] for at in sorted(random.Random(f"{SEED} {module}").sample(range(len(every)), MOST))]
    print(f"{module}: {len(chosen)} of {len(every)} faults, seed {SEED}", flush=True)
    plugin = Trial(module, chosen)
    quiet = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    names = TESTS[module] if TESTS[module] is SOLVER else [*TESTS[module], WHOLE]
    pytest.main([*quiet, *(str(ROOT / "tests" / name) for name in names)], plugins=[plugin])
    assert plugin.ran, f"the tests of {module} could not be run"
    return len(chosen), plugin.left


def main(chosen: Sequence[str]) -> int:
    """Try the faults of the modules; exit code 1 where in one of them fewer than nine in ten were found.

    Those judged to be no fault at all (marked `=` in survivors.txt) are counted out.
    """
    os.chdir(ROOT)
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    os.environ.setdefault("DESKCHECK_EXAMPLES", "8")
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    signal.signal(signal.SIGALRM, _patience_ends)
    judged = SURVIVORS.read_text(encoding="utf-8") if SURVIVORS.exists() else ""
    worst = 1.0
    for module in chosen or TESTS:
        tried, left = forked(partial(trial, module), 10**6, 10**6)  # pytest is started once in a process
        equal = sum(f"= {module}: {what}\n" in judged for _, what in left)
        unjudged = [what for _, what in left if f"{module}: {what}\n" not in judged]
        score = (tried - len(left)) / (tried - equal)
        worst = min(worst, score)
        print(
            f"{module}: {tried - len(left)} of {tried} found, {equal} are none, {len(unjudged)} unjudged: {score:.1%}",
            flush=True,
        )
    return 0 if worst >= 0.9 else 1


def _patience_ends(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
