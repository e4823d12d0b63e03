"""The page for every reader: without scripts, by keyboard, with a screen reader, on paper, in a frame, off the net."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import asked_for, barriers, browsing, said
from datasets import ROOT
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from benchmarks.page import organisations, ours

ARGUS = ROOT / "published/argus"
PHONE = {"width": 375, "height": 800, "deviceScaleFactor": 2, "mobile": True}
DESKTOP = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
ZOOMED = {"width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": False}  # 1280 by 900 at 200 %
READY = "return performance.getEntriesByName('ready').length > 0"
FOCUS = "const e = document.activeElement; return e.id || e.name || e.textContent.trim()"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def window(browser: WebDriver) -> Iterator[WebDriver]:
    """A window as it was, after each test."""
    browser.get("about:blank")
    said(browser)
    yield browser
    browser.switch_to.default_content()
    for command in ("Emulation.clearDeviceMetricsOverride", "Emulation.setEmulatedMedia"):
        browser.execute_cdp_cmd(command, {})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def open_page(browser: WebDriver, address: str = (ARGUS / "index.html").as_uri()) -> None:
    browser.get(address)
    WebDriverWait(browser, 20).until(lambda _: browser.execute_script(READY))


def press(browser: WebDriver, *keys: str) -> str:
    """Press keys, and tell where the focus is."""
    ActionChains(browser).send_keys(*keys).perform()
    place: str = browser.execute_script(FOCUS)
    return place


def walk(browser: WebDriver, goal: str, limit: int = 60) -> list[str]:
    """Go on with Tab until a place is reached; tell the places on the way."""
    places = [press(browser, Keys.TAB)]
    while places[-1] != goal:
        assert len(places) < limit, places
        places.append(press(browser, Keys.TAB))
    return places


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("metrics", [DESKTOP, PHONE, ZOOMED], ids=["desktop", "phone", "zoomed"])
@pytest.mark.parametrize("state", ["plain", "at work"])
def test_nothing_keeps_anyone_out(window: WebDriver, scheme: str, metrics: dict[str, object], state: str) -> None:
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    open_page(window)
    if state == "at work":
        window.find_element(By.ID, "acknowledged").click()
        window.find_element(By.ID, "query").send_keys("police")
        window.find_element(By.CSS_SELECTOR, "th[data-key=name] button").click()
        for part in window.find_elements(By.CSS_SELECTOR, ".toggle")[:3] + window.find_elements(By.TAG_NAME, "summary"):
            window.execute_script("arguments[0].click()", part)
    assert barriers(window) == []
    assert said(window) == []


def test_the_look_for_barriers_would_find_one(window: WebDriver) -> None:
    open_page(window)
    window.execute_script("document.querySelector('label[for=query]').remove()")
    assert any("label" in found for found in barriers(window))


def test_no_line_is_wider_than_a_phone(window: WebDriver) -> None:
    for metrics in (PHONE, ZOOMED, {**PHONE, "width": 320}):
        window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        open_page(window)
        wide = window.execute_script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, metrics


def test_the_keyboard_alone_is_enough(window: WebDriver) -> None:
    open_page(window)
    assert press(window, Keys.TAB) == "Skip to the table"
    walk(window, "acknowledged")
    press(window, Keys.SPACE)
    assert press(window, Keys.TAB) == "query"
    press(window, "university")
    found = window.find_element(By.ID, "found")
    assert found.get_attribute("role") == "status" and found.text.endswith("of 88 organisations")
    assert press(window, Keys.TAB) == "by-country"
    press(window, "Can")  # a select takes the first option that begins so
    assert "country=Canada" in window.current_url
    assert walk(window, "clear") == ["by-kind", "by-count_range", "by-response", "clear"]
    walk(window, "Searches")
    press(window, Keys.ENTER)
    assert window.find_elements(By.CSS_SELECTOR, "th[data-key=count_range][aria-sort=descending]")
    first = window.find_element(By.CSS_SELECTOR, ".toggle")
    walk(window, first.text)
    press(window, Keys.ENTER)
    assert first.get_attribute("aria-expanded") == "true"
    assert window.find_element(By.CSS_SELECTOR, ".details").is_displayed()
    assert press(window) == first.text  # the focus stays where it was
    assert press(window, Keys.TAB).startswith("http")  # and goes on into the details


def test_the_focus_can_be_seen(window: WebDriver) -> None:
    open_page(window)
    walk(window, "acknowledged")
    assert window.execute_script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_scripts_limitations_and_table_are_all_there(window: WebDriver) -> None:
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    window.get((ARGUS / "index.html").as_uri())
    rows = window.find_elements(By.CSS_SELECTOR, "#table tbody tr")
    assert len(rows) == 88
    assert rows[0].is_displayed() and rows[-1].is_displayed()
    assert window.find_element(By.CSS_SELECTOR, ".limits li").is_displayed()
    assert window.find_element(By.CSS_SELECTOR, "#table caption").text.startswith("Organisations")
    assert window.find_element(By.CSS_SELECTOR, "#table q").is_displayed()  # there are no details to open
    for name in ("query", "acknowledged", "download", "embed"):
        assert not window.find_element(By.ID, name).is_displayed(), name  # it would do nothing
    assert window.find_element(By.ID, "citation").is_displayed()
    assert said(window) == []


def test_a_browser_that_cannot_unpack_shows_the_plain_table(window: WebDriver) -> None:
    gone = {"source": "delete window.DecompressionStream"}
    script = window.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", gone)
    window.get((ARGUS / "index.html").as_uri())
    window.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
    assert len(window.find_elements(By.CSS_SELECTOR, "#table tbody tr")) == 88
    assert not window.find_element(By.ID, "query").is_displayed()


def test_paper_has_the_table_and_the_statements_and_no_buttons(window: WebDriver) -> None:
    open_page(window)
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert window.find_element(By.CSS_SELECTOR, "#table q").is_displayed()
    assert window.find_element(By.CSS_SELECTOR, ".limits li").is_displayed()
    for name in ("query", "download", "citation", "embed"):
        assert not window.find_element(By.ID, name).is_displayed(), name
    black = window.execute_script("return getComputedStyle(document.body).color")
    assert black == "rgb(0, 0, 0)"


class Site(http.server.ThreadingHTTPServer):
    """A site that embeds the page, and remembers what it was asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, and writes no log."""

    def log_message(self, format: str, *args: object) -> None:
        assert isinstance(self.server, Site)
        self.server.asked.append(self.path)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "table.html").write_bytes((ARGUS / "index.html").read_bytes())
    allowed = "allow-scripts allow-popups allow-downloads"
    frame = f'<iframe src="table.html#q=police" sandbox="{allowed}" width="900" height="700" title="t"></iframe>'
    story = f'<!doctype html><title>Story</title><link rel="icon" href="data:,">{frame}'
    (tmp_path / "story.html").write_text(story, encoding="utf-8")
    with Site(tmp_path) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_it_works_in_a_frame_that_may_do_little(window: WebDriver, site: Site) -> None:
    window.get(f"{site.address}/story.html")
    window.switch_to.frame(0)
    WebDriverWait(window, 20).until(lambda _: window.execute_script(READY))
    assert len(window.find_elements(By.CSS_SELECTOR, "#table tbody tr")) == 88
    window.find_element(By.ID, "acknowledged").click()
    assert 0 < len(window.find_elements(By.CSS_SELECTOR, "#table tbody tr")) < 88
    window.find_element(By.CSS_SELECTOR, ".toggle").click()
    window.find_element(By.CSS_SELECTOR, "th[data-key=name] button").click()
    assert window.find_element(By.CSS_SELECTOR, ".details").is_displayed()
    code = window.find_element(By.ID, "embed").get_attribute("value") or ""
    assert f'src="{site.address}/table.html"' in code and "sandbox=" in code
    assert said(window) == []


def test_nothing_is_asked_of_anybody(window: WebDriver, site: Site) -> None:
    for page in ((ARGUS / "index.html").as_uri(), f"{site.address}/table.html"):
        asked_for(window)
        open_page(window, page)
        window.find_element(By.ID, "acknowledged").click()
        window.find_element(By.ID, "query").send_keys("police")
        window.find_element(By.CSS_SELECTOR, ".toggle").click()
        assert asked_for(window) == [page]
    assert site.asked == ["/table.html"]


ATTEMPT = """const [to, done] = arguments;
const add = (tag, place, values) => place.append(Object.assign(document.createElement(tag), values));
add("img", document.body, { src: to + "/image.png" });
add("script", document.body, { src: to + "/script.js" });
add("iframe", document.body, { src: to + "/frame.html" });
add("style", document.head, { textContent: "body { background: url(" + to + "/style.png) }" });
navigator.sendBeacon(to + "/beacon");
fetch(to + "/fetched").then(() => done("out"), () => done("blocked"));"""


def test_the_policy_lets_nothing_out(window: WebDriver, site: Site) -> None:
    open_page(window, f"{site.address}/table.html")
    assert window.execute_async_script(ATTEMPT, site.address) == "blocked"
    assert site.asked == ["/table.html"]
    told = " ".join(said(window))
    for directive in ("img-src data:", "style-src 'sha256-", "script-src 'sha256-", "default-src 'none'"):
        assert directive in told, told


def test_a_long_table_keeps_no_one_out(window: WebDriver, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(ours(organisations(5_200)))
    open_page(window, (tmp_path / "index.html").as_uri())
    assert window.find_element(By.ID, "further").is_displayed()
    assert barriers(window) == []
