import csv
import json
import os
import subprocess

import pytest
from datasets import run_here

from pipeline.commands.matching import match_files
from pipeline.errors import InputError
from pipeline.windows.crosswalk import HEADER, crosswalk

REGISTRY = """entity_id,name,region,aliases
e1,Boise Police Department,ID,
e2,Union Police Department,NJ,
e3,Union Police Department,MO,
e4,Ada County Sheriff's Office,ID,Ada Sheriff|ACSO
"""


@pytest.fixture
def run(tmp_path):
    def walk(queries, registry=REGISTRY, **settings):
        paths = [tmp_path / name for name in ("queries.csv", "registry.csv", "out.csv")]
        for path, text in zip(paths, (queries, registry), strict=False):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = crosswalk(*paths, **{"country": "US", **settings})
        with paths[2].open(encoding="utf-8", newline="") as file:
            return done, list(csv.DictReader(file))

    walk.folder = tmp_path
    return walk


def test_one_row_per_query_in_their_order(run):
    done, rows = run("query_id,name,region\nz,Boise PD,ID\na,Union PD,\nm,Boise PD,ID\nq,Nobody,GA\n")
    assert [row["query_id"] for row in rows] == ["z", "a", "m", "q"]
    assert tuple(rows[0]) == HEADER
    assert rows[0] == {
        "query_id": "z",
        "name": "Boise PD",
        "region": "ID",
        "entity_id": "e1",
        "entity": "Boise Police Department",
        "probability": rows[0]["probability"],
        "decision": "link",
        "runner_up_id": rows[0]["runner_up_id"],
        "runner_up_probability": rows[0]["runner_up_probability"],
    }
    assert float(rows[0]["probability"]) >= 0.99
    assert len(rows[0]["probability"].split(".")[1]) == 6
    assert rows[2] == rows[0] | {"query_id": "m"}
    assert rows[1]["decision"] == "possible_link"
    assert rows[1]["runner_up_id"] == "e3"
    assert rows[1]["probability"] == rows[1]["runner_up_probability"]
    assert rows[3]["decision"] == "non_link"
    assert (done.queries, done.distinct, done.link, done.possible_link, done.non_link, done.tie) == (4, 3, 2, 1, 1, 1)


def test_without_ids_the_row_is_the_id_and_extra_columns_do_not_matter(run):
    _, rows = run("more,name\nx,Boise ID PD\ny,ACSO\n")
    assert [(row["query_id"], row["entity_id"]) for row in rows] == [("1", "e1"), ("2", "e4")]
    assert rows[0]["decision"] == "link"


def test_nothing_is_lost(run):
    done, rows = run('name,region\n"  ",ID\nBoise PD,Atlantis\n"Boise ""PD""",ID\n')
    assert (rows[0]["decision"], rows[0]["entity_id"]) == ("non_link", "")
    # Whatever the decision, the best candidate is told; a region that nobody knows is a reason never to link.
    assert (rows[1]["decision"], rows[1]["entity_id"], rows[1]["region"]) == ("possible_link", "e1", "Atlantis")
    assert float(rows[1]["probability"]) >= 0.99
    assert rows[2]["decision"] == "link"
    assert (done.missing_name, done.unknown_region) == ((1,), (2,))
    assert "row 2" in done.words()
    assert done.to_json()["unknown_region"] == (2,)


def test_the_wrong_region_is_never_a_link_however_low_the_threshold(run):
    _, rows = run("name,region\nBoise PD,GA\n", accept=0.001, review=0.0001)
    assert rows[0]["decision"] != "link"


def test_the_registry_may_have_an_unknown_region(run):
    done, rows = run("name,region\nBoise PD,ID\n", REGISTRY.replace("Department,ID", "Department,I0"))
    assert done.registry_unknown_region == (1,)
    assert rows[0]["entity_id"] == "e1"


def test_the_thresholds_are_obeyed(run):
    _, rows = run("name,region\nBoyse PD,ID\n", accept=0.2, review=0.1)
    assert rows[0]["decision"] == "link"


def test_queries_without_rows_and_a_registry_without_rows(run):
    done, rows = run("name\n")
    assert (done.queries, rows) == (0, [])
    _, rows = run("name\nBoise PD\n", "entity_id,name\n")
    assert rows[0]["entity_id"] == ""
    assert rows[0]["probability"] == "0.000000"
    assert rows[0]["runner_up_probability"] == ""


