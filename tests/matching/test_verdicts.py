import pandas as pd

from pipeline.matching.verdicts import standing

COLUMNS = ["name", "region", "decision", "entity_id"]


def stand(*lines, entities=("e1", "e2", "e3")):
    rows = [("Boise PD", "US-ID", *line) for line in lines]
    return standing(pd.DataFrame(rows, columns=COLUMNS), set(entities)).get(("Boise PD", "US-ID"))


def test_the_last_word_wins():
    assert stand(("match", "e1"), ("unsure", "")).word == "unsure"
    assert stand(("not_an_entity", ""), ("match", "e2")).entity_id == "e2"


def test_not_that_one_adds_up_until_another_word_is_said():
    assert stand(("no_match", "e1"), ("no_match", "e2")).not_these == {"e1", "e2"}
    assert stand(("no_match", "e1"), ("match", "e3")).not_these == frozenset()
    assert stand(("match", "e3"), ("no_match", "e1")).not_these == {"e1"}
    assert stand(("no_match", "e1"), ("no_match", "")).word == "no_match"


def test_a_match_to_an_entity_that_is_gone_leaves_what_was_ruled_out():
    verdict = stand(("no_match", "e1"), ("match", "gone"))
    assert (verdict.word, verdict.not_these, verdict.stale) == ("", {"e1"}, 1)
    assert stand(("match", "e2"), ("match", "gone")).word == ""


def test_other_names_have_no_verdict():
    assert standing(pd.DataFrame([], columns=COLUMNS), set()) == {}
