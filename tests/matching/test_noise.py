from collections import Counter

from pipeline.matching.noise import HELD, Entity, noisy

ENTITIES = [
    Entity(f"e{n}", f"Institute of Studies {n}", "DE", (f"Institut {n} Berlin", f"IS{n}"), "Berlin") for n in range(50)
]


def test_the_same_entities_give_the_same_queries_in_any_order():
    assert noisy(ENTITIES, 200, 7) == noisy(ENTITIES[::-1], 200, 7)
    assert noisy(ENTITIES, 200, 7) != noisy(ENTITIES, 200, 8)


def test_entities_that_are_held_back_have_no_answer():
    made = noisy(ENTITIES, 300, 7)
    known = {each.entity_id for each in made.registry}
    assert len(known) == 50 - int(50 * HELD)
    assert set(made.right) - {""} <= known
    assert 0.1 < Counter(made.right)[""] / 300 < 0.3


def test_an_alias_that_is_asked_is_taken_out():
    made = noisy(ENTITIES, 300, 7)
    left = {alias for each in made.registry for alias in each.aliases}
    asked = {name for name, _ in made.queries}
    assert any(name.startswith("Institut ") for name in asked)
    assert not left & asked


def test_some_places_are_wrong_and_some_missing():
    abroad = [Entity("x", "Museum of Salt", "FR", (), "")]
    regions = Counter(region for _, region in noisy(ENTITIES + abroad, 900, 7).queries)
    assert regions[""] > regions["DE"] > regions["FR"] > 0


def test_a_universitys_hospital_is_not_the_university():
    universities = [Entity(f"u{n}", f"University of Quill{n}", "", (), f"Quill{n}") for n in range(40)]
    hospital = Entity("h", "University of Quill1 Hospital", "", (), "")
    made = noisy([*universities, hospital], 900, 7)
    asked = dict(zip((name for name, _ in made.queries), made.right, strict=True))
    hospitals = {name: right for name, right in asked.items() if name.endswith(" Hospital")}
    assert len(hospitals) > 5
    assert set(hospitals.values()) <= {"", "h"}
    elsewhere = [name for name in asked if name.startswith("Quill") and "University" in name]
    assert elsewhere
    assert {asked[name] for name in elsewhere} == {""}


def test_a_namesake_lies_only_where_its_words_are_used():
    entities = [Entity(f"d{n}", f"Institut Quill{n}", "DE", (), "") for n in range(40)]
    entities += [Entity(f"f{n}", f"Institut Salt{n % 2} {n}", "FR", (), "") for n in range(40)]
    common = [Entity(f"g{n}", "Institut", region, (), "") for n, region in enumerate(["DE", "FR"] * 10)]
    made = noisy([*entities, *common], 2000, 7)
    known = {each.entity_id: each for each in made.registry}
    wrong = [(name, region) for (name, region), right in zip(made.queries, made.right, strict=True)
             if right and region and region != known[right].region]  # fmt: skip
    assert wrong  # some are errors
    names = {each.name: each.entity_id for each in made.registry}
    asked = [(name, right) for (name, region), right in zip(made.queries, made.right, strict=True) if region == "FR"]
    here = [right for name, right in asked if "Quill" in name and name in names]
    assert here and all(here)
