"""letters: what is due is written once, remembered, and never sent."""

from pathlib import Path

import pytest
from datasets import REGISTRY, RESPONSES, Tiny, read_csv, write_csv

from pipeline.review.letters import file_names

DAYS = ("--on", "2024-01-03", "--deadline", "2024-01-17")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("asked"))
    result = tiny.run("letters", "tiny", *DAYS)
    assert result.code == 0, result.err
    return tiny


@pytest.fixture
def tiny(asked: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=asked)


def folder(tiny: Tiny) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((tiny.interim / "letters").iterdir())}


def rename(tiny: Tiny) -> None:
    rows = [(row[0], "Tarnbridge College", *row[2:4], "Tarnbridge University", row[5]) if row[0] == "ab-1" else row
            for row in REGISTRY]  # fmt: skip
    write_csv(tiny.raw / "registry.csv", rows)


def test_each_organisation_that_would_be_published_gets_one(asked: Tiny) -> None:
    assert list(folder(asked)) == ["ab-1.md", "ns-1.md", "on-1.md"]
    text = folder(asked)["on-1.md"].decode()
    assert "Quillmere Police Service" in text and "1,001 or more searches" in text and "2024-01-17" in text
    assert "1203" not in text and "1244" not in text
    lines = read_csv(asked.raw / "letters.csv")
    assert [(line["entity_id"], line["version"], line["deadline"], line["written_on"]) for line in lines] == [
        (each, "1.0.0", "2024-01-17", "2024-01-03") for each in ("ab-1", "ns-1", "on-1")
    ]
    assert not asked.published.exists()
    assert read_csv(asked.raw / "responses.csv") == [dict(zip(RESPONSES[0], row, strict=True)) for row in RESPONSES[1:]]


def test_a_second_run_writes_nothing(tiny: Tiny) -> None:
    before, journal = folder(tiny), (tiny.raw / "letters.csv").read_bytes()
    for path in (tiny.interim / "letters").iterdir():
        path.unlink()
    result = tiny.run("letters", "tiny", "--json")
    assert result.json["results"][0]["written"] == 0
    assert folder(tiny) == {} and (tiny.raw / "letters.csv").read_bytes() == journal
    assert "each has a letter" in tiny.run("letters", "tiny").out
    assert tiny.run("letters", "tiny", "--all", *DAYS).code == 0
    assert folder(tiny) == before and (tiny.raw / "letters.csv").read_bytes() == journal


def test_a_second_attempt_is_a_line_of_its_own(tiny: Tiny) -> None:
    assert tiny.run("letters", "tiny", "--all", "--on", "2024-01-20", "--deadline", "2024-02-01").code == 0
    assert len(read_csv(tiny.raw / "letters.csv")) == 6
    assert all(b"2024-02-01" in data for data in folder(tiny).values())


def test_a_row_that_changed_is_told_by_publish_and_written_anew_alone(tiny: Tiny) -> None:
    assert tiny.run("publish", "tiny").code == 0
    rename(tiny)
    told = tiny.run("publish", "tiny", "--json").json["results"][0]
    assert told["ask_again"] == ["ab-1"]
    out = tiny.run("publish", "tiny").out
    assert (
        "1 organisation to ask again, for the row has changed since the letter (deskcheck letters tiny): ab-1." in out
    )
    notes = tiny.run("check", "tiny", "--json").json["results"][0]["notes"]
    assert any("ask again" in note and "ab-1" in note for note in notes)
    before = folder(tiny)
    result = tiny.run("letters", "tiny", "--on", "2024-02-03", "--json").json["results"][0]
    assert (result["first"], result["again"], result["anew"]) == ([], ["ab-1"], [])
    changed = {name for name, data in folder(tiny).items() if data != before[name]}
    assert changed == {"ab-1.md"} and b"Tarnbridge College" in folder(tiny)["ab-1.md"]
    assert tiny.run("publish", "tiny", "--json").json["results"][0]["ask_again"] == []


