"""A sample judged on the page: blind, one line each, and nobody judges the same thing twice."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import browsing, said
from datasets import Tiny, read_csv
from reviewing import Client, Session, desk_of, newsroom, served
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

BODIES = ("Quillmere Police", "Tarnbridge University", "Ostrey Police", "<img src=x onerror=alert(1)>")


@pytest.fixture
def drawn(tmp_path: Path) -> Tiny:
    rows = [(name, "ON", "7") for name in BODIES] + [("Nobody Knows This", "ON", "2")]
    tiny = newsroom(tmp_path, rows, [(f"e-{at}", name, "CA-ON", "police") for at, name in enumerate(BODIES)])
    with (tiny.raw / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "region", "decision", "entity_id", "decided_by", "decided_on", "reason"))
        writer.writerows((name, "ON", "match", f"e-{at}", "Desk", "", "") for at, name in enumerate(BODIES))
    result = tiny.run("sample", "tiny", "--second", "2")
    assert result.code == 0, result.err
    return tiny


@pytest.fixture
def client(drawn: Tiny) -> Iterator[Client]:
    with served(desk_of(drawn)) as client:
        yield client


def shown(client: Client, by: str, window: str = "a") -> Any:
    status, told, _ = client.ask(f"/api/sample?by={by}&client={window}")
    assert status == 200, told
    return told


def judge(client: Client, line: Any, verdict: str, by: str, window: str = "a") -> tuple[int, Any]:
    key = {name: line[name] for name in ("draw", "unit", "look")}
    return client.ask("/api/sample", {**key, "verdict": verdict, "by": by, "client": window, "note": "n"})[:2]


def test_every_line_is_shown_once_and_written_as_it_is_judged(drawn: Tiny, client: Client) -> None:
    told, seen = shown(client, "Ann"), []
    assert (told["left"], told["lines"]) == (6, 6)
    while told["line"]:
        seen.append((told["line"]["unit"], told["line"]["look"]))
        status, told = judge(client, told["line"], "right", "Ann")
        assert status == 200, told
    # The first to judge does not give the second look as well.
    assert [look for _, look in seen] == ["1"] * 4 and len({unit for unit, _ in seen}) == 4
    told = shown(client, "Ben", "b")
    assert told["left"] == 2
    for _ in range(2):
        _, told = judge(client, told["line"], "right", "Ben", "b")
    assert told["line"] is None and told["judged"] == 6
    result = drawn.run("sample", "tiny", "--json")
    statement = result.json["results"][0]["statement"]
    assert (statement["state"], statement["judged"], statement["pairs"], statement["agreed"]) == ("standing", 4, 2, 2)


def test_it_is_blind(drawn: Tiny, client: Client) -> None:
    told = shown(client, "Ann")
    line = told["line"]
    assert not {"probability", "stratum", "verdict", "reviewer"} & set(line)
    judge(client, line, "wrong", "Ann")
    path = f"/api/sample?by=Ben&client=b&draw={line['draw']}&unit={line['unit']}&look={line['look']}"
    status, again, _ = client.ask(path)
    assert (status, again["line"]["said"], again["line"]["note"]) == (200, "", "")
    status, mine, _ = client.ask(path.replace("Ben", "ann"))
    assert mine["line"]["said"] == "wrong"


def test_two_windows_get_two_lines_and_the_slower_is_told(client: Client) -> None:
    one, other = shown(client, "Ann", "a")["line"], shown(client, "Ben", "b")["line"]
    assert (one["unit"], one["look"]) != (other["unit"], other["look"])
    assert judge(client, one, "right", "Ann")[0] == 200
    assert judge(client, one, "wrong", "Ben", "b")[0] == 409
    assert judge(client, one, "unsure", "Ann")[0] == 200  # one's own word may be changed


@pytest.mark.parametrize("change", [{"verdict": "maybe"}, {"by": " "}, {"unit": "x0"}, {"note": 7}])
def test_what_the_page_would_not_send_is_refused(drawn: Tiny, client: Client, change: dict[str, Any]) -> None:
    line = shown(client, "Ann")["line"]
    before = (drawn.raw / "sample.csv").read_bytes()
    key = {name: line[name] for name in ("draw", "unit", "look")}
    status, _, _ = client.ask("/api/sample", {**key, "verdict": "right", "by": "Ann", "client": "a", **change})
    assert status == 422
    assert (drawn.raw / "sample.csv").read_bytes() == before


def test_what_a_spreadsheet_saved_meanwhile_is_read_again(drawn: Tiny, client: Client) -> None:
    assert shown(client, "Ann")["judged"] == 0
    rows = read_csv(drawn.raw / "sample.csv")
    rows[0] |= {"verdict": "right", "reviewer": "Eve"}
    with (drawn.raw / "sample.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert shown(client, "Ann")["judged"] == 1


def test_without_the_token_nothing_is_told(client: Client) -> None:
    status, _, _ = client.ask("/api/sample", **{"X-Deskcheck-Token": ""})
    assert status == 403


def test_in_a_browser_by_keys(drawn: Tiny, tmp_path: Path) -> None:
    session = Session(drawn)
    try:
        with browsing(tmp_path / "profile", "--window-size=1200,900") as browser:
            browser.get(session.address)
            wait = WebDriverWait(browser, 20, poll_frequency=0.02)
            name = wait.until(lambda _: browser.find_element(By.ID, "who-name"))
            wait.until(lambda _: name.is_displayed())
            name.send_keys("Ann", Keys.ENTER)
            body = browser.find_element(By.TAG_NAME, "body")
            wait.until(lambda _: browser.find_element(By.ID, "tab-sample").is_displayed())
            body.send_keys("s")
            place = browser.find_element(By.ID, "view-sample")
            verdicts = iter("yxuy")
            before = ""
            while True:
                wait.until(lambda _, before=before: place.get_attribute("data-unit") not in (None, before))
                before = place.get_attribute("data-unit") or ""
                if before == "none":
                    break
                body.send_keys(next(verdicts))
            assert "for somebody else" in place.text
            assert said(browser) == []
    finally:
        session.end()
    given = [line["verdict"] for line in read_csv(drawn.raw / "sample.csv") if line["verdict"]]
    assert sorted(given) == ["right", "right", "unsure", "wrong"]
