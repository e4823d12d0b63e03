"""Letter by letter: the pieces make up the names, and mark what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.diff import differences, nearest


def written(pieces):
    return "".join(text if same else f"[{text}]" for text, same in pieces)


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("Hexberry", "Hexbury", "Hexb[er]ry", "Hexb[u]ry"),
        ("BOISE pd", "Boise PD", "BOISE pd", "Boise PD"),
        ("Skelerton Police", "Skellerton Police", "Skelerton Police", "Skel[l]erton Police"),
        ("", "abc", "", "[abc]"),
        ("abc", "xyz", "[abc]", "[xyz]"),
        ("İstanbul", "Istanbul", "[İ]stanbul", "[I]stanbul"),
    ],
)
def test_what_differs_is_marked(one, other, left, right):
    assert tuple(map(written, differences(one, other))) == (left, right)


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_are_the_names_and_what_is_shared_is_the_same(one, other):
    left, right = differences(one, other)
    assert "".join(text for text, _ in left) == one and "".join(text for text, _ in right) == other
    assert [len(text) for text, same in left if same] == [len(text) for text, same in right if same]


def test_the_nearest_of_several_names():
    assert nearest("OPS Orrinford", ["Orrinford Police Service", "OPS Orrinford", "Orrinford Police"]) == 1
    assert nearest("x", ["y", "z"]) == 0
