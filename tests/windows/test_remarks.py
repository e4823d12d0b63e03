"""check tells which lines of decisions.csv are odd, by line alone, and holds none of it against the publication."""

import pytest
from datasets import DECISIONS, Tiny, write_csv

HEADER = DECISIONS[0]
NAME = "Quillmere Police Service"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("remarks"))
    (tiny.raw / "responses.csv").unlink()  # notes about answers are another matter
    tiny.edit("claims:\n  - {text: three bodies, statistic: entities, is: 3}\n", "")
    assert tiny.run("publish").code == 0
    return tiny


def notes(tiny: Tiny, *lines: tuple[str, str, str, str, str]) -> list[str]:
    rows = [(name, region, word, entity_id, "Ann", "", reason) for name, region, word, entity_id, reason in lines]
    write_csv(tiny.raw / "decisions.csv", [HEADER, *rows])
    assert tiny.run("publish").code == 0
    result = tiny.run("check", "--json")
    assert result.code == 0, result.err
    told = result.json["results"][0]["notes"]
    assert "Note: decisions.csv" in tiny.run("check").out if told else True
    for private in ("Quillmere", "Nobody", "Vanished", "Ann"):
        assert private not in str(told)
    return [note.removeprefix("decisions.csv: ") for note in told]


MATCH = (NAME, "ON", "match", "on-1", "why")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([MATCH], []),
        ([("Vanished", "ON", "unsure", "", "why")], ["1 line no longer used: the name does not occur"]),
        ([(NAME, "AB", "match", "on-1", "why")], ["1 line no longer used"]),
        ([(NAME, "ON", "match", "gone", "why")], ["1 line no longer used"]),
        ([(NAME, "ON", "no_match", "gone", "why")], ["1 line no longer used"]),
        ([(NAME, "ON", "unsure", "", "why"), MATCH], ["1 line superseded by a later line (line 2)."]),
        ([MATCH, MATCH], ["1 line superseded by a later line (line 2)."]),
        (
            [(NAME, "ON", "match", "on-2", "why"), MATCH],
            ["1 line superseded by a later line (line 2).", "2 lines contradictory"],
        ),
        ([(NAME, "ON", "no_match", "on-2", "why"), MATCH], ["1 line superseded"]),
        ([MATCH, (NAME, "ON", "no_match", "on-1", "why")], ["1 line superseded", "2 lines contradictory"]),
        ([(NAME, "ON", "no_match", "on-2", "why"), (NAME, "ON", "no_match", "ab-1", "why")], []),
        (
            [MATCH, ("QUILLMERE POLICE SERVICE", "ON", "match", "on-2", "why")],
            ["2 lines contradictory: the same name is said to mean different things (lines 2, 3)."],
        ),
        ([("Nobody Knows This Outfit", "ON", "no_match", "", "")], ["1 line without a reason (line 2)."]),
    ],
)
def test_odd_lines_are_noted(original: Tiny, tmp_path, lines, told) -> None:
    found = notes(Tiny(tmp_path, like=original), *lines)
    assert len(found) == len(told)
    assert all(note.startswith(words) for note, words in zip(found, told, strict=True)), found


def test_lines_are_those_of_the_file(original: Tiny, tmp_path) -> None:
    tiny = Tiny(tmp_path, like=original)
    text = ",".join(HEADER) + f'\r\n\r\n"{NAME}",ON,unsure,,,,"in\r\ntwo lines"\r\n\r\nTest account,ON,unsure,,,,\r\n'
    (tiny.raw / "decisions.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert tiny.run("publish").code == 0
    assert "decisions.csv: 1 line without a reason (line 6)." in tiny.run("check").out


def test_evidence_of_nobody_is_noted(original: Tiny, tmp_path) -> None:
    tiny = Tiny(tmp_path, like=original)
    header = ("entity_id", "status", "evidence_url", "archived_url", "confirmed_on", "confirmed_by")
    write_csv(tiny.raw / "evidence.csv", [header, ("gone", "confirmed", "", "", "", "")])
    assert tiny.run("publish").code == 0
    assert "evidence.csv: 1 line no longer used: the organisation is gone (line 2)." in tiny.run("check").out
