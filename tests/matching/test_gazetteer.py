from pipeline.matching.gazetteer import FILE, real_words


def test_words_of_places_are_known_by_country():
    assert {"lillington", "chicago"} <= real_words("US")
    assert "lillington" not in real_words("DE")
    assert real_words("") == real_words("ZZ") == frozenset()


def test_the_file_holds_each_country_once_in_order():
    lines = FILE.read_text(encoding="ascii").splitlines()
    codes = [line.split(" ")[0] for line in lines]
    assert codes == sorted(set(codes)) and all(len(code) == 2 and code.isupper() for code in codes)
    words = [word for line in lines for word in line.split(" ")[1:]]
    assert all(len(word) >= 4 and word.isalpha() and word.islower() for word in words)
