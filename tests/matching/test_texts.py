"""Texts in arrays are what lists and dictionaries of texts are, whatever their letters hash to."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching import lookup as module
from pipeline.matching.lookup import Lookup, in_order
from pipeline.matching.texts import Texts, ranges

ANY = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=12)


@given(ANY)
def test_texts_are_read_back(told: list[str]) -> None:
    made = Texts.of(told)
    assert list(made) == told
    assert made[1:] == told[1:]
    assert made.take(np.arange(len(told))[::-1]) == told[::-1]
    assert list(Texts.joined([made, Texts.of(["x"]), made])) == [*told, "x", *told]


def lookup(pairs: Sequence[tuple[str, int]], most: int) -> Lookup:
    places: dict[str, int] = {}
    codes = np.array([places.setdefault(text, len(places)) for text, _ in pairs], np.int64)
    texts, hashes, numbers = in_order(list(places))
    return Lookup(texts, hashes, numbers[codes], np.array([value for _, value in pairs], np.int64), most)


def check(told: list[str], asked: list[str]) -> None:
    pairs = [(text, value) for value, text in enumerate(told)]
    expected = [(at, value) for at, text in enumerate(asked) for other, value in pairs if other == text]
    for most in (1 << 30, 100, 1):  # whole, in a few pieces, each hash in its own
        made = lookup(pairs, most)
        found, values = made.under(made.places(asked))
        assert list(zip(found.tolist(), values.tolist(), strict=True)) == expected


@given(ANY, ANY)
def test_what_stands_under_a_text_is_found(told: list[str], asked: list[str]) -> None:
    check(told, asked + told)


@pytest.mark.parametrize("hashes", [1, 2])
def test_texts_of_one_hash_are_told_apart(hashes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_hashes", lambda texts: np.arange(len(texts)).astype(np.uint64) % np.uint64(hashes))
    check(["a", "b", "c", "a", "d"], ["a", "b", "c", "d"])
    monkeypatch.setattr(module, "_hashes", lambda texts: np.zeros(len(texts), np.uint64))
    check(["a", "b", "c", "a", "d"], ["d", "x", "a", "c", "b"])


def test_a_lookup_is_cut_into_pieces_of_a_size() -> None:
    pairs = [(f"a name of some length {at}", at) for at in range(300)]
    whole, cut = lookup(pairs, 1 << 30), lookup(pairs, 4_000)
    assert len(whole._pieces) == 1
    assert 4 < len(cut._pieces) < 12
    asked = [text for text, _ in pairs[::-1]]
    assert cut.places(asked).tolist() == whole.places(asked).tolist()


def test_ranges_are_written_out() -> None:
    rows, numbers = ranges(np.array([3, 7, 0]), np.array([5, 7, 2]))
    assert (rows.tolist(), numbers.tolist()) == ([0, 0, 2, 2], [3, 4, 0, 1])


def test_hashes_do_not_depend_on_their_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [f"name {at}" * (at % 3) for at in range(20)]
    whole = module._hashes(Texts.of(told))
    monkeypatch.setattr(module, "_BATCH", 3)
    assert module._hashes(Texts.of(told)).tolist() == whole.tolist()
    assert len(set(whole.tolist())) == len(set(told))


@pytest.mark.parametrize("most", [1 << 40, 1])
def test_texts_under_which_more_stand_than_wanted_are_left_out(most):
    texts, hashes, numbers = in_order(["rare", "common"])
    codes = numbers[np.array([0, 1, 1, 1])]
    made = Lookup(texts, hashes, codes, np.array([7, 1, 2, 3]), most)
    places = made.places(["common", "rare", "absent"])
    assert [each.tolist() for each in made.under(places, 2)] == [[1], [7]]
    assert [each.tolist() for each in made.under(places, 3)] == [[0, 0, 0, 1], [1, 2, 3, 7]]
