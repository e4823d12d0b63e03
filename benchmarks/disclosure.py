"""`python -m benchmarks.disclosure`: provable intervals of every organisation, beside a plain integer program for each.

The peer is `scipy.optimize.milp` over one variable per organisation, once for each end; it is timed on a few ends and
extrapolated to all. Sums are exact, the hardest case; both sides run in one process, alternately, on the same facts.
"""

import statistics
import time
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from pipeline.disclosure.bounds import Numbers
from pipeline.disclosure.programs import Effort
from pipeline.disclosure.provable import provable
from pipeline.disclosure.system import BEYOND, Known
from pipeline.ladder import place

LADDER = (1, 6, 11, 51, 101, 501, 1001, 5001)
SAMPLE = 6  # organisations whose ends the peer computes
CASES = ((88, (24, 4)), (1_803, (50, 8)), (20_000, (50, 8)), (20_000, (50, 8, 5)))


def case(number: int, dimensions: Sequence[int], seed: int = 5) -> tuple[Numbers, list[Known]]:
    """Make counts in ranges, skewed as real ones are, and exact sums by each dimension and over all."""
    chance = np.random.default_rng(seed)
    counts = np.minimum(np.floor(chance.lognormal(3, 1.8, number)).astype(np.int64) + 1, 20_000)
    intervals = [place(int(count), LADDER) for count in counts]
    low = np.array([each.low for each in intervals], dtype=np.int64)
    high = np.array([BEYOND if each.high is None else each.high for each in intervals], dtype=np.int64)
    known = []
    for groups in (1, *dimensions):
        weight = 1 / np.arange(1, groups + 1) ** 1.1
        group = chance.choice(groups, number, p=weight / weight.sum())
        for value in range(groups):
            members = np.flatnonzero(group == value)
            if len(members):
                total = int(counts[members].sum())
                known.append(Known(members, total, total))
    return Numbers(low, high, np.arange(number), counts), known


def peer(numbers: Numbers, known: Sequence[Known]) -> float:
    """Tell the seconds that a plain integer program per end would take for all organisations."""
    rows = np.concatenate([np.full(len(fact.members), at) for at, fact in enumerate(known)])
    columns = np.concatenate([fact.members for fact in known])
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(known), len(numbers.low)))
    rules = LinearConstraint(matrix, [fact.least for fact in known], [fact.most for fact in known])
    high = np.where(numbers.high < BEYOND, numbers.high, np.inf)
    seconds = []
    for at in np.linspace(0, len(numbers.low) - 1, SAMPLE).astype(int):
        for sign in (1, -1):
            cost = np.zeros(len(numbers.low))
            cost[at] = sign
            start = time.process_time()
            bounds = Bounds(numbers.low, high)
            milp(cost, integrality=np.ones(len(cost)), bounds=bounds, constraints=rules, options={"time_limit": 10})
            seconds.append(time.process_time() - start)
    return statistics.mean(seconds) * 2 * len(numbers.low)


def ours(numbers: Numbers, known: Sequence[Known], insiders: int) -> tuple[float, int, int]:
    """Tell the seconds for all organisations, how many are narrowed, and for how many it stayed undecided."""
    start = time.process_time()
    found = provable(numbers, known, insiders, Effort())
    seconds = time.process_time() - start
    high = np.minimum(numbers.high, found.cap)
    narrowed = (found.inner_low > numbers.low) | (found.inner_high < high)
    return seconds, int(narrowed.sum()), int((~found.proved).sum())


def main() -> None:
    """Measure and print one table."""
    provable(*case(30, (3,)), 0, Effort())  # imports are not what is measured
    print("| exact sums | insiders | narrowed | undecided | CPU s | milp per end, CPU s | times faster |")  # noqa: T201
    print("|---|---:|---:|---:|---:|---:|---:|")  # noqa: T201
    for number, dimensions in CASES:
        numbers, known = case(number, dimensions)
        other = peer(numbers, known)
        sums = " × ".join(str(size) for size in dimensions)
        for insiders in (0, 1):
            seconds, narrowed, undecided = ours(numbers, known, insiders)
            cells = (f"{number:,} in {sums} and all", insiders, narrowed, undecided, f"{seconds:.2f}", f"{other:,.0f}")
            print(f"| {' | '.join(map(str, cells))} | {other / seconds:,.0f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
