import pytest

from pipeline.matching.verdicts import Verdict, standing
from pipeline.seen import registry_digests, seen_hash
from pipeline.stages.resolve import reopened, resolve, stale_decisions
from schemas import Candidates, Decisions, Links, Names, Registry
from schemas.base import frame

KEY = ("Boise PD", "US-ID")
REGISTRY = frame(
    Registry,
    [
        (each, each, "", region, "", "confirmed", "", "", "", "")
        for each, region in (("a", "US-ID"), ("b", "US-ID"), ("x", "US-OR"))
    ],
)


def link(candidates, *decisions, flag="", place="", key=KEY, accept=0.99, review=0.5):
    table = frame(Names, [(*key, "boise police", place, flag)])
    ranked = frame(Candidates, [(*key, rank, *each) for rank, each in enumerate(candidates, start=1)])
    said = frame(Decisions, [(*key, word, entity_id, "", "", "", "") for word, entity_id in decisions])
    made = resolve(table, ranked, said, REGISTRY, accept, review)
    Links.validate(made)
    return made.iloc[0]


def outcome(row):
    return row["decision"], row["basis"], row["reason"], row["entity_id"]


@pytest.mark.parametrize(
    ("probability", "decision", "reason"),
    [
        (0.99, "link", ""),
        (0.989999, "possible_link", "needs_review"),
        (0.5, "possible_link", "needs_review"),
        (0.499999, "non_link", "no_match"),
    ],
)
def test_the_thresholds_are_included(probability, decision, reason):
    assert outcome(link([("a", probability)])) == (decision, "model", reason, "a")


def test_a_letter_that_the_organisation_never_writes_waits_for_a_person():
    registry = frame(Registry, [("a", "Virginia Police", "", "US-VA", "", "confirmed", "", "", "", "")])
    key = ("Vırginia Police", "US-VA")
    names = frame(Names, [(*key, "virginia police", "", "")])
    ranked = frame(Candidates, [(*key, 1, "a", 1.0)])
    for written, decision in (("", "possible_link"), ("Vırgınıa Polis", "link")):
        known = registry.assign(aliases=written)
        made = resolve(names, ranked, frame(Decisions, []), known, 0.99, 0.5)
        assert made.iloc[0]["decision"] == decision


def test_no_candidate_is_no_link():
    row = link([])
    assert outcome(row) == ("non_link", "model", "no_match", "")
    assert row["probability"] == 0


def test_the_runner_up_is_told_and_is_no_tie():
    row = link([("a", 0.995), ("b", 0.01)])
    assert outcome(row) == ("link", "model", "", "a")
    assert (row["runner_up_id"], row["runner_up_probability"]) == ("b", 0.01)


@pytest.mark.parametrize("probability", [0.4995, 1.0])
def test_a_tie_is_never_a_link(probability):
    assert outcome(link([("a", probability), ("b", probability)])) == ("possible_link", "model", "tie", "a")


def test_a_tie_that_together_just_reaches_the_threshold_waits():
    assert outcome(link([("a", 0.25), ("b", 0.25)])) == ("possible_link", "model", "tie", "a")


def test_the_candidates_of_a_name_need_not_stand_together():
    other = ("Nampa PD", "US-ID")
    names = frame(Names, [(*key, key[0].lower(), "", "") for key in (KEY, other)])
    rows = [(*KEY, 1, "a", 0.995), (*other, 1, "b", 0.995), (*KEY, 2, "b", 0.004)]
    made = resolve(names, frame(Candidates, rows), frame(Decisions, []), REGISTRY, 0.99, 0.5)
    assert made[["entity_id", "runner_up_id"]].values.tolist() == [["a", "b"], ["b", ""]]


def test_a_tie_of_what_is_hardly_meant_waits_for_nobody():
    assert outcome(link([("a", 0.2), ("b", 0.2)])) == ("non_link", "model", "no_match", "a")


def test_a_suspicious_name_waits_for_a_person():
    assert outcome(link([("a", 1.0)], flag="suspicious")) == ("possible_link", "model", "needs_review", "a")


@pytest.mark.parametrize(("key", "place"), [(KEY, ""), (("Boise PD", ""), "US-ID")])
def test_another_region_is_never_linked_without_a_person(key, place):
    assert outcome(link([("x", 1.0)], key=key, place=place)) == ("possible_link", "model", "needs_review", "x")
    assert outcome(link([("x", 1.0)], ("match", "x"), key=key, place=place)) == ("link", "decision", "", "x")


def test_a_pattern_drops_and_a_match_overrules_it():
    assert outcome(link([("a", 1.0)], flag="not_an_entity")) == ("non_link", "pattern", "not_an_entity", "a")
    assert outcome(link([("a", 1.0)], ("match", "b"), flag="not_an_entity")) == ("link", "decision", "", "b")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (("match", "b"), ("link", "decision", "", "b")),
        (("no_match", ""), ("non_link", "decision", "no_match", "a")),
        (("not_an_entity", ""), ("non_link", "decision", "not_an_entity", "a")),
        (("unsure", ""), ("possible_link", "decision", "needs_review", "a")),
    ],
)
def test_a_person_decides(decision, expected):
    assert outcome(link([("a", 0.995), ("b", 0.004)], decision)) == expected


def test_the_last_word_wins():
    row = link([("a", 0.995)], ("no_match", ""), ("match", "b"), ("unsure", ""))
    assert outcome(row) == ("possible_link", "decision", "needs_review", "a")


def test_a_match_the_model_never_thought_of_has_probability_0():
    row = link([("a", 0.6)], ("match", "b"))
    assert (row["entity_id"], row["probability"], row["runner_up_id"]) == ("b", 0, "a")


