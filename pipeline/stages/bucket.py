"""verified → ranges: sum each organisation's counts and place the sum in its range."""

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.ladder import place
from pipeline.regions import country_name, country_of
from schemas import Ranges, Registry, Verified
from schemas.base import columns


@pa.check_types(lazy=True)
def bucket(
    verified: DataFrame[Verified], registry: DataFrame[Registry], lower_bounds: Sequence[int]
) -> DataFrame[Ranges]:
    """Sum the published counts of each organisation and place the sum in its range.

    `lower_bounds` are whole numbers, strictly increasing; the last range has no upper end. Where the registry gives an
    organisation no region, the one that all its rows share stands in.
    """
    published = verified[verified["outcome"] == "published"]
    sums = published.groupby("entity_id", sort=True)["count"].sum().astype("int64")
    facts = registry.set_index("entity_id").loc[sums.index, ["name", "region", "kind", "evidence_url"]]
    table = facts.assign(count=sums).reset_index()
    table["region"] = _regions(table, published)
    table["country"] = [country_name(country_of(code)) if code else "" for code in table["region"]]
    intervals = [place(count, lower_bounds) for count in table["count"]]
    table["count_range"] = [interval.label for interval in intervals]
    table["count_min"] = [interval.low for interval in intervals]
    table["count_max"] = pd.array([interval.high for interval in intervals], dtype="Int64")
    ordered = table.sort_values(["region", "name", "entity_id"], ignore_index=True)
    return ordered[columns(Ranges)]


def _regions(table: pd.DataFrame, published: pd.DataFrame) -> list[str]:
    lacking = set(table.loc[table["region"] == "", "entity_id"])
    stated = published[published["entity_id"].isin(lacking) & (published["region"] != "")]
    seen = {entity: set(regions) for entity, regions in stated.groupby("entity_id")["region"]}
    return [
        region or _common(seen.get(entity, set()))
        for entity, region in zip(table["entity_id"], table["region"], strict=True)
    ]


def _common(regions: set[str]) -> str:
    if len(regions) == 1:
        return next(iter(regions))
    countries = {country_of(region) for region in regions}
    return countries.pop() if len(countries) == 1 else ""
