"""sample: drawn by a lot that nobody can move, judged in a spreadsheet, told with an exact bound, lapsed visibly."""

import csv
import io
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from datasets import Tiny, write_csv
from reviewing import newsroom

from pipeline.assurance.bound import enough, most_wrong

SIZE = 340
LARGE = 3  # organisations in the open range
ODD = 4  # organisations linked on a name that is not theirs to the letter
SYLLABLES = [a + b for a, b in product("bdfgklmnprstv", "aeiou")]
WORDS = ["".join(parts).capitalize() for parts in product(SYLLABLES[::7], SYLLABLES[1::5], SYLLABLES[3::9])][:SIZE]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    rows = [(f"{word} University", "ON", "1500" if at < LARGE else "7") for at, word in enumerate(WORDS)]
    rows += [(f"{word} University Campus", "ON", "1") for word in WORDS[-ODD:]]
    rows += [(f"Nobody Knows {word}", "ON", "2") for word in WORDS[:9]]
    registry = [(f"u-{at}", f"{word} University", "CA-ON", "university") for at, word in enumerate(WORDS)]
    tiny = newsroom(tmp_path_factory.mktemp("sampling"), rows, registry)
    tiny.edit("limitations:", "quality: {max_error: 0.02}\nmatch: {accept: 0.8, review: 0.5}\nlimitations:")
    assert tiny.run("publish").code == 1
    return tiny


@pytest.fixture
def desk(made: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=made)


def lines(tiny: Tiny) -> list[dict[str, str]]:
    with (tiny.raw / "sample.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judge(
    tiny: Tiny, verdict: Callable[[dict[str, str]], str] = lambda line: "right", by: str = "Ann", look: str = "1"
) -> None:
    """Judge as a person does in a spreadsheet, which writes the whole file anew."""
    table = lines(tiny)
    for line in table:
        if not line["verdict"] and line["look"] == look:
            line["verdict"], line["reviewer"] = verdict(line), by
    text = io.StringIO(newline="")
    order = [*reversed(table[0])]
    writer = csv.DictWriter(text, order, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table)
    (tiny.raw / "sample.csv").write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())


def told(tiny: Tiny, *words: str, code: int = 0) -> dict[str, object]:
    result = tiny.run("sample", "tiny", "--json", *words)
    assert result.code == code, result.out + result.err
    statement: dict[str, object] = result.json["results"][0]["statement"]
    return statement


def test_the_whole_way_from_the_draw_to_a_statement_in_print(desk: Tiny) -> None:
    result = desk.run("publish")
    assert (result.code, "quality.max_error: no random sample bounds" in result.err) == (1, True)
    first = told(desk)
    table = lines(desk)
    kinds = [line["stratum"] for line in table]
    assert (first["state"], first["drawn"], first["size"]) == ("open", len(table), SIZE)
    assert kinds.count("whole") == LARGE + ODD
    # 2% of 340 is 6: the smallest sample of the other 333 that shows it.
    assert kinds.count("random") == enough(SIZE - LARGE - ODD, 6, 0.95)
    assert all(line["verdict"] == "" and "0." not in line["names"] for line in table)
    result = desk.run("publish")
    assert (result.code, f"{len(table)} verdicts missing in sample.csv" in result.err) == (1, True)
    judge(desk)
    standing = told(desk)
    assert standing["state"] == "standing"
    assert standing["bound"] == most_wrong(0, kinds.count("random"), SIZE - LARGE - ODD, 0.95) <= 6
    assert desk.run("publish").code == 0
    methods = (desk.published / "METHODOLOGY.md").read_text()
    assert f"**Of the organisations** {len(table)} of {SIZE} were judged: 0 wrong, 0 unsure." in methods
    assert "With a confidence of 95%, at most 1.765% of them are wrong" in methods
    assert "Ann" not in "".join(path.read_text() for path in desk.published.rglob("*") if path.is_file())
    assert desk.run("check").code == 0


