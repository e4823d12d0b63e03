"""Every number that the public gets is the one that entities.csv makes: computed again here, by other means."""

import base64
import gzip
import hashlib
import json
import re
import shutil
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from datasets import ROOT, read_csv

FLAGS = ("unaware_until_asked", "initially_denied")


def wrong(folder: Path) -> list[str]:
    """List the numbers of a published folder that entities.csv does not bear out."""
    rows = read_csv(folder / "entities.csv")
    told = dict(_page(folder, rows)) | dict(_methodology(folder, rows)) | dict(_totals(folder, rows))
    return [f"{what}: {seen} is not {made}" for what, (seen, made) in told.items() if seen != made] + _files(
        folder, rows
    )


Told = dict[str, tuple[object, object]]
Rows = list[dict[str, str]]


def _page(folder: Path, rows: Rows) -> Told:
    html = unescape((folder / "index.html").read_text("utf-8"))
    size, countries = len(rows), Counter(row["country"] for row in rows)
    answers = Counter(row["response"] for row in rows)
    flags = {flag: sum(row[flag] == "true" for row in rows) for flag in FLAGS}
    told: Told = {
        "organisations": (_one(r"<dt>organisations</dt><dd>([\d,]+)</dd>", html), size),
        "countries": (_one(r"<dt>countries</dt><dd>([\d,]+)</dd>", html), len(countries)),
        "rows of the table": (len(re.findall("<tr><th scope=row", html)), size),
        "published, as": (_one(r"published, as ([\d,]+) organisations", html), size),
        "with evidence": (
            _one(r"([\d,]+) of [\d,]+ organisations \(", html),
            sum(bool(row["evidence_url"]) for row in rows),
        ),
    }
    tally = re.search(r'<p class="tally">(.*?)</p>', html)
    assert tally
    for verb, number in (
        ("organisations confirmed", answers["confirmed"]),
        ("had not known", flags[FLAGS[0]]),
        ("had first denied", flags[FLAGS[1]]),
        ("denied\\.", answers["denied"]),
        ("declined", answers["declined"]),
        ("did not respond", answers["no_response"]),
    ):
        told[f"tally, {verb}"] = (_one(rf"([\d,]+) {verb}", tally[1].replace("first denied.", "first denied;")), number)
    for picture in ("countries", "ranges", "responses"):
        told |= _picture(picture, html, (folder / f"figures/{picture}.svg").read_text("utf-8"), rows)
    for label, number in {**_labels(answers), "Unaware until asked": flags[FLAGS[0]]}.items():
        told[f"answers, {label}"] = (_one(rf">{label}</th><td>[^<]*</td><td class=\"number\">([\d,]+)<", html), number)
    part = html[html.index('id="countries"') : html.index('id="changes"')]
    by_country = re.findall(r'<th scope="row">(.*?)</th><td class="number">([\d,]+)</td>', part)
    told["by country"] = ({name: _int(text) for name, text in by_country}, dict(countries))
    data = re.search(r'id="data">(.*?)<', html)
    assert data
    columns = json.loads(gzip.decompress(base64.b64decode(data[1])))["columns"]
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for name, column in columns.items():
        texts = column if isinstance(column, list) else [column["of"][letters.index(at)] for at in column["at"]]
        told[f"carried, {name}"] = (texts, [row[name] for row in rows])
    return told


def _labels(answers: Counter[str]) -> dict[str, int]:
    words = {
        "Confirmed": "confirmed",
        "Denied": "denied",
        "Declined to answer": "declined",
        "No response": "no_response",
    }
    return {label: answers[word] for label, word in words.items()}


def _picture(name: str, html: str, svg: str, rows: Rows) -> Told:
    """A picture says its numbers four times: in its file and in the page, as text beside bars and as an alternative."""
    if name == "ranges":
        expected = Counter(row["count_range"].replace("-", "–").replace("1001–5000", "1,001–5,000") for row in rows)
        expected = Counter({{"501–1000": "501–1,000"}.get(label, label): size for label, size in expected.items()})
    elif name == "responses":
        expected = Counter(_labels(Counter(row["response"] for row in rows)))
    else:
        every = sorted(Counter(row["country"] for row in rows).items(), key=lambda item: (-item[1], item[0]))
        expected = Counter(dict(every[:11])) + Counter(
            {f"{len(every) - 11} other countries": sum(s for _, s in every[11:])}
        )
    told: Told = {}
    figure = html[html.index(f'<title id="picture-{name}"') :]
    for place, text in (("the file", svg), ("the page", figure[: figure.index("</svg>")])):
        words = re.findall(r"<text[^>]*>(.*?)</text>", text)
        half = len(words) // 2
        drawn = {label: _int(size) for label, size in zip(words[:half], words[half:], strict=True)}
        told[f"{name}, drawn in {place}"] = ({k: v for k, v in drawn.items() if v}, dict(expected))
        alternative = re.findall(
            r"[:,] ([^:]*?) (\d[\d,]*)(?=[,.])", text[text.index("<title") : text.index("</title>")]
        )
        said = {label: _int(size) for label, size in alternative if _int(size)}
        told[f"{name}, said in {place}"] = (said, dict(expected))
        bars = [float(width) for width in re.findall(r'<rect[^>]* width="(\S+)"', text)]
        sizes = [0 if "other countries" in label else size for label, size in drawn.items()]  # it has no length
        most = max(sizes)
        lengths = [round(bar / max(bars) * most) for bar in bars]
        told[f"{name}, lengths in {place}"] = (lengths, sizes)
    table = figure[: figure.index("</figure>")]
    cells = re.findall(r'<th scope="row">(.*?)</th><td class="number">([\d,]+)</td>', table)
    told[f"{name}, figures"] = ({label: _int(size) for label, size in cells if _int(size)}, dict(expected))
    return told


