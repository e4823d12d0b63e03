"""The published page beside the same table by DataTables and by Tabulator: size, time until ready, time of a search.

The peers come from the npm registry into .bench/ when they are first needed. All pages are files without a network,
opened one after the other in a fresh Chromium, several times; times are medians, and only the ratios travel.
"""

import importlib.util
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.generate import ENDS, MIDDLES, STARTS
from benchmarks.measure import WORK

if TYPE_CHECKING:
    import pandas as pd

SIZES = (1_803, 100_000)
RUNS = 3
PACKAGES = ("datatables.net@3.1.2", "datatables.net-dt@3.1.2", "tabulator-tables@6.5.3")
DRIVER, BROWSER = "/usr/bin/chromedriver", shutil.which("chromium") or shutil.which("google-chrome") or ""
NOTE = """\
One organisation a row: name, range, place, kind, answer, public record; a tenth with a statement. Whole pages, all rows
inside. Ready: from the start of the navigation until the table can be searched. CPU: what the page's process has taken,
user and system, when that is seen; ours goes on to make the rows out of sight, up to 5,000, which the others do not.
Search: one word that fits few rows or none, until what fits is laid out. Medians of {runs} runs in {browser}; an
empty page is ready after {empty:.0f} ms and takes {cpu:.0f} ms of CPU. Times depend on what else the machine does.
"""
BODIES = {
    "police": ["{} Police Department", "{} Police Service", "Village of {} Police"],
    "sheriff": ["{} County Sheriff's Office", "{} Parish Sheriff's Office"],
    "prosecutor": ["{} County District Attorney's Office", "{} State's Attorney"],
    "university": ["University of {}", "{} State University Police", "{} Community College"],
}
STATES = "AZ CA CO FL GA IL KS MI MN MO NC NJ NY OH OR PA TN TX VA WA WI".split()
RANGES = [(1, 10), (11, 50), (51, 100), (101, 500), (501, 1000), (1001, 5000), (5001, None)]
COLUMNS = ("name", "place", "kind", "range", "answer", "record")


def organisations(number: int, seed: int = 3) -> "pd.DataFrame":
    """Invent a published table of so many organisations."""
    from schemas import Entities
    from schemas.base import frame

    rng = random.Random(seed)
    towns = [f"{before}{a}{b}{c}" for before in ("", "North ", "West ") for a in STARTS for b in MIDDLES for c in ENDS]
    rows = []
    for at in range(number):
        kind = rng.choice(list(BODIES))
        low, high = RANGES[min(int(rng.expovariate(0.6)), len(RANGES) - 1)]
        answered = rng.random() < 0.1
        told = ("We use it with a warrant.", "We tried it in training.", "We ended our contract.")
        rows.append(
            {
                "entity_id": f"e{at:06}",
                "name": rng.choice(BODIES[kind]).format(rng.choice(towns)),
                "region": f"US-{rng.choice(STATES)}",
                "country": "United States",
                "kind": kind,
                "count_range": f"{low}-{high}" if high else f"{low}+",
                "count_min": low,
                "count_max": high,
                "response": "confirmed" if answered else "no_response",
                "unaware_until_asked": False,
                "initially_denied": False,
                "response_date": "2024-02-03" if answered else "",
                "statement": rng.choice(told) if answered else "",
                "response_url": "",
                "evidence_url": f"https://example.org/agencies/e{at:06}",
            }
        )
    rows.sort(key=lambda row: (row["region"], row["name"], row["entity_id"]))
    return Entities.validate(frame(Entities, rows))