def test_the_lot_is_the_same_on_every_machine_and_for_rows_in_any_order(desk: Tiny, tmp_path: Path) -> None:
    other = Tiny(tmp_path / "other", like=desk)
    head, *rows = list(csv.reader((other.raw / "list.csv").open(encoding="utf-8", newline="")))
    write_csv(other.raw / "list.csv", [tuple(head), *map(tuple, reversed(rows))])
    told(desk), told(other)
    assert (desk.raw / "sample.csv").read_bytes() == (other.raw / "sample.csv").read_bytes()
    before = (desk.raw / "sample.csv").read_bytes()
    assert told(desk)["state"] == "open"
    assert (desk.raw / "sample.csv").read_bytes() == before  # nothing to add


def test_another_list_has_another_lot_and_verdicts_on_the_same_are_taken_over(desk: Tiny) -> None:
    told(desk)
    judge(desk)
    drawn = {line["entity_id"] for line in lines(desk)}
    rows = list(csv.reader((desk.raw / "list.csv").open(encoding="utf-8", newline="")))
    write_csv(desk.raw / "list.csv", [tuple(row) for row in rows if row[0] != f"{WORDS[50]} University"])
    result = desk.run("publish")
    assert (result.code, "lapsed, for the list changed" in result.err) == (1, True)
    anew = told(desk)
    now = [line for line in lines(desk) if line["draw"].startswith("draw-2-")]
    assert anew["draws"] == 2 and anew["judged"] == sum(line["entity_id"] in drawn for line in now)
    assert 0 < int(str(anew["judged"])) < int(str(anew["drawn"])) and {line["entity_id"] for line in now} != drawn


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda t: t.edit("accept: 0.8,", "accept: 0.801,"), "the thresholds"),
        (lambda t: (t.raw / "registry.csv").open("a").write("u-new,Elsewhere Zoo,CA-ON,zoo,,,\n"), "the registry"),
        (lambda t: t.edit("match:", "normalize: {noise: [zzz]}\nmatch:"), "the thresholds"),
        (None, "the matcher"),
    ],
)
def test_a_statement_lapses_where_anybody_can_see_it(
    desk: Tiny, change: object, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(desk)
    judge(desk)
    desk.edit("quality: {max_error: 0.02}\n", "")
    assert desk.run("publish").code == 0
    if change:
        change(desk)  # type: ignore[operator]
    else:
        monkeypatch.setattr("pipeline.assurance.frozen.matcher", lambda: "x0")
        (desk.interim / "state.json").unlink()
    result = desk.run("publish")
    assert result.code == 0, result.err
    assert f"lapsed, for {what} changed" in result.out
    assert "What it was drawn from has changed since" in (desk.published / "METHODOLOGY.md").read_text()


def test_what_has_nothing_to_do_with_names_lets_it_stand(desk: Tiny) -> None:
    told(desk)
    judge(desk)
    desk.edit("title: Searches of an invented network", "title: Another")
    desk.edit("[1, 11, 101, 1001]", "[1, 11, 101]")
    (desk.raw / "responses.csv").write_text(
        "entity_id,date,event,channel,outcome,statement,source_url\nu-9,2024-01-03,asked,mail,,,\n"
    )
    assert desk.run("publish").code == 0


def test_an_organisation_judged_wrong_is_never_published_by_rule(desk: Tiny) -> None:
    told(desk)
    judge(desk, lambda line: "wrong" if line["organisation"] == f"{WORDS[0]} University" else "right")
    desk.edit("max_error: 0.02", "max_error: 0.5")
    result = desk.run("publish")
    assert (result.code, "1 were judged wrong" in result.err) == (1, True)
    assert WORDS[0] not in result.err + result.out


def test_what_is_unsure_counts_as_wrong_and_too_many_stop_the_publication(desk: Tiny) -> None:
    told(desk)
    lot = [line["unit"] for line in lines(desk) if line["stratum"] == "random"]
    judge(desk, lambda line: "unsure" if line["unit"] in lot[:2] else "right")
    statement = told(desk, code=1)
    assert statement["bound"] == most_wrong(2, len(lot), SIZE - LARGE - ODD, 0.95) > 6
    result = desk.run("publish")
    assert (result.code, "0.02 is the most allowed" in result.err) == (1, True)


def test_a_sample_does_not_grow_after_its_first_verdict_except_to_everything(desk: Tiny) -> None:
    told(desk, "--size", "60")
    assert told(desk, "--size", "61")["drawn"] == 61
    table = lines(desk)
    table[-1] |= {"verdict": "right", "reviewer": "Ann"}
    write_csv(desk.raw / "sample.csv", [tuple(table[0]), *(tuple(line.values()) for line in table)])
    result = desk.run("sample", "tiny", "--size", "90")
    assert (result.code, "cannot grow any more: 1 verdict already given" in result.err) == (1, True)
    everything = told(desk, "--all")
    assert (everything["drawn"], everything["judged"]) == (SIZE, 1)
    judge(desk)
    assert told(desk)["bound"] == 0


def test_a_line_taken_away_is_found_and_comes_back(desk: Tiny) -> None:
    told(desk)
    judge(desk)
    table = lines(desk)
    write_csv(desk.raw / "sample.csv", [tuple(table[0]), *(tuple(line.values()) for line in table[1:])])
    result = desk.run("publish")
    assert (result.code, "not those that were drawn" in result.err) == (1, True)
    again = told(desk)
    assert (again["drawn"], again["judged"]) == (len(table), len(table) - 1)


def test_two_people_and_how_far_they_agree(desk: Tiny) -> None:
    told(desk, "--second", "10")
    judge(desk)
    seconds = [line["unit"] for line in lines(desk) if line["look"] == "2"]
    assert len(seconds) == 10
    judge(desk, lambda line: "unsure" if line["unit"] == seconds[0] else "right", by="Ben", look="2")
    desk.edit("max_error: 0.02", "max_error: 0.5")
    statement = told(desk)
    assert (statement["pairs"], statement["agreed"], statement["kappa"]) == (10, 9, 0)
    assert statement["unsure"] == 1  # the graver word counts
    assert desk.run("publish").code == 0
    methods = (desk.published / "METHODOLOGY.md").read_text()
    assert "A second person judged 10 of them again and said the same of 9 (Cohen's kappa 0.00)" in methods


def test_one_person_twice_is_no_second_person(desk: Tiny) -> None:
    told(desk, "--second", "5")
    judge(desk)
    judge(desk, by="ANN", look="2")
    assert told(desk)["pairs"] == 0


def test_dropped_names_are_judged_as_well_and_never_named_in_print(desk: Tiny) -> None:
    desk.edit("quality: {max_error: 0.02}\n", "")
    assert told(desk, "--dropped")["drawn"] == 9
    judge(desk)
    assert told(desk, "--dropped")["state"] == "standing"
    assert desk.run("publish").code == 0
    methods = (desk.published / "METHODOLOGY.md").read_text()
    assert "**Of the names that were left out** 9 of 9 were judged" in methods
    assert "Nobody" not in methods


def test_a_bad_verdict_is_told_with_its_line(desk: Tiny) -> None:
    told(desk)
    table = lines(desk)
    table[1] |= {"verdict": "maybe", "reviewer": "Ann"}
    table[2] |= {"verdict": "right"}
    write_csv(desk.raw / "sample.csv", [tuple(table[0]), *(tuple(line.values()) for line in table)])
    for command in (("sample", "tiny"), ("publish",)):
        result = desk.run(*command)
        assert result.code == 2
        assert "raw/tiny/sample.csv, line 3, row 2, verdict: the word is not one of those allowed" in result.err
        assert "line 4, row 3, reviewer: nobody's name stands under the verdict" in result.err
        assert "Traceback" not in result.err
