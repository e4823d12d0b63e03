"""datapackage.json tells the truth about each file and gives nothing private away."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from datasets import ROOT
from samples import ACCOUNT, ENTITIES, TOTALS, declared, entities, totals

import schemas
from pipeline.dataset import Dataset
from pipeline.writers.forms import render
from pipeline.writers.package import datapackage
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


NASTY = 'He said "no",\nand,\r\nthen; \ttab «ü» 日本語 NA null'
NASTY_ENTITIES = (
    {"name": 'Škoda "&" Söhne, Ltd', "statement": NASTY, "response": "denied", "response_date": "2024-01-02"},
    {"name": "NA", "kind": "", "region": "", "country": "", "count_range": "1001+", "count_min": 1001}
    | {"count_max": None},
    {"name": "=1+1", "entity_id": "x y/z"},
)
NASTY_TOTALS = (("all", "all", 3, None, None), ("country", "", 1, 1001, None), ("kind", "", 1, None, None))


def findings(folder: Path) -> list[Any]:
    """Have an outsider check a folder: the reference implementation of the standard."""
    from frictionless import Package

    report = Package(str(folder / "datapackage.json")).validate()
    assert report.stats["tasks"] == len(json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"])
    return report.flatten(["type", "fieldName", "message"])


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_the_embedded_example_passes_frictionless() -> None:
    assert findings(ROOT / "published" / "argus") == []


def test_text_in_every_script_with_quotes_and_line_ends_passes_frictionless(tmp_path: Path) -> None:
    dataset = declared(tmp_path, license="All rights reserved, ask us", publisher='Ä "Desk"', name="My Däta")
    old = render(dataset.model_copy(update={"version": "1-0"}), entities(*ENTITIES), totals(*TOTALS), ACCOUNT)
    earlier = {name: data for name, data in old.items() if name.startswith("revisions/")}
    dataset = dataset.model_copy(update={"version": "1.0"})
    files = render(dataset, entities(*NASTY_ENTITIES), totals(*NASTY_TOTALS), ACCOUNT, earlier)
    assert findings(written(tmp_path / "published", files)) == []
    told = json.loads(files["datapackage.json"])
    assert told["name"] == "my-d-ta"
    assert told["licenses"] == [{"name": "other", "title": "All rights reserved, ask us"}]
    assert {"revisions-1-0-entities", "revisions-1-0-entities-no-2"} <= {each["name"] for each in told["resources"]}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [(b"denied", b"refuse", "constraint-error"), (b"2024-01-02", b"2024-13-02", "type-error")],
)
def test_frictionless_sees_what_breaks_the_schema(tmp_path: Path, old: bytes, new: bytes, what: str) -> None:
    files = render(declared(tmp_path), entities(*NASTY_ENTITIES), totals(*NASTY_TOTALS), ACCOUNT)
    files["entities.csv"] = files["entities.csv"].replace(old, new)
    found = findings(written(tmp_path / "published", files))
    assert {kind for kind, *_ in found} >= {"hash-count", what}


def test_pictures_and_papers_have_their_media_type_and_title(tmp_path: Path) -> None:
    paths = ("figures/ranges.svg", "CORRECTIONS.md", "revisions/0.9/claims.json")
    told = json.loads(datapackage(declared(tmp_path), dict.fromkeys(paths, b"x")))
    assert [(each["path"], each["mediatype"], each["title"]) for each in told["resources"]] == [
        ("CORRECTIONS.md", "text/markdown", "What changed from one revision to the next, and why"),
        ("figures/ranges.svg", "image/svg+xml", "Organisations by range, as a picture"),
        ("revisions/0.9/claims.json", "application/json", "claims of revision 0.9"),
    ]
