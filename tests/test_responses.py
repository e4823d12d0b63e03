"""The right of reply: the public status follows from the events, whatever their order in the file."""

import pandas as pd
import pytest
from tables import table

import schemas
from pipeline.responses import derive_answers


def answer_of(*events: tuple[str, str]) -> dict[str, object]:
    rows = [
        {
            "entity_id": "x",
            "date": date,
            "event": "asked" if outcome == "asked" else "answered",
            "outcome": "" if outcome == "asked" else outcome,
            "statement": f"{outcome} on {date}",
            "source_url": f"https://example.org/{date}",
        }
        for date, outcome in events
    ]
    answers = derive_answers(table(schemas.Responses, rows))
    return dict(answers.iloc[0])


@pytest.mark.parametrize(
    ("outcomes", "response", "unaware", "denied"),
    [
        (["asked"], "no_response", False, False),
        (["asked", "asked"], "no_response", False, False),
        (["asked", "confirmed"], "confirmed", False, False),
        (["asked", "unaware"], "confirmed", True, False),
        (["asked", "denied"], "denied", False, False),
        (["asked", "declined"], "declined", False, False),
        (["denied", "confirmed"], "confirmed", False, True),
        (["denied", "unaware"], "confirmed", True, True),
        (["unaware", "confirmed"], "confirmed", True, False),
        (["confirmed", "denied"], "denied", False, False),
        (["unaware", "denied"], "denied", False, False),
        (["confirmed", "declined"], "confirmed", False, False),
        (["declined", "denied"], "denied", False, False),
        (["denied", "declined"], "denied", False, False),
        (["confirmed", "asked"], "confirmed", False, False),
    ],
)
def test_status_and_flags(outcomes: list[str], response: str, unaware: bool, denied: bool) -> None:
    events = [(f"2021-06-{day:02}", outcome) for day, outcome in enumerate(outcomes, 1)]
    for order in (events, events[::-1]):
        got = answer_of(*order)
        assert (got["response"], got["unaware_until_asked"], got["initially_denied"]) == (response, unaware, denied)


def test_date_statement_and_link_are_those_of_the_deciding_answer() -> None:
    got = answer_of(("2021-06-03", "declined"), ("2021-06-02", "confirmed"), ("2021-06-01", "denied"))
    assert got["response_date"] == "2021-06-02"
    assert got["statement"] == "confirmed on 2021-06-02"
    assert got["response_url"] == "https://example.org/2021-06-02"


def test_the_order_of_the_file_breaks_a_tie_of_dates() -> None:
    assert answer_of(("2021-06-01", "denied"), ("2021-06-01", "confirmed"))["initially_denied"]
    assert answer_of(("2021-06-01", "confirmed"), ("2021-06-01", "denied"))["response"] == "denied"


def test_no_events_no_rows() -> None:
    assert isinstance(derive_answers(table(schemas.Responses, [])), pd.DataFrame)
    assert derive_answers(table(schemas.Responses, [])).empty
