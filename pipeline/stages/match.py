"""names, registry -> candidates: the best organisations for each name, with a calibrated probability."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.matching.index import Index
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Answer, Query, answer
from schemas import Candidates, Names, Registry
from schemas.base import frame

CHUNK = 20000  # names that are sent to a worker at once

Engine = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]


@pa.check_types(lazy=True)
def match(
    names: DataFrame[Names],
    registry: DataFrame[Registry],
    abbreviations: Mapping[str, str],
    country: str = "",
    engine: Engine | None = None,
    noise: Sequence[str] = (),
) -> DataFrame[Candidates]:
    """Make Candidates: for each name the best five entities with their probabilities.

    `abbreviations`, `country` and `noise` are those that made `names`: the registry's names are standardised alike.
    `engine(function, chunks)` applies a function to chunks, in order, wherever it likes; without it the work is done
    here. The result does not depend on it, nor on the order of the registry. Names that are no entity by a pattern are
    matched too: a person may overrule the pattern.
    """
    prepare = Preparer(abbreviations, noise, country)
    index = Index(registry.sort_values("entity_id", kind="stable"), prepare)
    queries = [Query(*row) for row in names[["standard", "region", "place"]].itertuples(index=False, name=None)]
    chunks = [queries[start : start + CHUNK] for start in range(0, len(queries), CHUNK)]
    work = partial(answer, index)
    answers: list[Answer] = [each for part in (engine(work, chunks) if engine else map(work, chunks)) for each in part]
    keys = names[["name", "region"]].itertuples(index=False, name=None)
    return frame(
        Candidates,
        [
            (name, region, rank, entity_id, probability)
            for (name, region), best in zip(keys, answers, strict=True)
            for rank, (entity_id, probability) in enumerate(best, start=1)
        ],
    )
