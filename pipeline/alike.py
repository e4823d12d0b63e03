"""Rows that went and rows that came which are nearly the same body: the matcher decides, from either side."""

from collections import Counter

from pipeline.changes import Rows

ACCEPT, REVIEW = 0.99, 0.50  # of matched names at 0.99, 99 in 100 mean the same body


def nearly_same(gone: Rows, came: Rows) -> set[tuple[str, str]]:
    """Pair the identifiers of rows whose names the matcher would link, with their regions and kinds, both ways.

    A row whose name another one of its side bears in the same region is paired with none.
    """
    if not gone or not came:
        return set()
    regions = {row["region"].partition("-")[0] for row in (*gone.values(), *came.values())}
    country = regions.pop() if len(regions) == 1 else ""
    there, back = _linked(gone, came, country), _linked(came, gone, country)
    return {(old, new) for old, new in there if (new, old) in back}


def _linked(asked: Rows, known: Rows, country: str) -> set[tuple[str, str]]:
    from pipeline.stages.match import match
    from pipeline.stages.normalize import normalize
    from pipeline.stages.resolve import resolve
    from schemas import Decisions, Registry, Spellings
    from schemas.base import empty, from_columns

    times = Counter((row["name"], row["region"]) for row in asked.values())
    ids = {(row["name"], row["region"]): each for each, row in asked.items()}
    cells = {"name": [name for name, _ in ids], "region": [region for _, region in ids]}
    written = from_columns(
        Spellings, {"source": "rows", "outside": False, "rows": 1, "count": 1, "largest": 1, **cells}
    )
    names = normalize(written, {}, (), (), country)
    listed = sorted(known)
    told = {column: [known[each].get(column, "") for each in listed] for column in ("name", "region", "kind")}
    registry = from_columns(Registry, {"entity_id": listed, "status": "confirmed", **told})
    links = resolve(names, match(names, registry, {}, country), empty(Decisions), registry, ACCEPT, REVIEW)
    links = links[links["decision"] == "link"]
    found = zip(links["name"].tolist(), links["region"].tolist(), links["entity_id"].tolist(), strict=True)
    return {(ids[name, region], entity_id) for name, region, entity_id in found if times[name, region] == 1}
