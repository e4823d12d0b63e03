"""The desk: every word is a line, a line is taken back by another, and two people lose nothing."""

import os
from pathlib import Path

import pytest
from datasets import Tiny, read_csv
from reviewing import desk_of, newsroom

from pipeline.errors import InputError
from pipeline.review.desk import Conflict, Desk, Wanted
from pipeline.review.items import Items

NAMES = [
    ("Quilmere Polcie Servce", "ON", "40"),
    ("QUILMERE POLCIE SERVCE", "ON", "9"),
    ("Tarnbrige Universty", "AB", "3"),
    ("Ostrey Police Service", "NS", "64"),
    ("Unheard Of", "ON", "5"),
]
REGISTRY = [
    ("on-1", "Quillmere Police Service", "CA-ON", "police"),
    ("on-2", "Quillmore Police Service", "CA-ON", "police"),
    ("ab-1", "Tarnbridge University", "CA-AB", "university"),
    ("ns-1", "Ostrey Police Service", "CA-NS", "police"),
]
ASKED = [name for name, _, _ in NAMES[:3]]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = newsroom(tmp_path_factory.mktemp("desk"), NAMES, REGISTRY)
    tiny.edit("limitations:", "match: {accept: 0.9989, review: 0.02}\nlimitations:")
    assert tiny.run("stage", "tiny", "verify").code == 0
    return tiny


@pytest.fixture
def tiny(original: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=original)


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return desk_of(tiny)


def at(desk: Desk, name: str) -> int:
    return next(place for key, place in desk.places.items() if key[0] == name)


def wanted(desk: Desk, *names: str) -> list[Wanted]:
    return [Wanted(**desk.wanted(at(desk, name))) for name in names]  # type: ignore[arg-type]


def decide(desk: Desk, name: str, word: str, entity_id: str = "", by: str = "Ann") -> None:
    desk.decide(wanted(desk, name), word, entity_id, "because", by)


def links(tiny: Tiny) -> dict[str, tuple[str, str, str]]:
    assert tiny.run("stage", "tiny", "resolve").code == 0
    rows = read_csv(tiny.interim / "links.csv")
    return {row["name"]: (row["decision"], row["basis"], row["entity_id"]) for row in rows}


def lines(tiny: Tiny) -> list[tuple[str, str, str]]:
    path = tiny.raw / "decisions.csv"
    return [(row["name"], row["decision"], row["entity_id"]) for row in read_csv(path)] if path.exists() else []


def test_the_names_that_wait_are_asked_in_order(desk: Desk) -> None:
    assert [desk.keys[place][0] for place in desk.order] == ASKED
    assert desk.next("a") == at(desk, ASKED[0])
    assert desk.progress()["left"] == 3


@pytest.mark.parametrize(
    ("word", "entity_id", "link"),
    [
        ("match", "on-2", ("link", "decision", "on-2")),
        ("match", "ns-1", ("link", "decision", "ns-1")),
        ("no_match", "", ("non_link", "decision", "on-1")),
        ("not_an_entity", "", ("non_link", "decision", "on-1")),
        ("unsure", "", ("possible_link", "decision", "on-1")),
    ],
)
def test_a_decision_is_what_the_next_run_reads(
    tiny: Tiny, desk: Desk, word: str, entity_id: str, link: tuple[str, str, str]
) -> None:
    before = links(tiny)
    decide(desk, ASKED[0], word, entity_id)
    (row,) = read_csv(tiny.raw / "decisions.csv")
    assert (row["region"], row["decided_by"], row["reason"], row["decided_on"][:2]) == ("CA-ON", "Ann", "because", "20")
    assert row["seen"].startswith("1:")
    assert links(tiny) == before | {ASKED[0]: link}
    assert desk.state(at(desk, ASKED[0])) == ("parked" if word == "unsure" else "decided")
    assert desk.next("a") != at(desk, ASKED[0])


def test_what_is_decided_is_not_asked_again_after_a_restart(tiny: Tiny, desk: Desk) -> None:
    decide(desk, ASKED[0], "match", "on-1")
    decide(desk, ASKED[1], "unsure")
    again = desk_of(tiny)
    assert again.next("a") == at(again, ASKED[2])
    assert again.next("a", states=("parked",)) == at(again, ASKED[1])
    told = again.progress()
    assert (told["left"], told["parked"], told["decided"]) == (1, 1, 1)


def test_not_that_one_leaves_the_others_in_question(tiny: Tiny, desk: Desk) -> None:
    decide(desk, ASKED[0], "no_match", "on-1")
    assert desk.state(at(desk, ASKED[0])) == "open"
    decide(desk, ASKED[0], "no_match", "on-2")
    assert desk.state(at(desk, ASKED[0])) == "decided"
    assert links(tiny)[ASKED[0]][:2] == ("non_link", "model")


