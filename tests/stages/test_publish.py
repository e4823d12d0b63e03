"""publish: the public table, with each answer beside its range, held against its schema."""

import pandera.errors
import pytest
from tables import answers, ranges

from pipeline.stages.protect import protect
from pipeline.stages.publish import publish
from schemas import Entities
from schemas.base import columns

PROTECTED = protect(
    ranges(
        {"count": 3, "name": "Zeta", "region": "CA"},
        {"count": 60, "name": "Alpha", "region": "CA"},
        {"count": 3, "name": "Alpha", "region": "BE"},
    )
)


def test_answers_stand_beside_their_organisation_and_silence_is_not_asked() -> None:
    got = publish(
        PROTECTED,
        answers({"entity_id": "e2", "initially_denied": True, "statement": "Yes.", "response_date": "2021-01-02"}),
    )
    assert list(got.columns) == columns(Entities)
    assert got["entity_id"].tolist() == ["e3", "e2", "e1"], "by region, name and id"
    assert got["response"].tolist() == ["not_asked", "confirmed", "not_asked"]
    assert got["initially_denied"].tolist() == [False, True, False]
    assert got["statement"].tolist() == ["", "Yes.", ""]


def test_an_answer_of_an_organisation_that_is_not_published_stays_out() -> None:
    assert len(publish(PROTECTED, answers({"entity_id": "gone"}))) == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [("count_range", "3"), ("count_range", "1-6"), ("count_min", 2), ("name", ""), ("entity_id", "e2")],
)
def test_a_row_that_breaks_the_schema_is_never_published(column: str, value: object) -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        publish(PROTECTED.assign(**{column: [value, *PROTECTED[column].tolist()[1:]]}), answers())


def test_a_flag_on_a_denial_is_never_published() -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        publish(PROTECTED, answers({"entity_id": "e2", "response": "denied", "initially_denied": True}))
