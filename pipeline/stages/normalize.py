"""spellings -> names: one row per distinct name and region, standardised; all that follows costs per name."""

from collections.abc import Mapping, Sequence

import pandera.pandas as pa
from pandera.typing import DataFrame

from pipeline.matching.prepare import Preparer
from pipeline.matching.standardise import MAX_LENGTH
from pipeline.matching.suspicion import suspicious
from pipeline.patterns import Patterns
from pipeline.text import fold_blanks
from schemas import Names, Spellings
from schemas.base import frame


@pa.check_types(lazy=True)
def normalize(
    spellings: DataFrame[Spellings],
    abbreviations: Mapping[str, str],
    noise: Sequence[str],
    not_entities: Sequence[str],
    country: str = "",
) -> DataFrame[Names]:
    """Make Names: the distinct (name with folded blanks, region) of those that are not quarantined, sorted.

    `abbreviations` (short: long) are added to the built-in ones; `noise` are regular expressions whose matches are
    removed before the comparison; `not_entities` are those of names that are no organisation; `country` (ISO 3166-1
    alpha-2) lets the region be read inside a name. The expressions see at most the first 300 characters of a name.
    Raises InputError for one that takes too long on them.
    """
    kept = spellings.loc[spellings["problem"] == "", ["name", "region"]].drop_duplicates()
    keys = sorted({(fold_blanks(name), region) for name, region in kept.itertuples(index=False, name=None)})
    prepare = Preparer(abbreviations, noise, country)
    refused = Patterns(not_entities, "normalize.not_entities")
    return frame(Names, [(name, region, *prepare(name, region), _flag(name, refused)) for name, region in keys])


def _flag(name: str, refused: Patterns) -> str:
    if refused.fit(name[:MAX_LENGTH]):
        return "not_an_entity"
    return "suspicious" if suspicious(name) else ""
