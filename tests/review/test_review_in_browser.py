"""The review in a real browser, driven by its keys: one key per decision, and nothing is lost, whatever breaks."""

import csv
import signal
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from browsing import browsing, said
from datasets import Tiny, read_csv
from reviewing import Session, newsroom
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select, WebDriverWait

EACH = 30
WORDS = {"1": "match", "0": "no_match", "o": "not_an_entity", "u": "unsure"}
TOWNS = ["".join(parts) for parts in product(("Quil", "Tarn", "Ost", "Lou", "Ver", "Nym"), ("me", "bri", "va", "so"))]
TOWNS = [f"{town}{end}" for town, end in product(TOWNS, ("re", "dge", "lton", "ck", "sby", "wick"))]
SHOWN = "return document.getElementById('view-decide').dataset.at"


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    Session.end_all()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with browsing(tmp_path_factory.mktemp("profile"), "--window-size=1200,900") as driver:
        yield driver


def free_port() -> str:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return str(listening.getsockname()[1])


def waiting(root: Path, names: list[str], registry: list[tuple[str, ...]] | None = None) -> Tiny:
    """A dataset in which every one of these names waits for a person."""
    registry = registry or [(f"e-{at}", f"{town} Police", "CA-ON", "police") for at, town in enumerate(TOWNS)]
    tiny = newsroom(root, [], registry)
    with (tiny.raw / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Agency", "Province", "Searches"))
        writer.writerows((name, "ON", str(len(names) - at)) for at, name in enumerate(names))
    tiny.edit("limitations:", "match: {accept: 1, review: 0.000001}\nlimitations:")
    return tiny


def until(browser: WebDriver, what: Callable[[], object]) -> object:
    return WebDriverWait(browser, 20, poll_frequency=0.01).until(lambda _: what())


def complaints(browser: WebDriver) -> list[str]:
    """What the console holds, but for requests that a server which had ended could not answer."""
    return [message for message in said(browser) if "net::ERR_" not in message]


def enter(browser: WebDriver, session: Session, name: str = "") -> None:
    browser.get("about:blank")
    said(browser)
    browser.get(session.address)
    until(browser, lambda: browser.execute_script(SHOWN) or "decided" in text(browser))
    if name:
        until(browser, lambda: browser.find_element(By.ID, "who-name").is_displayed())
        browser.find_element(By.ID, "who-name").send_keys(name, Keys.ENTER)


def asked(browser: WebDriver) -> str:
    """The name that stands there, '' where none does; read at once, for the page may change meanwhile."""
    return str(browser.execute_script("return document.getElementById('name')?.textContent || ''"))


def text(browser: WebDriver) -> str:
    return str(browser.execute_script("return document.getElementById('view-decide').innerText"))


def press(browser: WebDriver, key: str) -> str:
    """Press one key that moves on; give the name that stood there before."""
    before, name = browser.execute_script(SHOWN), asked(browser)
    ActionChains(browser).send_keys(key).perform()
    until(browser, lambda: browser.execute_script(SHOWN) != before)
    return name


def decisions(tiny: Tiny) -> list[dict[str, str]]:
    path = tiny.raw / "decisions.csv"
    return read_csv(path) if path.exists() else []


def test_thirty_of_each_kind_with_all_that_may_break(browser: WebDriver, tmp_path: Path) -> None:
    names = [f"{town[:-1]}x{town[-1]} Polcie" for town in TOWNS[: 4 * EACH + 5]]
    tiny = waiting(tmp_path, names)
    port = free_port()
    session = Session(tiny, "--port", port)
    enter(browser, session, "Ann Desk")
    meant: dict[str, str] = {}
    keys = list(WORDS) * EACH
    for number, key in enumerate(keys):
        if number == 40:  # the page is loaded again in the middle
            browser.refresh()
            until(browser, lambda: browser.find_elements(By.ID, "name"))
        if number == 80:  # the server dies in the middle
            session.end(signal.SIGKILL)
            ActionChains(browser).send_keys("1").perform()
            until(browser, lambda: "run deskcheck review again" in browser.find_element(By.ID, "toast").text)
            session = Session(tiny, "--port", port)
            enter(browser, session)  # who decides is remembered
        name = press(browser, key)
        assert name not in meant  # what is decided does not come again
        meant[name] = WORDS[key]
    rows = decisions(tiny)
    assert {row["name"]: row["decision"] for row in rows} == meant
    assert Counter(row["decision"] for row in rows) == dict.fromkeys(WORDS.values(), EACH)
    assert {row["decided_by"] for row in rows} == {"Ann Desk"} and all(row["seen"] for row in rows)

    # Undo, back to what stood before, and a way that takes more keys.
    last = list(meant)[-1]
    browser.execute_script("window.same = true")
    ActionChains(browser).send_keys("z").perform()
    until(browser, lambda: asked(browser) == last)
    assert decisions(tiny)[-1]["reason"] == "taken back"
    ActionChains(browser).send_keys("r").perform()
    ActionChains(browser).send_keys("telephone", Keys.ENTER).perform()
    press(browser, "1")
    assert (decisions(tiny)[-1]["name"], decisions(tiny)[-1]["reason"]) == (last, "telephone")
    chosen = press(browser, "n")
    ActionChains(browser).send_keys("/").perform()
    ActionChains(browser).send_keys(TOWNS[-1]).perform()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#found [aria-current]"))
    before = asked(browser)
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    until(browser, lambda: asked(browser) != before)
    found = decisions(tiny)[-1]
    assert (found["name"], found["decision"], found["entity_id"]) == (before, "match", f"e-{len(TOWNS) - 1}")
    assert chosen not in {row["name"] for row in decisions(tiny)}
    assert browser.execute_script("return window.same") is True  # one page all the while
    assert complaints(browser) == []
    assert session.end()[0] == 0
    assert tiny.run("publish", "--json").code in (0, 1)


def test_the_next_publication_runs_from_resolve_on_only(browser: WebDriver, tmp_path: Path) -> None:
    tiny = waiting(tmp_path, [f"{town} Polcie" for town in TOWNS[:4]])
    assert tiny.run("publish").code == 0
    session = Session(tiny, "--port", "0")
    enter(browser, session, "Ann")
    for key in ("1", "1", "0", "u"):
        press(browser, key)
    assert "Only what is unsure is left" in text(browser)
    assert session.end()[0] == 0
    result = tiny.run("publish", "--json").json["results"][0]
    assert result["ran"] == ["decisions", "resolve", "verify", "bucket", "protect", "publish"]
    assert (result["account"]["decided"], result["account"]["entities"], result["pending_names"]) == (4, 2, 1)


def test_all_that_are_the_same_at_once_and_not_this_one(browser: WebDriver, tmp_path: Path) -> None:
    town = TOWNS[0]
    tiny = waiting(tmp_path, [f"{town} Polcie", f"{town.upper()} POLCIE", f"{town}  polcie.", f"{TOWNS[9]} Polcie"])
    session = Session(tiny, "--port", "0")
    enter(browser, session, "Ann")
    ActionChains(browser).send_keys("a").perform()
    press(browser, "1")
    assert Counter(row["entity_id"] for row in decisions(tiny)) == {"e-0": 3}
    assert len(decisions(tiny)) == 3
    ActionChains(browser).key_down(Keys.SHIFT).send_keys("1").key_up(Keys.SHIFT).perform()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, ".card.out"))
    row = decisions(tiny)[-1]
    assert (row["decision"], row["entity_id"]) == ("no_match", "e-9")
    ActionChains(browser).send_keys("z").perform()
    until(browser, lambda: not browser.find_elements(By.CSS_SELECTOR, ".card.out"))
    ActionChains(browser).send_keys("l").perform()
    until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "#list-table tbody tr"))
    browser.find_element(By.CSS_SELECTOR, "#list-table .take").click()
    until(browser, lambda: not browser.find_elements(By.CSS_SELECTOR, "#list-table tbody tr"))
    assert decisions(tiny)[-1]["decision"] == "match"
    Select(browser.find_element(By.ID, "list-state")).select_by_value("decided")
    until(browser, lambda: len(browser.find_elements(By.CSS_SELECTOR, "#list-table tbody tr")) == 4)
    browser.find_element(By.ID, "list-query").send_keys(TOWNS[9])
    until(browser, lambda: len(browser.find_elements(By.CSS_SELECTOR, "#list-table tbody tr")) == 1)
    assert complaints(browser) == []
    session.end()


