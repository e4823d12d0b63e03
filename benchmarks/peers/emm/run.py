"""ING's entity-matching-model, its three default ways to find candidates, names and regions compared.

`run.py SET OUT LABELS`, in its own environment. With LABELS above 0 its classifier is trained on so many labelled
queries of the very set that is then scored; with 0 its cosine of characters decides, with 0.05 more
or less for the region.
"""

import sys
from pathlib import Path

import pandas as pd
from emm import PandasEntityMatching

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import Best, agreement, load

BONUS = 0.05
BLOCK = 20_000
INDEXERS = [
    {"type": "cosine_similarity", "tokenizer": "words", "ngram": 1, "num_candidates": 10},
    {"type": "cosine_similarity", "tokenizer": "characters", "ngram": 2, "num_candidates": 10},
    {"type": "sni", "window_length": 3},
]

task = load(Path(sys.argv[1]))
labels = int(sys.argv[3])
number = {entity: at for at, entity in enumerate(dict.fromkeys(task.entities))}
entities = list(number)
truth = pd.DataFrame(
    {
        "name": [name or "?" for name in task.entries],
        "id": [number[entity] for entity in task.entities],
        "country": task.entry_regions,
    }
)
asked = pd.DataFrame(
    {"name": [name or "?" for name in task.names], "country": task.regions, "uid": range(len(task.names))}
)
matcher = PandasEntityMatching(
    name_only=False, entity_id_col="id", name_col="name", supervised_on=False, indexers=INDEXERS
)
matcher.fit(truth)
if labels:
    known = [(at, entity) for at, entity in task.labels(labels) if entity in number]
    matcher.fit_classifier(
        pd.DataFrame(
            {
                "name": [task.names[at] for at, _ in known],
                "id": [number[entity] for _, entity in known],
                "country": [task.regions[at] for at, _ in known],
            }
        ),
        create_negative_sample_fraction=0.2,
    )
best: list[Best] = [None] * len(asked)
for start in range(0, len(asked), BLOCK):
    found = matcher.transform(asked.iloc[start : start + BLOCK].copy())
    scores = found["nm_score" if labels else "score_1"]  # the latter: the cosine of characters
    for uid, entity, score, region in zip(
        found["uid"], found["gt_entity_id"], scores, found["gt_country"], strict=True
    ):
        if entity != entity or score != score:  # no candidate
            continue
        at, score = int(uid), float(score)
        if not labels:
            score += BONUS * agreement(task.regions[at], region if isinstance(region, str) else "")
        held = best[at]
        if held is None or score > held[1]:
            best[at] = (entities[int(entity)], score)
task.answer(Path(sys.argv[2]), best)
