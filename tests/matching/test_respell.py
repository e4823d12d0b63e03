import pytest

from pipeline.matching.respell import Speller

COUNTS = {
    "vashon": 1,
    "police": 40,
    "department": 40,
    "green": 2,
    "wood": 2,
    "dale": 1,
    "sheriff": 40,
    "county": 40,
    "australia": 3,
    "healthy": 1,
    "curt": 1,
}


@pytest.fixture(scope="module")
def speller():
    return Speller(COUNTS, 60)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("vashon polcie", "vashon police"),
        ("triibunale di terres", "court di terres"),  # a slip before it could be put in English
        ("vashonpolice department", "vashon police department"),
        ("ayuntamientode cella", "municipality de cella"),
        ("vashon countysheriff", "vashon county sheriff"),
        ("au5tralia police", "australia police"),
        ("sheirff", "sheriff"),
        ("vashon po11ce", "vashon police"),  # each 1 is another letter
        ("vashon polic eof", "vashon police of"),
        ("policedepratment", "police department"),  # two in one, and a slip
        ("vashonx police", "vashonx police"),
        ("p0licc 0f vashon", "police of vashon"),  # read from a scan
        ("sheriff dc vashon", "sheriff de vashon"),
        ("vashonn fiire", "vashonn fire"),  # a letter typed twice
        ("vashon ifre", "vashon fire"),  # two in the wrong order at the beginning
        ("vashon shreiff", "vashon sheriff"),
        ("university f vashon", "university of vashon"),
        ("vashon college fo law", "vashon college of law"),  # a slip in 'of' inside the name
        ("vashon fo police", "vashon fo police"),  # but only after a body
        ("vashon chamber fo police", "vashon chamber of police"),
        ("vashon seminar fo police", "vashon seminar of police"),
        ("univeristy de vashon", "university of vashon"),
        ("city o fvashonia", "vashonia municipality"),
        ("vashon 10 police", "vashon 10 police"),  # a number is no 'la'
        ("vashon police dc", "vashon police dc"),  # filling words stand inside a name
    ],
)
def test_common_words_are_mended(speller, text, mended):
    assert speller([text], [""]) == [mended]


@pytest.mark.parametrize(
    "text",
    [
        "vashon police",  # nothing odd
        "vashom police",  # a slip in the word that tells is for the comparison to weigh
        "vashon medical school",  # no 'medica lschool', though the registry has neither word
        "greenwood police",  # one word, though both halves are known
        "georgetown police",
        "collegedale police",
        "healths office",  # 'health' with a letter more may be another word
        "healthy police",  # the registry knows it
        "12345 police",
    ],
)
def test_other_words_are_left_alone(speller, text):
    assert speller([text], [""]) == [text]


def test_a_word_that_may_be_two_is_left_alone():
    assert Speller({**COUNTS, "polbce": 3}, 60)(["polbice"], [""]) == ["polbice"]


def test_a_slip_in_the_of_behind_a_settlement_is_read_though_the_registry_has_that_word():
    assert Speller({**COUNTS, "city": 9, "fo": 1}, 60)(["city fo vashon"], [""]) == ["vashon municipality"]


def test_a_common_word_is_meant_before_a_rare_one():
    assert Speller({**COUNTS, "polbce": 2}, 60)(["polbice"], [""]) == ["police"]


def test_a_name_does_not_depend_on_the_others(speller):
    texts = ["vashon polcie", "klinikumbuer", "greenwood police"]
    assert speller(texts, [""] * 3) == [speller([text], [""])[0] for text in texts]


def test_abbreviations_that_come_to_light_are_written_out(speller):
    assert speller(["vasho npd"], ["US"]) == ["vashon police department"]
    assert speller(["vashonx xso"], ["US"]) == ["vashonx xso"]
    assert Speller({"buer": 1, "prosecutor": 40}, 60)(["bue rsta"], ["DE"]) == ["buer prosecutor"]


def test_the_name_of_a_town_is_no_slip_there(speller):
    told = Speller({"lanking": 40, "police": 40}, 60)  # a common word here; Lansing is in Michigan
    assert told(["lansing police"], ["FR"]) == ["lanking police"]
    assert told(["lansing police"], ["US"]) == ["lansing police"]


def test_a_slip_in_the_name_of_the_region_is_read_there(speller):
    assert speller(["gerogia police"], ["US-GA"]) == ["georgia police"]
    assert speller(["gerogia police"], ["US-OH"]) == speller(["gerogia police"], [""]) == ["gerogia police"]
    assert speller(["police of nigdr"], ["NE"]) == ["police of niger"]


def test_words_run_together_are_parted_where_both_are_long():
    told = Speller({"singh": 1, "shipping": 2, "white": 2, "marsh": 1}, 60)
    assert told(["singhshipping"], ["BR"]) == ["singh shipping"]
    assert told(["whitemarsh"], ["BR"]) == ["whitemarsh"]  # the name of many a place
    ending = Speller({"france": 9, "ille": 1}, 60)
    assert ending(["quill franceville"], [""]) == ["quill franceville"]  # 'v' stands in the place of no blank
