"""Every world that agrees with the public facts, by enumeration: what the solver is held against."""

import random
from itertools import combinations

import numpy as np

from pipeline.disclosure.bounds import Numbers
from pipeline.disclosure.system import BEYOND, Known

LADDERS = [(1, 3, 5), (1, 4, 7), (0, 2, 6, 9), (1, 2, 3, 8)]


def worlds(numbers, known, top=12):
    """List all whole numbers within the ends (an open one up to `top`) that agree with the sums."""
    ends = [
        range(low, min(high, top) + 1) for low, high in zip(numbers.low.tolist(), numbers.high.tolist(), strict=True)
    ]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*ends, indexing="ij")], axis=1)
    for fact in known:
        total = grid[:, fact.members].sum(axis=1)
        grid = grid[(fact.least <= total) & (total <= fact.most)]
    return grid


def truth(numbers, known, insiders, top=12):
    """Tell the ends that a stranger proves, and the furthest that any coalition does; None where no world is left.

    A coalition knows its own counts of every revision; where the desk does not, whatever it may be is tried.
    """
    every = worlds(numbers, known, top)
    if not len(every):
        return None
    low, high = every.min(axis=0), every.max(axis=0)
    inner_low, inner_high = low.copy(), high.copy()
    owners = sorted(set(numbers.owner.tolist()))
    for size in range(1, min(insiders, len(owners)) + 1):
        for coalition in combinations(owners, size):
            mine = np.isin(numbers.owner, coalition)
            sure, unsure = mine & (numbers.count >= 0), mine & (numbers.count < 0)
            left = every[(every[:, sure] == numbers.count[sure]).all(axis=1)]
            for told in np.unique(left[:, unsure], axis=0):
                agreed = left[(left[:, unsure] == told).all(axis=1)]
                inner_low[~mine] = np.maximum(inner_low, agreed.min(axis=0))[~mine]
                inner_high[~mine] = np.minimum(inner_high, agreed.max(axis=0))[~mine]
    return low, high, inner_low, inner_high


def instance(seed, exact=0.6, most=6):
    """Make a few counts in ranges, and sums over up to three crossing dimensions and all, exact or loose or untold."""
    chance = random.Random(seed)
    number, ladder = chance.randint(1, most), chance.choice(LADDERS)
    counts = [chance.randint(ladder[0], 10) for _ in range(number)]
    known = _sums(chance, counts, range(number), exact)
    return _numbers(ladder, counts, range(number), counts), known


def turned(seed, exact=0.6, ladders=LADDERS, most=4, largest=10):
    """Make sums of two revisions, between which a count or two changed: the desk knows the present ones only."""
    chance = random.Random(seed)
    number, ladder = chance.randint(2, most), chance.choice(ladders)
    now = [chance.randint(ladder[0], largest) for _ in range(number)]
    changed = chance.sample(range(number), chance.randint(1, 2))
    then = [chance.randint(ladder[0], largest) if at in changed else count for at, count in enumerate(now)]
    columns = [number + changed.index(at) if at in changed else at for at in range(number)]
    known = [*_sums(chance, now, range(number), exact), *_sums(chance, then, columns, exact)]
    every, owners = [*now, *(then[at] for at in changed)], [*range(number), *changed]
    return _numbers(ladder, every, owners, [*now, *(-1 for _ in changed)], largest), known


def _numbers(ladder, counts, owners, told, largest=10):
    rungs = [max(at for at, bound in enumerate(ladder) if bound <= count) for count in counts]
    low = [ladder[at] for at in rungs]
    high = [ladder[at + 1] - 1 if at + 1 < len(ladder) else largest for at in rungs]
    return Numbers(*(np.array(column, dtype=np.int64) for column in (low, high, owners, told)))


def _sums(chance, counts, columns, exact):
    known, number = [], len(counts)
    for dimension in [[chance.randint(0, 2) for _ in counts] for _ in range(chance.randint(1, 3))] + [[0] * number]:
        for value in sorted(set(dimension)):
            chosen = [at for at in range(number) if dimension[at] == value]
            members = np.array([columns[at] for at in chosen])
            total, told = sum(counts[at] for at in chosen), chance.random()
            if told < exact:
                known.append(Known(members, total, total))
            elif told < exact + (1 - exact) / 2:
                known.append(Known(members, max(0, total - chance.randint(0, 3)), total + chance.randint(0, 3)))
            elif told < exact + 0.7 * (1 - exact):
                known.append(Known(members, total, BEYOND))
    return known
