from collections import Counter

from pipeline.matching.noise import HELD, Entity, noisy
from pipeline.matching.parts import SUBJECTS

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
    left = {alias for each in made.registry for alias in each.aliases if " " in alias}  # an acronym is asked as it is
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
    elsewhere = [name for name in asked if name.startswith("Quill") and "University of" in name]
    assert elsewhere
    assert {asked[name] for name in elsewhere} == {""}


def test_a_university_is_turned_round():
    entities = [Entity(f"q{n:02}", f"University of Quill{n:02}", "", (), "") for n in range(20)]
    entities += [Entity(f"z{n:02}", f"Zorba{n:02} University", "", (), "") for n in range(20)]
    made = noisy([*entities, *(Entity(f"b{n:02}", f"Quill{n:02} University", "", (), "") for n in range(10))], 3000, 7)
    held = {each.entity_id for each in made.registry}
    asked = [(name, right) for (name, _), right in zip(made.queries, made.right, strict=True)]
    for turned, entity in (
        ("Quill13 University", "q13"),
        ("University of Zorba04", "z04"),
        *((f"Quill{n:02} University", f"b{n:02}") for n in range(10)),  # of which some are taken out
    ):
        found = {right for name, right in asked if name == turned}
        assert found == {entity if entity in held else ""}
    assert not {f"b{n:02}" for n in range(10)} <= held


def test_a_name_is_written_short():
    entities = [Entity(f"q{n}", f"Quill{n:02} University", "DE", (f"QU{n:02}",), "Salem") for n in range(20)] + [
        Entity(f"z{n}", f"Zorba{n:02} Motors (Germany)", "DE", (), "Berlin") for n in range(20)
    ]
    made = noisy([*entities, Entity("s", "Salt Museum of Berlin", "DE", (), "Berlin")], 4000, 7)
    asked = [(name, right) for (name, _), right in zip(made.queries, made.right, strict=True)]
    behind = [right for name, right in asked if name == "Quill07 University (QU07)"]
    alone = [right for name, right in asked if name == "QU07"]
    parts = [right for name, right in asked if name.startswith("QU07") and len(name) > 8]
    one = [(name, right) for name, right in asked if name.count("Quill") == 1 and "Zorba" not in name]
    short = [right for name, right in one if name.startswith("Quill07 ") and "School" in name and "Berlin" not in name]
    at = [right for name, right in one if name.endswith(" at Quill07") and "Berlin" not in name]
    company = [right for name, right in asked if name == "Zorba07 Motors"]
    held = {each.entity_id for each in made.registry}
    for found, entity in ((behind, "q7"), (alone, "q7"), (parts, "q7"), (short, "q7"), (at, "q7"), (company, "z7")):
        assert found
        assert set(found) == {entity if entity in held else ""}
    assert any(name == "Salt Museum" for name, _ in asked)
    # An institute, a center or a department behind a short name is rather a body of its own.
    others = {f"Quill{n:02} {subject} Institute" for n in range(20) for subject in SUBJECTS}
    assert others.isdisjoint(name for name, _ in asked)


def test_of_two_bodies_either_is_right():
    made = noisy([Entity(f"q{n}", f"Quill{n:02} Works", "", (), "") for n in range(30)], 3000, 7)
    names = {each.name: each.entity_id for each in made.registry}
    both = [
        (first, second, right)
        for (name, _), right in zip(made.queries, made.right, strict=True)
        for first, and_, second in [name.partition(" and ")]
        if and_ and first in names and second in names and first != second
    ]
    assert any(right == names[first] for first, _, right in both)
    assert any(right == names[second] for _, second, right in both)


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
