"""Standardise a name for comparison, in small named steps from text to text. What is shown to people never changes."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.matching.gazetteer import real_words
from pipeline.matching.words import remark, words

MAX_LENGTH = 300  # characters of a name that are compared; no organisation's name is longer
_ACRONYM = 4  # letters of an abbreviation that, as a whole name, is rather an acronym: 'UNI', 'INST'

_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_TURNED = re.compile("\u202e([^\u202a-\u202e]*)")
_CAPITALS = re.compile(r"\b(?!(?:Mac|Metro)[A-Z])([A-Z]?[a-z]{2,})([A-Z](?:[a-z]{2,}|[A-Z]+|[a-z]\.?))(?![A-Za-z])")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AND = re.compile(r"\s*[&+]\s*")
_SPACED_INITIALS = re.compile(r"\b(p|s) (d|o)\b(?=$| )")
_UNIVERSITY = re.compile(r"\bu(?= of )|(?<=[a-z]{3} )u(?=$| police\b)")
# What parts 'PEIRENE, Universite de Limoges' from 'Cheyney University of Pennsylvania', once it is gone.
_UNIVERSITY_NEXT = re.compile(
    r"(?<=[\w).])\s*(?:[,;:/|(]|-+(?=\s)|(?<=\s)-+)\s*"
    r"(?=(?:the |l)?univ[a-z]*\.? (?:da|de|degli|dei|della|di|do|du|of|van|zu) \w)"
)
_APOSTROPHES = re.compile(r"['`´‘’]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ORDINAL = re.compile(r"\b0*(\d+)(?:st|nd|rd|th)\b")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_NUMBER_WORDS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
# What a number counts: only beside these is a written ordinal or a Roman numeral a number ('Henry IV College').
_NUMBERED = words("numbered")
_ENGLISH = frozenset({"", "US", "en"})  # the dialects in which a leading 'w' is the west
_LEADING_DIRECTION = re.compile(r"^([nsew])(?= [a-z]{3})")
_DIRECTION = {"n": "north", "s": "south", "e": "east", "w": "west"}
_MARSHAL = re.compile(r"(?<=\bfire )marshall\b|\bmarshall(?= (?:office|service|department)\b)")
_SETTLEMENT = re.compile(
    r"(?:government (?:of )?)?(?:the )?(city|town|village|borough|township|county) of "
    r"(?!police|sheriff|fire|department)((?:\w+ )*?\w+)(?= (?:police|sheriff|fire|department)\b|$)"
)
# What a body is of, in the languages of terms.json: 'universita degli studi di torino', 'universidad de la republica'.
_OF = re.compile(
    r"\b(university|institute|hospital|clinic|academy|center|school|college|faculty|department|foundation|association"
    r"|society|ministry|laboratory|council|museum|library) (?:(?:degli studi|di studi) )?"
    r"(?:da|das|de|degli|dei|del|della|delle|dello|der|des|di|do|dos|du|of|van|von|za|zu)"
    r"(?: (?:den|der|el|het|la|las|le|les|los|the))?(?= [a-z0-9])"
)
_PARTICLES = frozenset("da das de degli dei del della delle dello der des di do dos du of van von za zu".split())
_FORM = re.compile(
    r"\b(?:(?:fsbei|fsaei|fgbou|fgaou|fsei|fgou)(?: of)? (?:he|hpe|vo|vpo)"
    r"|federal state (?:budgetary|autonomous|budget) educational (?:institution|institute|establishment)"
    r"(?: of higher (?:professional )?education)?) (?=[a-z0-9])"
)
_OF_SOMETHING = words("of_something")
_REMARKS = remark()
_COMPANY_NEXT, _STATE_NEXT, _STREET_NEXT = (words(name) for name in ("company_next", "state_next", "street_next"))


def fold_script(text: str) -> str:
    """Write any script in ASCII letters: 'Łódź' -> 'Lodz', 'Київ' -> 'Kyiv'."""
    if text.isascii():
        return text
    from anyascii import anyascii

    return str(anyascii(text))


def turn_round(text: str) -> str:
    """Write what a mark of direction (U+202E) turns round as the eye reads it."""
    return text if "\u202e" not in text else _TURNED.sub(lambda found: found[1][::-1], text)


def drop_hidden(text: str) -> str:
    """Drop characters that nobody sees: soft hyphens, zero-width and direction marks."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def part_capitals(text: str) -> str:
    """Put a blank before a capital inside a word, where one was lost: 'SalemPD', 'CityOf Salem'; never 'MacArthur'."""
    return text if text.istitle() or text.islower() or text.isupper() else _CAPITALS.sub(r"\1 \2", text)


