"""The kinds of values that a declaration may hold, each with what to do where one is wrong."""

import codecs
import re
import warnings
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StrictBool, StrictInt, StrictStr, ValidationInfo
from pydantic_core import PydanticCustomError

from pipeline import regions
from pipeline.notation import is_date

EXTENSIONS = (".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet")
MAX_COUNT = 10**15


def wrong(message: str, remedy: str) -> PydanticCustomError:
    """Make the error that a check of a value raises."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "remedy": remedy})


def _text(value: object) -> object:
    if isinstance(value, bool | int | float):
        raise wrong("a text is needed, not a number or truth value", f'Put it in quotes: "{value}".')
    return value


def _nonblank(text: str) -> str:
    if not text.strip():
        raise wrong("the text is empty", "Write something, or remove the key.")
    return text.strip()


def _kept(text: str) -> str:
    if not text:
        raise wrong("the text is empty", "Write something, or remove the key.")
    return text


def _version(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z._+-]*", text):
        raise wrong(
            "a version names a folder", 'Use letters, digits and . _ + - only, a letter or digit first: "1.0.0".'
        )
    return text


def _version_text(value: object) -> object:
    if isinstance(value, bool | int | float):
        raise wrong("a version is a text, not a number", f'Put it in quotes: version: "{value}".')
    return value


def _date(text: str) -> str:
    if not is_date(text):
        raise wrong("no date of the calendar in the form year-month-day", "Write it like 2020-02-29.")
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?", text, re.ASCII | re.IGNORECASE):
        raise wrong("no web address", "Write a whole address that begins with https:// or http://.")
    return text


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise wrong("a sha256 has 64 hexadecimal digits", "Copy the first word that `sha256sum FILE` prints.")
    return text.lower()


def _path(text: str, info: ValidationInfo) -> str:
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or re.match(r"[A-Za-z]:", text) or "\0" in text:
        raise wrong(
            "the path leaves the dataset's folder",
            "Put the file into the folder, and write its path from there, with /.",
        )
    if path.suffix.lower() not in EXTENSIONS:
        remedy = f"Save it as one of {', '.join(EXTENSIONS)}, and name that file."
        raise wrong("the file's format is not known by its extension", remedy)
    folder = info.context["folder"] if info.context else None
    if folder is not None and not _inside(folder / path, folder):
        raise wrong("the path is a link that leaves the dataset's folder", "Copy the file into the folder.")
    return str(path)


def _inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _encoding(text: str) -> str:
    try:
        found = codecs.lookup(text)
        "a".encode(text)  # refuses codecs that are no character sets (base64, rot13)
    except (LookupError, ValueError):
        raise wrong("no known encoding", "Name one such as utf-8, cp1252, iso-8859-1, utf-16.") from None
    return found.name


def _delimiter(text: str) -> str:
    if len(text) != 1 or text in '"\r\n\0' or text.isalnum():
        raise wrong("a delimiter is one character between the columns", 'Write ";", "\\t", "|" or ",".')
    return text


def _thousands(text: str) -> str:
    if len(text) != 1 or text.isalnum() or text in "+-":
        raise wrong("a thousands separator is one character between digits", 'Write ",", ".", " " or "\'".')
    return text


def _pattern(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(text)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise wrong(f"no valid regular expression: {error}", "Correct it; a flag such as (?i) stands first.") from None
    return text


def _telling_pattern(text: str) -> str:
    if re.search(_pattern(text), ""):
        raise wrong("the pattern fits every name, even an empty one", "Make it fit only what is no organisation.")
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise wrong("no language tag", "Write one such as en, de-CH or zh-Hant.")
    return text


def _region(text: str, info: ValidationInfo) -> str:
    country = info.context["country"] if info.context else ""
    try:
        try:
            return regions.parse(text, country)
        except regions.UnknownRegion:
            return regions.parse(text)  # here, unlike in data, a person may mean another country's two letters
    except regions.RegionError as error:
        raise wrong(str(error), f"{error.remedy[0].upper()}{error.remedy[1:]}.") from None


def country(text: str) -> str:
    """Read a country by any of its names or codes, as its alpha-2 code."""
    try:
        code = regions.parse(text)
    except regions.RegionError as error:
        countries = [choice for choice in error.choices if "-" not in choice]
        code = countries[0] if len(countries) == 1 else ""
    if not code or "-" in code:
        raise wrong("no country, or several, by this name", "Write its code of two letters, such as US.")
    return code


def _fraction(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong("a number from 0 to 1 is needed", "Write it with a point and without quotes: 0.95.")
    if not 0 <= value <= 1:
        raise wrong("the number must lie from 0 to 1", "0.95 stands for 95 in 100.")
    return value


def _whole(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d+\s*(\+|[-–]\s*\d*)", value):
        told = "Write where each range begins, and no more: [1, 11, 101] makes 1-10, 11-100 and 101+."
        raise wrong("a whole number is needed, not a range", told)
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong("a whole number is needed", "Write digits only, without quotes, points or commas.")
    if not 0 <= value <= MAX_COUNT:
        raise wrong("the number must not be negative, nor beyond 10^15", "Write a whole number from 0.")
    return value


Text = Annotated[StrictStr, BeforeValidator(_text), AfterValidator(_nonblank)]
RawText = Annotated[StrictStr, BeforeValidator(_text), AfterValidator(_kept)]  # blanks at the ends count
Version = Annotated[StrictStr, BeforeValidator(_version_text), AfterValidator(_version)]
Date = Annotated[Text, AfterValidator(_date)]
Url = Annotated[Text, AfterValidator(_url)]
Sha256 = Annotated[Text, AfterValidator(_sha256)]
FilePath = Annotated[Text, AfterValidator(_path)]
Encoding = Annotated[Text, AfterValidator(_encoding)]
Delimiter = Annotated[RawText, AfterValidator(_delimiter)]
Thousands = Annotated[RawText, AfterValidator(_thousands)]
Pattern = Annotated[RawText, AfterValidator(_pattern)]
TellingPattern = Annotated[RawText, AfterValidator(_telling_pattern)]
Language = Annotated[Text, AfterValidator(_language)]
Region = Annotated[Text, AfterValidator(_region)]
Country = Annotated[Text, AfterValidator(country)]
Fraction = Annotated[float, BeforeValidator(_fraction)]
Whole = Annotated[StrictInt, BeforeValidator(_whole)]
Truth = StrictBool
