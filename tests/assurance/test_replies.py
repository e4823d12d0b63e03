"""Who must be asked again, and whose silence rests on too little."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from declared import SMALLEST, loaded
from samples import entities

import schemas
from pipeline.assurance.replies import Replies, reply_findings, row_hashes, weigh
from pipeline.dataset import Dataset
from schemas.base import frame

ASKED = {"entity_id": "e1", "event": "asked", "channel": "", "outcome": "", "statement": "", "source_url": ""}
SILENT = {"response": "no_response"}


def weighed(dataset: Dataset, table: pd.DataFrame, *asked: tuple[str, str]) -> Replies:
    events = [ASKED | {"date": day, "deadline": deadline} for day, deadline in asked]
    return weigh(dataset, {"entities": table, "responses": frame(schemas.Responses, events)})


def remember(dataset: Dataset, hashes: dict[str, str]) -> None:
    lines = [f"{each},1.0.0,{told},,\n" for each, told in hashes.items()]
    text = "entity_id,version,row_hash,deadline,written_on\n" + "".join(lines)
    (dataset.folder / "letters.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ({}, False),
        ({"name": "Another"}, True),
        ({"region": "CA-QC"}, True),
        ({"kind": "ministry"}, True),
        ({"count_range": "101-200", "count_min": 101, "count_max": 200}, True),
        ({"response": "denied", "statement": "No.", "response_date": "2024-01-02"}, False),
        ({"evidence_url": "https://example.org/x"}, False),
    ],
)
def test_a_material_change_asks_again_and_no_other(tmp_path: Path, change: dict[str, Any], again: bool) -> None:
    dataset = loaded(tmp_path)
    remember(dataset, row_hashes(dataset, entities({"name": "Body"})))
    table = entities({"name": "Body"} | change)
    assert weighed(dataset, table).again == (("e1",) if again else ())


@pytest.mark.parametrize(
    "keys",
    [
        {"count": {"noun": "arrests"}},
        {"claims": [{"text": "It ran many", "statistic": "count", "where": {"entity_id": "e1"}, "at_least": 11}]},
    ],
)
def test_another_noun_or_a_sentence_about_it_alone_asks_again(tmp_path: Path, keys: dict[str, Any]) -> None:
    table = entities({"name": "Body"}, {"name": "Other"})
    remember(loaded(tmp_path), row_hashes(loaded(tmp_path), table))
    assert weighed(loaded(tmp_path, **keys), table).again == (("e1",) if "claims" in keys else ("e1", "e2"))


def test_the_last_letter_counts_and_who_has_none_is_not_asked_again(tmp_path: Path) -> None:
    dataset, table = loaded(tmp_path), entities({"name": "Body"})
    remember(dataset, {"e1": "xold"})
    assert weighed(dataset, table).again == ("e1",)
    path = dataset.folder / "letters.csv"
    path.write_text(path.read_text(encoding="utf-8") + f"e1,1.0.0,{row_hashes(dataset, table)['e1']},,\n", "utf-8")
    assert weighed(dataset, table).again == ()
    path.unlink()
    assert weighed(dataset, table).again == ()


DAY = date(2024, 1, 1)
FIRST, SECOND = (str(DAY), str(DAY + timedelta(14))), (str(DAY + timedelta(20)), str(DAY + timedelta(30)))


@pytest.mark.parametrize(
    ("asked", "released", "few", "early"),
    [
        ((FIRST, SECOND), "2024-02-01", False, False),
        ((FIRST, SECOND), "2024-01-31", False, True),  # on the day of the deadline an answer may still come
        ((FIRST, SECOND), "", False, False),
        ((FIRST,), "2024-02-01", True, False),
        (((str(DAY), ""), (str(DAY), "")), "2024-02-01", False, True),
        (((str(DAY), ""), FIRST), "2024-02-01", False, False),
        (((str(DAY), ""),), "", True, True),
    ],
)
def test_silence_rests_on_two_attempts_and_a_deadline(
    tmp_path: Path, asked: tuple[tuple[str, str], ...], released: str, few: bool, early: bool
) -> None:
    dataset = loaded(tmp_path, **({"released": released} if released else {}))
    found = weighed(dataset, entities({"name": "Body"} | SILENT), *asked)
    assert (bool(found.few), bool(found.early)) == (few, early)
    assert found.thin == (1 if few or early else 0)
    assert len(found.notes()) == few + early and all("e1" in note for note in found.notes())


def test_only_who_is_told_as_silent_is_weighed(tmp_path: Path) -> None:
    assert weighed(loaded(tmp_path), entities({"name": "Body", "response": "declined"}), FIRST).thin == 0


def test_all_asked_forbids_a_row_that_is_no_longer_the_one(tmp_path: Path) -> None:
    replies = Replies(again=tuple(f"e{at:02}" for at in range(23)))
    assert SMALLEST.get("quality") is None and reply_findings(loaded(tmp_path), replies) == []
    dataset = loaded(tmp_path, quality={"all_asked": True})
    (found,) = reply_findings(dataset, replies)
    assert "23 organisations must be asked again" in found.message
    assert "e00, e01" in found.remedy and found.remedy.endswith("e19 and 3 more.")
    assert reply_findings(dataset, Replies(few=("e1",), early=("e1",))) == []
