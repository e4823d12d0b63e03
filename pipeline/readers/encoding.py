"""A guess at the encoding of a text that is not UTF-8: told to a person, never used unasked but by `new`.

Most lists are in some language of Latin letters, and encodings such as cp1252 and cp1250 share most of their bytes:
what tells them apart is whether the accented letters are those of one language.
"""

import re

# The letters of each language beyond a to z. Where two languages fit as well, the earlier one is told.
_LANGUAGES = (
    ("cp1252", "[éèêëàâçôûùîïœæÿü]"),  # French
    ("cp1252", "[áéíóúüñ]"),  # Spanish
    ("cp1252", "[äöüßé]"),  # German
    ("cp1252", "[ãáéíóúâêôàç]|õ(?=e)"),  # Portuguese
    ("cp1252", "[àèéìòù]"),  # Italian
    ("cp1252", "[åäöæøéü]"),  # Danish, Norwegian, Swedish, Finnish
    ("cp1252", "[éëïöüèáó]"),  # Dutch
    ("cp1252", "[àáèéíïòóúüç]"),  # Catalan
    ("cp1250", "[ąćęłńóśźż]"),  # Polish
    ("cp1250", "[áčďéěíňóřšťúůýž]"),  # Czech
    ("cp1250", "[áäčďéíĺľňóôŕšťúýž]"),  # Slovak
    ("cp1250", "[áéíóöőúüű]"),  # Hungarian
    ("cp1250", "[ăâîşţ]"),  # Romanian
    ("cp1250", "[čćđšž]"),  # Croatian, Slovene
    ("cp1254", "[çğıöşüâîû]"),  # Turkish
    ("cp1257", "[ąčęėįšųūž]"),  # Lithuanian
    ("cp1257", "[āčēģīķļņšūž]"),  # Latvian
    ("cp1257", "[äõöüšž]"),  # Estonian
    ("cp1252", "[áðéíóúýþæö]"),  # Icelandic
)
# What any language may write: quotation marks, dashes, signs; and the ordinal signs, but not within a word.
_SIGNS = re.compile(r"[‘’‚“”„‹›«»–—…•·°§©®™€£¥¢±×\xa0\xad´]|[ºª](?!\w)")
_FITS = 0.9  # of the letters; a list of one language holds some names of others
_LOOKED_AT = 1_000_000  # bytes
# What spreadsheets and databases still write; a guess among all there are is seldom right in a short file.
_USUAL = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp932", "gb18030", "cp949", "big5"]


def guess_encoding(data: bytes) -> str:
    """Guess which of the usual encodings a text is in that is not UTF-8; '' where none fits."""
    from charset_normalizer import from_bytes

    head = data[:_LOOKED_AT]
    fits, _, encoding = max((_fit(head, *each), -at, each[0]) for at, each in enumerate(_LANGUAGES))
    if fits >= _FITS:
        return encoding
    best = from_bytes(head, cp_isolation=_USUAL).best()
    return best.encoding if best else ""


def _fit(data: bytes, encoding: str, letters: str) -> float:
    """Tell which share of the characters beyond ASCII are letters of one language; 0 where the bytes do not decode."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    text = _SIGNS.sub("", text).replace("İ", "i").lower()
    beyond = sum(not char.isascii() for char in text)
    return len(re.findall(letters, text)) / beyond if beyond else 1.0
