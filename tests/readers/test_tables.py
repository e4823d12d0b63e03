"""The tables that people write: read in their many guises, or refused with everything that is wrong."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from pipeline.dataset import Registry, RegistryColumns
from pipeline.errors import InputError, Problem
from pipeline.readers.tables import read_decisions, read_registry, read_responses
from schemas import Decisions, Responses
from schemas import Registry as RegistryTable
from schemas.base import columns

REGISTRY = """entity_id,name,region,kind,aliases,evidence_url
b-2,Loutre  Police,QC,police,| Police de Loutre |Loutre PD|Loutre Police|Loutre PD,https://example.org/b
a-1,Ostrey Police,Nova Scotia,police,,
"""
DECISIONS = "name,region,decision,entity_id,decided_by,decided_on,reason\n"
RESPONSES = "entity_id,date,event,channel,outcome,statement,source_url\n"


def registry(folder: Path, text: str, path: str = "registry.csv", country: str = "CA", **more: str) -> pd.DataFrame:
    (folder / path).write_text(text, encoding="utf-8")
    return read_registry(Registry(path=path, **more), folder, country)


def wrong(read: object, *given: object, **named: object) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(*given, **named)  # type: ignore[operator]
    assert caught.value.exit_code == 2
    assert all(problem.remedy and problem.file for problem in caught.value.problems)
    return list(caught.value.problems)


def test_a_registry_is_sorted_and_complete(tmp_path: Path) -> None:
    table = registry(tmp_path, REGISTRY)
    assert list(table.columns) == columns(RegistryTable)
    assert list(table["entity_id"]) == ["a-1", "b-2"]
    assert list(table["region"]) == ["CA-NS", "CA-QC"]
    assert list(table["name"]) == ["Ostrey Police", "Loutre Police"]
    assert list(table["aliases"]) == ["", "Police de Loutre|Loutre PD"]
    assert list(table["status"]) == ["confirmed", "confirmed"]


def test_a_registry_may_have_other_headers_and_formats(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text('[{"id": 7, "label": "Ostrey", "name": "not this"}]', encoding="utf-8")
    declared = Registry(path="r.json", columns=RegistryColumns(entity_id="id", name="label"))
    table = read_registry(declared, tmp_path, "")
    assert (table["entity_id"][0], table["name"][0], table["kind"][0]) == ("7", "Ostrey", "")


def test_an_optional_column_in_capitals_is_not_left_out_in_silence(tmp_path: Path) -> None:
    table = registry(tmp_path, "entity_id,name,Region,ALIASES\na-1,Ostrey Police,NS,Ostrey PD\n")
    assert (table["region"][0], table["aliases"][0]) == ("CA-NS", "Ostrey PD")


def test_a_declared_column_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("entity_id,name\n", encoding="utf-8")
    declared = Registry(path="r.csv", columns=RegistryColumns(kind="agency_type"))
    assert wrong(read_registry, declared, tmp_path)[0].column == "kind"


def test_everything_wrong_with_a_registry_is_told_at_once(tmp_path: Path) -> None:
    text = """entity_id,name,region,status,evidence_url,confirmed_on
