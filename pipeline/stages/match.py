"""names, registry -> candidates: the best organisations for each name, with a calibrated probability."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.collector import uncollected
from pipeline.matching.index import Index
from pipeline.matching.lexicon import Array
from pipeline.matching.prepare import Preparer
from pipeline.matching.search import Query, best
from pipeline.matching.texts import Texts
from schemas import Candidates, Names, Registry
from schemas.base import empty, from_columns, rows_of

CHUNK = 5000  # names that are sent to a worker at once: more take more memory, and no less time

Engine = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]


@pa.check_types(lazy=True)
def match(
    names: DataFrame[Names],
    registry: DataFrame[Registry] | None,
    abbreviations: Mapping[str, str],
    country: str = "",
    engine: Engine | None = None,
    noise: Sequence[str] = (),
    model: Sequence[float] | None = None,
    index: Index | None = None,
) -> DataFrame[Candidates]:
    """Make Candidates: for each name the best five entities with their probabilities.

    `abbreviations`, `country` and `noise` are those that made `names`: the registry's names are standardised alike.
    `engine(function, chunks)` applies a function to chunks, in order, wherever it likes; without it the work is done
    here. The result does not depend on it, nor on the order of the registry. Names that are no entity by a pattern are
    matched too: a person may overrule the pattern. `model`: other weights than the program's own; `index`: what
    `index_of` made of the same registry and rules, which is then not looked at.
    """
    if names.empty:
        return empty(Candidates)
    if index is None:
        assert registry is not None
        index = index_of(registry, abbreviations, country, noise)
    # A region is searched as a whole: queries of the same one go together.
    order = np.argsort(_regions(names), kind="stable")
    asked = names[["standard", "region", "place"]]
    chunks = [asked.take(order[start : start + CHUNK]) for start in range(0, len(order), CHUNK)]
    work = partial(_answer, index, model)
    with uncollected():
        parts: list[tuple[Array, Array, Array]] = list(engine(work, chunks) if engine else map(work, chunks))
    query = np.concatenate([order[part[0] + number * CHUNK] for number, part in enumerate(parts)])
    entity, chances = (np.concatenate([part[column] for part in parts]) for column in (1, 2))
    stand = np.argsort(query, kind="stable")
    return _candidates(names, index.ids, query[stand], entity[stand], chances[stand])


def _regions(names: pd.DataFrame) -> Array:
    """Number the regions in which names are sought, in their order."""
    found = [Query("", region, place).where() for region, place in rows_of(names, "region", "place")]
    return np.asarray(pd.factorize(np.array(found, object), sort=True)[0])


def _answer(index: Index, model: Sequence[float] | None, chunk: pd.DataFrame) -> tuple[Array, Array, Array]:
    return best(index, [Query(*row) for row in rows_of(chunk, "standard", "region", "place")], model)


def index_of(
    registry: pd.DataFrame, abbreviations: Mapping[str, str], country: str = "", noise: Sequence[str] = ()
) -> Index:
    """Index a registry, whatever its order, for `match`."""
    with uncollected():
        return Index(registry.sort_values("entity_id", kind="stable"), Preparer(abbreviations, noise, country))


def _candidates(names: pd.DataFrame, ids: Texts, query: Array, entity: Array, chances: Array) -> pd.DataFrame:
    starts = np.flatnonzero(np.r_[True, query[1:] != query[:-1]]) if len(query) else np.zeros(0, np.int64)
    rank = np.arange(len(query)) - np.repeat(starts, np.diff(np.r_[starts, len(query)])) + 1
    return from_columns(
        Candidates,
        {
            "name": names["name"].take(query).reset_index(drop=True),
            "region": names["region"].take(query).reset_index(drop=True),
            "rank": rank,
            "entity_id": ids.take(entity),
            "probability": chances,
        },
    )
