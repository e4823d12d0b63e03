"""A registry of candidates: one for each standardised form and region, never confirmed."""

from pathlib import Path

from datasets import DECLARATION, write_csv

from pipeline.dataset import load
from pipeline.windows.candidates import Candidates, find_candidates

HEADER = ("Agency", "Province", "Searches")


def candidates(folder: Path, *rows: tuple[str, str, str]) -> Candidates:
    place = folder / "tiny"
    place.mkdir(exist_ok=True)
    (place / "dataset.yml").write_text(DECLARATION, encoding="utf-8")
    write_csv(place / "list.csv", [HEADER, *rows])
    return find_candidates(load(place))


def test_spellings_of_one_form_are_one_candidate(tmp_path: Path) -> None:
    made = candidates(
        tmp_path,
        ("QUILLMERE PD", "ON", "3"),
        ("Quillmere Police Dept", "Ontario", "5"),
        ("Quillmere Police  Department", "ON", "7"),
        ("Quillmere PD", "QC", "1"),
        ("Tarnbridge University", "ON", "2"),
    )
    assert [row[:5] for row in made.rows] == [
        ("ca-on-quillmere-police-department", "Quillmere Police Department", "CA-ON", "",
         "Quillmere Police Dept|QUILLMERE PD"),
        ("ca-on-tarnbridge-university", "Tarnbridge University", "CA-ON", "", ""),
        ("ca-qc-quillmere-police-department", "Quillmere PD", "CA-QC", "", ""),
    ]  # fmt: skip
    assert {row[5:] for row in made.rows} == {("unconfirmed", "")}
    assert (made.names, made.largest) == (5, 15)


def test_the_spelling_of_the_most_rows_is_the_name(tmp_path: Path) -> None:
    many = ("Quillmere PD", "ON", "1")
    (row,) = candidates(tmp_path, ("Quillmere Police Department", "ON", "1"), many, many).rows
    assert row[1] == "Quillmere PD"


def test_a_name_without_a_region_joins_the_only_one(tmp_path: Path) -> None:
    (row,) = candidates(tmp_path, ("Ostrey Police", "", "1"), ("OSTREY POLICE", "NS", "1")).rows
    assert (row[1], row[2], row[4]) == ("Ostrey Police", "CA-NS", "OSTREY POLICE")
    several = candidates(
        tmp_path, ("Ostrey Police", "", "1"), ("Ostrey Police", "NS", "1"), ("Ostrey Police", "ON", "1")
    )
    assert [row[0] for row in several.rows] == ["ostrey-police", "ca-ns-ostrey-police", "ca-on-ostrey-police"]


def test_rows_that_cannot_be_read_and_names_without_letters_are_left_out(tmp_path: Path) -> None:
    made = candidates(
        tmp_path, ("Ostrey Police", "NS", "x"), ("", "NS", "1"), ("???", "NS", "1"), ("A|B Police", "NS", "2")
    )
    assert [row[1] for row in made.rows] == ["A|B Police"]
    assert candidates(tmp_path).rows == []


def test_identifiers_are_apart_and_short(tmp_path: Path) -> None:
    long = "Very " * 30
    made = candidates(tmp_path, (f"{long}Long Police", "ON", "1"), (f"{long}Long University", "ON", "1"))
    ids = [row[0] for row in made.rows]
    assert len(set(ids)) == 2 and all(len(each) <= 63 for each in ids) and ids[1] == f"{ids[0]}-2"