a,Ostrey,NS,confirmed,,
a,Other,NS,,,
,Nameless id,NS,,,
c,,NS,,,
d,D,Atlantis,,,
e,E,Georgia,maybe,,
f,F,,sure,,
g,G,,,javascript:alert(1),
h,H,,,,2020-13-01
i,I
"""
    found = wrong(registry, tmp_path, text)
    assert [(problem.row, problem.column) for problem in found] == [
        (2, "entity_id"),
        (3, "entity_id"),
        (4, "name"),
        (5, "region"),
        (6, "status"),
        (6, "region"),
        (7, "status"),
        (8, "evidence_url"),
        (9, "confirmed_on"),
        (10, ""),
    ]
    assert [problem.line for problem in found] == [3, 4, 5, 6, 7, *range(7, 12)]
    assert "US-GA" in found[5].remedy
    assert found[3].value == "Atlantis"


def test_the_problems_told_are_not_endless(tmp_path: Path) -> None:
    found = wrong(registry, tmp_path, "entity_id,name\n" + ",x\n" * 500)
    assert len(found) == 51
    assert "450 more" in found[-1].message


def test_somebody_else_s_registry_cannot_be_mended(tmp_path: Path) -> None:
    text = REGISTRY + "c-3,Test Agency,C0,police,,\n"
    assert wrong(registry, tmp_path, text)
    table = registry(tmp_path, text, sha256=hashlib.sha256(text.encode()).hexdigest())
    assert list(table["status"]) == ["confirmed", "confirmed", "unconfirmed"]
    assert table["region"][2] == ""


def test_the_real_registry_is_read(data: Path) -> None:
    folder = data / "registries" / "us-law-enforcement"
    sha256 = hashlib.sha256((folder / "registry.csv").read_bytes()).hexdigest()
    declared = Registry(path="registry.csv", sha256=sha256, columns=RegistryColumns(kind="agency_type"))
    table = read_registry(declared, folder, "US")
    assert len(table) == 23_158
    # Guam is not Gambia, the Canal Zone is not Czechia, and test agencies lie nowhere.
    assert set(table["region"].str[:3]) == {"", "US-"}
    assert set(table.loc[table["region"] == "", "status"]) == {"unconfirmed"}
    assert (table["status"] == "unconfirmed").sum() == 5


def test_decisions_in_any_guise(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    text = "region,name,decision,decided_on,entity_id,reason,decided_by\r\n"
    text += "quebec, Loutre   PD ,match,,b-2,,Desk\r\n,X,unsure,,,,Desk\r\n"
    path.write_bytes(text.encode("utf-8-sig"))
    table = read_decisions(path, "CA")
    assert list(table.columns) == columns(Decisions)
    assert list(table["name"]) == ["Loutre PD", "X"]
    assert list(table["region"]) == ["CA-QC", ""]
    assert list(table["seen"]) == ["", ""]
    path.write_text("name,region,decision,entity_id,decided_by,decided_on,reason,seen\nA,,no_match,,,,,abc\n")
    assert list(read_decisions(path)["seen"]) == ["abc"]


@pytest.mark.parametrize("text", [None, "", "\n", DECISIONS])
def test_no_decisions_are_an_empty_table(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "decisions.csv"
    if text is not None:
        path.write_text(text)
    table = read_decisions(path)
    assert (len(table), list(table.columns)) == (0, columns(Decisions))


def test_everything_wrong_with_decisions_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(
        DECISIONS + "A,,match,,,,\n,,unsure,,,,\nC,Atlantis,unsure,,,,\nD,,maybe,,,,\nE,,unsure,,,1.2.2020,\n"
    )
    assert [problem.column for problem in wrong(read_decisions, path)] == [
        "entity_id", "name", "region", "decision", "decided_on"
    ]  # fmt: skip
    path.write_text("name,decision\nA,unsure\n")
    assert "'region'" in wrong(read_decisions, path)[0].message


def test_an_error_never_tells_the_name_of_another_column(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(DECISIONS + "A Private Person,,maybe,,Somebody,,\n")
    told = str(InputError(wrong(read_decisions, path)))
    assert "Private" not in told
    assert "Somebody" not in told


def test_responses_keep_the_order_and_the_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text(
        RESPONSES
        + 'b,2024-01-03,asked,e-mail,,,\nb,2024-01-01,answered,,denied," We did\n\nnot. ",https://example.org\n'
    )
    table = read_responses(path, {"b"})
    assert list(table.columns) == columns(Responses)
    assert list(table["date"]) == ["2024-01-03", "2024-01-01"]
    assert table["statement"][1] == "We did\n\nnot."
    assert len(read_responses(tmp_path / "absent.csv", set())) == 0


def test_everything_wrong_with_responses_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    rows = [
        "x,2024-01-03,asked,,,,",
        "b,,asked,,,,",
        "b,2024-01-32,asked,,,,",
        "b,2024-01-03,wrote,,,,",
        "b,2024-01-03,answered,,,,",
        "b,2024-01-03,answered,,maybe,,",
        "b,2024-01-03,asked,,denied,,",
        "b,2024-01-03,answered,,denied,,data:text/html",
    ]
    path.write_text(RESPONSES + "\n".join(rows) + "\n")
    found = wrong(read_responses, path, {"b"})
    assert [problem.column for problem in found] == [
        "entity_id", "date", "date", "event", "outcome", "outcome", "outcome", "source_url"
    ]  # fmt: skip
    assert [problem.row for problem in found] == list(range(1, 9))


def test_a_link_that_leads_nowhere_is_not_an_absent_file(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    for target in ("gone.csv", "decisions.csv"):
        path.symlink_to(target)
        assert wrong(read_decisions, path)[0].file.endswith("decisions.csv")
        path.unlink()


def test_the_remedy_speaks_of_what_can_be_changed(tmp_path: Path) -> None:
    """No declaration names the columns of these tables."""
    path = tmp_path / "decisions.csv"
    path.write_text("name;region;decision\n", encoding="utf-8")
    assert all("commas" in problem.remedy for problem in wrong(read_decisions, path))
    path.write_text("nom,region\n", encoding="utf-8")
    assert all("`columns`" not in problem.remedy for problem in wrong(read_decisions, path))