def test_all_asked_refuses_until_they_are_written_to_again(tiny: Tiny) -> None:
    tiny.edit("limitations:", "quality: {all_asked: true}\nlimitations:")
    write_csv(tiny.raw / "responses.csv", [*RESPONSES, ("ns-1", "2024-01-03", "asked", "letter", "", "", "")])
    assert tiny.run("publish", "tiny").code == 0
    rename(tiny)
    refused = tiny.run("publish", "tiny")
    assert refused.code == 1
    assert "quality.all_asked" in refused.err and "must be asked again" in refused.err and "ab-1" in refused.err
    assert tiny.run("letters", "tiny").code == 0
    assert tiny.run("publish", "tiny").code == 0


def test_silence_that_rests_on_too_little_is_told(tiny: Tiny) -> None:
    told = tiny.run("publish", "tiny")
    assert "1 organisation told as silent without two attempts and a deadline passed" in told.out
    notes = tiny.run("check", "tiny", "--json").json["results"][0]["notes"]
    assert sum("no_response" in note and "ab-1" in note for note in notes) == 2
    head = (*RESPONSES[0], "deadline")
    first = ("ab-1", "2024-01-03", "asked", "e-mail", "", "", "", "2024-01-17")
    write_csv(tiny.raw / "responses.csv", [head, first, (*first[:1], "2024-01-20", *first[2:7], "2024-02-01")])
    told = tiny.run("publish", "tiny")
    assert "told as silent" not in told.out
    assert not any("no_response" in note for note in tiny.run("check", "tiny", "--json").json["results"][0]["notes"])


def test_a_newsroom_may_write_its_own(tiny: Tiny) -> None:
    (tiny.raw / "letter.md").write_text("{{ name }}: {{ range }} {{ noun }}\n", encoding="utf-8")
    assert tiny.run("letters", "tiny", "--all").code == 0
    assert folder(tiny)["on-1.md"] == b"Quillmere Police Service: 1,001 or more searches\n"
    (tiny.raw / "letter.md").write_text("Dear\n{{ nmae }}\n", encoding="utf-8")
    before, journal = folder(tiny), (tiny.raw / "letters.csv").read_bytes()
    refused = tiny.run("letters", "tiny", "--all")
    assert (refused.code, refused.err.count("error:")) == (2, 1)
    assert "raw/tiny/letter.md, line 2: unknown placeholder (found 'nmae'). Did you mean name?" in refused.err
    assert folder(tiny) == before and (tiny.raw / "letters.csv").read_bytes() == journal


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--on", "3 January"), "--on is no day"),
        (("--deadline", "2024-02-30"), "--deadline is no day"),
        (("--on", "2024-01-03", "--deadline", "2024-01-03"), "not after the day of the letter"),
    ],
)
def test_days_that_are_none(tiny: Tiny, words: tuple[str, ...], told: str) -> None:
    refused = tiny.run("letters", "tiny", *words)
    assert refused.code == 2 and told in refused.err


def test_a_file_that_cannot_be_read_is_told_before_anything_is_written(tiny: Tiny) -> None:
    (tiny.raw / "letters.csv").write_text("entity_id,version,row_hash,deadline,written_on\non-1,1,,soon,\n", "utf-8")
    before = folder(tiny)
    refused = tiny.run("letters", "tiny", "--all")
    assert refused.code == 2 and refused.err.count("letters.csv, line 2") == 2
    assert folder(tiny) == before
    assert tiny.run("publish", "tiny").code == 2


def test_file_names_are_safe_and_apart() -> None:
    ids = ["ca-001", "../../x", "CON", "A", "a", "..", "ñ", "x/y", "x-y", "l" * 300]
    names = file_names(ids)
    assert names["ca-001"] == "ca-001.md" and names["x-y"] == "x-y.md"
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        assert "/" not in name and not name.startswith(".") and len(name) <= 83
        assert name.removesuffix(".md").casefold() != "con"


def test_nobody_to_write_to(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path)
    write_csv(tiny.raw / "registry.csv", REGISTRY[:1])
    (tiny.raw / "responses.csv").unlink()
    (tiny.raw / "decisions.csv").unlink()
    result = tiny.run("letters", "tiny")
    assert result.code == 0 and "there is nobody to write to" in result.out
    assert not (tiny.raw / "letters.csv").exists()
