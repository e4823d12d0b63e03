"""evaluate --dataset: what people decided tells how good the matcher is here, and says no more than it can."""

from pathlib import Path

import pytest
from datasets import DECISIONS, Tiny, run_here, write_csv

from pipeline.windows.figures import Scored
from pipeline.windows.learn import ENOUGH, suggested


def decided(*groups: tuple[float, int, bool]) -> list[Scored]:
    return [Scored(sure, right, False, right) for sure, many, right in groups for _ in range(many)]


def test_decisions_are_the_gold(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    said = [
        ("Quillmere Police Service", "ON", "match", "on-1"),
        ("Tarnbridge University", "AB", "match", "ab-1"),
        ("Ostrey Police", "CA-NS", "no_match", ""),
        ("Loutre Police", "QC", "unsure", ""),
        ("Never Heard Of", "QC", "match", "qc-1"),
    ]
    write_csv(tiny.raw / "decisions.csv", [*DECISIONS, *((*line, "Desk", "2024-01-02", "") for line in said)])
    result = tiny.run("evaluate", "--dataset", "tiny", "--json")
    assert result.code == 0, result.out + result.err
    (told,) = result.json["results"]
    assert (told["decided"], told["answerable"]) == (4, 2)
    at = {each["threshold"]: (each["linked"], each["right"]) for each in told["thresholds"]}
    assert at[0.9] == (3, 2)
    assert told["accept"] is None and told["review"] is None
    words = tiny.run("evaluate", "--dataset", "tiny").out
    assert "no random sample" in words and f"from {ENOUGH} decided names on" in words
    for private in ("Quillmere", "Test account", "Desk"):
        assert private not in words


def test_thresholds_come_from_enough_decisions_alone() -> None:
    scored = decided((0.97, 150, True), (0.8, 50, True), (0.8, 40, False), (0.3, 60, False))
    assert suggested(scored) == (0.97, 0.8)
    assert suggested(scored[: ENOUGH - 1]) == (None, None)


def test_a_precision_that_few_names_show_is_not_trusted() -> None:
    assert suggested(decided((0.99, 30, True), (0.8, 100, True), (0.8, 100, False))) == (None, 0.8)


def test_review_is_never_above_accept() -> None:
    assert suggested(decided((0.99, 200, True), (0.6, 1, True))) == (0.6, 0.6)


@pytest.mark.parametrize("words", [("a.csv",), ("a.csv", "b.csv", "--dataset", "tiny"), ()])
def test_two_files_or_a_dataset(words: tuple[str, ...]) -> None:
    result = run_here("evaluate", *words)
    assert (result.code, "Name OUT and GOLD, or --dataset DATASET" in result.err) == (2, True)
