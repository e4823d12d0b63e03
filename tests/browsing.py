"""The system's own Chromium for tests, with a fresh profile; nothing is downloaded."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

DRIVER = Path("/usr/bin/chromedriver")
BROWSER = shutil.which("google-chrome") or shutil.which("chromium")  # whichever the driver was made for
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --no-proxy-server"
)


@contextlib.contextmanager
def browsing(profile: Path, *flags: str) -> Iterator[WebDriver]:
    """Open a browser; skip the test where there is none."""
    if not BROWSER or not DRIVER.exists():
        pytest.skip("there is no browser here (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*FLAGS.split(), *flags, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def said(browser: WebDriver) -> list[str]:
    """What the console holds of the page; the browser's own start page may say something too, of its fonts."""
    messages = [entry["message"] for entry in browser.get_log("browser")]
    return [message for message in messages if not message.startswith("chrome://")]


def asked_for(browser: WebDriver) -> list[str]:
    """The addresses that pages asked for since the last look, by the browser's own log of the network."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith(("data:", "about:", "blob:", "chrome:"))]


def barriers(browser: WebDriver) -> list[str]:
    """What axe-core finds that keeps people out: each rule that is broken, and where."""
    from axe_core_python.selenium import Axe

    broken = Axe().run(browser)["violations"]
    return [f"{rule['id']}: {node['html'][:150]}" for rule in broken for node in rule["nodes"]]
