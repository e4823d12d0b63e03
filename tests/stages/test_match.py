from functools import partial

import pytest
from tables import spellings

from pipeline.engines.local import map_chunks
from pipeline.stages import match as stage
from pipeline.stages.match import match
from pipeline.stages.normalize import normalize
from schemas import Candidates, Registry
from schemas.base import frame

PLACES = ["Boise", "Nampa", "Salem", "Akron", "Toledo", "Dayton", "Lima", "Parma", "Elyria", "Lorain", "Kent", "Troy"]


def registry(*rows):
    return frame(Registry, [(*row, "", "confirmed", "", "", "", "") for row in rows])


def names(*rows):
    told = spellings(*({"name": name, "region": region} for name, region in rows))
    return normalize(told, {}, (), (), "US")


REGISTRY = registry(
    *((f"e{n:02}", f"{place} Police Department", "", "US-OH") for n, place in enumerate(PLACES)),
    ("t1", "Union Police Department", "", "US-NJ"),
    ("t2", "Union Police Department", "", "US-MO"),
)
NAMES = names(*((f"{place} PD", "US-OH") for place in PLACES), ("Union PD", ""), ("Tolledo Polce", ""), ("Nobody", ""))


def test_the_best_five_with_ranks():
    found = match(NAMES, REGISTRY, {}, "US")
    Candidates.validate(found)
    first = found[found["rank"] == 1].set_index("name")
    assert first.loc["Boise PD", "entity_id"] == "e00"
    assert first.loc["Boise PD", "probability"] >= 0.998
    assert found.groupby(["name", "region"]).size().max() <= 5
    assert found.equals(found.sort_values(["name", "region", "rank"], ignore_index=True))


def test_equal_probabilities_are_ordered_by_entity_id():
    found = match(NAMES, REGISTRY, {}, "US")
    tie = found[found["name"] == "Union PD"].head(2)
    assert tie["entity_id"].tolist() == ["t1", "t2"]
    assert tie["probability"].nunique() == 1


def test_the_order_of_the_registry_does_not_matter():
    shuffled = REGISTRY.sample(frac=1, random_state=1)
    assert match(NAMES, shuffled, {}, "US").equals(match(NAMES, REGISTRY, {}, "US"))


@pytest.mark.parametrize("workers", [1, 2])
def test_neither_chunks_nor_workers_change_the_result(workers, monkeypatch):
    whole = match(NAMES, REGISTRY, {}, "US")
    monkeypatch.setattr(stage, "CHUNK", 4)
    assert match(NAMES, REGISTRY, {}, "US", partial(map_chunks, workers=workers)).equals(whole)


def test_no_names_no_candidates():
    assert match(names(), REGISTRY, {}).empty
    assert match(NAMES, registry(), {}).empty


def test_a_registry_with_regions_in_its_names_only():
    entities = registry(("x1", "Union MO PD", "", ""), ("x2", "Union NJ PD", "", ""))
    found = match(names(("Union PD", "US-NJ")), entities, {}, "US")
    assert found["entity_id"].tolist()[0] == "x2"
    assert found["probability"].tolist()[0] >= 0.99
