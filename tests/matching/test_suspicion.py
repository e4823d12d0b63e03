import pytest

from pipeline.matching.suspicion import borrows, suspicious


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
        "Boiꓢe Police",  # a letter of Lisu
        "Poⅼice Department",  # a Roman numeral
        "Pᴏlice Department",  # a small capital
        "Ｐolice Department",  # one full-width letter
        "Polic℮ Department",
        "ℙolice Department",
        "Po\u0336lice Department",  # struck through
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
        "Ｐｏｌｉｃｅ 東京",
        "Azərbaycan Polisi",
        "Kızıltepe Emniyeti",
        "Zone Ⅳ Police",
        "東京Police大学",
        "ไทยPBS",
        "Hawaiʻi Police™",
        "Préfecture n°5",
        "1ª Brigada",
        "EMC² Akami-Uapishkᵘ",
        "Human−Animal Studies",
    ],
)
def test_honest_names_are_not(name):
    assert not suspicious(name)


def test_a_letter_is_borrowed_where_the_organisation_never_writes_it():
    assert borrows("Vırginia Police", "Virginia Police|VPD")
    assert borrows("Ʀailway Police", "Railway Police|")
    assert not borrows("Kızıltepe Emniyeti", "Kiziltepe Police|Kızıltepe Emniyeti")
    assert not borrows("Virginia Police", "Virginia Police|")
