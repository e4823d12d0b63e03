"""The region that stands inside a name: 'Kennesaw GA PD', 'Shelton PD (WA)', 'CA - Chino PD', 'Ohio State Patrol'."""

import re
from dataclasses import dataclass
from functools import cache

from pipeline import regions
from pipeline.matching.words import remark

# Words that follow a region's code where it stands before the body: 'Kennesaw GA PD'.
_BODY = (
    r"(?:PD|SO|SD|SP|DA|DAs|DAO|DPS|911|DTF|TF|HP|CSO|ISD|RR|(?i:Police|Sheriff|Campus|Public|Dept|Department|District|County|"
    r"Marshal|Const|Pct|Ranger|Prosecutor|Attorney|State|University|College|Fire)\w*)"
)
# Bodies of a whole region: 'Ohio State Patrol', 'TX DPS'.
_STATE_BODY = (
    r"(?:DPS|DNR|DOC|DOT|SP|HP|(?i:State|Highway|Hwy|Provincial|Department|Dept|Division|Div|Bureau|Attorney General|"
    r"Office of|Fish|Game|Gaming|Fusion|National Guard|Parks|Alcohol))"
)
# Codes that are words, or the beginnings of names, in some language: they need a body or the end behind them.
_WORDS = "IN|OR|ME|HI|OK|OH|DE|LA|CO|MA|PA|ID|AL|AS|ON|BE|BY|HE|AN|AM|DI|DA|SO|NO|SE|LE|EN|ES|EL|NE"
_BEHIND = remark() | {""}
_ARTICLES = frozenset({"LA", "DE", "EL", "LE", "DI", "DA"})  # begin the name of many a place
# To a pattern that ignores case the Turkish letters are an 'i': 'Illınois', 'İllinois'.
_DOTS = {ord("ı"): "i", 0x307: None}
_COUNTY_BODY = re.compile(r"(?:SO|SHERIFF|DA|JAIL|PROS)", re.IGNORECASE)
_COUNTY = re.compile(r"\b(?:county|cnty|cty)\b", re.IGNORECASE)
_ANY_BODY = re.compile(r"\b(?:PD|SO|police|sheriff|county|university|college|unit)\b", re.IGNORECASE)
_MARKS = re.compile(r"[(\[,\-–:]")
_CODE_END = re.compile(r"[A-Z](?![\w'’&./])")
_SURE_END = re.compile(r"(?:PD|SO|SP|DA|DPS|POLICE(?: DEPT\.?| DEPARTMENT)?)")


class PlaceFinder:
    """Finds a country's subdivisions in names. Without a country it finds nothing: 'IN' and 'DE' are words.

    A code must be written in capitals. It is believed in brackets, before or after a dash, after a comma, before a
    body ('GA PD') or at the end, and only if the name holds no second one; a full name is believed beside 'State',
    before a state's body, after 'University of' or 'State of', in brackets and after a comma.
    """

    def __init__(self, country: str) -> None:
        self._codes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for code, name in regions.subdivisions(country).items() if country else ():
            self._codes[code.split("-", 1)[1]] = code
            self._names[_folded(name)] = code
        self._patterns = _patterns(country if self._codes else "")
        self._firsts = {name.split()[0] for name in self._names} | {code.casefold() for code in self._codes}

    def __call__(self, name: str, stated: str = "") -> tuple[str, str]:
        """Find the region in `name`; `stated` is the one given beside it, '' for none.

        Gives its code ('' for none) and the name without the token that stated it.
        """
        if not self._codes:
            return "", _without_stated(name, stated)
        code, _, rest = name.partition(" ")
        if rest and stated and self._codes.get(code) == stated and code not in _ARTICLES:
            # 'NE State Patrol' in Nebraska: written out, it is known for the region's name and is no direction.
            return stated, f"{regions.subdivisions(stated.split('-')[0])[stated]} {rest}"
        for find in (self._marked, self._coded):
            spots = find(name, stated)
            if spots:
                places = {code for code, _, _ in spots}
                return (places.pop(), _without(name, spots)) if len(places) == 1 else ("", name)
        return self._leading(name), name

    def _marked(self, name: str, _: str) -> list[tuple[str, int, int]]:
        if not _MARKS.search(name):
            return []
        found = [*self._patterns.marked.finditer(name), *self._patterns.after_comma.finditer(name)]
        return [(self._read(_first_group(spot)), *spot.span()) for spot in found]

    def _coded(self, name: str, stated: str) -> list[tuple[str, int, int]]:
        if not _CODE_END.search(name):
            return []
        spots = [(self._codes[spot.group(1)], spot) for spot in self._patterns.coded.finditer(name)]
        for _, spot in list(spots):
            before = name[: spot.start(1)].split()[-1:]
            if not set(before) & self._codes.keys():
                continue
            if spot.group(1) == "SD":  # 'Mobile County AL SD': the sheriff's department
                spots = [other for other in spots if other[1] is not spot]
            elif before != ["CO"]:  # 'Reeves CO TX SO' is a county
                return []  # 'Port Authority NY NJ PD' lies in both
        return [(code, *spot.span(1)) for code, spot in spots if _believed(name, spot, code == stated)]

    def _leading(self, name: str) -> str:
        """Find a region whose token belongs to the name: 'NC State University', 'University of Iowa'."""
        folded = name.casefold()
        if not self._firsts.issuperset(folded.split(maxsplit=1)[:1]) and " of" not in folded and name.isascii():
            return ""  # most names
        places = {self._read(_first_group(spot)) for spot in self._patterns.named.finditer(name)}
        return places.pop() if len(places) == 1 else ""

    def _read(self, text: str) -> str:
        return self._codes.get(text) or self._names[_folded(text)]