def fold_case(text: str) -> str:
    """Fold upper and lower case."""
    return text.casefold()


def drop_apostrophes(text: str) -> str:
    """Close up apostrophes: "sheriff's" -> 'sheriffs', "o'neill" -> 'oneill'."""
    return text if text.isascii() and "'" not in text and "`" not in text else _APOSTROPHES.sub("", text)


def join_initials(text: str) -> str:
    """Join dotted initials: 'p.d.' -> 'pd', 'u.s. marshal' -> 'us marshal'."""
    return text if "." not in text else _INITIALS.sub(lambda found: found.group().replace(".", ""), text)


def spell_and(text: str) -> str:
    """Write '&' and '+' between words as 'and'."""
    return _AND.sub(" and ", text) if "&" in text or "+" in text else text


def lead_to_university(text: str) -> str:
    """Write 'at' for the mark that parts a university from what goes before: 'peirene, universite de limoges'."""
    found = _UNIVERSITY_NEXT.search(text) if "univ" in text else None
    if not found or "univ" in text[: found.start()]:  # of two universities neither is at the other
        return text
    return f"{text[: found.start()]} at {text[found.end() :]}"


def blank_punctuation(text: str) -> str:
    """Turn every run of other characters into one blank: 'hi_ed: a/b' -> 'hi ed a b'."""
    if text.isascii() and text.replace(" ", "").isalnum() and text.islower():
        return " ".join(text.split())
    return _NOT_WORD.sub(" ", text).strip()


def join_spaced_initials(text: str) -> str:
    """Join the commonest spaced initials: 's o' -> 'so', 'p d' -> 'pd'; 'u of x' and 'x u' are the university."""
    padded = f" {text} "
    if " u " in padded:
        text = _UNIVERSITY.sub("university", text)
    if " p " in padded or " s " in padded:
        text = _SPACED_INITIALS.sub(lambda found: found.group(1) + found.group(2), text)
    return text


def write_numbers(text: str) -> str:
    """Write ordinals as numbers: '21st' -> '21', '007' -> '7', 'second district' -> '2 district', 'troop ii'."""
    if not text.replace(" ", "").isalpha():
        text = _LEADING_ZEROS.sub("", _ORDINAL.sub(r"\1", text))
    said = text.split()
    hospital = "hospital" in said  # 'second xiangya hospital', 'hospital no 2': of several in a city
    if hospital or not _NUMBERED.isdisjoint(said):
        for place, word in enumerate(said):
            beside = {*said[max(0, place - 1) : place], *said[place + 1 : place + 2]}
            if (hospital and word in _NUMBER_WORDS) or not _NUMBERED.isdisjoint(beside):
                said[place] = _ROMAN.get(word) or _NUMBER_WORDS.get(word, word)
    return " ".join(said)


def write_county(text: str) -> str:
    """Write 'co' out: the county inside a name ('adams co so'), the company before its form ('co ltd') and after 'and'.

    At the end, or before a remark, it is a company if the word before names no town or county ('ford motor co').
    """
    if not _county_like(text):
        return text
    said = text.split()
    for place, word in enumerate(said):
        if word == "co":
            following = said[place + 1 : place + 2]
            before = said[max(0, place - 1) : place]
            company = (following and following[0] in _COMPANY_NEXT) or before == ["and"]
            if place > 1 and _REMARKS.issuperset(said[place + 1 :]):
                company = company or said[place - 1] not in real_words("US")
            if company:
                said[place] = "company"
            elif place and following and not following[0].startswith(("op", "ord")):  # nor 'co-operative'
                said[place] = "county"
        elif word == "cty" and said[place + 1 : place + 2] in (["of"], ["council"], ["hall"]):
            said[place] = "city"
        elif word == "sd" and said[max(0, place - 1) : place] in (["county"], ["parish"]):
            said[place] = "sheriff department"
    return " ".join(said)


