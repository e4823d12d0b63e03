"""JSON: the same records as the CSV, with numbers and truth values as such, and nothing where there is nothing."""

import json

import pytest
from samples import ENTITIES, entities

import schemas
from pipeline.writers.records import dumps, to_json
from schemas.base import columns, empty


def test_records_keep_columns_types_and_order() -> None:
    data = to_json(entities(*ENTITIES))
    first, second = json.loads(data)
    assert list(first) == columns(schemas.Entities)
    assert (first["count_min"], first["count_max"], first["unaware_until_asked"]) == (11, 100, True)
    assert (second["count_max"], second["statement"], second["initially_denied"]) == (None, None, False)
    assert second["name"] == "Škoda & Sons"
    assert "Škoda".encode() in data


def test_one_record_to_a_line() -> None:
    assert to_json(entities(*ENTITIES)).count(b"\n") == 4
    assert to_json(empty(schemas.Entities)) == b"[]\n"


def test_what_is_no_number_of_json_is_refused() -> None:
    assert dumps({"ф": [1, None, True]}) == '{"ф": [1, null, true]}'
    with pytest.raises(ValueError, match="JSON"):
        dumps(float("nan"))