def test_not_that_one_leaves_the_next_best_and_adds_up():
    assert outcome(link([("a", 0.7), ("b", 0.25)], ("no_match", "a"))) == (
        "possible_link",
        "model",
        "needs_review",
        "b",
    )
    assert link([("a", 0.7), ("b", 0.25)], ("no_match", "a"))["probability"] == 0.833333  # of 0.3, to six decimals
    both = link([("a", 0.7), ("b", 0.25)], ("no_match", "a"), ("no_match", "b"))
    assert outcome(both) == ("non_link", "model", "no_match", "")


def test_ruling_out_the_near_certain_does_not_make_the_rest_certain():
    assert outcome(link([("a", 0.999998), ("b", 0.000002)], ("no_match", "a"))) == (
        "non_link",
        "model",
        "no_match",
        "b",
    )


@pytest.mark.parametrize(("out", "left"), [(0.9, 0.8), (0.91, 0.08)])
def test_what_was_ruled_out_goes_to_the_others_up_to_nine_in_ten(out, left):
    assert link([("a", out), ("b", 0.08)], ("no_match", "a"))["probability"] == left


def test_ruling_out_one_of_a_tie_settles_it():
    assert outcome(link([("a", 0.4995), ("b", 0.4995)], ("no_match", "a")))[0::3] == ("link", "b")


def test_a_match_to_an_entity_that_is_gone_falls_back_to_the_model():
    assert outcome(link([("a", 0.995)], ("match", "gone"))) == ("link", "model", "", "a")


def test_a_candidate_that_is_gone_is_no_candidate():
    assert outcome(link([("gone", 0.995), ("a", 0.001)])) == ("non_link", "model", "no_match", "a")


def test_decisions_of_another_region_do_not_apply():
    table = frame(Names, [(*KEY, "boise police", "", "")])
    said = frame(Decisions, [("Boise PD", "US-OR", "match", "b", "", "", "", "")])
    made = resolve(table, frame(Candidates, [(*KEY, 1, "a", 0.995)]), said, REGISTRY, 0.99, 0.5)
    assert made["entity_id"].tolist() == ["a"]


def test_stale_decisions_are_counted():
    table = frame(Names, [(*KEY, "boise police", "", "")])
    lines = [
        ("Boise PD", "US-ID", "no_match", "gone"),
        ("Boise PD", "US-ID", "no_match", "a"),
        ("Boise PD", "US-ID", "no_match", "b"),
        ("Vanished PD", "", "match", "a"),
        ("Vanished PD", "", "match", "b"),
    ]
    said = frame(Decisions, [(*line, "", "", "", "") for line in lines])
    assert stale_decisions(table, said, REGISTRY) == 2
    assert stale_decisions(table, said.head(0), REGISTRY) == 0


def bound(word, entity_id, shown, candidates, registry=REGISTRY):
    table = frame(Names, [(*KEY, "boise police", "", "")])
    ranked = frame(Candidates, [(*KEY, rank, *each) for rank, each in enumerate(candidates, start=1)])
    seen = seen_hash(map(registry_digests(REGISTRY), shown))
    said = frame(Decisions, [(*KEY, word, entity_id, "", "", "", seen)])
    made = resolve(table, ranked, said, registry, 0.99, 0.5)
    Links.validate(made)
    return made


@pytest.mark.parametrize(("word", "entity_id"), [("match", "a"), ("no_match", ""), ("not_an_entity", "")])
def test_a_closer_candidate_opens_a_decision_again(word, entity_id):
    before = bound(word, entity_id, "a", [("a", 0.6)])
    assert before.iloc[0]["basis"] == "decision" and reopened(before) == 0
    now = bound(word, entity_id, "a", [("b", 0.995), ("a", 0.004)])
    assert outcome(now.iloc[0]) == ("possible_link", "reopened", "needs_review", "b")
    assert reopened(now) == 1


def test_a_changed_entry_opens_a_decision_again():
    changed = REGISTRY.copy()
    changed.loc[changed["entity_id"] == "a", "aliases"] = "Boise Highway Police"
    for word, entity_id in (("match", "a"), ("no_match", "a")):
        now = bound(word, entity_id, "ab", [("a", 0.9), ("b", 0.05)], changed)
        assert outcome(now.iloc[0]) == ("possible_link", "reopened", "needs_review", "a")


def test_what_is_unsure_waits_in_any_case():
    row = bound("unsure", "", "a", [("b", 0.6), ("a", 0.3)]).iloc[0]
    assert outcome(row) == ("possible_link", "decision", "needs_review", "b")


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ([], Verdict("", "", frozenset(), 0, 0, ())),
        ([("match", "a")], Verdict("match", "a", frozenset(), 1, 0, (0,))),
        ([("no_match", "a"), ("no_match", "gone")], Verdict("", "", frozenset({"a", "gone"}), 2, 1, (0, 1))),
        ([("no_match", "a"), ("match", "gone")], Verdict("", "", frozenset({"a"}), 1, 1, (1,))),
        ([("no_match", "a"), ("not_an_entity", "b")], Verdict("not_an_entity", "", frozenset(), 1, 0, (1,))),
        ([("unsure", ""), ("no_match", "a")], Verdict("", "", frozenset({"a"}), 1, 0, (1,))),
    ],
)
def test_what_stands_of_several_words_and_how_many_lines_they_are(said, stands):
    lines = frame(Decisions, [(*KEY, *each, "", "", "", "") for each in said])
    assert standing(lines, {"a", "b"}).get(KEY, Verdict()) == stands
