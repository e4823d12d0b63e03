"""A look at a table that nobody has declared yet: which column may hold the name, the region, the count and the date.

Headings are held against the words that newsrooms meet, and cells against what a declaration would accept. Nothing here
is certain, and nothing is decided: `new` writes it down for a person to look at.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline import regions
from pipeline.notation import parse_count, parse_date
from pipeline.text import fold_blanks

_OURS = ("name", "region", "count", "date")
_SAMPLE = 2_000  # cells of a column that are looked at
_PLACES_TRIED = 60  # of them, each in every country
_MOST = 0.8  # of them must fit
_SEPARATORS = (",", ".", "'", " ", "\u00a0", "\u202f")

_BODIES = (
    "agency agencies organisation organization organisations organizations org institution department dept company "
    "employer customer client body authority entity operator force bureau unit station university school "
    "organisme institution behörde dienststelle einrichtung institución organismo entidad organizzazione ente órgão"
).split()
_PEOPLE = "first last given family contact user username officer person people full file nick middle email mail".split()
_PLACES = "state province region country territory nation land bundesland canton pays estado provincia stato".split()
_SUBDIVISIONS, _NATIONS = {"state", "province", "bundesland", "canton"}, {"country", "nation", "pays", "land"}
_COUNTS = (
    "count counts searches search total number quantity qty uses hits queries requests lookups times amount sum "
    "records anzahl nombre cantidad numero"
).split()
_NUMBERS = (
    "id ids identifier zip postcode postal phone tel year lat lon latitude longitude code row line version".split()
)
_DATES = "date day created opened when time timestamp since datum fecha jour giorno".split()


@dataclass(frozen=True)
class Guess:
    """`columns`: ours to theirs, in our order; `thousands` and `country` as a declaration has them, '' for none."""

    columns: Mapping[str, str]
    thousands: str = ""
    country: str = ""


def guess(table: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> Guess:
    """Guess the columns of a table, given as its cells by heading; `said` (ours to theirs) is what a person named.

    Without a column of names the guess holds none.
    """
    cells = {heading: [cell.strip() for cell in column[:_SAMPLE] if cell.strip()] for heading, column in table.items()}
    found = {ours: theirs for ours, theirs in said.items() if theirs}
    separators = {heading: _separator(column) for heading, column in cells.items()}

    def is_count(heading: str) -> bool:
        separator = separators[heading]
        return _share(cells[heading], lambda cell: parse_count(cell, separator) is not None) >= _MOST

    def is_date(heading: str) -> bool:
        return _share(cells[heading], lambda cell: bool(parse_date(cell))) >= _MOST

    def is_place(heading: str) -> bool:
        return bool(_countries(cells[heading]))

    def is_text(heading: str) -> bool:
        return _share(cells[heading], lambda cell: any(letter.isalpha() for letter in cell)) >= _MOST

    steps: tuple[tuple[str, Callable[[str], bool], Callable[[str], int], bool], ...] = (
        ("date", is_date, lambda heading: _score(heading, _DATES), True),
        ("count", is_count, lambda heading: _score(heading, _COUNTS, _NUMBERS), True),
        ("region", is_place, lambda heading: _score(heading, _PLACES), False),
        ("name", is_text, _name_score, False),
    )
    for ours, fits, score, alone in steps:
        left = [heading for heading in table if heading not in found.values() and cells[heading]]
        chosen = "" if ours in found else _best([each for each in left if fits(each)], score, alone)
        if chosen:
            found[ours] = chosen
    if "name" not in found:
        left = [each for each in table if each not in found.values() and is_text(each) and not _is_person(each)]
        found |= {"name": left[0]} if len(left) == 1 else {}
    columns: dict[str, str] = {ours: found[ours] for ours in _OURS if ours in found}
    country = _country(columns.get("region", ""), cells.get(columns.get("region", ""), []))
    return Guess(columns, separators.get(columns.get("count", ""), ""), country)


def _words(heading: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # agencyName
    return re.findall(r"\w+", apart.replace("_", " ").casefold())


def _score(heading: str, words: Sequence[str], never: Sequence[str] = ()) -> int:
    """2 where the heading is one of the words, 1 where it holds one, 0 where it does not, -1 where it may not be."""
    said = _words(heading)
    if any(word in never for word in said):
        return -1
    return 2 if len(said) == 1 and said[0] in words else int(any(word in words for word in said))


def _name_score(heading: str) -> int:
    if _is_person(heading):
        return -1
    return 2 * _score(heading, _BODIES) + ("name" in _words(heading))


def _is_person(heading: str) -> bool:
    return any(word in _PEOPLE for word in _words(heading))


def _best(headings: Sequence[str], score: Callable[[str], int], alone: bool) -> str:
    """Take the one with the best heading, the leftmost of equals; of those without a telling one, the only one."""
    scores = {heading: score(heading) for heading in headings}
    top = max(scores.values(), default=-1)
    if top > 0:
        return next(heading for heading in headings if scores[heading] == top)
    silent = [heading for heading, reached in scores.items() if reached == 0]
    return silent[0] if alone and len(silent) == 1 else ""


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def _separator(cells: Sequence[str]) -> str:
    """Find what parts the thousands: '' where plain digits do, or where it cannot be told."""
    with_any = [cell for cell in cells if not cell.isdigit()]
    fitting = [
        each for each in _SEPARATORS if with_any and all(parse_count(cell, each) is not None for cell in with_any)
    ]
    return fitting[0] if fitting else ""


def _country(heading: str, cells: Sequence[str]) -> str:
    """Name the one country whose subdivisions the regions are; '' where they are countries, or where several fit."""
    said, fitting = {*_words(heading)}, _countries(cells)
    subdivided = bool(said & _SUBDIVISIONS) or (not said & _NATIONS and max(map(len, cells), default=0) <= 3)
    if "" in fitting and not subdivided:
        return ""
    parted = [each for each in fitting if each]
    usual = "CA" if "province" in said else "US"
    return parted[0] if len(parted) == 1 else usual if usual in parted else ""


def _countries(cells: Sequence[str]) -> list[str]:
    """List the countries (alpha-2) whose subdivisions nearly all cells name; '' where they name regions as they are."""
    import pycountry

    places = sorted({fold_blanks(cell) for cell in cells})[:_PLACES_TRIED]
    every = ("", *sorted(country.alpha_2 for country in pycountry.countries))
    return [each for each in every if _share(places, partial(_lies_in, country=each)) >= _MOST]


def _lies_in(place: str, country: str) -> bool:
    try:
        code = regions.parse(place, country)
    except regions.RegionError:
        return False
    return bool(code) and (not country or code.startswith(f"{country}-"))
