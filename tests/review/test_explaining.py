"""The waterfall: its steps make up the probability that the model gives."""

import math

import pytest
from tables import registry

from pipeline.review.explaining import Explainer
from pipeline.stages.match import match
from schemas import Names
from schemas.base import frame

ONE = registry({"entity_id": "a", "name": "Quillmere Police Service", "aliases": "QPS", "region": "CA-ON"})


@pytest.mark.parametrize("name", ["Quilmere Polcie Service", "Quillmere University", "Quillmere Police Service"])
def test_the_steps_make_up_the_probability(name: str) -> None:
    (made,) = Explainer(ONE, {}, (), "CA").explain(name, "CA-ON", ["a"])
    names = frame(Names, [(name, "CA-ON", name.casefold(), "", "")])
    probability = match(names, ONE, {}, "CA")["probability"].iloc[0]
    total = sum(step.adds for step in made.steps)
    assert 1 / (1 + math.exp(-total)) == pytest.approx(probability, abs=0.002)
    assert [step.label for step in made.steps] and all("_" not in step.label for step in made.steps)


def test_words_are_those_of_both_and_of_one() -> None:
    (made,) = Explainer(ONE, {}, (), "CA").explain("Quillmere Police Museum", "CA-ON", ["a", "gone"])
    assert (made.agree, made.only_query, made.only_entity) == (("quillmere", "police"), ("museum",), ("service",))
