"""names, registry -> candidates: the best organisations for each name, with a calibrated probability."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from pipeline.matching.index import Index
from pipeline.matching.search import Answer, Query, answer
from pipeline.matching.standardise import Standardiser
from schemas import Candidates
from schemas.base import frame

CHUNK = 5000  # names that are sent to a worker at once

MapChunks = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]


def match(
    names: pd.DataFrame,
    registry: pd.DataFrame,
    abbreviations: Mapping[str, str],
    country: str = "",
    map_chunks: MapChunks | None = None,
) -> pd.DataFrame:
    """Make Candidates of Names and Registry: for each name the best five entities with their probabilities.

    `abbreviations` and `country` are those that made `names`: the registry's names are standardised alike.
    `map_chunks(function, chunks)` applies a function to chunks, in order, wherever it likes (pipeline.engines); without it the
    work is done here. The result does not depend on it, nor on the order of the registry. Names that are no entity by a
    pattern are matched too: a person may overrule the pattern.
    """
    index = Index(registry.sort_values("entity_id", kind="stable"), Standardiser(abbreviations, country), country)
    queries = [Query(*row) for row in names[["standard", "region", "place"]].itertuples(index=False, name=None)]
    chunks = [queries[start : start + CHUNK] for start in range(0, len(queries), CHUNK)]
    work = partial(answer, index)
    answers: list[Answer] = [
        each for part in (map_chunks(work, chunks) if map_chunks else map(work, chunks)) for each in part
    ]
    keys = names[["name", "region"]].itertuples(index=False, name=None)
    return frame(
        Candidates,
        [
            (name, region, rank, entity_id, probability)
            for (name, region), best in zip(keys, answers, strict=True)
            for rank, (entity_id, probability) in enumerate(best, start=1)
        ],
    )