@pytest.mark.parametrize(
    "before",
    [
        [],
        [("match", "on-1")],
        [("no_match", "on-1"), ("no_match", "on-2")],
        [("unsure", "")],
        [("match", "on-1"), ("no_match", "on-1")],
    ],
)
@pytest.mark.parametrize("word", [("match", "on-2"), ("no_match", ""), ("no_match", "on-2"), ("unsure", "")])
def test_undo_brings_back_what_stood_before(tiny: Tiny, desk: Desk, before: list[tuple[str, str]], word) -> None:
    for each in before:
        decide(desk, ASKED[0], *each)
    stood, written = links(tiny), lines(tiny)
    decide(desk, ASKED[0], *word)
    desk.undo(wanted(desk, ASKED[0]), "Ann")
    assert lines(tiny)[: len(written)] == written  # nothing is erased
    after = links(tiny)
    if before:
        assert after == stood
    else:  # no word of the file takes the first one back: it waits, as it did
        assert after[ASKED[0]] == ("possible_link", "decision", "on-1")
        assert desk.state(at(desk, ASKED[0])) == "open"
        assert desk_of(tiny).state(at(desk, ASKED[0])) == "open"


def test_many_at_once_and_back(tiny: Tiny, desk: Desk) -> None:
    desk.decide(wanted(desk, *ASKED[:2]), "match", "on-1", "", "Ann")
    assert [name for name, _, _ in lines(tiny)] == ASKED[:2]
    desk.undo(wanted(desk, *ASKED[:2]), "Ann")
    assert desk.progress()["left"] == 3


def test_two_desks_on_one_file_lose_nothing_and_tell_each_other(tiny: Tiny, desk: Desk) -> None:
    other = desk_of(tiny)
    stale = wanted(other, ASKED[0])
    decide(desk, ASKED[0], "match", "on-1", "Ann")
    with pytest.raises(Conflict) as caught:
        other.decide(stale, "match", "on-2", "", "Bo")
    assert caught.value.places == (at(desk, ASKED[0]),)
    assert other.state(at(other, ASKED[0])) == "decided"  # it has read what the first one wrote
    decide(other, ASKED[1], "no_match", "", "Bo")
    decide(desk, ASKED[2], "unsure", "", "Ann")
    desk.refresh()
    other.refresh()
    assert [desk.said(key) for key in desk.keys] == [other.said(key) for key in other.keys] and len(lines(tiny)) == 3
    decide(other, ASKED[0], "match", "on-2", "Bo")  # who has seen the other's word may speak again
    assert links(tiny)[ASKED[0]] == ("link", "decision", "on-2")


def test_two_browsers_are_not_shown_the_same_name(desk: Desk) -> None:
    first, second = desk.next("a"), None
    assert first is not None
    desk.hold("a", first)
    second = desk.next("b")
    assert second is not None and second != first
    desk.hold("b", second)
    assert desk.next("a", first) not in (first, second)


