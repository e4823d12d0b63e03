"""The page at work in a real browser: search, filters, order, details, address, files; and every text stays text."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import browsing, said
from datasets import ROOT, read_csv
from samples import declared, page_of
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import Select, WebDriverWait

from benchmarks.page import organisations, ours
from pipeline.changes import Change
from pipeline.disclosure.readings import fold

ARGUS = ROOT / "published/argus"
EVIL = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
SHOWN = "return Array.from(document.querySelectorAll('#table tbody:first-of-type th'), (cell) => cell.textContent)"
OPEN_ALL = """history.replaceState = () => {}; // the browser allows a page only so many
for (const button of document.querySelectorAll('.toggle')) button.click()"""
HARM = "img, iframe, object, embed, main script, [onerror], [onload], a[href^=java], #table a[href*='@']"
FEW = [
    EVIL,
    "{{ 7 * 7 }}",
    "javascript://example.org/%0aalert(1)",
    "https://bank.example@elsewhere.example",
    "${7*7}",
    "</textarea></td></tr></table><b>",
    "=cmd|' /C calc'!A0",
    "'\"><svg/onload=x>",
    "‮evil",
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def opened(browser: WebDriver) -> Iterator[WebDriver]:
    """The embedded example, as the public gets it; whatever the console holds in the end is a failure."""
    open_page(browser, ARGUS / "index.html")
    yield browser
    assert said(browser) == []


@pytest.fixture
def ready(opened: WebDriver) -> WebDriver:
    """The same, with the limitations acknowledged."""
    opened.find_element(By.ID, "acknowledged").click()
    return opened


def open_page(browser: WebDriver, path: Path, state: str = "") -> None:
    browser.get("about:blank")  # else a new state alone would not load the page
    browser.get(path.as_uri() + state)
    wait(browser, lambda: browser.execute_script("return performance.getEntriesByName('ready').length > 0"))


def wait(browser: WebDriver, until: Callable[[], object]) -> None:
    WebDriverWait(browser, 30, poll_frequency=0.05).until(lambda _: until())


def shown(browser: WebDriver) -> list[str]:
    names: list[str] = browser.execute_script(SHOWN)
    return names


def places(browser: WebDriver) -> list[int]:
    """Tell which rows of entities.csv are shown, in the order in which they stand."""
    buttons = "return Array.from(document.querySelectorAll('.toggle'), (button) => Number(button.dataset.at))"
    numbers: list[int] = browser.execute_script(buttons)
    return numbers


def type_query(browser: WebDriver, text: str) -> list[str]:
    box = browser.find_element(By.ID, "query")
    box.clear()
    box.send_keys(text)
    return shown(browser)


def choose(browser: WebDriver, column: str, value: str) -> list[str]:
    Select(browser.find_element(By.NAME, column)).select_by_value(value)
    return shown(browser)


def head(browser: WebDriver, column: str) -> None:
    browser.find_element(By.CSS_SELECTOR, f"th[data-key={column}] button").click()


def table() -> list[dict[str, str]]:
    return read_csv(ARGUS / "entities.csv")


def test_limitations_are_acknowledged_before_the_search(opened: WebDriver) -> None:
    query, box = opened.find_element(By.ID, "query"), opened.find_element(By.ID, "acknowledged")
    assert box.is_displayed() and not box.is_selected()
    assert not query.is_enabled() and not opened.find_element(By.NAME, "country").is_enabled()
    limits = opened.find_element(By.CSS_SELECTOR, ".limits li")
    assert limits.is_displayed() and limits.location["y"] < opened.find_element(By.ID, "table").location["y"]
    box.click()
    assert query.is_enabled()
    assert len(type_query(opened, "police")) < 88
    box.click()
    assert not query.is_enabled()
    assert len(shown(opened)) == 88


def test_the_search_folds_diacritics_and_filters_rows(ready: WebDriver) -> None:
    everything = shown(ready)
    assert everything == [row["name"] for row in table()]
    name = next(name for name in everything if "é" in name)
    found = type_query(ready, name.replace("é", "e").upper())
    assert name in found and len(found) < 88
    assert type_query(ready, name) == found
    assert ready.find_element(By.ID, "found").text == f"{len(found)} of 88 organisations"
    assert type_query(ready, "no such body") == []
    assert ready.find_element(By.ID, "none").is_displayed()
    ready.find_element(By.ID, "clear").click()
    assert shown(ready) == everything
    assert ready.find_element(By.ID, "found").text == "All 88 organisations"


def test_the_search_reads_every_column(ready: WebDriver) -> None:
    row = next(row for row in table() if row["statement"] and row["unaware_until_asked"] == "true")
    words = [row["name"], row["country"], row["kind"], row["count_range"], row["entity_id"], row["response_date"]]
    for text in (*words, row["statement"][:40], "unaware until asked", row["count_range"].replace("-", "–")):
        assert row["name"] in type_query(ready, text), text
    assert type_query(ready, f"{row['entity_id']} {row['kind']}") == [row["name"]]


@pytest.mark.parametrize(
    ("column", "value"),
    [("country", "Canada"), ("kind", "university"), ("count_range", "11-50"), ("response", "denied")],
)
def test_a_filter_leaves_what_it_names(ready: WebDriver, column: str, value: str) -> None:
    wanted = [row["name"] for row in table() if row[column] == value]
    assert 0 < len(wanted) < 88
    assert choose(ready, column, value) == wanted
    assert choose(ready, column, "") == [row["name"] for row in table()]


@pytest.mark.parametrize("flag", ["unaware_until_asked", "initially_denied"])
def test_the_flags_of_an_answer_can_be_filtered_by(ready: WebDriver, flag: str) -> None:
    assert choose(ready, "response", flag) == [row["name"] for row in table() if row[flag] == "true"]


def test_filters_count_what_all_others_leave(ready: WebDriver) -> None:
    choose(ready, "country", "Canada")
    choose(ready, "kind", "police")
    type_query(ready, "police")
    rows = [row for row in table() if "police" in row["name"].lower() or row["kind"] == "police"]

    def expected(column: str, others: dict[str, str]) -> dict[str, int]:
        left = [row for row in rows if all(row[key] == value for key, value in others.items())]
        return {row[column]: sum(other[column] == row[column] for other in left) for row in left}

    for column, others in (
        ("country", {"kind": "police"}),
        ("kind", {"country": "Canada"}),
        ("count_range", {"country": "Canada", "kind": "police"}),
    ):
        options = Select(ready.find_element(By.NAME, column)).options
        told = {o.get_attribute("value") or "": o.text.rpartition(" (")[2].rstrip(")") for o in options}
        sizes = expected(column, others)
        assert told.pop("") == str(sum(sizes.values()))
        assert {value: int(size) for value, size in told.items() if size != "0"} == sizes


def test_columns_sort_by_what_they_mean(ready: WebDriver) -> None:
    rows = table()
    lows = [int(row["count_min"]) for row in rows]
    column = ready.find_element(By.CSS_SELECTOR, "th[data-key=count_range]")
    head(ready, "count_range")
    assert column.get_attribute("aria-sort") == "descending"
    assert [lows[at] for at in places(ready)] == sorted(lows, reverse=True)
    head(ready, "count_range")
    assert column.get_attribute("aria-sort") == "ascending"
    assert [lows[at] for at in places(ready)] == sorted(lows)
    head(ready, "count_range")
    assert column.get_attribute("aria-sort") is None
    assert shown(ready) == [row["name"] for row in table()]
    head(ready, "name")
    assert shown(ready) == sorted((row["name"] for row in rows), key=fold)  # Å as A, as readers look it up
    assert len(ready.find_elements(By.CSS_SELECTOR, "[aria-sort]")) == 1
    head(ready, "response")
    order = ["confirmed", "denied", "declined", "no_response", "not_asked"]
    answers = [order.index(row["response"]) for row in rows]
    assert [answers[at] for at in places(ready)] == sorted(answers)


def test_the_address_holds_the_state_and_gives_it_back(ready: WebDriver) -> None:
    choose(ready, "country", "Canada")
    first = shown(ready)
    head(ready, "count_range")
    type_query(ready, "police")
    last = shown(ready)
    state = "#" + ready.current_url.partition("#")[2]
    assert state == "#q=police&country=Canada&sort=count_range&order=descending"
    ready.back()
    wait(ready, lambda: ready.current_url.endswith("#country=Canada"))
    assert shown(ready) == first
    ready.forward()
    wait(ready, lambda: "sort=count_range" in ready.current_url)
    assert shown(ready) == last
    open_page(ready, ARGUS / "index.html", state)
    assert ready.find_element(By.ID, "query").get_attribute("value") == "police"
    assert len(shown(ready)) == 88  # the limitations come first, in a link that was sent as well
    ready.find_element(By.ID, "acknowledged").click()
    assert shown(ready) == last


@pytest.mark.parametrize(
    "state", ["#sort=nothing&order=up&country=Nowhere&row=none", "#%%%=%", "#table", "#q=" + "x" * 9000]
)
def test_an_odd_address_does_no_harm(opened: WebDriver, state: str) -> None:
    open_page(opened, ARGUS / "index.html", state)
    assert len(shown(opened)) == 88


def test_a_row_tells_its_details(ready: WebDriver) -> None:
    row = next(row for row in table() if row["statement"] and row["response_url"])
    type_query(ready, row["entity_id"])
    button = ready.find_element(By.CSS_SELECTOR, ".toggle")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    details = ready.find_element(By.ID, button.get_attribute("aria-controls") or "")
    assert row["statement"] in details.text and row["response_date"] in details.text
    links = [a.get_attribute("href") for a in details.find_elements(By.TAG_NAME, "a")]
    assert row["response_url"] in links and row["evidence_url"] in links
    assert ready.current_url.endswith(f"&row={row['entity_id']}")
    button.click()
    assert ready.find_elements(By.CSS_SELECTOR, ".details") == []
    open_page(ready, ARGUS / "index.html", f"#row={row['entity_id']}")
    assert row["statement"] in ready.find_element(By.CSS_SELECTOR, ".details").text


def test_details_tell_what_changed_and_when(browser: WebDriver, tmp_path: Path) -> None:
    changes = [Change("e1", "1.1.0", "range_up", "count_range", "1-10", "11-100", "correction", "", "2024-02-03")]
    (tmp_path / "index.html").write_bytes(page_of(declared(tmp_path), {}, {}, changes=changes))
    open_page(browser, tmp_path / "index.html", "#row=e1")
    told = browser.find_element(By.CSS_SELECTOR, ".details").text
    assert "Changed in version 1.1.0" in told
    assert "2024-02-03: range raised from 1–10 to 11–100 (a correction)" in told


def test_what_is_shown_can_be_downloaded(ready: WebDriver, tmp_path: Path) -> None:
    choose(ready, "country", "Canada")
    head(ready, "name")
    rows = downloaded(ready, tmp_path, "argus.csv")
    assert list(rows[0]) == list(table()[0])
    assert [row["name"] for row in rows] == shown(ready)
    assert sorted(map(str, rows)) == sorted(str(row) for row in table() if row["country"] == "Canada")


def downloaded(browser: WebDriver, folder: Path, name: str) -> list[dict[str, str]]:
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    browser.find_element(By.ID, "download").click()
    wait(browser, (folder / name).exists)
    text = (folder / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_spreadsheet_takes_no_cell_for_a_formula(browser: WebDriver, tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "a,b", 'say "a"', "two\nlines", '=1,"2"']
    (tmp_path / "index.html").write_bytes(page_of(declared(tmp_path, limitations=()), *({"name": n} for n in names)))
    open_page(browser, tmp_path / "index.html")
    rows = downloaded(browser, tmp_path, "tiny.csv")
    assert [row["name"] for row in rows] == [f"'{n}" if n[0] in "=+-@\t" else n for n in names]


def test_the_citation_and_the_code_to_embed_can_be_copied(ready: WebDriver) -> None:
    for field in ("citation", "embed"):
        box = ready.find_element(By.ID, field)
        box.find_element(By.XPATH, "..").find_element(By.TAG_NAME, "button").click()
        wait(ready, lambda box=box: box.find_element(By.XPATH, "..").find_element(By.TAG_NAME, "output").text)
        assert ready.execute_script("return document.activeElement.id") == field
    assert "Searches of the Argus face database" in (ready.find_element(By.ID, "citation").get_attribute("value") or "")
    assert "<iframe " in (ready.find_element(By.ID, "embed").get_attribute("value") or "")


def test_a_long_table_is_shown_step_by_step(browser: WebDriver, tmp_path: Path) -> None:
    entities = organisations(6_000)
    (tmp_path / "index.html").write_bytes(ours(entities))
    open_page(browser, tmp_path / "index.html")
    assert shown(browser) == entities["name"].tolist()[:250]
    browser.find_element(By.ID, "further").click()
    wait(browser, lambda: len(shown(browser)) == 500)
    assert browser.execute_script("return document.activeElement.textContent") == entities["name"].iloc[250]
    browser.find_element(By.ID, "acknowledged").click()
    last = entities.iloc[-1]  # far behind the rows that stand in the page
    assert type_query(browser, last["entity_id"]) == [last["name"]]
    open_page(browser, tmp_path / "index.html", f"#row={last['entity_id']}")
    assert shown(browser)[-1] == last["name"]
    assert said(browser) == []


def test_all_rows_of_a_shorter_table_are_shown_in_the_end(browser: WebDriver, tmp_path: Path) -> None:
    entities = organisations(900)
    (tmp_path / "index.html").write_bytes(ours(entities))
    open_page(browser, tmp_path / "index.html")
    wait(browser, lambda: len(shown(browser)) == 900)
    assert shown(browser) == entities["name"].tolist()
    assert not browser.find_element(By.ID, "further").is_displayed()


def hostile(browser: WebDriver, folder: Path, texts: list[str]) -> None:
    """Open a page whose every text is an attack, open every row, and see that nothing but text came of it."""
    rows = [
        {
            "name": text,
            "statement": text,
            "kind": text,
            "response": "denied",
            "evidence_url": text,
            "response_url": text,
        }
        for text in texts
    ]
    page = page_of(declared(folder, title="Safe", limitations=(EVIL,), description=EVIL), *rows)
    (folder / "index.html").write_bytes(page)
    open_page(browser, folder / "index.html")
    browser.find_element(By.ID, "acknowledged").click()
    wait(browser, lambda: len(shown(browser)) == min(len(texts), 5000))
    expected = [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert [name.replace("\r\n", "\n").replace("\r", "\n") for name in shown(browser)] == expected
    browser.execute_script(OPEN_ALL)
    quotes = browser.execute_script("return Array.from(document.querySelectorAll('.details q'), (q) => q.textContent)")
    assert [quote.replace("\r\n", "\n").replace("\r", "\n") for quote in quotes] == expected
    assert browser.find_elements(By.CSS_SELECTOR, HARM) == []
    assert browser.title == "Safe"
    assert said(browser) == []


def test_hostile_texts_stay_text(browser: WebDriver, tmp_path: Path) -> None:
    hostile(browser, tmp_path, FEW)


def test_the_known_hostile_strings_stay_text(browser: WebDriver, tmp_path: Path, data: Path) -> None:
    payloads = (data / "corpora/xss-payloads/Intruder/xss-payload-list.txt").read_text("utf-8", errors="replace")
    naughty = json.loads((data / "corpora/blns/blns.json").read_text("utf-8"))
    formulas = "".join(
        path.read_text("utf-8", errors="replace") for path in sorted((data / "corpora/csv-injection").rglob("*.txt"))
    )
    texts = dict.fromkeys(t for t in [*naughty, *formulas.split("\n"), *payloads.split("\n")] if t and "\0" not in t)
    assert len(texts) > 5000
    hostile(browser, tmp_path, list(texts)[:3000])
    hostile(browser, tmp_path, list(texts)[3000:])


def test_the_policy_stops_what_is_not_ours(browser: WebDriver, tmp_path: Path) -> None:
    """Were a text ever to become markup, the browser itself would not run it, nor let it call anybody."""
    hostile(browser, tmp_path, FEW)
    browser.execute_script("document.body.insertAdjacentHTML('beforeend', arguments[0])", EVIL)
    assert browser.find_elements(By.TAG_NAME, "img") != []
    told = [entry["message"] for entry in browser.get_log("browser")]
    assert any("Content Security Policy" in message for message in told)
    assert browser.title == "Safe"