@pytest.mark.parametrize(
    ("queries", "registry", "told"),
    [
        ("title\nx\n", REGISTRY, ["queries.csv", "'name'", "title"]),
        ("name,region\nBoise PD\nUnion PD,NJ\na,b,c\n", REGISTRY, ["row 1", "row 3"]),
        (b"name\nM\xfcnchen\n", REGISTRY, ["queries.csv", "line 2", "not utf-8"]),
        ('name\n"Boise\n', REGISTRY, ["queries.csv", "line 2", "quotation mark"]),
        ("name,name\na,b\n", REGISTRY, ["2 times"]),
        ("", REGISTRY, ["empty"]),
        ("name\nx\n", "entity_id\ne1\n", ["registry.csv", "'name'"]),
        ("name\nx\n", "entity_id,name\ne1,A\ne1,B\n,C\n", ["registry.csv", "row 2", "row 3"]),
    ],
)
def test_files_that_cannot_be_read_whole_are_refused(run, queries, registry, told):
    with pytest.raises(InputError) as caught:
        run(queries, registry)
    for text in told:
        assert text in str(caught.value)
    assert not (run.folder / "out.csv").exists()


def test_an_unknown_country_is_refused(run):
    with pytest.raises(InputError, match="country"):
        run("name\nx\n", country="ZZ")


@pytest.mark.parametrize("words", [("--accept", "nan"), ("--review", "nan"), ("--accept", ".4"), ("--accept", "2")])
def test_thresholds_that_decide_nothing_are_refused(run, words):
    (run.folder / "queries.csv").write_text("name\nBoise PD\n")
    (run.folder / "registry.csv").write_text(REGISTRY)
    paths = [str(run.folder / name) for name in ("queries.csv", "registry.csv", "out.csv")]
    assert run_here("crosswalk", *paths[:2], "-o", paths[2], *words).code == 2
    assert not (run.folder / "out.csv").exists()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match=r"absent\.csv"):
        crosswalk(tmp_path / "absent.csv", tmp_path / "r.csv", tmp_path / "o.csv")


def test_an_output_that_cannot_be_written_leaves_nothing(run, tmp_path):
    (tmp_path / "queries.csv").write_text("name\nBoise PD\n")
    (tmp_path / "registry.csv").write_text(REGISTRY)
    with pytest.raises(InputError, match="no such folder"):
        crosswalk(tmp_path / "queries.csv", tmp_path / "registry.csv", tmp_path / "no" / "out.csv", "US")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["queries.csv", "registry.csv"]


@pytest.mark.parametrize("place", ["queries.csv", "registry.csv", "."])
def test_inputs_are_never_overwritten_nor_anything_but_a_plain_file(tmp_path, place):
    (tmp_path / "queries.csv").write_text("name\nBoise PD\n")
    (tmp_path / "registry.csv").write_text(REGISTRY)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match="Name another file"):
        crosswalk(tmp_path / "queries.csv", tmp_path / "registry.csv", tmp_path / place, "US")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_queries_in_other_clothes_come_back_as_they_were(run):
    name = 'Boise\r"PD", \nsecond line'
    _, rows = run('Region,NAME\nID,"Boise\r""PD"", \nsecond line"\n'.encode("utf-16"))
    assert [(row["query_id"], row["name"], row["region"]) for row in rows] == [("1", name, "ID")]


def test_the_remedy_speaks_of_what_can_be_changed(run):
    with pytest.raises(InputError, match="save it with commas"):
        run("name;region\nBoise PD;ID\n")
    with pytest.raises(InputError, match="Save it as UTF-8"):
        run(b"name\nM\xfcnchen\n")


def test_equal_queries_get_equal_answers_each_in_its_row(run):
    _, rows = run('query_id,name,region\na,Boise PD,ID\n"b,1",Boise PD,Atlantis\n,Boise PD,ID\n')
    assert [row["query_id"] for row in rows] == ["a", "b,1", "3"]
    assert [row["decision"] for row in rows] == ["link", "possible_link", "link"]


def test_the_summary_says_how_many_links_are_wrong_by_their_own_probabilities(run):
    done, rows = run("name,region\nBoise PD,ID\nBoise PD,ID\nBoyse PD,ID\n", accept=0.2, review=0.1)
    linked = [float(row["probability"]) for row in rows if row["decision"] == "link"]
    assert len(linked) == 3
    assert done.expected_wrong == pytest.approx(sum(1 - each for each in linked), abs=0.001)
    assert f"3 linked, of which about {done.expected_wrong:.1f} are wrong" in done.words()


