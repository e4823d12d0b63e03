import pytest

from pipeline.errors import InputError
from pipeline.windows.evaluate import evaluate
from pipeline.windows.figures import Scored, calibration

OUT = """query_id,name,region,entity_id,entity,probability,decision,runner_up_id,runner_up_probability
q1,A,,e1,A,0.999000,link,,
q2,B,,e2,B,0.995000,link,,
q3,C,,e9,C,0.700000,possible_link,,
q4,D,,e4,D,0.600000,possible_link,,
q5,E,,,,0.000000,non_link,,
q6,F,,e6,F,0.992000,link,,
q7,G,,e7,G,0.999000,link,,
"""
GOLD = "query_id,entity_id\nq1,e1\nq2,x|e2\nq3,e3\nq4,e4\nq5,e5\nq6,\n"


@pytest.fixture
def score(tmp_path):
    def run(out=OUT, gold=GOLD, **settings):
        (tmp_path / "out.csv").write_text(out)
        (tmp_path / "gold.csv").write_text(gold)
        return evaluate(tmp_path / "out.csv", tmp_path / "gold.csv", **settings)

    return run


def test_the_figures_by_hand(score):
    done = score()
    assert (done.scored, done.answerable, done.not_scored) == (6, 5, 1)
    made = done.decided
    assert (made.linked, made.right, made.wrong) == (3, 2, 1)
    assert (made.precision, made.recall, made.f1) == (0.666667, 0.4, 0.5)
    assert done.unanswerable_linked == 1
    half = next(each for each in done.thresholds if each.threshold == 0.5)
    assert (half.linked, half.right, half.precision, half.recall) == (5, 3, 0.6, 0.6)
    assert (done.best.threshold, done.best.f1) == (0.6, 0.6)
    assert done.precise is not None
    assert (done.precise.threshold, done.precise.recall) == (0.995, 0.4)


def test_it_is_told_in_words_and_to_programs(score):
    assert "Best F1: 0.6000 at 0.600000." in score().words()
    assert "Of 1 queries without an answer 1 are linked (100.00%)." in score().words()
    assert score().to_json()["decided"]["right"] == 2


def test_precision_99_may_be_out_of_reach(score):
    done = score(gold="query_id,entity_id\nq1,e2\nq6,\n")
    assert done.precise is None
    assert "no threshold" in done.words()


def test_equal_probabilities_stand_and_fall_together(score):
    done = score(gold="query_id,entity_id\nq1,e1\nq7,\n")
    assert (done.best.linked, done.best.right) == (2, 1)


def test_nothing_to_score(score):
    done = score(gold="query_id,entity_id\n")
    assert (done.scored, done.best.f1) == (0, 0)


@pytest.mark.parametrize(
    ("out", "gold", "told"),
    [
        (OUT, "query_id\nq1\n", "entity_id"),
        (OUT, GOLD + "q99,e1\n", "no such query"),
        (OUT, GOLD + "q1,e1\n", "2 times"),
        (OUT + "q1,A,,e1,A,0.999000,link,,\n", GOLD, "2 times"),
        (OUT.replace("0.700000", "high"), GOLD, "no probability"),
        (OUT.replace("0.700000", "nan"), GOLD, "no probability"),
        (OUT.replace(",link,", ",Link,"), GOLD, "possible_link"),
        (
            OUT.replace(",link,", ",Link,").replace("0.700000", "high"),
            GOLD,
            "(?s)no probability.*possible_link|possible_link.*no probability",
        ),
    ],
)
def test_files_that_do_not_fit_are_refused(score, out, gold, told):
    with pytest.raises(InputError, match=told):
        score(out, gold)


def test_calibration_by_hand(score):
    done = score()
    bins = {each.low: (each.queries, each.promised, each.right) for each in done.calibration}
    # q5 has no candidate, and q7 no known answer.
    assert bins == {0.6: (1, 0.6, 1.0), 0.7: (1, 0.7, 0.0), 0.99: (3, 0.995333, 0.666667)}
    assert done.calibration_error == pytest.approx((0.4 + 0.7 + 3 * (0.995333 - 0.666667)) / 5, abs=1e-5)
    assert f"Expected calibration error: {done.calibration_error:.4f}." in done.words()


def test_a_probability_on_an_edge_belongs_to_the_bin_that_it_opens():
    scored = [Scored(p, True, False, True) for p in (0.0, 0.1, 0.3, 0.9, 0.95, 0.99, 1.0)]
    assert [(each.low, each.queries) for each in calibration(scored)] == [
        (0.0, 1), (0.1, 1), (0.3, 1), (0.9, 1), (0.95, 1), (0.99, 2)
    ]  # fmt: skip


def test_distinct_names_count_once_by_the_first_row_that_is_known(score):
    twice = OUT + "q8,A,,e1,A,0.999000,link,,\nq9,G,,e7,G,0.999000,link,,\n"
    gold = GOLD + "q8,e1\nq9,e7\n"
    assert score(twice, gold).scored == 8
    done = score(twice, gold, distinct=True)
    assert (done.scored, done.answerable, done.not_scored) == (7, 6, 2)
    assert done.decided.right == 3
    with pytest.raises(InputError, match="region"):
        score(OUT.replace(",region,", ",place,"), distinct=True)


def test_the_drawing_is_the_same_each_time_whatever_the_user_likes(score, tmp_path):
    from matplotlib import rc_context

    score(plot_path=tmp_path / "one.svg")
    with rc_context({"axes.facecolor": "red", "axes.labelsize": 30, "svg.hashsalt": "x"}):
        score(plot_path=tmp_path / "two.svg")
    data = (tmp_path / "one.svg").read_bytes()
    assert data == (tmp_path / "two.svg").read_bytes()
    assert data.startswith(b"<?xml") and b"<dc:date>" not in data
    score(OUT.replace("0.700000", "0.100000"), plot_path=tmp_path / "two.svg")
    assert data != (tmp_path / "two.svg").read_bytes()


def test_a_drawing_of_nothing_and_one_in_the_wrong_place(score, tmp_path):
    score(gold="query_id,entity_id\n", plot_path=tmp_path / "none.svg")
    assert (tmp_path / "none.svg").stat().st_size > 1000
    with pytest.raises(InputError, match="never changed"):
        score(plot_path=tmp_path / "gold.csv")
