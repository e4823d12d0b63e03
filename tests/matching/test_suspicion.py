import pytest

from pipeline.matching.suspicion import suspicious


@pytest.mark.parametrize(
    "name",
    [
        "Polizei MÃ¼nchen",
        "Université de MontrÃ©al",
        "Boise \u202eecilop",
        "Boi\u200bse Police",
        "Boi\u00adse Police",
        "Boise Pоlice",  # a Cyrillic о
        "РОЅТ Office",  # a whole word of look-alikes
        "𝐁𝐨𝐢𝐬𝐞 Police",
        "Boise \ufffd Police",
        "Boise\x07 Police",
        "Bo\u200dise Police",
        "B\u0301\u0302\u0303oise",
    ],
)
def test_damaged_and_deceiving_names_are_suspicious(name):
    assert suspicious(name)


@pytest.mark.parametrize(
    "name",
    [
        "Boise Police",
        "Polizei München",
        "Université de Montréal",
        "Київський університет",
        "Université (Университет)",
        "東京大学",
        "دانشگاه\u200cها",
        "Πανεπιστήμιο Αθηνών",
        "Łódź – Śródmieście",
        "Sheriff’s Office",
    ],
)
def test_honest_names_are_not(name):
    assert not suspicious(name)
