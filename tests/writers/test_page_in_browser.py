"""The page in a real browser: limitations come before search, search folds diacritics, texts stay texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browsing, said
from datasets import ROOT
from samples import declared, page_of
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

EVIL = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
SHOWN = "return Array.from(document.querySelectorAll('#table tbody tr:not([hidden]) th'), (cell) => cell.textContent)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def opened(browser: WebDriver) -> Iterator[WebDriver]:
    """The embedded example, as the public gets it; whatever the console holds in the end is a failure."""
    browser.get((ROOT / "published/argus/index.html").as_uri())
    yield browser
    assert said(browser) == []


@pytest.fixture
def hostile(browser: WebDriver, tmp_path: Path) -> Iterator[WebDriver]:
    """A page whose every text is an attack."""
    rows = [{"name": EVIL, "statement": EVIL, "response": "denied"}, {"name": "{{ 7 * 7 }}", "kind": EVIL}]
    path = tmp_path / "index.html"
    path.write_bytes(page_of(declared(tmp_path, title="Safe", limitations=(EVIL,)), *rows))
    browser.get(path.as_uri())
    yield browser
    assert said(browser) == []


def type_query(browser: WebDriver, text: str) -> list[str]:
    box = browser.find_element(By.ID, "query")
    box.clear()
    box.send_keys(text)
    names: list[str] = browser.execute_script(SHOWN)
    return names


def test_limitations_are_acknowledged_before_the_search(opened: WebDriver) -> None:
    query, box = opened.find_element(By.ID, "query"), opened.find_element(By.ID, "acknowledged")
    assert box.is_displayed() and not box.is_selected()
    assert not query.is_enabled()
    limits = opened.find_element(By.CSS_SELECTOR, ".limits li")
    assert limits.is_displayed() and limits.location["y"] < opened.find_element(By.ID, "table").location["y"]
    box.click()
    assert query.is_enabled()
    assert len(type_query(opened, "police")) < 88
    box.click()
    assert not query.is_enabled()
    assert len(opened.execute_script(SHOWN)) == 88


def test_the_search_folds_diacritics_and_filters_rows(opened: WebDriver) -> None:
    everything = opened.execute_script(SHOWN)
    assert len(everything) == 88
    opened.find_element(By.ID, "acknowledged").click()
    name = next(name for name in everything if "é" in name)
    found = type_query(opened, name.replace("é", "e").upper())
    assert name in found and len(found) < 88
    assert type_query(opened, name) == found
    assert opened.find_element(By.ID, "found").text == f"{len(found)} of 88"
    assert type_query(opened, "no such body") == []
    assert opened.find_element(By.ID, "none").is_displayed()


def test_without_scripts_the_table_is_all_there(browser: WebDriver) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get((ROOT / "published/argus/index.html").as_uri())
        rows = browser.find_elements(By.CSS_SELECTOR, "#table tbody tr")
        assert len(rows) == 88
        assert rows[0].is_displayed() and rows[-1].is_displayed()
        assert not browser.find_element(By.ID, "query").is_displayed()  # it would do nothing
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert said(browser) == []


def test_hostile_texts_stay_text(hostile: WebDriver) -> None:
    assert hostile.title == "Safe"
    assert hostile.execute_script(SHOWN)[0] == EVIL
    assert hostile.find_element(By.CSS_SELECTOR, "#table q").text == EVIL
    assert hostile.find_elements(By.TAG_NAME, "img") == []
    hostile.find_element(By.ID, "acknowledged").click()
    assert type_query(hostile, "onerror") != []
    assert hostile.title == "Safe"


def test_the_policy_stops_what_is_not_ours(hostile: WebDriver) -> None:
    """Were a text ever to become markup, the browser itself would not run it."""
    hostile.execute_script("document.body.insertAdjacentHTML('beforeend', arguments[0])", EVIL)
    assert hostile.find_elements(By.TAG_NAME, "img") != []
    told = [entry["message"] for entry in hostile.get_log("browser")]
    assert any("Content Security Policy" in message for message in told)
    assert hostile.title == "Safe"
