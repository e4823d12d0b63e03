"""rapidfuzz: every query against every name of the registry (`cdist`), the best by one scorer and the region.

`run.py SET OUT SCORER`, in its own environment. Three points of a hundred are given or taken for the region.
"""

import sys
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import Best, load, plain

BONUS = 3.0
CELLS = 30_000_000  # of a block of the matrix

task = load(Path(sys.argv[1]))
scorer = getattr(fuzz, sys.argv[3])
codes = {region: number for number, region in enumerate(sorted({"", *task.regions, *task.entry_regions}))}
where = np.array([codes[region] for region in task.entry_regions])
queries, entries = [plain(name) for name in task.names], [plain(name) for name in task.entries]
best: list[Best] = []
block = max(1, CELLS // max(1, len(entries)))
for start in range(0, len(queries), block):
    scores = process.cdist(queries[start : start + block], entries, scorer=scorer, workers=-1, dtype=np.float32)
    for region, row in zip(task.regions[start : start + block], scores, strict=True):
        if region:
            row = row + np.where(where == codes[region], BONUS, np.where(where == codes[""], 0.0, -BONUS))
        at = int(row.argmax())
        best.append((task.entities[at], float(row[at])))
task.answer(Path(sys.argv[2]), best)
