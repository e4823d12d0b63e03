"""Many names in one text, held against the plain way: look for each one by itself."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.disclosure.readings import BARRIER
from pipeline.disclosure.wordruns import WordRuns

WORDS = st.sampled_from(["north", "Nörth", "POLICE", "police", "of", "city", "springfield", "st"])
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(st.one_of(WORDS, st.sampled_from([BARRIER, "\n", ", ", "-", "ß"])), max_size=30).map(" ".join)


def plain(text: str) -> list[str]:
    return re.findall(rf"[a-zß]+|{BARRIER}", text.casefold().replace("ö", "o").replace("ß", "ss"))


@given(st.lists(NAMES, max_size=6), TEXTS)
def test_it_finds_what_a_plain_search_finds(names: list[str], text: str) -> None:
    words = plain(text)
    expected = {
        tuple(plain(name))
        for name in names
        if len("".join(plain(name))) >= 4
        for at in range(len(words))
        if words[at : at + len(plain(name))] == plain(name)
    }
    runs = WordRuns(dict.fromkeys(names, "a name"))
    assert bool(list(runs.find(text))) == bool(expected)
    assert not list(runs.without([text]).find(text))


def test_places_and_kinds() -> None:
    runs = WordRuns({"Ostrey Police": "dropped", "Ostrey": "pending", "PD": "dropped", "2024": "dropped"})
    assert sorted(runs.find("ß PD 2024\nthe OSTREY  police")) == [(10, "dropped"), (10, "pending")]
    assert sorted(runs.find("the OSTREY  police")) == [(4, "dropped"), (4, "pending")]


def test_of_a_long_text_the_beginning_is_looked_for() -> None:
    words = [f"word{letter}" for letter in "abcdefghijklmnop"]
    runs = WordRuns({" ".join(words): "text"})
    assert list(runs.find(" ".join(words[:12]))) == [(0, "text")]
    assert not list(runs.find(" ".join(words[:11])))
