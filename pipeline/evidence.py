"""What shows that an organisation exists, as it stands: the registry never changes, newer lines speak over it."""

import pandas as pd

from schemas import Vouched
from schemas.base import columns

SAID = ("status", "evidence_url", "archived_url", "confirmed_on", "confirmed_by")


def vouch(registry: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Make Vouched: Registry in which the last line of Evidence about an organisation stands for what it said.

    Lines about organisations that the registry does not hold say nothing.
    """
    last = evidence.drop_duplicates("entity_id", keep="last").set_index("entity_id")
    table = registry.set_index("entity_id", drop=False)
    told = last.loc[last.index.isin(table.index), list(SAID)]
    table.loc[told.index, list(SAID)] = told
    return table.reset_index(drop=True)[columns(Vouched)]


def with_evidence(entities: pd.DataFrame, whole_registry: bool) -> int:
    """Count the published organisations that are verified: with an address of evidence, or all by `whole_registry`."""
    return len(entities) if whole_registry else int((entities["evidence_url"] != "").sum())
