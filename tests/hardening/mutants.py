"""Mutation testing, for maintainers: one small fault at a time in the parts that must not err, and do the tests see it?

`make mutants MODULES=…` prints, for each module, how many faults its tests found, and every one
that they did not. The tests are collected once; each fault then lives in a fork of its own, where the tests that saw
most faults so far go first. No file of the checkout is touched.

Of a module with more than MOST faults a sample is tried, drawn by SEED and the module's name; MOST=9999 tries all.
"""

import ast
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
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from hardening.mutations import ROOT, mutants, path_of, plant

SURVIVORS = Path(__file__).with_name("survivors.txt")
MEMORY = 16 * 2**30  # bytes of address space
PATIENCE = 900  # seconds on the clock; a loop without end, or a test that takes 20 times as long, has seen the fault
BUDGET = float(os.environ.get("BUDGET", 30))  # CPU seconds: the quickest tests that take so long together are used
MOST, SEED = int(os.environ.get("MOST", 60)), 2026

SOLVER = ["disclosure/test_provable.py", "disclosure/test_histories.py"]
# Where the tests of each module are. All are tried on a fault; the whole datasets too, but for the solver.
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
    "pipeline.disclosure.provable": SOLVER,
    **{
        f"pipeline.disclosure.{name}": [f"disclosure/test_{name}.py", *SOLVER]
        for name in "settle rooms ways exposed insiders programs coalitions system".split()
    },
    "pipeline.disclosure.totals": ["disclosure/test_totals.py"],
}
WHOLE = "hardening/test_metamorphic.py::test_every_property_of_whole_datasets"


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
    """A plugin of pytest that runs the tests over one fault after the other. `left`: what they did not see."""

    def __init__(self, module: str, faults: Sequence[tuple[int, str, ast.Module]], costs: Mapping[str, float]) -> None:
        self.module, self.faults, self.costs = module, faults, dict(costs)
        self.left: list[tuple[int, str]] = []
        self.ran = False

    def pytest_collection(self) -> None:
        from hypothesis import Phase, settings

        settings.register_profile("mutants", settings(), phases=[Phase.explicit, Phase.generate])
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: Any) -> bool:
        _warm()
        base = session.config._tmp_path_factory.getbasetemp()
        new = [item for item in session.items if item.nodeid not in self.costs]
        told = (forked(lambda: _costs(new), 3600) or [None]) if new else []
        assert None not in told, f"the tests of {self.module} fail without a fault"
        self.costs |= zip((item.nodeid for item in new), told, strict=True)
        costs = [self.costs[item.nodeid] for item in session.items]
        order = sorted(range(len(costs)), key=costs.__getitem__)
        spent = list(accumulate(costs[at] for at in order))
        tests = [at for at, so_far in zip(order, spent, strict=True) if so_far <= BUDGET]
        whole = sum(costs[at] for at in tests)
        say(f"  {len(tests)} of {len(order)} tests, {whole:.1f} CPU s")
        seen: Counter[int] = Counter()
        for line, what, tree in self.faults:
            order = sorted(tests, key=lambda at: (-seen[at], costs[at]))
            found = forked(partial(self._try, tree, [session.items[at] for at in order]), 3 * whole + 10)
            if found == -1:
                self.left.append((line, what))
                say(f"  line {line}, {what}")
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
        for at, item in enumerate(items):
            # A loop without end is seen by the end of the process.
            signal.setitimer(signal.ITIMER_PROF, 20 * self.costs[item.nodeid] + 5)
            if not _passes(item, items[at + 1 : at + 2]):
                return at
        return -1


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


def trial(module: str, costs: Mapping[str, float]) -> tuple[int, list[tuple[int, str]], dict[str, float]]:
    """Try the faults of a module: how many there were, those that no test saw, and what each test costs.

    `costs` tells that of the tests that were used for another module before.
    """
    import pytest

    every = list(mutants(path_of(module).read_text(encoding="utf-8")))
    chosen = every
    if len(every) > MOST:
        chosen = [every[at] for at in sorted(random.Random(f"{SEED} {module}").sample(range(len(every)), MOST))]
    say(f"{module}: {len(chosen)} of {len(every)} faults, seed {SEED}")
    plugin = Trial(module, chosen, costs)
    quiet = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    names = TESTS[module] if set(SOLVER) <= set(TESTS[module]) else [*TESTS[module], WHOLE]
    pytest.main([*quiet, *(str(ROOT / "tests" / name) for name in names)], plugins=[plugin])
    assert plugin.ran, f"the tests of {module} could not be run"
    return len(chosen), plugin.left, plugin.costs


def main(chosen: Sequence[str]) -> int:
    """Try the faults of the modules; exit code 1 where in one of them fewer than nine in ten were found.

    Those judged to be no fault at all (marked `=` in survivors.txt) are counted out.
    """
    os.chdir(ROOT)
    os.environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    os.environ.setdefault("DESKCHECK_EXAMPLES", "8")
    signal.signal(signal.SIGALRM, _patience_ends)
    judged = SURVIVORS.read_text(encoding="utf-8") if SURVIVORS.exists() else ""
    worst, costs = 1.0, dict[str, float]()
    for module in chosen or TESTS:
        # pytest is started once in a process
        tried, left, costs = forked(partial(trial, module, costs), 10**6, 10**6)
        equal = sum(f"= {module}: {what}\n" in judged for _, what in left)
        unjudged = [what for _, what in left if f"{module}: {what}\n" not in judged]
        found = tried - len(left)
        score = found / (tried - equal)
        worst = min(worst, score)
        shares = f"{_percent(found, tried)}, of those that are any {_percent(found, tried - equal)}"
        say(f"{module}: {found} of {tried} found, {equal} are none, {len(unjudged)} unjudged: {shares}")
    return 0 if worst >= 0.9 else 1


def _percent(found: int, of: int) -> str:
    """Write a share in percent, never rounded up."""
    return f"{found * 1000 // of / 10}%"


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _patience_ends(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