def _without_stated(name: str, stated: str) -> str:
    """Take a code off that the region beside the name has too: 'Strassen Hospital, LU', 'Weber AG, DE Legal Dept'."""
    head, comma, tail = name.rpartition(",")
    code, *rest = tail.split() or [""]
    told = code in {stated, *stated.split("-")} - {""} and all(
        word.casefold().strip("-(.)") in _BEHIND for word in rest
    )
    return " ".join([head, *rest]) if comma and told else name


def _folded(text: str) -> str:
    return text.casefold().translate(_DOTS)


def _first_group(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def _believed(name: str, found: re.Match[str], stated: bool) -> bool:
    """Weigh a code in capitals by its place; `stated`: the region beside the name is the same."""
    code, before, after = found.group(1), name[: found.start(1)].strip(" -–,"), name[found.end(1) :].strip(" -–,")
    if not before or stated:
        return bool(before)
    if code == "CO":  # the county, or the company, more often than the region
        if after and _COUNTY_BODY.match(after) and not _COUNTY.search(before):
            return False
        if not after and not _ANY_BODY.search(before):
            return False
    # In a name all in capitals a code looks like any other word: only 'GA PD' at the very end is believed.
    return name != name.upper() or (code != "CO" and _SURE_END.fullmatch(after) is not None)


def _without(name: str, spots: list[tuple[str, int, int]]) -> str:
    for _, start, end in sorted(spots, key=lambda spot: -spot[1]):
        name = f"{name[:start].rstrip(' -–')} {name[end:].lstrip(' -–:')}"
    return " ".join(name.split()).strip(" ,;-–")


@dataclass(frozen=True)
class _Patterns:
    marked: re.Pattern[str]
    after_comma: re.Pattern[str]
    coded: re.Pattern[str]
    named: re.Pattern[str]


@cache
def _patterns(country: str) -> _Patterns:
    parts = regions.subdivisions(country)
    # Codes of digits ('FR-75') are numbers first.
    codes = "|".join(sorted(code.split("-", 1)[1] for code in parts if code.split("-", 1)[1].isalpha()) or ["(?!)"])
    names = "|".join(sorted((re.escape(name) for name in parts.values()), key=lambda name: (-len(name), name)))
    return _Patterns(
        marked=re.compile(rf"[(\[]({codes}|(?i:{names}))[)\]]|^({codes})\s*[-–:]\s+(?=\w)"),
        after_comma=re.compile(rf",\s*({codes}|(?i:{names}))\s*$"),
        coded=re.compile(
            rf"(?<![\w'’&./-])((?!(?:{_WORDS})\b)(?:{codes})(?![\w'’&./])"
            rf"|(?:{codes})(?![\w'’&./])(?=\s+{_BODY}(?![a-z])|\s*$|\s*[-–(\[,;]))"
        ),
        named=re.compile(
            rf"\b(?i:University of|State of)\s+((?i:{names}))\b(?!\s+(?i:City|County|Township|Beach|Springs))"
            rf"|^((?i:{names}))\s+(?={_STATE_BODY}\b)|^(?!LA\b)({codes})\s+(?={_STATE_BODY}\b)"
        ),
    )
