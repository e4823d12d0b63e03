"""new: from a list of one's own to a dataset that can be published, with not one organisation that nobody confirmed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from datasets import ROOT, Result, Tiny, read_csv, run_here, write_csv
from reviewing import desk_of, served

LIST = [
    ("Agency", "State", "Searches"),
    ("SPRINGMERE PD", "IL", "640"),
    ("Springmere Police Dept", "IL", "12"),
    ("Springmere Co. Sheriff's Office", "IL", "9"),
    ("Ostrey Police Department", "GA", "7"),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_csv(tmp_path / "Zilpzalp mine.csv", LIST)
    return tmp_path


def make(place: Path, *words: str, name: str = "cameras", source: str = "Zilpzalp mine.csv") -> Result:
    return run_here("new", name, "--from", str(place / source), "--root", str(place), *words)


def publish(place: Path, *words: str) -> Result:
    return run_here("publish", "cameras", "--root", str(place), *words)


def test_from_a_list_to_a_published_table(place: Path) -> None:
    made = make(place)
    assert made.code == 0, made.err
    assert "name is 'Agency', region is 'State', count is 'Searches'" in made.out
    assert "Regions are the subdivisions of US. Ranges: 1-5, 6-10, 11-50, 51-100, 101-500, 501+." in made.out
    assert "3 candidates, made of 4 names" in made.out
    raw = place / "raw" / "cameras"
    assert (raw / "list.csv").read_bytes() == (place / "Zilpzalp mine.csv").read_bytes()
    first = publish(place)
    assert first.code == 0, first.err
    assert (
        "0 organisations in 0 countries" in first.out and "3 organisations of the registry not confirmed" in first.out
    )
    assert "To confirm organisations: deskcheck review cameras (key v)" in first.out
    rows = read_csv(raw / "registry.csv")
    assert {row["status"] for row in rows} == {"unconfirmed"}
    confirmed = [tuple(rows[0])] + [
        tuple((row | {"status": "confirmed" if "police" in row["entity_id"] else "unconfirmed"}).values())
        for row in rows
    ]
    write_csv(raw / "registry.csv", confirmed)
    assert publish(place).code == 0
    table = {row["name"]: row["count_range"] for row in read_csv(place / "published/cameras/entities.csv")}
    assert table == {"Springmere Police Dept": "501+", "Ostrey Police Department": "6-10"}


def test_the_review_page_confirms_a_candidate(place: Path) -> None:
    assert make(place, name="tiny").code == 0
    tiny = Tiny.__new__(Tiny)
    tiny.root, tiny.raw, tiny.published = place, place / "raw" / "tiny", place / "published" / "tiny"
    with served(desk_of(tiny)) as client:
        status, told, _ = client.ask("/api/organisations?which=unconfirmed&client=a")
        assert status == 200, told
        ids = [each["entity_id"] for each in told["organisations"]]
        assert ids[0] == "us-il-springmere-police-department" and len(ids) == 3
        said = {
            "entity_id": ids[0],
            "status": "confirmed",
            "evidence_url": "https://example.org/x",
            "confirmed_by": "Ann",
        }
        assert client.ask("/api/evidence", said)[0] == 200
    assert run_here("publish", "tiny", "--root", str(place)).code == 0
    (row,) = read_csv(tiny.published / "entities.csv")
    assert (row["entity_id"], row["count_range"], row["evidence_url"]) == (ids[0], "501+", "https://example.org/x")


def test_nothing_is_asked_and_no_count_or_name_is_told(place: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "new", "cameras", "--from", "Zilpzalp mine.csv"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    for private in ("Springmere", "SPRINGMERE", "Ostrey", "640", "652", "Zilpzalp", str(place)):
        assert private not in done.stdout, private
    assert (place / "raw/cameras/dataset.yml").is_file()  # raw/ was made, for there was none above
    assert "interim/" in (place / ".gitignore").read_text(encoding="utf-8")
    assert (place / "raw/cameras/.gitignore").read_text(encoding="utf-8").splitlines()[1:] == [
        "/list.*",
        "/registry.csv",
    ]


def test_a_root_that_has_rules_of_its_own_keeps_them(place: Path) -> None:
    (place / ".gitignore").write_text("x\n", encoding="utf-8")
    assert make(place).code == 0
    assert (place / ".gitignore").read_text(encoding="utf-8") == "x\n"


def test_without_a_list_there_is_a_declaration_to_fill_in(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    made = run_here("new", "cameras", "--root", str(tmp_path))
    assert made.code == 0 and "Put your list into it as list.csv" in made.out
    refused = publish(tmp_path)
    assert refused.code == 2 and "raw/cameras/list.csv: the file is absent. Put it there" in refused.err
    assert "put what dataset.yml names into raw/cameras/" in run_here("publish", "--root", str(tmp_path)).out
    write_csv(tmp_path / "raw/cameras/list.csv", [("Organisation", "Region", "Count"), ("Ostrey Police", "Chile", "3")])
    told = publish(tmp_path)
    assert told.code == 0 and "The registry holds no organisation" in told.out
    assert told.err == ""
    registry = tmp_path / "raw/cameras/registry.csv"
    registry.write_text(registry.read_text(encoding="utf-8") + "o-1,Ostrey Police,CL,,,,\n", encoding="utf-8")
    assert "1 organisation in 1 country" in publish(tmp_path).out


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", "a-", "a.b", "a_b", "ä", "x" * 81, ".", "CON/x", "a\n"])
def test_a_name_that_no_folder_should_bear(place: Path, name: str) -> None:
    refused = make(place, name=name)
    assert refused.code == 2 and "cannot be the name of a dataset" in refused.err
    assert not list(place.glob("raw/*"))


def test_a_folder_that_exists_is_refused(place: Path) -> None:
    assert make(place).code == 0
    before = {path: path.read_bytes() for path in (place / "raw").rglob("*") if path.is_file()}
    for name in ("cameras", "CAMERAS"):
        refused = make(place, name=name)
        assert refused.code == 2 and f"raw/{name} exists" in refused.err
    assert {path: path.read_bytes() for path in (place / "raw").rglob("*") if path.is_file()} == before
    (place / "published" / "other").mkdir(parents=True)
    assert "published/other exists" in make(place, name="other").err


@pytest.mark.parametrize(
    ("file", "data", "told"),
    [
        ("x.pdf", b"", "format is not known by its extension"),
        ("x.csv", b"", "x.csv, line 1: the file is empty"),
        ("x.csv", b"SPRINGMERE PD,IL,640\nOstrey Police,GA,7\n", "looks like data"),
        ("x.csv", b"a,b\nOstrey Police,Springmere\n", "no column can be taken for that of the names"),
        ("x.json", b"[1", "x.json"),
        ("x.xlsx", b"no", "the file is no XLSX"),
    ],
)
def test_a_list_that_cannot_be_used_leaves_nothing_behind(tmp_path: Path, file: str, data: bytes, told: str) -> None:
    (tmp_path / file).write_bytes(data)
    refused = make(tmp_path, source=file)
    assert refused.code == 2 and told in refused.err and refused.err.count("error:") == 1
    assert "Traceback" not in refused.err and not list(tmp_path.glob("raw/*"))


def test_a_list_that_is_not_there(place: Path) -> None:
    refused = make(place, source="nothing.csv")
    assert refused.code == 2 and "nothing.csv: the file is absent. Correct --from." in refused.err


def test_a_person_may_name_the_columns(place: Path) -> None:
    write_csv(place / "two.csv", [("Left", "Right"), ("Ostrey Police", "a b"), ("Springmere PD", "c d")])
    assert "Name it: --name HEADING." in make(place, source="two.csv").err
    assert "the file has no such column" in make(place, "--name", "Middle", source="two.csv").err
    assert make(place, "--name", "Left", source="two.csv").code == 0
    assert {row["name"] for row in read_csv(place / "raw/cameras/registry.csv")} == {"Ostrey Police", "Springmere PD"}
    assert publish(place).code == 0


def test_an_old_spreadsheets_csv_is_read_with_a_guess_that_is_told(place: Path) -> None:
    rows = ["Behörde;Bundesland;Anzahl", "Polizei Müsterhausen;Bayern;1.204", "Polizei Süßenfels;Hessen;7"]
    (place / "alt.csv").write_bytes("\r\n".join(rows).encode("cp1252"))
    made = make(place, source="alt.csv", name="alt").out
    assert "encoding 'cp125" in made and "delimiter ';'" in made and "thousands '.'" in made
    assert {row["name"] for row in read_csv(place / "raw/alt/registry.csv")} == {
        "Polizei Müsterhausen",
        "Polizei Süßenfels",
    }
    assert run_here("publish", "alt", "--root", str(place)).code == 0


def test_a_spreadsheet_and_its_sheet(place: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for title in ("one", "two"):
        sheet = book.create_sheet(title)
        for row in LIST:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.remove(book["Sheet"])
    book.save(place / "mine.xlsx")
    several = make(place, source="mine.xlsx")
    assert several.code == 2 and 'they are "one", "two". Name one with --sheet.' in several.err
    assert make(place, "--sheet", "two", source="mine.xlsx").code == 0
    assert (place / "raw/cameras/list.xlsx").read_bytes() == (place / "mine.xlsx").read_bytes()
    assert publish(place).code == 0
    assert "--sheet is for XLSX" in make(place, "--sheet", "two", name="b").err


def test_json_with_odd_members(place: Path) -> None:
    records = [dict(zip(LIST[0], row, strict=True)) | {"tags": ["a"], "Agency ID": 3} for row in LIST[1:]]
    (place / "mine.json").write_text(json.dumps(records), encoding="utf-8")
    told = make(place, "--json", source="mine.json").json["results"][0]
    assert told["columns"] == {"name": "Agency", "region": "State", "count": "Searches"}
    assert (told["country"], told["candidates"], told["names"]) == ("US", 3, 4)
    assert publish(place).code == 0


def test_headings_that_yaml_trips_over(place: Path) -> None:
    heading = 'Agency: "the" #1 {x}'
    write_csv(place / "odd.csv", [(heading, "State", "no"), ("Ostrey Police", "GA", "1"), ("Springmere PD", "IL", "2")])
    made = make(place, source="odd.csv")
    assert made.code == 0, made.err
    assert publish(place).code == 0
