"""A name that was matched before, against the same registry by the same rules, is not matched again."""

from pathlib import Path
from typing import Any

import pytest
from datasets import ROWS, Tiny, write_csv

from pipeline import walk
from pipeline.stages import match


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    made = Tiny(tmp_path / "one")
    made.edit("  - {text: three bodies, statistic: entities, is: 3}\n", "  []\n")
    return made


@pytest.fixture
def matched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The names that each run of the stage was given."""
    given: list[list[str]] = []
    real = match.match

    def watch(names: Any, *others: Any, **more: Any) -> Any:
        given.append(names["name"].tolist())
        return real(names, *others, **more)

    monkeypatch.setattr(match, "match", watch)
    monkeypatch.setattr(walk, "LARGE", 1)
    return given


def candidates(tiny: Tiny) -> list[bytes]:
    assert tiny.run("stage", "tiny", "match").code == 0
    return [(tiny.interim / name).read_bytes() for name in ("candidates.csv", "asked.csv")]


NEW = [("Quilmere Police", "ON", "4"), ("Another One", "", "5")]


def test_only_new_names_are_matched_and_the_table_is_the_same(
    tiny: Tiny, matched: list[list[str]], tmp_path: Path
) -> None:
    candidates(tiny)
    write_csv(tiny.raw / "list.csv", [ROWS[0], *NEW, *ROWS[2:]])  # one row is gone, and a spelling with it
    again = candidates(tiny)
    assert matched[1] == ["Another One", "Quilmere Police"]
    fresh = Tiny(tmp_path / "two")
    for name in ("dataset.yml", "list.csv"):
        (fresh.raw / name).write_bytes((tiny.raw / name).read_bytes())
    assert candidates(fresh) == again
    write_csv(tiny.raw / "list.csv", ROWS)
    candidates(tiny)
    assert matched[3] == ["Quillmere Police Service"], "what was left out in between is asked anew"


@pytest.mark.parametrize("change", ["registry", "rules", "table", "memory"])
def test_all_are_matched_again_when_anything_else_has_changed(
    change: str, tiny: Tiny, matched: list[list[str]]
) -> None:
    before = candidates(tiny)
    if change == "registry":
        text = (tiny.raw / "registry.csv").read_text(encoding="utf-8")
        (tiny.raw / "registry.csv").write_text(text + "x-1,Another One,,police,,\n", encoding="utf-8")
    elif change == "rules":
        tiny.edit("registry: {path", "normalize: {abbreviations: {QPS: Quillmere Police Service}}\nregistry: {path")
    elif change == "table":
        (tiny.interim / "candidates.csv").write_text("name,region,rank,entity_id,probability\n", encoding="utf-8")
    else:  # the index is damaged: it is made anew, and never read
        path = tiny.interim / "index.memory"
        data = bytearray(path.read_bytes())
        data[-9] ^= 1
        path.write_bytes(data)
        write_csv(tiny.raw / "list.csv", [*ROWS, *NEW])
        assert candidates(tiny) != before
        assert len(matched[1]) == 2
        return
    candidates(tiny)
    assert len(matched[1]) == len(matched[0])
