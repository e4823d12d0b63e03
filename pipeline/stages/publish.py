"""protected + answers → entities: the table as readers get it, held against its schema."""

import pandera.pandas as pa
from pandera.typing import DataFrame

from schemas import Answers, Entities, Protected
from schemas.base import columns


@pa.check_types(lazy=True)
def publish(protected: DataFrame[Protected], answers: DataFrame[Answers]) -> DataFrame[Entities]:
    """Set each organisation's answer beside its range. Raises pandera's SchemaErrors if a row breaks the schema."""
    table = protected.merge(answers, on="entity_id", how="left", validate="one_to_one")
    table["response"] = table["response"].fillna("not_asked")
    flags = ["unaware_until_asked", "initially_denied"]
    table[flags] = table[flags].eq(True)
    text = ["response_date", "statement", "response_url"]
    table[text] = table[text].fillna("")
    ordered = table.sort_values(["region", "name", "entity_id"], ignore_index=True)
    return ordered[columns(Entities)]
