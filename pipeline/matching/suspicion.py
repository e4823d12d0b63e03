"""Damaged and deceiving characters: a name that has them may look right and be another; a person must look."""

import re
import unicodedata

# Direction marks, soft hyphens, invisible operators, byte-order marks, replacement and private characters, controls,
# strokes through letters.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u0334-\u0338\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\u20d2-\u20ea\ufeff\ufffd\ue000-\uf8ff\U0001d400-\U0001d7ff\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("[\u200c\u200d]")
_STACKED = re.compile("[\u0300-\u036f]{3,}")
_LOOKALIKE = frozenset("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅԌαορνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")
_DECEIVING = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
# What may share a word with Latin letters, since it cannot be taken for them.
_BESIDE = frozenset(
    "LATIN MODIFIER FEMININE MASCULINE CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA HANGUL BOPOMOFO ARABIC HEBREW THAI LAO "
    "KHMER MYANMAR DEVANAGARI BENGALI GURMUKHI GUJARATI TAMIL TELUGU KANNADA MALAYALAM SINHALA".split()
)
# Phonetic, mathematical, numeral and full-width forms that pass for a plain letter inside a word of plain ones.
_FORMS = ((0x250, 0x2AF), (0x1D00, 0x1DBF), (0x2100, 0x218F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F), (0xFF00, 0xFF5E))
_ALPHABETS = frozenset("əɓɗɖɛɔɣʋɩɨʉ")  # of Azerbaijan and of West Africa
# Letters of an alphabet that is somebody's, and yet look like a plain letter: right where the organisation writes them.
_BORROWED = re.compile("[ıƦɩỿ\U00010322]")
_HARMLESS = frozenset("©®°™№℠−×")


def suspicious(name: str) -> bool:
    """Tell whether a name has damaged (mojibake) or deceiving characters (hidden, or of a look-alike script)."""
    if name.isascii():
        return bool(_HIDDEN.search(name))
    return (
        bool(_HIDDEN.search(name) or _STACKED.search(name))
        or _joined(name)
        or _mixed(name)
        or _drawn(name)
        or _mojibake(name)
    )


def borrows(name: str, written: str) -> bool:
    """Tell whether a name has a letter that looks like a plain one, ı for i, and that an organisation never writes.

    `written` are its names: Şırnak has its ı by right, Vırginia has not.
    """
    return any(letter not in written for letter in _BORROWED.findall(name))


def _joined(name: str) -> bool:
    # Persian and the scripts of India need joiners; between letters of these scripts they only hide.
    return bool(_JOINERS.search(name)) and any(_script(letter) in ("LATIN", *_DECEIVING) for letter in name)


def _mixed(name: str) -> bool:
    latin = any(_script(letter) == "LATIN" for letter in name)
    for word in re.findall(r"[^\W\d_]+", name):
        scripts = {_script(letter) for letter in word} - {""}
        if "LATIN" in scripts and (not scripts <= _BESIDE or any(map(_is_form, word))):
            return True
        if latin and "LATIN" not in scripts and len(word) > 1 and _LOOKALIKE.issuperset(word):
            return True
    return False


def _is_form(letter: str) -> bool:
    raised = unicodedata.category(letter) == "Lm"  # smaller than its neighbours, and meant to be
    return letter not in _ALPHABETS and not raised and any(first <= ord(letter) <= last for first, last in _FORMS)


def _drawn(name: str) -> bool:
    """Tell whether a symbol stands in the place of a letter, ℮ for e."""
    beside = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])", name)
    return any(unicodedata.category(mark) in ("Sm", "So") for mark in beside if mark not in _HARMLESS)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0] if letter.isalpha() else ""


def _mojibake(name: str) -> bool:
    import ftfy

    return str(ftfy.fix_encoding(name)) != name