def test_an_answer_that_comes_late_does_not_undo_a_newer_one(browser: WebDriver, tmp_path: Path) -> None:
    tiny = waiting(tmp_path, [f"{TOWNS[0]} Polcie", f"{TOWNS[9]} Polcie"])
    session = Session(tiny, "--port", "0")
    enter(browser, session, "Ann")
    ActionChains(browser).send_keys("l").perform()
    rows = (By.CSS_SELECTOR, "#list-table tbody tr")
    until(browser, lambda: len(browser.find_elements(*rows)) == 2)
    # The first question of all, for the empty list, is answered last.
    browser.execute_script("""
        const send = window.fetch;
        window.fetch = async (address, ...rest) => {
            const told = await send(address, ...rest);
            if (!String(address).includes("q=")) await new Promise((done) => { window.release = done; });
            return told;
        };
    """)
    query = browser.find_element(By.ID, "list-query")
    query.send_keys("x")
    until(browser, lambda: not browser.find_elements(*rows))
    query.send_keys(Keys.BACKSPACE)
    until(browser, lambda: browser.execute_script("return Boolean(window.release)"))
    query.send_keys(TOWNS[9])
    until(browser, lambda: len(browser.find_elements(*rows)) == 1)
    browser.execute_script("window.release()")
    browser.execute_async_script("setTimeout(arguments[0], 200)")
    assert len(browser.find_elements(*rows)) == 1
    session.end()


