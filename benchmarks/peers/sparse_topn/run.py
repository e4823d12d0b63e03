"""Character 3-grams, TF-IDF, and the nearest names by sparse-dot-topn; a region decides between near ones.

`run.py SET OUT TOP`, in its own environment. A cosine gets 0.05 more or less for the region.
"""

import os
import sys
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import Best, agreement, load, plain

BONUS = 0.05
LEAST = 0.2  # cosine

task = load(Path(sys.argv[1]))
vectorizer = TfidfVectorizer(
    analyzer="char_wb", ngram_range=(3, 3), sublinear_tf=True, dtype="float32", lowercase=False
)
entries = vectorizer.fit_transform([plain(name) for name in task.entries])
queries = vectorizer.transform([plain(name) for name in task.names])
near = sp_matmul_topn(
    queries, entries.T.tocsr(), top_n=int(sys.argv[3]), threshold=LEAST, n_threads=os.cpu_count() or 1, sort=True
)
best: list[Best] = []
for query, region in enumerate(task.regions):
    found: Best = None
    for place in range(near.indptr[query], near.indptr[query + 1]):
        entry = near.indices[place]
        score = float(near.data[place]) + BONUS * agreement(region, task.entry_regions[entry])
        if found is None or score > found[1]:
            found = (task.entities[entry], score)
    best.append(found)
task.answer(Path(sys.argv[2]), best)
