"""The right of reply: from events (asked, answered) to the one public status of each organisation."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame

from schemas import Answers, Responses
from schemas.base import frame


@pa.check_types(lazy=True)
def derive_answers(responses: DataFrame[Responses]) -> DataFrame[Answers]:
    """Derive where each organisation stands, from its events by date (the file's order breaks a tie).

    The last answer that confirms or denies decides; `declined` stands only where none does. An organisation that was
    asked and never answered has `no_response`; one without events has no row, and is published as `not_asked`.
    """
    ordered = responses.sort_values("date", kind="stable")
    rows = [_answer(str(entity_id), events) for entity_id, events in ordered.groupby("entity_id", sort=True)]
    return frame(Answers, rows)


def _answer(entity_id: str, events: pd.DataFrame) -> dict[str, Any]:
    answers = events[events["event"] == "answered"].to_dict("records")
    plain = [i for i, answer in enumerate(answers) if answer["outcome"] in ("confirmed", "unaware", "denied")]
    decides = plain[-1] if plain else len(answers) - 1
    if decides < 0:
        return _row(entity_id, "no_response")
    answer = answers[decides]
    if answer["outcome"] in ("denied", "declined"):
        return _row(entity_id, answer["outcome"], answer)
    before = [earlier["outcome"] for earlier in answers[: decides + 1]]
    return _row(entity_id, "confirmed", answer, unaware="unaware" in before, denied="denied" in before)


def _row(
    entity_id: str,
    response: str,
    answer: Mapping[Hashable, Any] | None = None,
    *,
    unaware: bool = False,
    denied: bool = False,
) -> dict[str, Any]:
    answer = answer or {"date": "", "statement": "", "source_url": ""}
    return {
        "entity_id": entity_id,
        "response": response,
        "unaware_until_asked": unaware,
        "initially_denied": denied,
        "response_date": answer["date"],
        "statement": answer["statement"],
        "response_url": answer["source_url"],
    }
