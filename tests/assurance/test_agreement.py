"""Agreement of two people, beside scikit-learn's."""

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from pipeline.assurance.agreement import agreement

WORDS = ("right", "wrong", "unsure")


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_the_literature(seed: int) -> None:
    lot = random.Random(seed)
    pairs = [(lot.choice(WORDS), lot.choice(WORDS)) for _ in range(40)]
    pairs += [(word, word) for word in WORDS * 9]
    found = agreement(pairs)
    assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)), abs=1e-4)
    assert found.agreed == sum(first == second for first, second in pairs)


def test_one_word_throughout_tells_nothing_from_chance() -> None:
    assert agreement([("right", "right")] * 5).kappa is None
    assert agreement([]).kappa is None
    assert agreement([("right", "wrong"), ("wrong", "right")]).kappa == -1
