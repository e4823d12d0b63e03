"""Countries and their subdivisions: any name or code of one, as its ISO 3166 code.

Codes and names are those of ISO 3166-1 and 3166-2 as `pycountry` holds them; everyday names and aliases that the
standard lacks stand in `regions.csv` beside this module. Kosovo is `XK`.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# Bare names that stand for two bodies of one rank: only a person knows which is meant.
_AMBIGUOUS = {
    "georgia": ("GE", "US-GA"),
    "georgie": ("GE", "US-GA"),
    "congo": ("CD", "CG"),
    "kongo": ("CD", "CG"),
    "korea": ("KP", "KR"),
    "corea": ("KP", "KR"),
    "coree": ("KP", "KR"),
    "virgin islands": ("VG", "VI"),
}
# Names that the standard gives only to a part of what people mean by them: the City of London is a square mile.
_TOO_NARROW = frozenset({"london"})
# The languages in which a country's name is understood, where English and its own aliases do not know it.
_LANGUAGES = (
    "ar", "cs", "da", "de", "el", "es", "fi", "fr", "hu", "it", "ja", "ko", "nb_NO",
    "nl", "pl", "pt", "pt_BR", "ro", "ru", "sv", "tr", "uk", "zh_CN", "zh_TW",
)  # fmt: skip
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "&": " and "}
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHES = re.compile(r"[.'’ʼ`]")
_BRACKETS = re.compile(r"\s*\[.*?\]")
_NOT_WORD = re.compile(r"[\W_]+")
_SINGLES = re.compile(r"\b(\w) (?=\w\b)")


class RegionError(ValueError):
    """A text that is no region; `remedy` says what may stand there, `choices` are the codes that fit."""

    choices: tuple[str, ...] = ()
    remedy = "write an ISO 3166 code such as CA or US-GA, or the region's full name"


class UnknownRegion(RegionError):
    """No region bears the name."""

    def __init__(self, text: str) -> None:
        super().__init__("no region bears this name or code")
        self.text = text


class AmbiguousRegion(RegionError):
    """Several regions bear the name; `choices` are their codes, sorted."""

    def __init__(self, text: str, choices: Iterable[str]) -> None:
        self.text = text
        self.choices = tuple(sorted(choices))
        told = [f"{code} ({name(code)})" for code in self.choices]
        super().__init__("several regions bear this name")
        self.remedy = f"write one of these codes: {', '.join(told)}"


class _Subdivision(NamedTuple):
    country: str
    name: str
    parent: str


class _Index(NamedTuple):
    """What every text is looked up in; keys are folded (see `_key`)."""

    country_names: dict[str, str]  # alpha-2 -> everyday English name
    countries: dict[str, set[str]]  # code or name -> alpha-2
    subdivisions: dict[str, _Subdivision]  # full code -> facts
    codes: dict[str, set[str]]  # full code, folded -> full code
    names: dict[str, set[str]]  # subdivision name -> full codes
    own: dict[str, dict[str, set[str]]]  # country -> suffix code -> full codes


@lru_cache(maxsize=100_000)
def parse(text: str, country: str = "") -> str:
    """Find the ISO 3166 code of a region given by any of its codes or names.

    `country` is an alpha-2 code: its subdivisions come first, also by the second half of their codes ("GA" is US-GA);
    other countries are then known by name or longer code, never by their own two letters.
    Without it, a name that is both a country and another country's subdivision is the country, but for a few names
    that are as often the one as the other (Georgia). Blank text is no region: ''.

    Raises UnknownRegion, or AmbiguousRegion with the choices.
    """
    key = _key(text)
    if not key:
        if text.strip():
            raise UnknownRegion(text)
        return ""
    for found in _tiers(key, country):
        codes = _broadest(found)
        if len(codes) > 1:
            raise AmbiguousRegion(text, codes)
        if codes:
            return codes.pop()
    return _parse_pair(text)


def country_of(code: str) -> str:
    """Cut a region's code down to its country's alpha-2 code; '' stays ''."""
    return code.partition("-")[0]


def country_name(code: str) -> str:
    """Give the short everyday English name of the country of a region's code; '' for ''."""
    return _index().country_names[country_of(code)] if code else ""


def name(code: str) -> str:
    """Give the English name of a country, or the name of a subdivision as ISO 3166-2 has it; '' for ''."""
    return _index().subdivisions[code].name if "-" in code else country_name(code)


def within(code: str, area: str) -> bool:
    """Tell whether a region is an area or lies in it, by their codes; '' lies nowhere."""
    while code:
        if code == area:
            return True
        code = _parent(code)
    return False


@lru_cache(maxsize=512)
def subdivisions(country: str) -> Mapping[str, str]:
    """Name the subdivisions of a country (alpha-2) by full code, in order of their codes; none where it has none."""
    found = _index().subdivisions
    return {code: found[code].name for code in sorted(found) if found[code].country == country}


