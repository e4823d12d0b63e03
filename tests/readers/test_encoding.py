"""The guess at an encoding is a message: it must be right for the lists that newsrooms get."""

import pytest

from pipeline.readers.encoding import guess_encoding

LISTS = {
    "cp1252": [
        "Police de Québec",
        "Gendarmerie Côte-d'Or\nSûreté du Québec\nÉcole de Nîmes",
        "Policía Nacional de España\nAyuntamiento de La Coruña, 2º",
        "Polizeipräsidium München\nStraßenbauamt Würzburg",
        "Polícia Federal de São Paulo\nCâmara Municipal de Évora\nSecretaria de Segurança Pública, Patrões",
        "Københavns Politi\nPolismyndigheten Göteborg\nÅmål",
        "Questura di Forlì\nUniversità di Cefalù",
        "Sheriff’s Office – County, “North”\nCafé",
    ],
    "cp1250": [
        "Komenda Wojewódzka Policji w Łodzi\nUrząd Miasta Poznań\nStraż Miejska w Gdańsku",
        "Policie České republiky\nMěstský úřad Příbram",
        "Budapesti Rendőr-főkapitányság\nGyőr megyei jogú város",
        "Poliţia Română\nJudeţul Argeş",
    ],
    "cp1254": ["Emniyet Genel Müdürlüğü\nİstanbul Büyükşehir Belediyesi\nAğrı Valiliği"],
    "cp1257": ["Šiaulių apskrities policija\nŪkio ministerija, Mažeikių skyrius"],
    "cp1251": ["Министерство внутренних дел Российской Федерации\nГлавное управление полиции города Москвы\n" * 20],
}


@pytest.mark.parametrize(("encoding", "names"), [(each, names) for each, lists in LISTS.items() for names in lists])
def test_the_encoding_of_a_list_is_guessed(encoding: str, names: str) -> None:
    assert guess_encoding(f"Agency,Searches\n{names}\n".encode(encoding)) == encoding


def test_what_is_no_text_has_no_encoding() -> None:
    assert guess_encoding(bytes(range(256)) * 40) == ""
