"""How model.json is made: `python -m pipeline.matching.train BENCH [--noise REGISTRY] [--invented SET]`.

BENCH is a folder of labelled sets. Each is a folder with queries.csv (query_id,name,region), registry.csv
(entity_id,name,region,aliases) and gold.csv (query_id,entity_id; `id|id` where several are right, empty where none is).
REGISTRY is a file like registry.csv, with a column city, that labels itself (noise.py); `--invented` is a
labelled set of made-up names (benchmarks/names.py). The same files give the same
weights. `--without SET` leaves a set out, to be tested on.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import regions
from pipeline.matching.features import AT, FEATURES
from pipeline.matching.index import Index
from pipeline.matching.lexicon import Array
from pipeline.matching.noise import Entity, noisy
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Compared, Query, compared
from pipeline.text import fold_blanks

PER_SET = 4000  # queries of a set that are used at most: every so-manyth one
# Of what a labelled set of that size weighs: nobody wrote these.
NOISE_SHARE, INVENTED_SHARE = 0.2, 0.2
COLUMNS = ["entity_id", "name", "aliases", "region", "kind"]
SEED = 7
STRENGTH = 1.0  # of the penalty on large weights (L2)
COUNTRIES = {"police-icpsr": "US", "leso-renames": "US", "flock-hard-hand": "US"}

# What can never speak for a candidate, whatever chance the sets hold.
AGAINST = (
    "kind_differs",
    "kind_differs_agreed",
    "one_replaced",
    "of_behind",
    "of_longer",
    "replaced_agreed",
    "municipality_differs",
    "kind_more",
    "hospital_one_side",
    "legal_differs",
    "numbers_differ",
    "numbers_one_side",
    "directions_differ",
    "municipal_differs",
    "municipal_or_other",
    "place_word_differs",
    "university_differs",
    "lookalike",
    "misspelled",
    "both_rare",
    "region_unknown",
    "elsewhere_region",
)
AT_MOST = {
    **dict.fromkeys(AGAINST, 0.0),
    "elsewhere_country": -2.0,  # the sets state few countries; one that is stated is seldom wrong
    "lookalike_towns": -5.0,  # of 3,660, 18
    "longer_town": -2.0,  # of 370, 4; the more of a name is missing, the less often it was meant anyway
    "other_town": -4.0,  # of 7,800 such pairs of the sets 14 are right, most so unlike that they weigh little
}


@dataclass(frozen=True)
class Labelled:
    """The comparisons of a labelled set: a row per query and variant, and which are right."""

    found: Compared
    right: Array
    share: float = 1.0

    @property
    def queries(self) -> int:
        """Count the queries that have a candidate."""
        return len(np.unique(self.found.query))


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
        columns=COLUMNS,
    ).sort_values("entity_id")
    gold = {row["query_id"]: {each for each in row["entity_id"].split("|") if each} for row in rows("gold.csv")}
    prepare = Preparer({}, (), country)
    distinct: dict[tuple[str, str], set[str]] = {}
    for row in rows("queries.csv"):
        if row["query_id"] in gold:
            distinct.setdefault((fold_blanks(row["name"]), code(row["region"])), gold[row["query_id"]])
    queries = [
        Query(standard, region, place) for name, region in distinct for standard, place in [prepare(name, region)]
    ]
    return registry, queries, list(distinct.values())


def label(folder: Path, country: str, share: float = 1.0) -> Labelled:
    """Compare the queries of a set, at most PER_SET of them, with their candidates."""
    registry, queries, right = read(folder, country)
    step = -(-len(queries) // PER_SET)
    return _labelled(registry, queries[::step], right[::step], country, share)


def noise(path: Path) -> Labelled:
    """Make noise of a registry and compare it with the candidates."""
    with path.open(encoding="utf-8", newline="") as file:
        entities = [
            Entity(
                row["entity_id"],
                row["name"],
                row["region"],
                tuple(filter(None, row["aliases"].split("|"))),
                row["city"],
            )
            for row in csv.DictReader(file)
        ]
    made = noisy(entities, PER_SET, SEED)
    registry = pd.DataFrame(
        [(each.entity_id, each.name, "|".join(each.aliases), each.region, "") for each in made.registry],
        columns=COLUMNS,
    )
    prepare = Preparer({}, (), "")
    queries = [
        Query(standard, region, place) for name, region in made.queries for standard, place in [prepare(name, region)]
    ]
    return _labelled(registry, queries, [{each} - {""} for each in made.right], "", NOISE_SHARE)


def _labelled(
    registry: pd.DataFrame, queries: Sequence[Query], right: Sequence[set[str]], country: str, share: float
) -> Labelled:
    index = Index(registry, Preparer({}, (), country))
    found = compared(index, queries)
    labels = [index.ids[entity] in right[query] for query, entity in zip(found.query, found.entity, strict=True)]
    return Labelled(found, np.array(labels, bool), share)


def fit(sets: Sequence[Labelled], passes: int = 3) -> Array:
    """Fit the weights by maximum likelihood with an L2 penalty; every set weighs as the square root of its size.

    Noise and invented names weigh `NOISE_SHARE` and `INVENTED_SHARE` of that.

    Of an entity's names the one with the highest score is compared: the fit is repeated `passes` times, each with the
    scores of the one before.
    """
    start = np.zeros(len(FEATURES))
    start[[AT["same_name"], AT["ngrams"]]] = 1
    for _ in range(passes):
        start = _fit([_pack(each, start) for each in sets], [each.share for each in sets], start)
    return start


def _fit(packed: Sequence[tuple[Array, ...]], factors: Sequence[float], start: Array) -> Array:
    from scipy.optimize import minimize

    sizes = [len(each[2]) for each in packed]
    shares = [factor / np.sqrt(size) for factor, size in zip(factors, sizes, strict=True)]
    scale = sum(share * size for share, size in zip(shares, sizes, strict=True)) / sum(sizes)

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = STRENGTH * float(weights @ weights), 2 * STRENGTH * weights
        for share, (features, labels, starts, sizes) in zip(shares, packed, strict=True):
            value, gradient = _likelihood(weights, features, labels, starts, sizes)
            total, slope = total - share / scale * value, slope - share / scale * gradient
        return total, slope

    bounds = [(None, AT_MOST.get(name)) for name in FEATURES]
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return np.asarray(best.x)


def _pack(labelled: Labelled, weights: Array) -> tuple[Array, ...]:
    """Keep the best name of each entity: features, labels, first rows, row counts."""
    found = labelled.found
    order = np.lexsort((-(found.values @ weights), found.entity, found.query))
    query, entity = found.query[order], found.entity[order]
    rows = order[np.r_[True, (query[1:] != query[:-1]) | (entity[1:] != entity[:-1])]]
    _, starts, sizes = np.unique(found.query[rows], return_index=True, return_counts=True)
    return found.values[rows], labelled.right[rows], starts, sizes


def _likelihood(
    weights: Array, features: Array, labels: Array,
    starts: Array, sizes: Array,
) -> tuple[float, Array]:  # fmt: skip
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
    parser.add_argument("--noise", type=Path, help="a registry to make noise of")
    parser.add_argument("--invented", type=Path, help="a labelled set of made-up names")
    parser.add_argument("--without", default="", help="a set to leave out")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("model.json"))
    chosen = parser.parse_args(arguments)
    names = sorted(path.name for path in chosen.bench.iterdir() if (path / "gold.csv").exists())
    used = [name for name in names if name != chosen.without]
    sets = [label(chosen.bench / name, COUNTRIES.get(name, "")) for name in used]
    if chosen.noise:
        used.append("noise")
        sets.append(noise(chosen.noise))
    if chosen.invented:
        used.append("invented")
        sets.append(label(chosen.invented, "", INVENTED_SHARE))
    model = {
        "note": "Weights of the features in features.py; model.py and train.py tell more.",
        "trained_on": {name: each.queries for name, each in zip(used, sets, strict=True)},
        "weights": {name: round(float(weight), 3) for name, weight in zip(FEATURES, fit(sets), strict=True)},
    }
    chosen.out.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{chosen.out}: fitted on {', '.join(used)}\n")


if __name__ == "__main__":
    main()
