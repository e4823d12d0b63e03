"""How model.json is made: `python -m pipeline.matching.train BENCH [--without SET]` on a folder of labelled sets.

Each set is a folder with queries.csv (query_id,name,region), registry.csv (entity_id,name,region,aliases) and gold.csv
(query_id,entity_id; `id|id` where several are right, empty where none is). Nothing is random: the same sets give the
same weights. `--without SET` leaves a set out, to be tested on.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline import regions
from pipeline.matching.compare import FEATURES, compare, complete
from pipeline.matching.index import Index
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, candidates
from pipeline.text import fold_blanks

PER_SET = 4000  # queries of a set that are used at most: every so-manyth one
STRENGTH = 1.0  # of the penalty on large weights (L2)
COUNTRIES = {"police-icpsr": "US", "leso-renames": "US", "flock-hard-hand": "US"}

# What can never speak for a candidate, whatever chance the sets hold.
AGAINST = frozenset(
    [
        "kind_differs",
        "kind_more",
        "numbers_differ",
        "numbers_one_side",
        "directions_differ",
        "place_word_differs",
        "lookalike",
        "misspelled",
        "both_rare",
        "region_unknown",
    ]
)

Group = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


def read(folder: Path, country: str) -> tuple[pd.DataFrame, list[Query], list[set[str]]]:
    """Read a labelled set: registry, distinct queries, right answers."""

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def code(text: str) -> str:
        try:
            return regions.parse(text, country)
        except ValueError:  # the sets have a few misprints
            return ""

    registry = pd.DataFrame(
        [(row["entity_id"], row["name"], row["aliases"], code(row["region"]), "") for row in rows("registry.csv")],
        columns=["entity_id", "name", "aliases", "region", "kind"],
    ).sort_values("entity_id")
    gold = {row["query_id"]: {each for each in row["entity_id"].split("|") if each} for row in rows("gold.csv")}
    prepare = Preparer({}, (), country)
    distinct: dict[tuple[str, str], set[str]] = {}
    for row in rows("queries.csv"):
        if row["query_id"] in gold:
            distinct.setdefault((fold_blanks(row["name"]), code(row["region"])), gold[row["query_id"]])
    queries = []
    for name, region in distinct:
        standard, place = prepare(name, region)
        queries.append(Query(standard, region, place))
    return registry, queries, list(distinct.values())


def groups(folder: Path, country: str) -> list[Group]:
    """Compare the queries of a set with their candidates: per query the features, and which candidates are right."""
    registry, queries, right = read(folder, country)
    step = -(-len(queries) // PER_SET)
    index = Index(registry, Preparer({}, (), country))
    found: list[Group] = []
    chosen = queries[::step]
    for position, query, asked, near in candidates(index, chosen):
        rows, labels, entities = [], [], []
        for number, cosine in sorted(near.items()):
            variant = index.variants[number]
            region = index.regions[variant.entity]
            if query.fits(region):
                rows.append(
                    complete(
                        compare(asked, variant.form, index.weights, cosine), asked, query.where(), region, variant.alias
                    )
                )
                labels.append(index.ids[variant.entity] in right[position * step])
                entities.append(variant.entity)
        if rows:
            found.append((np.array(rows), np.array([labels, entities])))
    return found


def fit(sets: Sequence[Sequence[Group]]) -> np.ndarray[Any, Any]:
    """Fit the weights by maximum likelihood with an L2 penalty; every set weighs as the square root of its size."""
    from scipy.optimize import minimize

    packed = [_pack(each) for each in sets]
    shares = [1 / np.sqrt(len(each)) for each in sets]
    scale = sum(share * len(each) for share, each in zip(shares, sets, strict=True)) / sum(len(each) for each in sets)

    def loss(weights: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        total, slope = STRENGTH * float(weights @ weights), 2 * STRENGTH * weights
        for share, (features, labels, starts, sizes) in zip(shares, packed, strict=True):
            value, gradient = _likelihood(weights, features, labels, starts, sizes)
            total, slope = total - share / scale * value, slope - share / scale * gradient
        return total, slope

    bounds = [(None, 0.0 if name in AGAINST else None) for name in FEATURES]
    start = np.zeros(len(FEATURES))
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return np.asarray(best.x)


def _pack(found: Sequence[Group]) -> tuple[np.ndarray[Any, Any], ...]:
    """Stack the groups; of an entity's several names only the one most like the query is kept."""
    features, labels, sizes = [], [], []
    for values, (right, entities) in found:
        order = np.lexsort((-values[:, FEATURES.index("ngrams")], -values[:, FEATURES.index("same_name")], entities))
        first = order[np.unique(entities[order], return_index=True)[1]]
        features.append(values[first])
        labels.append(right[first].astype(bool))
        sizes.append(len(first))
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.vstack(features), np.concatenate(labels), starts, np.array(sizes)


def _likelihood(
    weights: np.ndarray[Any, Any], features: np.ndarray[Any, Any], labels: np.ndarray[Any, Any],
    starts: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any],
) -> tuple[float, np.ndarray[Any, Any]]:  # fmt: skip
    """Compute the log-likelihood and its slope: the share of the right candidates, or of none where none is right."""
    scores = features @ weights
    top = np.maximum(np.maximum.reduceat(scores, starts), 0)
    shares = np.exp(scores - np.repeat(top, sizes))
    whole = np.exp(-top) + np.add.reduceat(shares, starts)
    right = np.add.reduceat(shares * labels, starts)
    none = np.add.reduceat(labels.astype(float), starts) == 0
    share_right = np.where(none, np.exp(-top), right)
    pull = shares * labels / np.repeat(np.where(none, 1, right), sizes) - shares / np.repeat(whole, sizes)
    return float(np.log(share_right / whole).sum()), features.T @ pull


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the model and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--without", default="", help="a set to leave out")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("model.json"))
    chosen = parser.parse_args(arguments)
    names = sorted(path.name for path in chosen.bench.iterdir() if (path / "gold.csv").exists())
    used = [name for name in names if name != chosen.without]
    sets = [groups(chosen.bench / name, COUNTRIES.get(name, "")) for name in used]
    model = {
        "note": "Weights of the features in compare.py; model.py and train.py tell more.",
        "trained_on": dict(zip(used, map(len, sets), strict=True)),
        "weights": {name: round(float(weight), 3) for name, weight in zip(FEATURES, fit(sets), strict=True)},
    }
    chosen.out.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{chosen.out}: fitted on {', '.join(used)}\n")


if __name__ == "__main__":
    main()