def test_an_organisation_is_confirmed_and_appears(browser: WebDriver, tmp_path: Path) -> None:
    registry = [("e-1", "Quillmere Police", "CA-ON", "police", "", "", "unconfirmed")]
    tiny = waiting(tmp_path, ["Quillmere Polcie"], registry)
    session = Session(tiny, "--port", "0")
    enter(browser, session, "Ann")
    assert "not confirmed" in text(browser)
    ActionChains(browser).send_keys("e").perform()
    address = browser.find_element(By.ID, "evidence-url")
    until(browser, address.is_displayed)
    address.send_keys("https://example.org/quillmere", Keys.ENTER)
    until(browser, lambda: "not confirmed" not in text(browser))
    link = browser.find_element(By.LINK_TEXT, "Evidence")
    assert link.get_attribute("rel") == "noopener noreferrer"
    press(browser, "1")
    assert complaints(browser) == []
    session.end()
    assert tiny.run("publish").code == 0
    (row,) = read_csv(tiny.published / "entities.csv")
    assert (row["entity_id"], row["evidence_url"]) == ("e-1", "https://example.org/quillmere")


@pytest.fixture(scope="module")
def payloads(data: Path) -> list[str]:
    folder = data / "corpora" / "xss-payloads"
    lines = [line for path in sorted(folder.rglob("*.txt")) for line in path.read_text("utf-8", "replace").splitlines()]
    # One line each, as a name of a list stands in a cell; control characters are quarantined before.
    names = dict.fromkeys(" ".join(line.split()) for line in lines if line.isprintable())
    return [name for name in names if name][:1500]


def test_no_payload_becomes_markup(browser: WebDriver, tmp_path: Path, payloads: list[str]) -> None:
    assert len(payloads) > 100
    registry = [(f"e-{at}", name, "CA-ON", name[:40] or "x", "") for at, name in enumerate(payloads[:200])]
    tiny = waiting(tmp_path, payloads, registry)
    session = Session(tiny, "--port", "0")
    hook = "window.alert = window.confirm = window.prompt = window.print = () => { window.taken = true; };"
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": hook})
    try:
        enter(browser, session, "<img src=x onerror=alert(1)>")
        own = (
            "return [...document.scripts].map((each) => each.src).concat([...document.querySelectorAll(arguments[0])])"
        )
        foreign = (
            "script:not([src]), img, iframe, object, embed, svg, math, video, audio, style, base, meta[http-equiv]"
        )
        (only,) = browser.execute_script(own, foreign)
        seen = set()
        for _ in range(150):
            seen.add(asked(browser))
            press(browser, "n")
        for view in ("l", "v"):
            ActionChains(browser).send_keys(view).perform()
            until(browser, lambda: browser.find_elements(By.CSS_SELECTOR, "section:not([hidden]) > div p"))
            assert browser.execute_script(own, foreign) == [only]
        assert len(seen) > 140
        assert browser.execute_script("return window.taken") is None
        assert browser.execute_script(own, foreign) == [only]
        assert complaints(browser) == []  # nothing was even tried
        assert browser.current_url.startswith("http://127.0.0.1:")
    finally:
        browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]})
    session.end()