def _methodology(folder: Path, rows: Rows) -> Told:
    text = (folder / "METHODOLOGY.md").read_text("utf-8")
    steps = re.findall(r"^\| \*\*.*?\*\*.*? \| \*\*([\d,]+)\*\* \| (?:\*\*([\d,]+)\*\*)? ?\|$", text, re.MULTILINE)
    left = _int(steps[0][0])
    told: Told = {"published, in the methodology": (_one(r"published\*\*, as ([\d,]+) organisations", text), len(rows))}
    for number, rest in steps[1:-1]:
        left -= _int(number)
        told[f"left after {number}"] = (_int(rest), left)
    told["rows published"] = (_int(steps[-1][0]), left)
    parts = re.findall(r"^\| (?!\*)(?!column|`|:)\S.*? \| ([\d,]+) \| \|$", text, re.MULTILINE)
    told["reasons"] = (sum(map(_int, parts)), sum(_int(number) for number, _ in steps[1:-1]))
    known = sum(bool(row["evidence_url"]) for row in rows)
    told["evidence, in the methodology"] = (_one(r"^([\d,]+) of [\d,]+ organisations", text), known)
    page = unescape((folder / "index.html").read_text("utf-8"))
    waterfall = page[page.index("What became of each row") : page.index("The table is about")]
    numbers = [_int(number) for number in re.findall(r'class="number">([\d,]+)<', waterfall)]
    same = [
        _int(n)
        for line in text.split("\n")
        if re.match(r"\| .*\|$", line)
        for n in re.findall(r" \**(\d[\d,]*)\** \|", line)
    ]
    told["the waterfall on the page"] = (numbers, same)
    return told


def _totals(folder: Path, rows: Rows) -> Told:
    told: Told = {}
    for row in read_csv(folder / "totals.csv"):
        chosen = [r for r in rows if row["dimension"] == "all" or r[row["dimension"]] == row["value"]]
        what = f"totals, {row['value']}"
        told[f"{what}, entities"] = (int(row["entities"]), len(chosen))
        low = sum(int(r["count_min"]) for r in chosen)
        high = sum(int(r["count_max"]) for r in chosen) if all(r["count_max"] for r in chosen) else None
        # The true sum lies between the sums of the ends; a total that misses them is false.
        meets = not (row["count_max"] and int(row["count_max"]) < low)
        meets &= not (row["count_min"] and high is not None and int(row["count_min"]) > high)
        told[f"{what}, count"] = (meets, True)
    return told


def _files(folder: Path, rows: Rows) -> list[str]:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    found = []
    for each in package["resources"]:
        data = (folder / each["path"]).read_bytes()
        if (each["bytes"], each["hash"]) != (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}"):
            found.append(f"{each['path']}: size or checksum")
    page = (folder / "index.html").read_text("utf-8")
    for name in ("entities.csv", "entities.json", "totals.csv"):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() not in page:
            found.append(f"{name}: the checksum in the page")
    records = json.loads((folder / "entities.json").read_text("utf-8"))
    plain = {True: "true", False: "false", None: ""}
    same = [
        {key: plain[v] if v is None or v is True or v is False else str(v) for key, v in r.items()} for r in records
    ]
    return [*found, *(["entities.json: its rows"] if same != rows else [])]


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _int(text: str) -> int:
    return int(text.replace(",", ""))


def _one(pattern: str, text: str) -> int:
    match = re.search(pattern, text, re.MULTILINE)
    return _int(match[1]) if match else -1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "published" / "argus", tmp_path / "argus")
    return tmp_path / "argus"


def test_every_published_number_comes_from_the_table(folder: Path) -> None:
    assert wrong(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("index.html", "<dd>88</dd>", "<dd>89</dd>"),
        ("index.html", "<dd>24</dd>", "<dd>25</dd>"),
        ("index.html", "of them 9 had", "of them 8 had"),
        ("index.html", ". 12 denied", ". 13 denied"),
        ("index.html", ">41</text>", ">40</text>"),
        ("index.html", "Canada 41,", "Canada 42,"),
        ("index.html", '<td class="number">26</td>', '<td class="number">27</td>'),
        ("index.html", '<td class="number">440</td>', '<td class="number">441</td>'),
        ("index.html", "as 88 organisations", "as 87 organisations"),
        ("figures/ranges.svg", ">18</text>", ">19</text>"),
        ("figures/responses.svg", "Denied 12", "Denied 13"),
        ("METHODOLOGY.md", "| **363** |", "| **364** |"),
        ("METHODOLOGY.md", "bears the name | 13 |", "bears the name | 14 |"),
        ("METHODOLOGY.md", "88 of 88", "87 of 88"),
        ("totals.csv", "country,Canada,41,", "country,Canada,40,"),
        ("totals.csv", "kind,prosecutor,10,101,500", "kind,prosecutor,10,1,5"),
        ("entities.csv", ",1001-5000,1001,5000,", ",501-1000,501,1000,"),
        ("entities.csv", ",declined,", ",denied,"),
        ("entities.json", '"count_min": 11,', '"count_min": 12,'),
        ("datapackage.json", '"bytes": ', '"bytes": 1'),
    ],
)
def test_one_number_that_is_altered_is_seen(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    # The checksums would tell of any change; here it is the numbers themselves that must.
    assert [what for what in wrong(folder) if "checksum" not in what or file == "datapackage.json"]