def test_the_reasons_stand_beside_the_answers(run):
    path = run.folder / "why.csv"
    registry = "\n".join(REGISTRY.splitlines()[:-1])  # without the sheriff
    _, rows = run("name,region\nBoise Sheriff,ID\nUnion PD,NJ\n  ,\n", registry, explain_path=path)
    with path.open(encoding="utf-8", newline="") as file:
        why = list(csv.DictReader(file))
    assert [{name: row[name] for name in HEADER} for row in why] == rows
    sheriff, union, nobody = why
    assert sheriff["agree"].split() == ["boise"]
    assert "sheriff" in sheriff["only_query"] and "police" in sheriff["only_entity"]
    assert (union["place"], union["runner_up"]) == ("agrees", "Union Police Department")
    assert union["told_apart_by"].startswith("the runner-up lies elsewhere")
    assert float(union["times_as_likely"]) > 40
    # The weightiest step comes first, and each says whether it speaks for or against.
    weights = [float(step.rsplit(" ", 1)[1]) for step in sheriff["steps"].split("; ")]
    assert len(weights) > 1 and weights == sorted(weights, key=abs, reverse=True)
    assert min(weights) < 0
    assert nobody["agree"] == nobody["steps"] == nobody["place"] == ""


def test_the_reasons_have_a_file_of_their_own(run):
    with pytest.raises(InputError, match="one name"):
        run("name\nBoise PD\n", explain_path=run.folder / "out.csv")


def test_progress_is_told_to_a_person_alone_and_in_numbers_alone(run, monkeypatch):
    (run.folder / "queries.csv").write_text("name\nBoise PD\n")
    (run.folder / "registry.csv").write_text(REGISTRY)
    words = ["crosswalk", *(str(run.folder / name) for name in ("queries.csv", "registry.csv")), "-o"]
    words += [str(run.folder / "out.csv"), "--explain", str(run.folder / "why.csv")]
    assert run_here(*words).err == ""
    monkeypatch.setattr("sys.stderr", Terminal())
    match_files(*(run.folder / name for name in ("queries.csv", "registry.csv", "out.csv")), "", 0.99, 0.5, 1)
    told = Terminal.told
    assert "matching, 100%" in told and "writing" in told
    assert "Boise" not in told and str(run.folder) not in told
    assert told.endswith("\r\x1b[K")


class Terminal:
    told = ""

    def isatty(self):
        return True

    def write(self, text):
        Terminal.told += text

    def flush(self):
        pass


def test_a_model_of_ones_own(tmp_path):
    from pipeline.matching.features import FEATURES

    queries, registry = tmp_path / "q.csv", tmp_path / "r.csv"
    queries.write_text("name\nBoisse Police\n", encoding="utf-8")
    registry.write_text("entity_id,name\na,Boise Police\n", encoding="utf-8")
    wary = tmp_path / "wary.json"
    wary.write_text(json.dumps({"weights": dict.fromkeys(FEATURES, -1)}), encoding="utf-8")
    crosswalk(queries, registry, tmp_path / "one.csv")
    crosswalk(queries, registry, tmp_path / "two.csv", model_path=wary)
    assert (tmp_path / "one.csv").read_text(encoding="utf-8") != (tmp_path / "two.csv").read_text(encoding="utf-8")
    wary.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="no model of this matcher"):
        crosswalk(queries, registry, tmp_path / "two.csv", model_path=wary)


def test_what_killed_runs_left_is_cleared_away_and_nothing_else(run):
    ended = subprocess.Popen(["true"])
    ended.wait()
    machine = os.uname().nodename
    gone = run.folder / f".out.csv.{machine}-{ended.pid}.partial"
    others = [
        run.folder / name
        for name in (
            f".out.csv.{machine}-{os.getppid()}.partial",  # still at work
            f".out.csv.elsewhere-{ended.pid}.partial",  # who knows
            f".other.csv.{machine}-{ended.pid}.partial",
            f".out.csv.{machine}-x.partial",
        )
    ]
    for path in (gone, *others):
        path.write_text("half a")
    run("name\nBoise PD\n")
    assert not gone.exists()
    assert all(path.exists() for path in others)
    assert sorted(run.folder.glob(".*.partial")) == sorted(others)
