"""datapackage.json tells the truth about each file and gives nothing private away."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from samples import ACCOUNT, ENTITIES, TOTALS, declared, entities, totals

import schemas
from pipeline.dataset import Dataset
from pipeline.writers import render
from schemas.base import columns


def package(dataset: Dataset, **earlier: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    files = render(dataset, entities(*ENTITIES), totals(*TOTALS), ACCOUNT, earlier)
    return json.loads(files["datapackage.json"]), files


def test_every_file_is_described_with_size_and_hash(tmp_path: Path) -> None:
    earlier = {"revisions/0.9.0/entities.csv": b"entity_id\n"}
    told, files = package(declared(tmp_path), **earlier)
    resources = {resource["path"]: resource for resource in told["resources"]}
    assert resources.keys() == files.keys() - {"datapackage.json"}
    assert "revisions/0.9.0/entities.csv" in resources
    for path, resource in resources.items():
        assert resource["bytes"] == len(files[path])
        assert resource["hash"] == f"sha256:{hashlib.sha256(files[path]).hexdigest()}"
    names = [resource["name"] for resource in told["resources"]]
    assert len(set(names)) == len(names)


def test_columns_are_those_of_the_table_with_types_and_meanings(tmp_path: Path) -> None:
    told, _ = package(declared(tmp_path))
    schema = next(resource["schema"] for resource in told["resources"] if resource["path"] == "entities.csv")
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == columns(schemas.Entities)
    types = {name: field["type"] for name, field in fields.items() if field["type"] != "string"}
    assert types == {
        "count_min": "integer",
        "count_max": "integer",
        "unaware_until_asked": "boolean",
        "initially_denied": "boolean",
        "response_date": "date",
    }
    assert all(field["description"] for field in fields.values())
    assert schema["primaryKey"] == ["entity_id"]
    assert schema["missingValues"] == [""]
    assert fields["response"]["constraints"]["enum"][0] == "confirmed"
    assert "required" not in fields["count_max"].get("constraints", {})


@pytest.mark.parametrize(("private", "told"), [(False, True), (True, False)])
def test_a_private_source_has_a_title_and_no_address(tmp_path: Path, private: bool, told: bool) -> None:
    dataset = declared(tmp_path)
    update = {"private": private, "url": "https://example.org/leak.csv"}
    dataset = dataset.model_copy(update={"sources": (dataset.sources[0].model_copy(update=update),)})
    described, files = package(dataset)
    assert described["sources"][0]["title"] == "An invented list"
    assert any(b"example.org/leak.csv" in data for data in files.values()) is told
    assert not any(b"list.csv" in data or b"registry.csv" in data for data in files.values())


def test_what_is_not_declared_is_left_out(tmp_path: Path) -> None:
    told, _ = package(declared(tmp_path))
    assert not {"created", "licenses", "homepage"} & told.keys()
    full = {
        "released": "2024-02-03",
        "license": "CC-BY-4.0",
        "publisher": "A Desk",
        "story_url": "https://example.org/s",
    }
    told, _ = package(declared(tmp_path, **full))
    assert told["created"] == "2024-02-03T00:00:00Z"
    assert told["licenses"] == [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}]
    assert told["contributors"] == [{"title": "A Desk", "roles": ["publisher"]}]
