"""What readers may know: from the published folder alone, for names that are published, and nothing of any other."""

import shutil
from pathlib import Path

import pytest
from datasets import Tiny, read_csv


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("public"))
    assert tiny.run("publish").code == 0
    return tiny


def test_the_row_is_the_published_one(published: Tiny) -> None:
    result = published.run("explain", "tiny", "Quillmere police service", "--public", "--json")
    (told,) = result.json["results"]
    row = {row["entity_id"]: row for row in read_csv(published.published / "entities.csv")}["on-1"]
    assert {key: "" if value is None else str(value) for key, value in told["row"].items()} == {
        key: value.title() if value in ("true", "false") else value for key, value in row.items()
    }
    assert told["private"] is False and told["claims"] == ["three bodies"] and told["version"] == "1.0.0"
    assert [(each["dimension"], each["value"]) for each in told["totals"]] == [
        ("all", "all"), ("country", "Canada"), ("kind", "police"), ("response", "confirmed")
    ]  # fmt: skip


def test_it_is_told_in_words(published: Tiny) -> None:
    told = published.run("explain", "tiny", "on-1", "--public").out
    for text in ("Quillmere Police Service (on-1), as published in version 1.0.0", "1001+ searches", "“three bodies”",
                 "confirmed, unaware until asked", "2024-01-09: “We had not known.” https://example.org/answer",
                 "the row came with version 1.0.0",
                 "counted in the totals of all, Canada, police, confirmed"):  # fmt: skip
        assert text in told, told
    assert "PRIVATE" not in told


def test_neither_sources_nor_tables_are_needed(published: Tiny, tmp_path: Path) -> None:
    tiny = Tiny(tmp_path, like=published)
    shutil.rmtree(tiny.interim)
    (tiny.raw / "list.csv").unlink()
    assert tiny.run("explain", "tiny", "ns-1", "--public").code == 0
    assert not tiny.interim.exists()


@pytest.mark.parametrize("name", ["Nobody Knows This Outfit", "Loutre Police", "on-2", "Quillmere Police", "Zzz"])
def test_what_is_not_published_is_not_known(published: Tiny, name: str) -> None:
    """Neither a dropped name, nor an organisation that is left out, nor an alias: all are told of alike."""
    result = published.run("explain", "tiny", name, "--public")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: no published organisation bears this name. ")
    assert name not in result.err.replace("Quillmere Police Service", "")


def test_several_regions_and_nothing_published(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    result = tiny.run("explain", "tiny", "on-1", "--public")
    assert result.code == 2 and "published/tiny: nothing is published" in result.err
    path = tiny.raw / "registry.csv"
    path.write_text(
        path.read_text("utf-8").replace("Tarnbridge University,CA-AB", "Ostrey Police Service,CA-AB"), "utf-8"
    )
    rows = tiny.raw / "list.csv"
    rows.write_text(rows.read_text("utf-8").replace("Tarnbridge University,AB", "Ostrey Police Service,AB"), "utf-8")
    assert tiny.run("publish").code == 0
    several = tiny.run("explain", "tiny", "ostrey police service", "--public")
    assert several.code == 2 and "(ab-1, CA-AB); Ostrey Police Service (ns-1, CA-NS)" in several.err
    one = tiny.run("explain", "tiny", "ostrey police service", "--public", "--region", "Alberta")
    assert "(ab-1), as published" in one.out