def _parent(code: str) -> str:
    if "-" not in code:
        return ""
    known = _index().subdivisions.get(code)
    return (known.parent if known else "") or country_of(code)


def _tiers(key: str, country: str) -> Iterator[set[str]]:
    """Give the regions that a folded text may mean, the most likely kind first."""
    index = _index()
    if country:
        own = {code for code in index.names.get(key, ()) if index.subdivisions[code].country == country}
        own |= index.own.get(country, {}).get(key, set())
        yield own | (index.countries.get(key, set()) & {country})
    yield index.codes.get(key, set())
    if country and key.upper() in index.country_names:
        return  # two letters beside a country are meant as its own code: GM in a list of the US is Guam, not Gambia
    yield set(_AMBIGUOUS.get(key, ()))
    yield index.countries.get(key, set())
    yield index.names.get(key, set())
    yield _translations().get(key, set())


def _broadest(codes: set[str]) -> set[str]:
    """Drop every region that lies in another one of the set: a province that bears the name of its region."""
    return {code for code in codes if not any(code != other and within(code, other) for other in codes)}


def _parse_pair(text: str) -> str:
    """Read 'Limburg, Netherlands' or 'Ontario (Canada)': a subdivision and its country."""
    head, _, tail = text.strip().rstrip(")").rpartition("(" if text.strip().endswith(")") else ",")
    if not _key(head) or not _key(tail):
        raise UnknownRegion(text)
    country, code = parse(tail), parse(head, country_of(parse(tail)))
    if code != country and within(code, country):
        return code
    raise UnknownRegion(text)


@lru_cache(maxsize=100_000)
def _key(text: str) -> str:
    """Fold a text for comparison: no accents, no case, no punctuation, initials joined, no leading article."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    plain = text.casefold().translate(_LETTERS)
    if plain.isascii() and plain.isalnum():
        return plain
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain)).strip()
    return _SINGLES.sub(r"\1", words).removeprefix("the ")


def _variants(official: str) -> Iterator[str]:
    """Give the forms in which a name of the standard is used: 'Murcia, Región de' is also 'Región de Murcia'."""
    yield official
    yield official.removesuffix(" Sheng").removesuffix(" Shi")
    if not any(mark in official for mark in "[(,"):
        return
    bare = re.sub(r"\s*[\[(].*?[\])]", "", official)
    yield bare
    stem, comma, rest = bare.partition(", ")
    if comma and ", " not in rest:
        yield f"{rest} {stem}"
        yield stem
    yield from (part for part in re.findall(r"\[(.*?)\]", official) if "-" not in part)


@lru_cache(maxsize=1)
def _index() -> _Index:
    import pycountry  # half of this module's users only cut codes

    index = _Index({}, {}, {}, {}, {}, {})
    for country in pycountry.countries:
        known = [getattr(country, field, "") or "" for field in ("common_name", "name", "official_name")]
        index.country_names[country.alpha_2] = next(filter(None, known))
        inverted = [f"{rest} {stem}" for stem, _, rest in (text.partition(", ") for text in known) if rest]
        bare = [re.sub(r"\s*\(.*\)", "", text) for text in known]
        for text in [country.alpha_2, country.alpha_3, country.numeric, *known, *inverted, *bare]:
            index.countries.setdefault(_key(text), set()).add(country.alpha_2)
    for part in pycountry.subdivisions:
        _add_subdivision(index, part.code, part.name, part.parent_code or "")
    _add_aliases(index)
    for texts in (index.countries, index.names):
        texts.pop("", None)
    return index


def _add_subdivision(index: _Index, code: str, official: str, parent: str) -> None:
    country, _, suffix = code.partition("-")
    index.subdivisions[code] = _Subdivision(country, _BRACKETS.sub("", official), parent)
    index.codes.setdefault(_key(code), set()).add(code)
    index.own.setdefault(country, {}).setdefault(_key(suffix), set()).add(code)
    for text in _variants(official):
        if _key(text) not in _TOO_NARROW:
            index.names.setdefault(_key(text), set()).add(code)


def _add_aliases(index: _Index) -> None:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            texts = [code, row["name"], *row["aliases"].split("|")] if "-" not in code else row["aliases"].split("|")
            target = index.names if "-" in code else index.countries
            for text in texts:
                target.setdefault(_key(text), set()).add(code)
            if row["name"]:
                index.country_names[code] = row["name"]


@lru_cache(maxsize=1)
def _translations() -> dict[str, set[str]]:
    """Country names in other languages; read only when a text is found nowhere else."""
    import gettext

    import pycountry

    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for country in pycountry.countries:
            for field in ("common_name", "name"):  # the catalogues' official names hold errors
                text = getattr(country, field, "") or ""
                if text and (translated := catalogue.gettext(text)) != text:
                    found.setdefault(_key(translated), set()).add(country.alpha_2)
    found.pop("", None)
    return found
