"""Rows nearly the same are one body; rows that only look alike are two."""

import csv
from pathlib import Path

import pytest

from pipeline.alike import nearly_same


def rows(*given: tuple[str, str]):
    told = [{"entity_id": f"{name}|{region}", "name": name, "region": region, "kind": ""} for name, region in given]
    return {row["entity_id"]: row for row in told}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ATHENS POLICE DEPT", "ATHENS POLICE DEPARTMENT"),
        ("COOSA COUNTY SHERIFFS DEPT", "COOSA CSO"),
        ("ORANGE COUNTY SHERIFF", "ORANGE COUNTY SHERIFFS DEPT"),
    ],
)
def test_another_way_of_writing_is_the_same_body(old: str, new: str) -> None:
    gone, came = rows((old, "US-AL"), ("Quillmere Zoo", "US-AL")), rows((new, "US-AL"), ("Tarnbridge Fire", "US-AL"))
    assert nearly_same(gone, came) == {(f"{old}|US-AL", f"{new}|US-AL")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("ATHENS POLICE DEPT", "US-AL"), ("ATHENS POLICE DEPARTMENT", "US-GA")),
        (("ATHENS POLICE DEPT", "US-AL"), ("ATHENS COUNTY SHERIFF", "US-AL")),
        (("ATHENS POLICE DEPT", "US-AL"), ("ATHENS UNIVERSITY POLICE DEPT", "US-AL")),
    ],
)
def test_another_place_or_another_body_is_not(old: tuple[str, str], new: tuple[str, str]) -> None:
    assert nearly_same(rows(old), rows(new)) == set()


def test_two_that_fit_one_are_paired_with_none() -> None:
    gone, came = rows(("ATHENS POLICE DEPT", "US-AL"), ("ATHENS PD", "US-AL")), rows(("ATHENS POLICE", "US-AL"))
    assert nearly_same(gone, came) == set()
    assert nearly_same(gone, {}) == nearly_same({}, came) == set()


def names(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        told = {(row["station_name"], f"US-{row['state']}") for row in csv.DictReader(file)}
    return rows(*sorted(told))


def test_real_lists_of_two_days(data: Path) -> None:
    """Between two lists of the same agencies hundreds are written otherwise: none of them came or went."""
    folder = data / "leso-1033"
    old, new = (names(folder / f"holdings_by_agency_{day}.csv") for day in ("2019-12-31", "2020-03-31"))
    gone = {each: row for each, row in old.items() if each not in new}
    came = {each: row for each, row in new.items() if each not in old}
    pairs = nearly_same(gone, came)
    assert len(pairs) > 300 and len(pairs) == len({one for one, _ in pairs}) == len({two for _, two in pairs})
    assert ("APACHE COUNTY SHERIFFS OFFICE|US-AZ", "APACHE COUNTY SHERIFF'S OFFICE|US-AZ") in pairs