def test_lines_that_a_spreadsheet_saved_are_read_again(tiny: Tiny, desk: Desk) -> None:
    decide(desk, ASKED[0], "match", "on-1")
    rows = (tiny.raw / "decisions.csv").read_text().splitlines()
    text = "\r\n".join([rows[0], f"{ASKED[2]},Alberta,not_an_entity,,Cy,2024-01-01,,"])
    (tiny.raw / "decisions.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    desk.refresh()
    assert desk.state(at(desk, ASKED[2])) == "decided"
    assert desk.progress()["lost"] == 1  # the spreadsheet saved an older state over a line
    assert desk.said((ASKED[0], "CA-ON")) == [] and desk.state(at(desk, ASKED[0])) != "linked"
    decide(desk, ASKED[1], "match", "on-1")
    assert (tiny.raw / "decisions.csv").read_bytes().startswith(b"\xef\xbb\xbf" + text.encode() + b"\r\n")


def test_a_file_spoilt_by_hand_is_told_and_not_written_to(tiny: Tiny, desk: Desk) -> None:
    (tiny.raw / "decisions.csv").write_text(
        "name,region,decision,entity_id,decided_by,decided_on,reason\nx,ON,perhaps\n"
    )
    before = (tiny.raw / "decisions.csv").read_bytes()
    with pytest.raises(InputError, match="line 2"):
        decide(desk, ASKED[0], "match", "on-1")
    assert (tiny.raw / "decisions.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("word", "entity_id", "by"),
    [
        ("perhaps", "", "Ann"),
        ("match", "", "Ann"),
        ("match", "no-such", "Ann"),
        ("unsure", "on-1", "Ann"),
        ("not_an_entity", "on-1", "Ann"),
        ("match", "on-1", " "),
    ],
)
def test_what_is_no_decision_is_not_written(tiny: Tiny, desk: Desk, word: str, entity_id: str, by: str) -> None:
    with pytest.raises(InputError):
        decide(desk, ASKED[0], word, entity_id, by)
    assert lines(tiny) == []


def rewrite_registry(tiny: Tiny, old: str, new: str) -> None:
    path = tiny.raw / "registry.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_closer_candidate_opens_a_decision_again_and_the_summary_says_so(tiny: Tiny, desk: Desk) -> None:
    decide(desk, ASKED[0], "match", "on-1")
    decide(desk, ASKED[2], "match", "ab-1")
    decided = links(tiny)
    rewrite_registry(tiny, "ns-1,", "on-9,Quilmere Polcie Servce,CA-ON,police,,,\nns-1,")
    after = links(tiny)
    assert after[ASKED[0]] == ("possible_link", "reopened", "on-9")
    assert after[ASKED[2]] == decided[ASKED[2]]
    result = tiny.run("publish", "--json").json["results"][0]
    assert result["reopened"] == 1
    assert "1 name to decide again" in tiny.run("publish").out
    again = desk_of(tiny)
    assert again.next("a") == at(again, ASKED[0]) and again.state(at(again, ASKED[0])) == "reopened"
    assert "closer candidate" in Items(again).item(at(again, ASKED[0]))["why"]
    decide(again, ASKED[0], "match", "on-9")
    assert links(tiny)[ASKED[0]] == ("link", "decision", "on-9")


def test_a_changed_entry_opens_a_decision_again_but_new_evidence_does_not(tiny: Tiny, desk: Desk) -> None:
    decide(desk, ASKED[0], "match", "on-2")
    rewrite_registry(
        tiny, "Quillmore Police Service,CA-ON,police,,,", "Quillmore Police Service,CA-ON,police,,https://x.org,"
    )
    assert links(tiny)[ASKED[0]] == ("link", "decision", "on-2")
    rewrite_registry(tiny, "Quillmore Police Service", "Quillmore Police Museum")
    assert links(tiny)[ASKED[0]][:2] == ("possible_link", "reopened")


def test_an_item_shows_what_a_person_needs(desk: Desk) -> None:
    item = Items(desk).item(at(desk, ASKED[0]))
    assert (item["count"], item["rows"], item["region_name"]) == (40, 1, "Ontario")
    assert item["spellings"] == [{"text": ASKED[0], "rows": 1, "count": 40}]
    best = item["candidates"][0]
    assert (best["entity_id"], best["range_now"], best["range_then"]) == ("on-1", "", "11-100")
    assert "".join(text for text, _ in best["letters"]["query"]) == ASKED[0]
    assert [each["name"] for each in item["identical"]] == [ASKED[1]]


def test_spellings_that_differ_in_blanks_alone_are_listed(tmp_path: Path) -> None:
    rows = [("Quilmere  Polcie Servce", "ON", "4"), ("Quilmere Polcie Servce ", "ON", "6"), ("x", "ON", "1")]
    tiny = newsroom(tmp_path, rows, REGISTRY)
    tiny.edit("limitations:", "match: {accept: 0.9989, review: 0.02}\nlimitations:")
    desk = desk_of(tiny)
    item = Items(desk).item(at(desk, ASKED[0]))
    assert item["spellings"] == [
        {"text": "Quilmere Polcie Servce ", "rows": 1, "count": 6},
        {"text": "Quilmere  Polcie Servce", "rows": 1, "count": 4},
    ]


def test_a_name_of_another_region_is_not_identical(tmp_path: Path) -> None:
    rows = [("Quilmere Polcie Servce", "ON", "4"), ("QUILMERE POLCIE SERVCE", "", "6")]
    tiny = newsroom(tmp_path, rows, REGISTRY[:1])
    tiny.edit("limitations:", "match: {accept: 0.9989, review: 0.02}\nlimitations:")
    desk = desk_of(tiny)
    assert len(desk.order) == 2
    assert [Items(desk).item(place)["identical"] for place in desk.order] == [[], []]


def test_decisions_outside_the_queue_and_back(tiny: Tiny, desk: Desk) -> None:
    """A link that the model made may be overruled in the list; taken back, it waits for a person."""
    name = "Ostrey Police Service"
    assert desk.state(at(desk, name)) == "linked"
    decide(desk, name, "no_match")
    assert links(tiny)[name][0] == "non_link"
    desk.undo(wanted(desk, name), "Ann")
    assert links(tiny)[name][0] == "possible_link"
    assert at(desk, name) in desk.order and desk.state(at(desk, name)) == "open"


def test_blind_items_tell_neither_what_the_model_thinks_nor_what_others_said(desk: Desk) -> None:
    decide(desk, ASKED[0], "unsure", by="Bo")
    item = Items(desk, blind=True).item(at(desk, ASKED[0]))
    assert [each["probability"] for each in item["candidates"]] == [None] * len(item["candidates"])
    names = [each["name"] for each in item["candidates"]]
    assert names == sorted(names) and len(names) > 1
    assert (item["past"], item["why"], item["lines"]) == ([], "", 1)
    assert all(each["linked"]["number"] == 0 for each in item["candidates"])


def test_another_queue_may_be_asked(tiny: Tiny, desk: Desk) -> None:
    linked = at(desk, "Ostrey Police Service")
    other = Desk(desk.material, order=[linked])
    assert other.next("a") == linked and other.progress()["left"] == 1


def test_a_registry_that_has_changed_is_told(tiny: Tiny, desk: Desk) -> None:
    assert desk.progress()["outdated"] == 0
    decide(desk, ASKED[0], "unsure")
    assert desk.progress()["outdated"] == 0
    path = tiny.raw / "registry.csv"
    os.utime(path, (1, 1))
    assert desk.progress()["outdated"] == 1
