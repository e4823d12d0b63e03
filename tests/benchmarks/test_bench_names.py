"""The generator of labelled names: whole, repeatable, and of the difficulty that it promises."""

import csv

from benchmarks.names import UNANSWERABLE, write


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_set_has_the_size_that_was_asked_for_and_answers_for_all(tmp_path):
    write(tmp_path, registry=400, names=1000, rows=3000)
    registry, queries, gold = (rows(tmp_path / f"{name}.csv") for name in ("registry", "queries", "gold"))
    assert len({row["entity_id"] for row in registry}) == len(registry) == 400
    assert len({(row["name"], row["region"]) for row in registry}) == 400
    assert [row["query_id"] for row in queries] == [row["query_id"] for row in gold]
    assert len(queries) == 3000
    answers = {}
    for query, known in zip(queries, gold, strict=True):
        key = (query["name"], query["region"])
        assert answers.setdefault(key, known["entity_id"]) == known["entity_id"]
    assert len(answers) == 1000
    missing = sum(not entity for entity in answers.values()) / 1000
    assert abs(missing - UNANSWERABLE) < 0.05
    assert set(answers.values()) - {""} <= {row["entity_id"] for row in registry}


def test_names_are_misspelled_in_many_ways(tmp_path):
    write(tmp_path, registry=500, names=2000, rows=2000)
    names = {row["entity_id"]: row["name"] for row in rows(tmp_path / "registry.csv")}
    gold = {row["query_id"]: row["entity_id"] for row in rows(tmp_path / "gold.csv")}
    queries = rows(tmp_path / "queries.csv")
    known = [(row["name"], names[gold[row["query_id"]]]) for row in queries if gold[row["query_id"]]]
    same = sum(query == name for query, name in known) / len(known)
    assert 0.02 < same < 0.4
    assert 0.05 < sum(not row["region"] for row in queries) / len(queries) < 0.25
    assert any(query.isupper() and len(query) <= 6 for query, _ in known)  # acronyms


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(tmp_path):
    for folder, seed in (("one", 3), ("two", 3), ("three", 4)):
        write(tmp_path / folder, 50, 80, 100, seed)
    read = {folder: (tmp_path / folder / "queries.csv").read_bytes() for folder in ("one", "two", "three")}
    assert read["one"] == read["two"] != read["three"]
