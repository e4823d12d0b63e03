"""records -> names: one row per distinct name and region, standardised; everything after costs per name, not per row."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.matching.place import PlaceFinder
from pipeline.matching.standardise import MAX_LENGTH, Standardiser
from pipeline.matching.suspicion import suspicious
from pipeline.text import fold_blanks
from schemas import Names
from schemas.base import frame


def normalize(
    records: pd.DataFrame,
    abbreviations: Mapping[str, str],
    noise: Sequence[str],
    not_entities: Sequence[str],
    country: str = "",
) -> pd.DataFrame:
    """Make Names of Records: the distinct (name with folded blanks, region) of rows that are not quarantined, sorted.

    `abbreviations` (short: long) are added to the built-in ones; `noise` are regular expressions whose matches are removed
    before the comparison; `not_entities` are those of names that are no organisation; `country` (ISO 3166-1 alpha-2) lets
    the region be read inside a name. The expressions see at most the first 300 characters of a name: a careless
    expression still costs, but only as much as that.
    """
    kept = records.loc[records["problem"] == "", ["name", "region"]].drop_duplicates()
    keys = sorted({(fold_blanks(name), region) for name, region in kept.itertuples(index=False, name=None)})
    standardise, find_place = Standardiser(abbreviations, country), PlaceFinder(country)
    noises, refused = [re.compile(text) for text in noise], [re.compile(text) for text in not_entities]
    rows = []
    for name, region in keys:
        text = name[:MAX_LENGTH]
        for pattern in noises:
            text = pattern.sub(" ", text)
        place, rest = find_place(fold_blanks(text), region)
        # A name that is nothing but noise or a region keeps its words.
        standard = standardise(rest) or standardise(name)
        rows.append((name, region, standard, place, _flag(name, refused)))
    return frame(Names, rows)


def _flag(name: str, refused: Sequence[re.Pattern[str]]) -> str:
    if any(pattern.search(name[:MAX_LENGTH]) for pattern in refused):
        return "not_an_entity"
    return "suspicious" if suspicious(name) else ""