def _county_like(text: str) -> bool:
    padded = f" {text} "
    return " co " in padded or " sd " in padded or " cty " in padded


def write_saints(text: str) -> str:
    """Write saints, mounts and forts out: 'st louis', 'mt vernon', 'ft bend'; never 'main st police'.

    At the beginning 'st' before a body is the state: 'st patrol'.
    """
    padded = f" {text} "
    if " st " not in padded and " mt " not in padded and " ft " not in padded:
        return text
    said = text.split()
    if said[:1] == ["st"] and said[1:2] and said[1] in _STATE_NEXT:
        said[0] = "state"
    for place, word in enumerate(said[:-1]):
        if said[place + 1] in _STREET_NEXT:
            continue
        if word == "st":
            said[place] = "saint"
        elif word == "mt":
            said[place] = "mount"
        elif word == "ft":
            said[place] = "fort"
    return " ".join(said)


def turn_back(text: str) -> str:
    """Turn an entry of a register round: 'bellflower city of' -> 'city of bellflower', 'of bellflower city' too."""
    if not text.endswith(" of") and not text.startswith("of "):
        return text
    said = text.split()
    if len(said) > 2 and said[-1] == "of" and said[-2] in _OF_SOMETHING:
        return " ".join([said[-2], "of", *said[:-2]])
    if len(said) > 2 and said[0] == "of" and said[-1] in _OF_SOMETHING:
        return " ".join([said[-1], *said[:-1]])
    return text


def turn_settlement(text: str) -> str:
    """Put the sort of settlement behind its name: 'city of x police' -> 'x police', 'city of x' -> 'x municipality'."""
    if " of " not in text:
        return text
    found = _SETTLEMENT.match(text)
    if not found:
        return text
    sort = "" if found.group(1) == "city" else " " + found.group(1)
    name, rest = found.group(2), text[found.end() :]
    if not rest or rest.startswith(" department"):
        head, tail = _without_remark(name)
        # Alone, or before its own department, it is the municipality itself, and no other body of that place.
        if not rest or tail:
            return f"{head}{sort} municipality{tail}{rest}"
    return name + sort + rest


def _without_remark(name: str) -> tuple[str, str]:
    """Part a name from the remark behind it: 'isle legal' -> 'isle', ' legal'."""
    said = name.split()
    end = len(said)
    while end > 1 and said[end - 1] in _REMARKS:
        end -= 1
    return " ".join(said[:end]), "".join([f" {word}" for word in said[end:]])


def write_direction(text: str) -> str:
    """Write a leading direction out: 'w feliciana sheriff' -> 'west feliciana sheriff'."""
    return text if text[1:2] != " " else _LEADING_DIRECTION.sub(lambda found: _DIRECTION[found.group(1)], text)


def write_marshal(text: str) -> str:
    """Write the office with one l, and leave the place its two: 'fire marshall', 'marshall county'."""
    return _MARSHAL.sub("marshal", text) if "marshall" in text else text


def write_of(text: str) -> str:
    """Write 'of' between a body and what it is of: 'university di torino' -> 'university of torino'."""
    return text if _PARTICLES.isdisjoint(text.split()) else _OF.sub(r"\1 of", text)


def drop_form(text: str) -> str:
    """Drop the legal form in front of Russian institutions: 'fsbei of he x university' -> 'x university'."""
    return _FORM.sub("", text) if "federal state" in text or "fs" in text or "fg" in text else text


def drop_article(text: str) -> str:
    """Drop a leading 'the'."""
    return text.removeprefix("the ")