def ours(table: "pd.DataFrame") -> bytes:
    """Make our page."""
    from pipeline.account import Account
    from pipeline.dataset import load
    from pipeline.writers.forms import render
    from schemas import Totals
    from schemas.base import frame

    declared = {
        "title": "An invented list",
        "version": "1.0.0",
        "country": "US",
        "sources": [{"title": "A list", "path": "list.csv", "columns": {"name": "Agency"}}],
        "registry": {"path": "registry.csv"},
        "ranges": [low for low, _ in RANGES],
        "limitations": ["Everything here is invented."],
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dataset.yml").write_text(json.dumps(declared), encoding="utf-8")
        dataset = load(Path(folder)).model_copy(update={"name": "invented"})
    size = len(table)
    totals = frame(Totals, [("all", "all", size, 5001, None)])
    account = Account(size, size, 0, size, {("published", ""): size})
    return render(dataset, table, totals, account)["index.html"]


def rows_for_peers(table: "pd.DataFrame") -> str:
    """Write what our page shows as rows for a script: the same texts, and links as markup."""
    from pipeline.writers.wording import RESPONSE_LABELS, place, range_words

    rows = [
        (
            row["name"],
            place(row["region"], row["country"]),
            row["kind"],
            range_words(row["count_range"]),
            f"{RESPONSE_LABELS[row['response']]} {row['statement']}",
            f'<a href="{row["evidence_url"]}">record</a>',
        )
        for row in table.to_dict("records")
    ]
    return json.dumps(rows, separators=(",", ":")).replace("</", "<\\/")


def datatables(rows: str, modules: Path) -> str:
    """Make the page of DataTables: paged, rows made when they are shown."""
    script = (modules / "datatables.net/js/dataTables.min.js").read_text("utf-8")
    style = (modules / "datatables.net-dt/css/dataTables.dataTables.min.css").read_text("utf-8")
    start = f"""const table = new DataTable("#t", {{data: {rows}, deferRender: true, order: [],
columns: {json.dumps([{"title": name} for name in COLUMNS])}, initComplete: () => performance.mark("ready")}});
window.search = (word) => {{ table.search(word).draw(); document.body.offsetHeight; }};"""
    return _peer_page(style, script, start)


def tabulator(rows: str, modules: Path) -> str:
    """Make the page of Tabulator: a window of rows in a virtual scroll."""
    style = (modules / "tabulator-tables/dist/css/tabulator.min.css").read_text("utf-8")
    script = (modules / "tabulator-tables/dist/js/tabulator.min.js").read_text("utf-8")
    columns = [{"title": n, "field": n} | ({"formatter": "html"} if n == "record" else {}) for n in COLUMNS]
    start = f"""const names = {json.dumps(COLUMNS)};
const data = {rows}.map((row) => Object.fromEntries(row.map((value, at) => [names[at], value])));
const table = new Tabulator("#t", {{data, height: "600px", layout: "fitColumns", columns: {json.dumps(columns)}}});
table.on("tableBuilt", () => performance.mark("ready"));
window.search = (word) => {{
  table.setFilter((row) => names.some((name) => row[name].toLowerCase().includes(word)));
  document.body.offsetHeight;
}};"""
    return _peer_page(style, script, start).replace("<table id=t></table>", "<div id=t></div>")


def _peer_page(style: str, script: str, start: str) -> str:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>An invented list</title><style>{style}</style>'
    return f"{head}<body><table id=t></table><script>{script}</script><script>{start}</script></body></html>"


def measure(path: Path, search: str, runs: int = RUNS) -> dict[str, float]:
    """Open a page several times; take medians of milliseconds, and its size in KB (of 1,000 bytes)."""
    found: dict[str, list[float]] = {"ready": [], "cpu": [], "search": []}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as profile:
            driver = _browser(profile)
            try:
                before = _cpu(driver.service.process.pid)
                driver.get(path.as_uri())
                ready = driver.execute_async_script(_WAIT)
                cpu = _cpu(driver.service.process.pid) - before
                driver.execute_script(search)
                times = [driver.execute_script(_SEARCH, word) for word in ("ravarifield", "quilmoor", "tamerwold")]
                for name, value in (("ready", ready), ("cpu", cpu), ("search", statistics.median(times))):
                    found[name].append(value)
            finally:
                driver.quit()
    return {name: statistics.median(values) for name, values in found.items()} | {"size": path.stat().st_size / 1000}


_WAIT = """const done = arguments[0]; (function look() {
const mark = performance.getEntriesByName("ready")[0];
if (mark) done(mark.startTime); else setTimeout(look, 20); })()"""
_SEARCH = "const from = performance.now(); window.search(arguments[0]); return performance.now() - from;"
_EMPTY = """<!doctype html><title>Empty</title><script>performance.mark("ready"); window.search = () => 0</script>"""
_OURS = """document.getElementById("acknowledged")?.click();
window.search = (word) => { const field = document.getElementById("query"); field.value = word;
field.dispatchEvent(new Event("input")); document.body.offsetHeight; };"""


def _browser(profile: str) -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for (
        flag
    ) in "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --no-proxy-server".split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    return webdriver.Chrome(options, webdriver.ChromeService(DRIVER))


def _cpu(driver: int) -> float:
    """Tell the milliseconds, user and system, of the pages' processes below a driver's."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            numbers = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            renders = b"--type=renderer" in (folder / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        parents[int(folder.name)] = int(numbers[1])
        used[int(folder.name)] = (int(numbers[11]) + int(numbers[12])) * renders

    def below(process: int) -> bool:
        return process == driver or (process in parents and below(parents[process]))

    return sum(ticks for process, ticks in used.items() if below(process)) * 1000 / os.sysconf("SC_CLK_TCK")


def modules() -> Path:
    """Give the folder of the peers' packages, brought where it is missing."""
    folder = WORK / "page"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--prefix", str(folder), "--no-save", "--ignore-scripts", "--silent", *PACKAGES]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        (folder / "ready").touch()
    return folder / "node_modules"


def table(sizes: tuple[int, ...] = SIZES, runs: int = RUNS) -> str:
    """Measure all, and tell it as Markdown; or why that cannot be done here."""
    if not (importlib.util.find_spec("selenium") and BROWSER and Path(DRIVER).exists() and shutil.which("npm")):
        return "Not measured here: it needs Chromium with its driver, npm, and the environment of `make test`.\n"
    brought = modules()
    lines = ["| rows | page | KB | × | ready ms | × | CPU ms | × | search ms | × |", "|---:|---|" + "---:|" * 8]
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "empty.html"
        nothing.write_text(_EMPTY, encoding="utf-8")
        empty = measure(nothing, "0", runs)
        for size in sizes:
            entities = organisations(size)
            rows = rows_for_peers(entities)
            peers: dict[str, tuple[Callable[[], bytes], str]] = {
                "**Deskcheck**": (lambda entities=entities: ours(entities), _OURS),
                "DataTables": (lambda rows=rows: datatables(rows, brought).encode(), ""),
                "Tabulator": (lambda rows=rows: tabulator(rows, brought).encode(), ""),
            }
            base: dict[str, float] = {}
            for title, (make, search) in peers.items():
                path = Path(folder) / f"{title.strip('*').lower()}-{size}.html"
                path.write_bytes(make())
                told = measure(path, search or "0", runs)
                base = base or told
                cells = [
                    f"{told[name]:,.0f} | {told[name] / base[name]:.2f}" for name in ("size", "ready", "cpu", "search")
                ]
                lines.append(f"| {size:,} | {title} | {' | '.join(cells)} |")
    version = subprocess.run([BROWSER, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    browser = " ".join(version.split()[:2])
    return (
        NOTE.format(runs=runs, browser=browser, empty=empty["ready"], cpu=empty["cpu"]) + "\n" + "\n".join(lines) + "\n"
    )
