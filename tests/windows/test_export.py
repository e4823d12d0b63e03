"""export: from what is published and nothing else, into a place that is neither raw/ nor published/."""

import shutil
from pathlib import Path

import pytest
from datasets import Tiny, read_csv


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = Tiny(tmp_path_factory.mktemp("published"))
    assert tiny.run("publish", "tiny").code == 0
    return tiny


@pytest.fixture
def tiny(published: Tiny, tmp_path: Path) -> Tiny:
    return Tiny(tmp_path, like=published)


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("xlsx", {"tiny-1.0.0.xlsx"}),
        ("parquet", {"tiny-1.0.0.parquet", "tiny-1.0.0.totals.parquet"}),
        ("sqlite", {"tiny-1.0.0.sqlite", "tiny-1.0.0.metadata.json"}),
    ],
)
def test_the_files_stand_in_the_workbench_and_are_the_same_each_time(tiny: Tiny, form: str, names: set[str]) -> None:
    before = tiny.files()
    result = tiny.run("export", "tiny", "--format", form, "--json").json["results"][0]
    assert (result["version"], result["organisations"]) == ("1.0.0", 3)
    folder = tiny.interim / "export"
    assert {path.name for path in folder.iterdir()} == names
    assert set(result["files"]) == {f"interim/tiny/export/{name}" for name in names}
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    assert tiny.run("export", "tiny", "--format", form).code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert tiny.files() == before


def test_only_what_is_published_is_needed_and_told(tiny: Tiny) -> None:
    from openpyxl import load_workbook

    for path in tiny.raw.iterdir():
        if path.name != "dataset.yml":
            path.unlink()
    shutil.rmtree(tiny.interim)
    out = tiny.root / "out" / "table.xlsx"
    assert tiny.run("export", "tiny", "--format", "xlsx", "-o", str(out)).code == 0
    found = [row[1] for row in load_workbook(out)["table"].iter_rows(min_row=2, values_only=True)]
    assert found == [row["name"] for row in read_csv(tiny.published / "entities.csv")]
    assert not tiny.interim.exists()


def test_companions_are_named_after_the_file(tiny: Tiny) -> None:
    assert tiny.run("export", "tiny", "--format", "sqlite", "-o", str(tiny.root / "a.sqlite")).code == 0
    assert tiny.run("export", "tiny", "--format", "sqlite", "-o", str(tiny.root / "b.db")).code == 0
    assert {path.name for path in tiny.root.iterdir() if path.is_file()} == {
        *("a.sqlite", "a.metadata.json", "b.db", "b.db.metadata.json"),
    }
    assert '"databases": {\n    "b": {' in (tiny.root / "b.db.metadata.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "place", ["raw/tiny/x.xlsx", "published/tiny/x.xlsx", "published/x.xlsx", "interim/../raw/x.xlsx"]
)
def test_it_stays_out_of_raw_and_published(tiny: Tiny, place: str) -> None:
    result = tiny.run("export", "tiny", "--format", "xlsx", "-o", str(tiny.root / place))
    assert result.code == 2 and "an export does not belong into" in result.err
    assert not (tiny.root / place).exists()


def test_a_link_into_published_is_no_way_in(tiny: Tiny) -> None:
    (tiny.root / "door").symlink_to(tiny.published)
    result = tiny.run("export", "tiny", "--format", "xlsx", "-o", str(tiny.root / "door" / "x.xlsx"))
    assert result.code == 2 and "does not belong into published/" in result.err


def test_what_cannot_be_exported_is_told(tiny: Tiny) -> None:
    assert "is not one of 'xlsx', 'parquet', 'sqlite'" in tiny.run("export", "tiny", "--format", "pdf").err
    assert "is a folder" in tiny.run("export", "tiny", "--format", "xlsx", "-o", str(tiny.root)).err
    table = tiny.published / "entities.csv"
    table.write_bytes(table.read_bytes().replace(b"police", b"polite", 1))
    spoilt = tiny.run("export", "tiny", "--format", "xlsx")
    assert (
        spoilt.code == 2 and "published/tiny/entities.csv: the published file is missing, or not the one" in spoilt.err
    )
    shutil.rmtree(tiny.published)
    absent = tiny.run("export", "tiny", "--format", "xlsx")
    assert absent.code == 2 and "Run `deskcheck publish tiny` first." in absent.err
