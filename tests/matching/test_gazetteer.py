from pipeline.matching.gazetteer import FILE, names, real_words


def test_words_of_places_are_known_by_country():
    assert {"lillington", "chicago"} <= real_words("US")
    assert "lillington" not in real_words("DE")
    assert real_words("") == real_words("ZZ") == frozenset()


def test_the_file_holds_each_country_once_in_order():
    lines = FILE.read_text(encoding="ascii").splitlines()
    codes = [line.split(" ")[0] for line in lines]
    assert codes == sorted(set(codes)) and all(len(code) == 2 and code.isupper() for code in codes)
    for line in lines:
        names = line[3:].split("|")
        assert names == sorted(set(names)) and all(" ".join(name.split()) == name.lower() != "" for name in names)


def test_names_are_known_by_country_and_words_are_of_four_letters():
    assert "santa coloma" in names("AD") and "pas de la casa" in names("AD")
    assert {"coloma", "casa"} <= real_words("AD") and real_words("AD").isdisjoint({"pas", "de", "santa coloma"})
    assert names("ZZ") == [""]
    assert any("0001" in name.split() for name in names("CA")) and "0001" not in real_words("CA")
