"""The benchmark itself: how answers are scored, kept and told."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import __main__ as front
from benchmarks import matching, measure, rows
from benchmarks.measure import Cost, Failed
from benchmarks.score import score

QUERIES = "query_id,name,region\nq1,A,X\nq2,A,X\nq3,B,\nq4,C,\nq5,D,\n"
GOLD = "query_id,entity_id\nq2,e1\nq3,e2|e3\nq4,\nq5,e5\n"


@pytest.fixture
def labelled(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "queries.csv").write_text(QUERIES)
    (folder / "registry.csv").write_text("entity_id,name,region,aliases\ne1,A,X,\n")
    (folder / "gold.csv").write_text(GOLD)
    return folder


def test_distinct_names_are_scored_on_any_scale(labelled, tmp_path):
    answers = tmp_path / "answers.csv"
    # q1 is the same name as q2 and has no known answer; scores are logarithms here.
    answers.write_text("query_id,entity_id,score\nq1,e9,9\nq2,e1,-1\nq3,e3,-2\nq4,e1,-3\nq5,,\n")
    done = score(labelled, answers)
    assert done["distinct"] == 4
    assert done["f1"] == pytest.approx(0.8)  # at -2: two links, both right, of three answers
    assert done["recall"] == pytest.approx(2 / 3, abs=1e-6)
    assert done["error"] is None


def test_probabilities_are_held_against_the_truth(labelled, tmp_path):
    answers = tmp_path / "answers.csv"
    lines = "q1,e1,0.9,link\nq2,e1,0.9,link\nq3,e9,0.9,link\nq4,e1,0.1,non_link\nq5,,0,non_link\n"
    answers.write_text("query_id,entity_id,probability,decision\n" + lines)
    done = score(labelled, answers)
    assert (done["links"], done["wrong"]) == (2, 1)
    assert done["error"] == pytest.approx((2 * 0.4 + 0.1) / 3, abs=1e-6)


def test_a_row_is_measured_once_until_something_is_different(labelled, tmp_path, monkeypatch):
    ran = []

    def run(words, environment=None, log=None, limit=0):
        ran.append(words)
        (answers,) = [word for word in words if word.endswith(".csv") and "answers" in word]
        with Path(answers).open("w", encoding="utf-8") as file:
            file.write("query_id,entity_id,score\nq2,e1,1\n")
        return Cost(2.0, 100.0)

    monkeypatch.setattr(rows, "WORK", tmp_path / "work")
    monkeypatch.setattr(rows, "run", run)
    monkeypatch.setattr(rows, "environment", lambda peer: "python")
    matcher = rows.Matcher("x", "rapidfuzz", "ratio")
    first = rows.measure(matcher, labelled)
    assert (first.cost, first.scores["distinct"]) == (Cost(2.0, 100.0), 1)
    assert rows.measure(matcher, labelled) == first
    assert len(ran) == 1
    (labelled / "registry.csv").write_text("entity_id,name,region,aliases\ne1,AA,X,\n")
    rows.measure(matcher, labelled)
    rows.measure(rows.Matcher("x", "rapidfuzz", "other"), labelled)
    assert len(ran) == 3


def test_a_peer_that_cannot_be_installed_says_so_and_the_rest_runs(labelled, tmp_path, monkeypatch):
    def run(words, *more):
        raise Failed("no network")

    monkeypatch.setattr(rows, "WORK", tmp_path / "work")
    monkeypatch.setattr(rows, "run", run)
    row = rows.measure(rows.Matcher("x", "splink"), labelled)
    assert row.cost is None
    assert matching._line(row, rows.Row("ours", "", Cost(1, 1))) == "| x | could not be installed here |" + " |" * 7


def test_ratios_are_to_ours():
    ours = rows.Row("ours", "", Cost(2.0, 100.0), {"f1": 0.9, "recall": 0.8})
    peer = rows.Row("peer", "", Cost(20.0, 50.0), {"f1": 0.45, "recall": 0.0})
    assert matching._line(peer, ours) == "| peer | .450 | 0.50 | .000 | 0.00 | 20.0 | 10.00 | 50 | 0.50 |"


def test_a_process_is_measured_with_its_children_and_stopped_at_its_limit(tmp_path):
    burn = "import time\nwhile time.process_time() < {}: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn.format(0.4)!r}])"
    assert measure.run(measure.python("-c", parent)).seconds >= 0.4
    with pytest.raises(Failed, match="stopped after"):
        measure.run(measure.python("-c", burn.format(30)), limit=1)
    with pytest.raises(Failed, match="ZeroDivisionError"):
        measure.run(measure.python("-c", "1 / 0"), log=tmp_path / "log")


def test_a_part_that_is_not_run_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "RESULTS.md"
    monkeypatch.setattr(front, "RESULTS", path)
    front.write("Growth", "one\n", ["Matching", "Growth"])
    front.write("Matching", "### a set\n\ntwo\n", ["Matching", "Growth"])
    front.write("Growth", "three\n", ["Matching", "Growth"])
    text = path.read_text()
    assert text.index("## Matching\n\n### a set\n\ntwo\n") < text.index("## Growth\n\nthree\n")
    assert "one" not in text
    assert json.dumps(text).count("## Growth") == 1


def test_what_the_disclosure_benchmark_prints_is_taken_up(monkeypatch):
    other = ModuleType("benchmarks.disclosure")
    other.main = lambda: print(f"| {len(sys.argv)} |")  # noqa: T201
    monkeypatch.setitem(sys.modules, "benchmarks.disclosure", other)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--only", "disclosure"])
    assert front.disclosure() == "| 1 |\n"


def test_growth_is_told_in_one_row_per_size(tmp_path, monkeypatch):
    monkeypatch.setattr(matching, "generated", lambda *size: tmp_path)
    monkeypatch.setattr(matching, "measure", lambda matcher, folder: rows.Row("x", "", Cost(3.0, 200.0), {"f1": 0.95}))
    last = matching.growth([(10, 1000, 5000)]).splitlines()[-1]
    assert last == "| 10 | 1,000 | 5,000 | 3.0 | 3.00 | 200 | .950 |"


@pytest.mark.parametrize("peer", sorted({matcher.peer for matcher in rows.MATCHERS} - {""}))
def test_every_peer_has_a_script_and_pinned_versions(peer):
    folder = rows.PEERS / peer
    compile((folder / "run.py").read_text(), "run.py", "exec")
    lines = (folder / "requirements.txt").read_text().split()
    assert lines and all("==" in line for line in lines)