@cache
def builtin_abbreviations(country: str) -> Mapping[str, str]:
    """Read the abbreviations that hold everywhere and in `country` (ISO 3166-1 alpha-2, '' for none given)."""
    data = _abbreviations()
    return {**data["any"], **data["languages"].get(dialect(country), {}), **data.get(country, {})}


def dialect(country: str) -> str:
    """Name the abbreviations of a country besides those that hold everywhere: its language's, its own, '' for none."""
    data = _abbreviations()
    return str(data["countries"].get(country, country if country in data else ""))


@cache
def _abbreviations() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("abbreviations.json").read_text(encoding="utf-8"))
    return data


@cache
def terms() -> Mapping[str, str]:
    """Read the common words of organisations' names in many languages, each with the English word for it."""
    data: dict[str, str] = json.loads(Path(__file__).with_name("terms.json").read_text(encoding="utf-8"))
    return {word: english for english, said in data.items() if english != "note" for word in said.split()}


def write_out(text: str, abbreviations: Mapping[str, str]) -> str:
    """Write abbreviations out, word by word: 'boise pd' -> 'boise police department'."""
    return " ".join([abbreviations.get(word, word) for word in text.split()])


_BEFORE: tuple[Callable[[str], str], ...] = (
    turn_round,
    drop_hidden,
    fold_script,
    part_capitals,
    fold_case,
    drop_apostrophes,
    join_initials,
    spell_and,
    lead_to_university,
    blank_punctuation,
)
_WORDS_BEFORE: tuple[Callable[[str], str], ...] = (
    join_spaced_initials,
    write_direction,
    write_saints,
    write_county,
)
_WORDS_AFTER: tuple[Callable[[str], str], ...] = (
    write_numbers,
    write_marshal,
    write_of,
    drop_form,
    drop_article,
    turn_back,
    turn_settlement,
)


def simplify(text: str) -> str:
    """Take a name to lower-case ASCII words: script, case, punctuation; nothing is written out yet."""
    text = text[:MAX_LENGTH]
    for step in _BEFORE:
        text = step(text)
    return text


class Standardiser:
    """The steps with the abbreviations of one dataset.

    `abbreviations` are the dataset's own, in any spelling; they go before the built-in ones and may hold several words.
    """

    def __init__(self, abbreviations: Mapping[str, str], country: str = "") -> None:
        # Elsewhere 'w' and 'e' are words: 'Uniwersytet w Warszawie'.
        english = dialect(country) in _ENGLISH
        self._steps = [step for step in _WORDS_BEFORE if english or step is not write_direction]
        own = {simplify(short): simplify(long) for short, long in abbreviations.items() if simplify(short)}
        built_in = {**builtin_abbreviations(country), **{key: own[key] for key in own if " " not in key}}
        # Written out and then put in English, in one go.
        self._words = {**terms(), **{short: write_out(long, terms()) for short, long in built_in.items()}}
        self.local = frozenset(built_in.keys() - builtin_abbreviations("").keys()) if country else frozenset()
        self._own_words = {key: own[key] for key in own if " " not in key}
        # These say which body it is, where nothing stands beside them; written out they would be one of many's words.
        self._acronyms = {
            short for short, long in built_in.items() if len(short) <= _ACRONYM and " " not in long and short not in own
        }
        self._said = {**_abbreviations()["phrases"], **{key: own[key] for key in own if " " in key}}
        phrases = sorted(self._said, key=lambda key: (-len(key), key))
        self._phrases = re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
        self._first = frozenset(phrase.split()[0] for phrase in phrases)

    def __call__(self, text: str) -> str:
        """Standardise a name: lower-case ASCII words, written out."""
        text = simplify(text)
        if text in self._acronyms:
            return text
        if not self._first.isdisjoint(text.split()):
            text = self._phrases.sub(lambda found: self._said[found.group()], text)
        if self._own_words:
            text = write_out(text, self._own_words)
        for step in self._steps:
            text = step(text)
        text = write_out(text, self._words)
        for step in _WORDS_AFTER:
            text = step(text)
        return text
